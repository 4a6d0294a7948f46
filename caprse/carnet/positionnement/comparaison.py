"""Read the départ and the arrivée of a structure side by side: only once the arrivée does not change any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.positionnement.fleches import Groupe, Passage, build_groupes, is_meme_question
from caprse.carnet.positionnement.regles import Moment
from caprse.carnet.positionnement.requetes import LIST_PASSAGES
from caprse.carnet.positionnement.service import Position, PositionnementOuvert, read_positions
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel


@dataclass(frozen=True, slots=True)
class Comparaison:
    """The arrivée, and its arrows from the départ in the order of its référentiel."""

    arrivee: PositionnementOuvert
    referentiel: Referentiel
    groupes: tuple[Groupe, ...]


def compare_with_depart(unit: Unit, ouvert: PositionnementOuvert, referentiel: Referentiel) -> Comparaison | None:
    """The arrows of a positionnement that was read already. None where it is no arrivée, or one that is still being
    answered: one answers before one looks back. For callers that have checked the right.
    """
    if ouvert.moment is not Moment.ARRIVEE or not ouvert.fige:
        return None
    groupes = build_fleches(
        unit, ouvert.collectif_id, referentiel, ouvert.departs, ouvert.referentiel_depart, ouvert.positions
    )
    return Comparaison(ouvert, referentiel, groupes)


def build_fleches(
    unit: Unit,
    collectif_id: UUID,
    referentiel: Referentiel,
    departs: Mapping[str, Position],
    referentiel_depart: UUID | None,
    arrivees: Mapping[str, Position],
    passages: Sequence[Passage] | None = None,
) -> tuple[Groupe, ...]:
    """The arrows between these answers, in the version of the bilan; the départ was read in ``referentiel_depart``.

    ``passages``: the changes of version, where they were read already.
    """
    if passages is None:
        passages = list_passages(unit, collectif_id) if departs else ()
    referentiels = {i: get_referentiel(unit.db, i) for p in passages for i in (p.de, p.vers)}
    ancien = get_referentiel(unit.db, referentiel_depart) if referentiel_depart is not None else referentiel
    meme_echelle = (ancien.id, ancien.niveau_max) == (referentiel.id, referentiel.niveau_max)

    def is_meme(enjeu: str, position: Position) -> bool:
        return meme_echelle and is_meme_question(enjeu, position.modifie_le, passages, referentiels)

    return build_groupes(referentiel, departs, arrivees, is_meme)


def compare_lues(
    unit: Unit,
    collectif_id: UUID,
    referentiel: Referentiel,
    departs: Mapping[str, Mapping[str, Any]] | None,
    arrivees: Mapping[str, Mapping[str, Any]] | None,
    passages: Sequence[Passage] | None = None,
) -> tuple[Groupe, ...]:
    """The arrows between rows of ``positionnement`` as JSON, by enjeu. For callers that have checked the right."""
    source = next((UUID(position["referentiel_id"]) for position in (departs or {}).values()), None)
    lues = read_positions(departs), source, read_positions(arrivees)
    return build_fleches(unit, collectif_id, referentiel, *lues, passages)


def read_passages(bascules: Sequence[Mapping[str, Any]]) -> tuple[Passage, ...]:
    """The same from the bascules of a collectif as `read_bascules` gives them."""
    return tuple(Passage(UUID(b["de"]), UUID(b["vers"]), datetime.fromisoformat(b["faite_le"])) for b in bascules)


def list_passages(unit: Unit, collectif_id: UUID) -> tuple[Passage, ...]:
    """The changes of version of a collectif: read for it as a whole, as a member does not see what they changed."""
    with as_systeme(unit) as systeme:
        lignes = systeme.db.execute(LIST_PASSAGES, {"collectif": collectif_id}).all()
    return tuple(Passage(*ligne) for ligne in lignes)
