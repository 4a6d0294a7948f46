"""Read the départ and the arrivée of a structure side by side: only once the arrivée does not change any more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.positionnement.fleches import Groupe, Passage, build_groupes, is_meme_question
from caprse.carnet.positionnement.regles import Moment
from caprse.carnet.positionnement.requetes import LIST_PASSAGES
from caprse.carnet.positionnement.service import Position, PositionnementOuvert, get_positionnement
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel


@dataclass(frozen=True, slots=True)
class Comparaison:
    """The arrivée, and its arrows from the départ in the order of its référentiel."""

    arrivee: PositionnementOuvert
    referentiel: Referentiel
    groupes: tuple[Groupe, ...]


def compare_positionnements(unit: Unit, structure_id: UUID) -> Comparaison | None:
    """Both, side by side. None while the arrivée is still being answered: one answers before one looks back.

    For those who read the carnets of the structure; raises Introuvable.
    """
    lu = get_positionnement(unit, structure_id, Moment.ARRIVEE)
    return compare_with_depart(unit, *lu) if lu is not None and lu[0].fige else None


def compare_with_depart(unit: Unit, arrivee: PositionnementOuvert, referentiel: Referentiel) -> Comparaison:
    """The arrows of an arrivée that was read already. Raises Introuvable."""
    depart = get_positionnement(unit, arrivee.structure_id, Moment.DEPART)
    positions = depart[0].positions if depart is not None else {}
    passages = list_passages(unit, arrivee.collectif_id) if positions else ()
    referentiels = {i: get_referentiel(unit.db, i) for p in passages for i in (p.de, p.vers)}
    meme_echelle = depart is not None and (depart[1].id, depart[1].niveau_max) == (
        referentiel.id,
        referentiel.niveau_max,
    )

    def is_meme(enjeu: str, position: Position) -> bool:
        return meme_echelle and suivi(enjeu, position.modifie_le)

    suivi = partial(is_meme_question, passages=passages, referentiels=referentiels)
    return Comparaison(arrivee, referentiel, build_groupes(referentiel, positions, arrivee.positions, is_meme))


def list_passages(unit: Unit, collectif_id: UUID) -> tuple[Passage, ...]:
    """The changes of version of a collectif: read for it as a whole, as a member does not see what they changed."""
    with as_systeme(unit) as systeme:
        lignes = systeme.db.execute(LIST_PASSAGES, {"collectif": collectif_id}).all()
    return tuple(Passage(*ligne) for ligne in lignes)
