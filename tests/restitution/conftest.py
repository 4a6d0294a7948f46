"""A collectif of ten structures, the first trimestre open, nobody having answered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.conftest import Horloge
from tests.monde import Monde, create_monde
from tests.restitution.scene import REFERENTIEL


class HorlogeQuiAvance(Horloge):
    """Each transaction comes a second after the one before it, as in life."""

    def __call__(self) -> datetime:
        self.instant += timedelta(seconds=1)
        return self.instant


@pytest.fixture
def horloge() -> Horloge:
    return HorlogeQuiAvance()


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=10)
