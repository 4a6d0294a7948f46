"""The room agrees to see the last figures although carnets are missing: noted, and told beside those carnets.

You answer before you look. A room that decides otherwise does it knowingly: the journal keeps it, and each carnet that
was not transmitted yet says from then on that it saw the whole before it answered.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.modele import Carnet
from caprse.collectif.modele import Rencontre
from caprse.seance.regles import refusal_when_not_running
from caprse.seance.tenue import lock_seance, touch_seance
from caprse.socle.erreurs import Refus

TRANSMIS = ("transmis", "relu")


def note_accord(unit: Unit, seance_id: UUID) -> int:
    """Open the last figures to this room; returns how many carnets are marked now. Idempotent.

    A rehearsal marks none: nobody is in the room. For the animation. Raises Introuvable, Refus when it does not run.
    """
    tenue = lock_seance(unit, seance_id)
    if raison := refusal_when_not_running(tenue.etat):
        raise Refus(raison)
    touch_seance(unit, tenue, accord_le=unit.now)
    if tenue.repetition:
        return 0
    trimestre = select(Rencontre.trimestre_id).where(
        Rencontre.collectif_id == tenue.collectif_id, Rencontre.id == tenue.rencontre_id
    )
    with as_systeme(unit) as systeme:
        return len(
            systeme.db.execute(
                update(Carnet)
                .where(
                    Carnet.collectif_id == tenue.collectif_id,
                    Carnet.trimestre_id == trimestre.scalar_subquery(),
                    Carnet.etat.not_in(TRANSMIS),
                    Carnet.vu_ensemble_le.is_(None),
                )
                .values(vu_ensemble_le=unit.now)
                .returning(Carnet.id)
                .execution_options(synchronize_session=False)
            ).all()
        )
