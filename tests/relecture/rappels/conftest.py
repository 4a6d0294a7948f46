"""A world whose reminders have their words."""

from __future__ import annotations

import pytest

from caprse.referentiel.codec import to_contenu
from caprse.relecture.rappels.envois import register_rappels
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=2)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    register_rappels(installation)
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL))
