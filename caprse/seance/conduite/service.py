"""What the console writes beside driving the session: a decision, noted on the spot."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.unite import Unit
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.seance.tenue import lock_seance, touch_seance
from caprse.socle.erreurs import Refus


def note_decision(unit: Unit, fiche_id: UUID, saisie: SaisieDecision, structure_id: UUID | None) -> UUID:
    """Write down a decision of the session's rencontre, and tell the wall. For the animation.

    Raises Introuvable, SaisieInvalide with every reason, Refus in a rehearsal.
    """
    tenue = lock_seance(unit, fiche_id)
    if tenue.repetition:
        raise Refus("Pendant une répétition, aucune décision n'est notée.")
    decision_id = create_decision(unit, tenue.rencontre_id, saisie, structure_id)
    touch_seance(unit, tenue)
    return decision_id
