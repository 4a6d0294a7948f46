"""A small world whose first trimestre is open."""

from __future__ import annotations

import pytest

from caprse.referentiel.contenu import to_contenu
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde


@pytest.fixture
def monde(installation: Installation) -> Monde:
    referentiel = build_referentiel()
    return create_monde(installation, referentiel, to_contenu(referentiel))
