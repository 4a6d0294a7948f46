"""A world to answer in, and the statements it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event

from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=2)


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
