"""A collectif of ten structures, the first trimestre open, nobody having answered."""

from __future__ import annotations

import pytest

from caprse.referentiel.contenu import to_contenu
from caprse.socle.installation import Installation
from tests.monde import Monde, create_monde
from tests.restitution.scene import REFERENTIEL


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=10)
