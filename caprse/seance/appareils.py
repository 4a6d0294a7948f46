"""The devices of the room: no new one once it is locked, and one that floods is dropped. For the animation."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select, update

from caprse.acces.unite import Unit, as_systeme
from caprse.seance.modele import Participant, Tour, Vote
from caprse.seance.regles import EtatTour, refusal_when_not_running
from caprse.seance.tenue import lock_seance, touch_seance
from caprse.socle.erreurs import Refus


def set_verrou(unit: Unit, seance_id: UUID, *, verrouillee: bool) -> None:
    """Lock the room, or open it again: those inside go on. Idempotent. Raises Introuvable, Refus when not running."""
    tenue = lock_seance(unit, seance_id)
    if raison := refusal_when_not_running(tenue.etat):
        raise Refus(raison)
    touch_seance(unit, tenue, verrouillee=verrouillee)


def drop_appareils(unit: Unit, seance_id: UUID, appareils: Collection[UUID]) -> int:
    """Put devices out of the room; returns how many were inside. Idempotent.

    Their votes of the round that runs leave; what was revealed does not move. Raises Introuvable, Refus when the
    session does not run.
    """
    tenue = lock_seance(unit, seance_id)
    if raison := refusal_when_not_running(tenue.etat):
        raise Refus(raison)
    with as_systeme(unit) as systeme:
        retires = list(
            systeme.db.scalars(
                update(Participant)
                .where(
                    Participant.collectif_id == tenue.collectif_id,
                    Participant.seance_id == tenue.id,
                    Participant.id.in_(appareils),
                    Participant.retire_le.is_(None),
                )
                .values(retire_le=unit.now)
                .returning(Participant.id)
                .execution_options(synchronize_session=False)
            )
        )
        en_cours = select(Tour.id).where(
            Tour.collectif_id == tenue.collectif_id,
            Tour.seance_id == tenue.id,
            Tour.etat.in_((EtatTour.OUVERT, EtatTour.FERME)),
        )
        systeme.db.execute(
            delete(Vote)
            .where(
                Vote.collectif_id == tenue.collectif_id, Vote.tour_id.in_(en_cours), Vote.participant_id.in_(retires)
            )
            .execution_options(synchronize_session=False)
        )
        touch_seance(systeme, tenue)
    return len(retires)
