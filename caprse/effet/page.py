"""Two pages of the animation that also tell what moved, with an action and without."""

from __future__ import annotations

from caprse.effet.vue import show_effet_a_la_demande
from caprse.progres.page_plans import page_actions_collectif
from caprse.progres.vue_relance import Relancer
from caprse.restitution.ensemble.page_animation import page_collectif


def page_ensemble() -> None:
    """Where the collectif stands, and, when it is asked for, what was done and moved."""
    page_collectif(show_effet_a_la_demande)


def page_plans(relancer: Relancer) -> None:
    """The plans d'action of all; what moved, when it is asked for."""
    page_actions_collectif(relancer, show_effet_a_la_demande)
