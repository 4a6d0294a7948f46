"""The plain world: what the tests of re-reading add to it is of no use here."""

from __future__ import annotations

import pytest

from caprse.socle.installation import Installation
from tests.monde import Monde, create_plain_monde


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_plain_monde(installation)
