"""The timer that the whole room sees: started, started again, stopped. For the animation."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.seance.regles import refusal_when_not_running
from caprse.seance.tenue import lock_seance, touch_seance
from caprse.socle.erreurs import Refus, SaisieInvalide

MINUTES = range(1, 61)


def start_minuteur(unit: Unit, seance_id: UUID, minutes: int) -> None:
    """Run for so many minutes from now, whatever ran before. Raises Introuvable, Refus, SaisieInvalide."""
    tenue = lock_seance(unit, seance_id)
    if raison := refusal_when_not_running(tenue.etat):
        raise Refus(raison)
    if minutes not in MINUTES:
        raise SaisieInvalide([f"Le minuteur va de {MINUTES.start} à {MINUTES.stop - 1} minutes."])
    touch_seance(unit, tenue, minuteur_fin=unit.now + timedelta(minutes=minutes))


def stop_minuteur(unit: Unit, seance_id: UUID) -> None:
    """Take the timer off the wall. Idempotent. Raises Introuvable."""
    tenue = lock_seance(unit, seance_id)
    touch_seance(unit, tenue, minuteur_fin=None)
