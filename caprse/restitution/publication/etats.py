"""The states of a structure at its trimestres, from all that it answered: in the terms of each trimestre's version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.carnet.places import follow_versions, read_bascules
from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.restitution.figures.bilan import Bilan, ReponseCotee
from caprse.restitution.figures.etats import Donnee, Etat, compute_etat, list_tenues
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.figures.series import Halte

# One answer as SQL gives it: [trimestre, version, thématique, critère, niveau, non concerné].
Brute = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Suivi:
    """How answers of several versions are read in one: where each code leads, what each carnet asked by itself."""

    referentiel: Referentiel
    suites: Mapping[str, Mapping[str, str]]
    capsules: Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Jalon:
    """A trimestre at which a structure has a state, in the terms of a version; ``fige``: an arrêté keeps it."""

    numero: int
    version: str
    fige: bool = True


def follow_donnees(
    unit: Unit,
    collectif_id: UUID,
    donnees: Iterable[Brute],
    vers: UUID,
    bascules: Sequence[Mapping[str, Any]] | None = None,
) -> Suivi:
    """What reads these answers in the version ``vers``. One query where they are of several, as `follow_versions`."""
    asked = {(str(version), str(thematique)) for _, version, thematique, *_ in donnees}
    suites = follow_versions(unit, collectif_id, {version for version, _ in asked}, vers, bascules)
    return Suivi(
        get_referentiel(unit.db, vers),
        suites,
        _list_capsules(unit, asked),
    )


def follow_jalons(
    unit: Unit,
    collectif_id: UUID,
    donnees: Sequence[Brute],
    versions: Iterable[str],
    bascules: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Suivi]:
    """What reads these answers in each of these versions, and leads from one of them to another. One query at most."""
    asked = {(str(version), str(thematique)) for _, version, thematique, *_ in donnees}
    vers = {*versions}
    toutes = vers | {version for version, _ in asked}
    if bascules is None:
        bascules = read_bascules(unit, collectif_id) if len(toutes) > 1 else ()
    capsules = _list_capsules(unit, asked)
    return {
        version: Suivi(
            get_referentiel(unit.db, UUID(version)),
            follow_versions(unit, collectif_id, toutes, UUID(version), bascules),
            capsules,
        )
        for version in vers
    }


def build_haltes(
    donnees: Sequence[Brute], jalons: Iterable[Jalon], suivis: Mapping[str, Suivi], tus: Collection[int] = ()
) -> dict[int, Halte]:
    """The states of one structure at these trimestres, in the order of time: what its marches are counted from.

    Where neither an arrêté nor an answer tells of a state, there is none. ``tus``: the trimestres whose answers say
    nothing here.
    """
    lues: dict[str, list[Donnee]] = {}
    haltes: dict[int, Halte] = {}
    avant: str | None = None
    for jalon in sorted(jalons, key=lambda jalon: jalon.numero):
        suivi = suivis[jalon.version]
        if jalon.version not in lues:
            lues[jalon.version] = [donnee for donnee in read_donnees(donnees, suivi) if donnee.trimestre not in tus]
        tenues = list_tenues(suivi.referentiel.thematiques, lues[jalon.version], jalon.numero)
        if not tenues and not jalon.fige:
            continue
        suite = suivi.suites[avant] if avant is not None and avant != jalon.version else None
        haltes[jalon.numero] = Halte(Etat(jalon.numero, tenues, ()), suite, list_niveaux(suivi.referentiel))
        avant = jalon.version
    return haltes


def read_donnees(donnees: Iterable[Brute], suivi: Suivi) -> Iterator[Donnee]:
    """The answers under today's codes: what a carnet asked by itself, and what was answered before and given again.

    Anything else is of a version that the carnet left behind.
    """
    connues: set[str] = set()
    for trimestre, version, thematique, critere, niveau, non_concerne in sorted(donnees, key=lambda brute: brute[0]):
        code = suivi.suites[str(version)].get(critere)
        if code is not None and (critere in suivi.capsules[str(version), thematique] or code in connues):
            yield Donnee(code, trimestre, Cotation(niveau, non_concerne))
            connues.add(code)


def read_etat(donnees: Iterable[Brute], numero: int, suivi: Suivi) -> Etat:
    """The state at trimestre ``numero``."""
    referentiel = suivi.referentiel
    return compute_etat(referentiel.thematiques, referentiel.niveau_max, read_donnees(donnees, suivi), numero)


def add_etat(bilan: Bilan, etat: Etat) -> Bilan:
    """The bilan of a carnet with the state at its trimestre, and what of it was looked at again then."""
    if not etat.tenues:
        return bilan
    demandes = {reponse.code for reponse in bilan.reponses}
    revues = [t for t in etat.tenues if t.trimestre == etat.numero and t.critere not in demandes]
    return replace(
        bilan,
        etat=etat,
        revisions=tuple(ReponseCotee(t.critere, t.titre, t.cotation.niveau, t.cotation.non_concerne) for t in revues),
    )


def _list_capsules(unit: Unit, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
    return {
        (version, thematique): _list_codes(get_referentiel(unit.db, UUID(version)), thematique)
        for version, thematique in asked
    }


def _list_codes(referentiel: Referentiel, thematique: str) -> frozenset[str]:
    return frozenset(critere.code for critere in referentiel.demandes(thematique))
