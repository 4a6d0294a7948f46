"""What changed between two versions of a référentiel, for whoever decides to adopt the new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from caprse.referentiel.erreurs import cite
from caprse.referentiel.schema import (
    Critere,
    Enjeu,
    Famille,
    Niveau,
    Obligation,
    Referentiel,
    Thematique,
    Variante,
)


class Champ(NamedTuple):
    """One thing written under a code, before and after, as text; None where it is absent."""

    nom: str
    avant: str | None
    apres: str | None


@dataclass(frozen=True)
class FicheCritere:
    """What is written under one code, field by field, under the names that people read."""

    titre: str
    champs: Mapping[str, str]


@dataclass(frozen=True)
class Changement:
    """What was reworded under one code; ``titre`` is the new one."""

    code: str
    titre: str
    champs: tuple[Champ, ...]


@dataclass(frozen=True)
class Deplacement:
    """A critère that went from one enjeu to another."""

    code: str
    titre: str
    de: str
    vers: str


@dataclass(frozen=True)
class Ecart:
    """What differs among the things of one kind; ``ajoutes`` and ``retires`` are pairs (code, title)."""

    ajoutes: tuple[tuple[str, str], ...] = ()
    retires: tuple[tuple[str, str], ...] = ()
    changes: tuple[Changement, ...] = ()


@dataclass(frozen=True)
class Comparaison:
    """All that differs from one version to the next; ``ancien`` and ``nouveau`` read « id version ».

    ``ordre_thematiques`` is the new order of those kept, when it differs; ``ordre_criteres`` the codes of the
    thématiques whose kept critères changed places.
    """

    ancien: str
    nouveau: str
    tete: tuple[Champ, ...]
    echelle: Ecart
    thematiques: Ecart
    enjeux: Ecart
    criteres: Ecart
    deplacements: tuple[Deplacement, ...]
    familles: Ecart
    ordre_thematiques: tuple[str, ...]
    ordre_criteres: tuple[str, ...]
    mots: Ecart = Ecart()

    @property
    def is_vide(self) -> bool:
        ecarts = (self.echelle, self.thematiques, self.enjeux, self.criteres, self.familles, self.mots)
        listes = (self.tete, self.deplacements, self.ordre_thematiques, self.ordre_criteres)
        return not any(listes) and all(ecart == Ecart() for ecart in ecarts)


def compare(ancien: Referentiel, nouveau: Referentiel) -> Comparaison:
    """Compare two versions, matching everything by code, never by position."""
    return Comparaison(
        ancien=f"{ancien.id} {ancien.version}",
        nouveau=f"{nouveau.id} {nouveau.version}",
        tete=_compare_champs(_read_tete(ancien), _read_tete(nouveau)),
        echelle=_compare_fiches(_list_niveaux(ancien), _list_niveaux(nouveau)),
        thematiques=_compare_fiches(_list_thematiques(ancien), _list_thematiques(nouveau)),
        enjeux=_compare_fiches(_list_enjeux(ancien), _list_enjeux(nouveau)),
        criteres=_compare_fiches(_list_criteres(ancien), _list_criteres(nouveau)),
        deplacements=_list_deplacements(ancien, nouveau),
        familles=_compare_fiches(_list_familles(ancien), _list_familles(nouveau)),
        ordre_thematiques=_compare_ordre(_order_thematiques(ancien), _order_thematiques(nouveau)),
        ordre_criteres=tuple(
            thematique.code
            for thematique in nouveau.thematiques
            if _compare_ordre(_order_criteres(ancien, thematique.code), _order_criteres(nouveau, thematique.code))
        ),
        mots=_compare_fiches(_list_mots(ancien), _list_mots(nouveau)),
    )


def format_comparaison(comparaison: Comparaison, noms: Mapping[str, str] | None = None) -> list[str]:
    """The comparison in French, one line for each thing that changed.

    With codes, for whoever writes the files; or with ``noms``, titles by code, for whoever reads a page.
    """
    lignes = [f"De {comparaison.ancien} à {comparaison.nouveau} :"]
    if comparaison.is_vide:
        return [*lignes, "Aucun changement."]
    if comparaison.tete:
        lignes.append(f"Présentation modifiée : {_format_champs(comparaison.tete)}")
    say = partial(_name, noms)
    lignes += _format_ecart("Niveau", "", comparaison.echelle, say)
    lignes += _format_ecart("Thématique", "e", comparaison.thematiques, say)
    lignes += _format_ecart("Enjeu", "", comparaison.enjeux, say)
    lignes += _format_ecart("Critère", "", comparaison.criteres, say)
    lignes += [
        f"Critère déplacé : {say(un.code, un.titre)}, de {say(un.de)} vers {say(un.vers)}"
        for un in comparaison.deplacements
    ]
    lignes += _format_ecart("Famille de renvois", "e", comparaison.familles, say)
    lignes += _format_ecart("Mot expliqué", "", comparaison.mots, say)
    if comparaison.ordre_thematiques:
        lignes.append(f"Nouvel ordre des thématiques : {', '.join(map(say, comparaison.ordre_thematiques))}")
    if comparaison.ordre_criteres:
        lignes.append(f"Nouvel ordre des critères dans : {', '.join(map(say, comparaison.ordre_criteres))}")
    return lignes


def _name(noms: Mapping[str, str] | None, code: str, titre: str = "") -> str:
    if noms is None:
        return f"{code} {cite(titre)}" if titre else code
    return cite(titre or noms.get(code, code))


def _format_ecart(nom: str, accord: str, ecart: Ecart, say: Callable[[str, str], str]) -> list[str]:
    return [
        *(f"{nom} ajouté{accord} : {say(code, titre)}" for code, titre in ecart.ajoutes),
        *(f"{nom} retiré{accord} : {say(code, titre)}" for code, titre in ecart.retires),
        *(f"{nom} modifié{accord} : {say(un.code, un.titre)} : {_format_champs(un.champs)}" for un in ecart.changes),
    ]


def _format_champs(champs: tuple[Champ, ...]) -> str:
    return ", ".join(f"titre (avant : {cite(champ.avant)})" if champ.nom == "titre" else champ.nom for champ in champs)


def _compare_fiches(avant: Mapping[str, FicheCritere], apres: Mapping[str, FicheCritere]) -> Ecart:
    champs = {code: _compare_champs(avant[code].champs, apres[code].champs) for code in apres if code in avant}
    return Ecart(
        ajoutes=tuple((code, fiche.titre) for code, fiche in apres.items() if code not in avant),
        retires=tuple((code, fiche.titre) for code, fiche in avant.items() if code not in apres),
        changes=tuple(Changement(code, apres[code].titre, changes) for code, changes in champs.items() if changes),
    )


def _compare_champs(avant: Mapping[str, str], apres: Mapping[str, str]) -> tuple[Champ, ...]:
    noms = dict.fromkeys((*avant, *apres))
    champs = (Champ(nom, avant.get(nom), apres.get(nom)) for nom in noms)
    return tuple(champ for champ in champs if champ.avant != champ.apres)


def _list_deplacements(ancien: Referentiel, nouveau: Referentiel) -> tuple[Deplacement, ...]:
    avant, apres = _list_parents(ancien), _list_parents(nouveau)
    return tuple(
        Deplacement(code, nouveau.critere(code).titre, avant[code], enjeu)
        for code, enjeu in apres.items()
        if avant.get(code, enjeu) != enjeu
    )


def _compare_ordre(avant: tuple[str, ...], apres: tuple[str, ...]) -> tuple[str, ...]:
    """The new order of the codes on both sides, or nothing when it is the old one."""
    gardes = tuple(code for code in apres if code in avant)
    return gardes if gardes != tuple(code for code in avant if code in apres) else ()


def _read_tete(referentiel: Referentiel) -> dict[str, str]:
    return {
        "titre": referentiel.titre,
        "statut": referentiel.statut,
        "licence": referentiel.licence,
        "bloc transversal": referentiel.transversal or "aucun",
    }


def _list_niveaux(referentiel: Referentiel) -> dict[str, FicheCritere]:
    def read(niveau: Niveau) -> FicheCritere:
        return FicheCritere(niveau.nom, {"nom": niveau.nom, "définition": niveau.definition, "test": niveau.test})

    return {str(niveau.niveau): read(niveau) for niveau in referentiel.echelle}


def _list_thematiques(referentiel: Referentiel) -> dict[str, FicheCritere]:
    def read(them: Thematique) -> FicheCritere:
        return FicheCritere(
            them.titre, {"titre": them.titre, "titre court": them.titre_court, "en bref": them.en_bref}
        )

    return {thematique.code: read(thematique) for thematique in referentiel.thematiques}


def _list_enjeux(referentiel: Referentiel) -> dict[str, FicheCritere]:
    def read(enjeu: Enjeu) -> FicheCritere:
        champs = {
            "titre": enjeu.titre,
            "titre court": enjeu.titre_court,
            "question": enjeu.question,
            "question simple": enjeu.question_simple,
        }
        return FicheCritere(enjeu.titre, champs)

    return {enjeu.code: read(enjeu) for thematique in referentiel.thematiques for enjeu in thematique.enjeux}


def _list_criteres(referentiel: Referentiel) -> dict[str, FicheCritere]:
    def read(critere: Critere) -> FicheCritere:
        types = f" ({', '.join(critere.pour_qui.types)})" if critere.pour_qui.types else ""
        champs = {
            "titre": critere.titre,
            "question": critere.question,
            "question simple": critere.question_simple,
            **{f"niveau {numero}": texte for numero, texte in sorted(critere.niveaux.items())},
            **{f"premier pas {numero}": texte for numero, texte in sorted(critere.premiers_pas.items())},
            "trace possible": critere.trace_possible,
            "pour qui": f"{critere.pour_qui.texte}{types}",
            "socle légal": " ".join(_format_obligation(o) for o in critere.socle_legal) or "non",
            "posée dès le trimestre": str(critere.des_le_trimestre),
            **{f"variante {rang}": _format_variante(v) for rang, v in enumerate(critere.variantes, start=1)},
            **{f"renvois {cle}": ", ".join(codes) for cle, codes in critere.renvois.items()},
        }
        return FicheCritere(critere.titre, champs)

    return {critere.code: read(critere) for critere in referentiel.criteres}


def _format_obligation(obligation: Obligation) -> str:
    """Everything that is written of it, on one line: what is compared."""
    des = f"dès {obligation.des} salariés" if obligation.des else ""
    reperes = (
        obligation.texte,
        obligation.article,
        des,
        ", ".join(obligation.types or ()),
        f"depuis {obligation.depuis}" if obligation.depuis else "",
        f"vérifié {obligation.verifie_le}" if obligation.verifie_le else "à vérifier",
        obligation.source,
        obligation.avec_qui,
    )
    return f"{obligation.du} ({' ; '.join(repere for repere in reperes if repere)})"


def _format_variante(variante: Variante) -> str:
    moins_de = f"moins de {variante.pour.moins_de} salariés" if variante.pour.moins_de else ""
    pour = " ; ".join(filter(None, (", ".join(variante.pour.types or ()), moins_de)))
    niveaux = (f"niveau {numero} : {texte}" for numero, texte in sorted(variante.niveaux.items()))
    textes = (variante.question, variante.question_simple, *niveaux, variante.trace_possible)
    return f"pour {pour} : {' | '.join(texte for texte in textes if texte)}"


def _list_familles(referentiel: Referentiel) -> dict[str, FicheCritere]:
    def read(famille: Famille) -> FicheCritere:
        entrees = {
            f"code {entree.code}": f"{entree.titre} ({entree.groupe})" if entree.groupe else entree.titre
            for entree in famille.entrees
        }
        groupes = {f"groupe {groupe.code}": groupe.titre for groupe in famille.groupes}
        return FicheCritere(famille.titre, {"titre": famille.titre, "note": famille.note or "", **groupes, **entrees})

    return {famille.cle: read(famille) for famille in referentiel.familles}


def _list_mots(referentiel: Referentiel) -> dict[str, FicheCritere]:
    return {
        mot.mot: FicheCritere(mot.definition, {"sens": mot.definition, "autres formes": ", ".join(mot.formes)})
        for mot in referentiel.mots
    }


def _list_parents(referentiel: Referentiel) -> dict[str, str]:
    return {
        critere.code: enjeu.code
        for thematique in referentiel.thematiques
        for enjeu in thematique.enjeux
        for critere in enjeu.criteres
    }


def _order_thematiques(referentiel: Referentiel) -> tuple[str, ...]:
    return tuple(thematique.code for thematique in referentiel.thematiques)


def _order_criteres(referentiel: Referentiel, code: str) -> tuple[str, ...]:
    thematiques = (thematique for thematique in referentiel.thematiques if thematique.code == code)
    return tuple(critere.code for thematique in thematiques for critere in thematique.criteres)
