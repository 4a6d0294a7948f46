"""The plain world, where letters are sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from caprse.relecture.lettres.service import register_lettres
from caprse.socle.installation import Installation
from tests.courrier.serveur import Boite, run_serveur
from tests.monde import Monde, create_plain_monde


@pytest.fixture
def monde(installation: Installation) -> Monde:
    register_lettres(installation)
    return create_plain_monde(installation)


@pytest.fixture
def boite() -> Iterator[Boite]:
    with run_serveur(Boite()) as serveur:
        yield serveur
