"""A world to re-read: seven structures, so that six others can answer, and a second person who animates."""

from __future__ import annotations

import pytest

from caprse.acces.regles import Role
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, add_personne, create_monde

REFERENTIEL = build_referentiel(themes=3, criteres=8)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=7)


@pytest.fixture
def anne(monde: Monde) -> str:
    """A second account that animates collectif A: its name in ``monde.comptes``."""
    add_personne(monde, "anne", Role.ANIMATION)
    return "anne"
