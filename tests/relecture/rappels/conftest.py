"""The plain world, with a postman who knows the reminders and nothing else."""

from __future__ import annotations

import pytest

from caprse.courrier import fabriques
from caprse.relecture.rappels.envois import register_rappels
from caprse.socle.installation import Installation
from tests.monde import Monde, create_plain_monde


@pytest.fixture
def monde(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Monde:
    monkeypatch.setattr(fabriques, "_fabriques", {})
    monkeypatch.setattr(fabriques, "_tournees", {})
    register_rappels()
    return create_plain_monde(installation)
