"""A world to answer in, and the statements it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event

from caprse.referentiel.contenu import to_contenu
from caprse.socle.base_locale import BaseLocale
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde
from tests.surete.reprise import create_base, empty_base

REFERENTIEL = build_referentiel(themes=2)


@pytest.fixture(scope="session")
def _base_carnet(serveur: BaseLocale) -> str:
    create_base(serveur, "reprise_carnet")
    return "reprise_carnet"


@pytest.fixture
def base(_base_carnet: str, serveur: BaseLocale) -> Iterator[str]:
    """An empty migrated base; yields its name."""
    yield _base_carnet
    empty_base(serveur, _base_carnet)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL))


@pytest.fixture
def statements(installation: Installation) -> Callable[[], AbstractContextManager[list[str]]]:
    """``with statements() as sent:`` lists what the block sends to Postgres, BEGIN and COMMIT apart."""

    @contextmanager
    def record() -> Iterator[list[str]]:
        envoyees: list[str] = []

        def note(_c: object, _k: object, requete: str, *_: object) -> None:
            envoyees.append(requete)

        event.listen(installation.moteur, "before_cursor_execute", note)
        try:
            yield envoyees
        finally:
            event.remove(installation.moteur, "before_cursor_execute", note)

    return record
