"""What an answer becomes when its critère is taken over by others: pure rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from caprse.carnet.bascule.reunion import Fusion, Origine, merge
from caprse.carnet.regles import Saisie
from caprse.referentiel.correspondances.fichier import Correspondance
from caprse.referentiel.correspondances.suivi import list_suivants
from caprse.referentiel.pour_vous import concerns
from caprse.referentiel.schema import Critere, Referentiel
from caprse.socle.francais import enumerate_words


class Nature(StrEnum):
    """How a new critère comes from old ones."""

    GARDE = "garde"
    PARTAGE = "partage"
    FUSION = "fusion"
    NOUVEAU = "nouveau"


@dataclass(frozen=True)
class Repris:
    """A new critère (or enjeu) with what it takes over and the answer that results."""

    code: str
    titre: str
    nature: Nature
    sources: tuple[Origine, ...]
    fusion: Fusion


@dataclass(frozen=True)
class Perte:
    """An old answer that no critère asked here takes over: it stays in the past. ``raison`` is a French sentence."""

    code: str
    titre: str
    raison: str
    contenu: Saisie


def convert_criteres(
    correspondance: Correspondance,
    ancien: Referentiel,
    nouveau: Referentiel,
    codes: Iterable[str],
    contenus: Mapping[str, Saisie],
    types: frozenset[str] = frozenset(),
) -> tuple[Repris, ...]:
    """What each of these new critères becomes, from the old answers by old code, for a structure of these types."""
    par_code = _list_sources(correspondance, ancien, contenus)
    repris = []
    for code in codes:
        critere = nouveau.critere(code)
        sources = [
            replace(source, rouverte=True)
            if is_rouverte(source.contenu, ancien.critere(source.code), critere, types)
            else source
            for source in par_code.get(code, ())
        ]
        repris.append(_build_repris(code, critere.titre, sources, ancien, nouveau))
    return tuple(repris)


def is_rouverte(contenu: Saisie | None, avant: Critere, apres: Critere, types: frozenset[str]) -> bool:
    """Whether a « non concerné » no longer holds: the old critère was not for these types, the new one is."""
    if contenu is None or not contenu.non_concerne:
        return False
    return not concerns(avant.pour_qui.types, types) and concerns(apres.pour_qui.types, types)


def follow_revisions(
    correspondance: Correspondance, avant: Iterable[str], apres: Iterable[str], contenus: Mapping[str, Saisie]
) -> tuple[str, ...]:
    """The new codes of the révisions among these answers: of what was asked neither before nor after by itself.

    ``avant`` and ``apres`` are what the carnet asks in each version. A révision goes where its critère goes, one for
    one: a critère that was merged or shared out is another question, which nobody has looked at again.
    """
    suivants, demandes, nouvelles = list_suivants(correspondance), set(avant), set(apres)
    suites = (suivants.get(code) for code in sorted(contenus) if code not in demandes)
    return tuple(dict.fromkeys(code for code in suites if code is not None and code not in nouvelles))


def list_pertes(
    correspondance: Correspondance,
    ancien: Referentiel,
    nouveau: Referentiel,
    codes: Iterable[str],
    contenus: Mapping[str, Saisie],
) -> tuple[Perte, ...]:
    """The old answers that none of these new critères takes over, in the order of their codes."""
    demandes = set(codes)
    pertes = []
    for code, ligne in sorted(correspondance.lignes.items(), key=lambda paire: str(paire[0])):
        contenu = contenus.get(str(code))
        if contenu is None or contenu == Saisie() or any(cible.code in demandes for cible in ligne.vers):
            continue
        ailleurs = enumerate_words([f"« {nouveau.critere(cible.code).titre} »" for cible in ligne.vers])
        raison = ligne.retire or f"Ce trimestre ne demande pas {ailleurs}."
        pertes.append(Perte(str(code), ancien.critere(str(code)).titre, raison, contenu))
    return tuple(pertes)


def convert_enjeux(
    correspondance: Correspondance,
    ancien: Referentiel,
    nouveau: Referentiel,
    codes: Iterable[str],
    positions: Mapping[str, Saisie],
) -> tuple[Repris, ...]:
    """What each of these new enjeux becomes, from the positions by old enjeu.

    An enjeu that is in both versions keeps its answer. Another one takes over the enjeux that its critères come from,
    each with the weight of these critères.
    """
    anciens = {enjeu.code: enjeu for thematique in ancien.thematiques for enjeu in thematique.enjeux}
    enjeu_de = {critere.code: enjeu.code for enjeu in anciens.values() for critere in enjeu.criteres}
    nouveaux = {enjeu.code: enjeu for thematique in nouveau.thematiques for enjeu in thematique.enjeux}
    poids: dict[str, dict[str, Fraction]] = {}
    par_critere = _list_sources(correspondance, ancien, {})
    for enjeu in nouveaux.values():
        if enjeu.code in anciens:
            poids[enjeu.code] = {enjeu.code: Fraction(1)}
            continue
        parts: dict[str, Fraction] = {}
        for critere in enjeu.criteres:
            for source in par_critere.get(critere.code, ()):
                origine = enjeu_de[source.code]
                parts[origine] = parts.get(origine, Fraction()) + source.poids
        poids[enjeu.code] = parts
    suites = Counter(origine for parts in poids.values() for origine in parts)
    repris = []
    for code in codes:
        garde = code in anciens
        sources = [
            Origine(origine, anciens[origine].titre, part, suites[origine] > 1 and not garde, positions.get(origine))
            for origine, part in poids[code].items()
        ]
        repris.append(_build_repris(code, nouveaux[code].titre, sources, ancien, nouveau))
    return tuple(repris)


def _list_sources(
    correspondance: Correspondance, ancien: Referentiel, contenus: Mapping[str, Saisie]
) -> dict[str, list[Origine]]:
    sources: dict[str, list[Origine]] = {}
    for cle, ligne in correspondance.lignes.items():
        code = str(cle)
        titre = ancien.critere(code).titre
        for cible in ligne.vers:
            # Through text: 0.1 in the file is one tenth, which no binary number is.
            poids = Fraction(str(cible.poids))
            source = Origine(code, titre, poids, len(ligne.vers) > 1, contenus.get(code))
            sources.setdefault(cible.code, []).append(source)
    return sources


def _build_repris(
    code: str, titre: str, sources: Sequence[Origine], ancien: Referentiel, nouveau: Referentiel
) -> Repris:
    nature = Nature.FUSION if len(sources) > 1 else Nature.NOUVEAU
    if len(sources) == 1:
        nature = Nature.PARTAGE if sources[0].partage else Nature.GARDE
    tries = tuple(sorted(sources, key=lambda source: source.code))
    return Repris(code, titre, nature, tries, merge(tries, ancien.niveau_max, nouveau.niveau_max))
