"""What the console does beside driving the session: look at the wall, note a decision on the spot."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.seance.image.lecture import Vue, build_vue
from caprse.seance.lecture import get_direct
from caprse.seance.tenue import lock_seance, touch_seance
from caprse.socle.erreurs import Refus


def get_vue_mur(unit: Unit, seance_id: UUID) -> Vue:
    """What the walls of a session show now. For the animation. Raises Introuvable."""
    get_direct(unit, seance_id)
    with as_systeme(unit) as systeme:
        return build_vue(systeme, seance_id)


def note_decision(unit: Unit, fiche_id: UUID, saisie: SaisieDecision, structure_id: UUID | None) -> UUID:
    """Write down a decision of the session's rencontre, and tell the wall. For the animation.

    Raises Introuvable, SaisieInvalide with every reason, Refus in a rehearsal.
    """
    tenue = lock_seance(unit, fiche_id)
    if tenue.repetition:
        raise Refus("Pendant une répétition, aucune décision n’est notée.")
    decision_id = create_decision(unit, tenue.rencontre_id, saisie, structure_id)
    touch_seance(unit, tenue)
    return decision_id
