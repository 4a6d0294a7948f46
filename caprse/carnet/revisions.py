"""What follows an answer given again, in the same transaction, in rooms that the carnet does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.carnet.places import get_place
from caprse.carnet.regles import Saisie
from caprse.socle.installation import Installation

Suivi = Callable[[Unit, UUID, str, Saisie], object]


@dataclass
class _Suivis:
    revision: Suivi | None = field(default=None)


def register_revision(installation: Installation, suivi: Suivi) -> None:
    """Say what follows; it is given the carnet, the critère and the answer. Saying it again changes nothing."""
    installation.get_piece(_Suivis).revision = suivi


def follow_revision(unit: Unit, carnet_id: UUID, critere: str, vue: Saisie, saisie: Saisie) -> None:
    """Let it follow where a critère that the carnet does not ask by itself has just got another choice.

    For use cases that have checked the right and written the answer.
    """
    if (vue.niveau, vue.non_concerne) == (saisie.niveau, saisie.non_concerne):
        return
    suivi = unit.installation.get_piece(_Suivis).revision
    if suivi is not None and critere in get_place(unit, carnet_id).revisables:
        suivi(unit, carnet_id, critere, saisie)
