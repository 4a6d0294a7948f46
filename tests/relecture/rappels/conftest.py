"""The plain world, with a postman who knows the reminders and nothing else."""

from __future__ import annotations

import pytest

from caprse.relecture.rappels.envois import register_rappels
from caprse.socle.installation import Installation
from tests.monde import Monde, create_plain_monde


@pytest.fixture
def monde(installation: Installation) -> Monde:
    register_rappels(installation)
    return create_plain_monde(installation)
