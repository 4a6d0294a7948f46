"""Who may do something, tried for everybody of the tests' world."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from caprse.acces.regles import Acteur, Role
from caprse.acces.unite import Unit, open_unit
from caprse.socle.erreurs import Introuvable
from tests.monde import Monde

PERSONNES = ("alice", "ali", "aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne")


class _Retour(Exception):
    """Undo what a trial wrote."""


def has_role(acteur: Acteur, role: Role) -> bool:
    """Whether the role is held anywhere."""
    return any(droit.role is role for droit in acteur.droits)


def check_rights(monde: Monde, permis: set[str], action: Callable[[Unit], object]) -> None:
    """Everyone in ``permis`` may do it; everyone else is told that the thing does not exist."""
    assert permis <= set(PERSONNES)
    for personne in PERSONNES:
        try:
            with open_unit(compte_id=monde.comptes[personne]) as unit:
                if personne in permis:
                    action(unit)
                else:
                    with pytest.raises(Introuvable):
                        action(unit)
                raise _Retour
        except _Retour:
            continue
