"""The world of a program."""

from __future__ import annotations

import pytest

from caprse.socle.installation import Installation
from tests.echanges.lecture_api.scene import create_grand_monde
from tests.monde import Monde


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_grand_monde(installation)
