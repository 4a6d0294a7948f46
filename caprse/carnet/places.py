"""Where a carnet belongs and what it asks: read once per process, for the many saves of one carnet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.requetes import GET_PLACE, LIST_BASCULES
from caprse.referentiel.correspondances.suivi import find_passages, match_criteres
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel, list_versions
from caprse.socle.cache import Cache
from caprse.socle.erreurs import ErreurMetier, Introuvable, Refus


@dataclass(frozen=True)
class Place:
    """Where a carnet belongs and what it asks, as long as the carnet has this version.

    A bascule changes what is asked, and the version with it: a save that names another version writes nothing.
    """

    collectif_id: UUID
    structure_id: UUID
    version: int
    referentiel_id: UUID
    thematique: str
    codes: frozenset[str]
    revisables: frozenset[str]
    niveau_max: int

    def asks(self, critere: str) -> bool:
        """Whether this carnet takes an answer to this critère: its own question, or one that is looked at again."""
        return critere in self.codes or critere in self.revisables


# Saves come many times for the same carnet; what seldom changes of it is read once per process.
_places: Cache[UUID, Place] = Cache(2000)


def get_place(unit: Unit, carnet_id: UUID, *, relire: bool = False) -> Place:
    """The place of a carnet, as this process knows it; ``relire``: as the base has it now. Raises Introuvable."""

    def read() -> Place:
        ligne = unit.db.execute(GET_PLACE, {"carnet": carnet_id}).one_or_none()
        if ligne is None:
            raise Introuvable("Ce carnet")
        referentiel = get_referentiel(unit.db, ligne.referentiel_id)
        codes = _list_codes(referentiel, ligne.thematique)
        avant = ligne.anterieures or ()
        suites = follow_versions(unit, ligne.collectif_id, {version for version, *_ in avant}, ligne.referentiel_id)
        # Asked by their carnet: what a bascule left there is no answer to a question of today.
        anterieures = {
            suites[version].get(code)
            for version, thematique, siens in avant
            for code in list_capsule(unit, UUID(version), thematique).intersection(siens)
        }
        return Place(
            ligne.collectif_id,
            ligne.structure_id,
            ligne.version,
            ligne.referentiel_id,
            ligne.thematique,
            codes,
            frozenset(code for code in anterieures if code is not None) - codes,
            referentiel.niveau_max,
        )

    return _places.set(carnet_id, read()) if relire else _places.get(carnet_id, read)


def list_demandes(unit: Unit, carnet_id: UUID, referentiel: Referentiel, thematique: str) -> frozenset[str]:
    """Every critère that may be talked of in a carnet: those that it asks, those that it may look at again."""
    return _list_codes(referentiel, thematique) | get_place(unit, carnet_id).revisables


def find_structure(carnet_id: UUID) -> UUID | None:
    """Whose carnet this is, when this process met it already: where to look rights up first, for whoever asks."""
    place = _places.find(carnet_id)
    return place.structure_id if place is not None else None


def follow_versions(
    unit: Unit,
    collectif_id: UUID,
    versions: Iterable[str],
    vers: UUID,
    bascules: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Mapping[str, str]]:
    """For each of these versions, its critères that the version ``vers`` still asks, old code → new code.

    Costs a query only where a version differs; none with the ``bascules`` that were read already.
    """
    nouveau = get_referentiel(unit.db, vers)
    autres = [version for version in versions if version != str(vers)]
    if bascules is None:
        bascules = read_bascules(unit, collectif_id) if autres else ()
    suites: dict[str, Mapping[str, str]] = {str(vers): match_criteres(nouveau, nouveau, None)}
    for version in autres:
        ancien = get_referentiel(unit.db, UUID(version))
        suites[version] = match_criteres(ancien, nouveau, find_passages(bascules, version, str(vers)))
    return suites


def read_bascules(unit: Unit, collectif_id: UUID) -> Sequence[Mapping[str, Any]]:
    """The changes of version of a collectif, in their order, as ``find_passages`` takes them."""
    with as_systeme(unit) as systeme:
        return systeme.db.execute(LIST_BASCULES, {"collectif": collectif_id}).scalar_one() or ()


def explain_absence(unit: Unit, place: Place, critere: str) -> ErreurMetier:
    """Why a critère is not asked: another version of the référentiel asked it here, or it never was."""
    ici = get_referentiel(unit.db, place.referentiel_id)
    tous = _list_tous(ici)
    autres = (get_referentiel(unit.db, version.id) for version in list_versions(unit.db, ici.id))
    # Of its own thématique, or of any other where it was being looked at again.
    quittes = {c for autre in autres for c in (*_list_codes(autre, place.thematique), *(_list_tous(autre) - tous))}
    if critere in quittes:
        return Refus(
            "Les critères de ce carnet ont changé pendant que cette page était ouverte. Cette réponse n’a pas été "
            "enregistrée : rechargez la page. Vos réponses d’avant ont été reprises."
        )
    return Introuvable("Ce critère")


def list_capsule(unit: Unit, version: UUID, thematique: str) -> frozenset[str]:
    """What a carnet of this thématique asks by itself in this version."""
    return _list_codes(get_referentiel(unit.db, version), thematique)


def _list_tous(referentiel: Referentiel) -> frozenset[str]:
    return frozenset(c.code for c in referentiel.criteres)


def _list_codes(referentiel: Referentiel, thematique: str) -> frozenset[str]:
    """What a carnet of this thématique asks; nothing where this version does not have it."""
    if not referentiel.holds(thematique):
        return frozenset()
    return frozenset(c.code for c in referentiel.demandes(thematique))
