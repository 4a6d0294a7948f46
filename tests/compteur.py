"""The statements that a piece of work sends to Postgres."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def count_statements(moteur: Engine) -> Iterator[list[str]]:
    """The statements sent within the block, but the one by which a test asks to act without logging in."""
    vues: list[str] = []

    def note(_c: object, _k: object, requete: str, *_: object) -> None:
        if "pg_current_xact_id" not in requete:
            vues.append(requete)

    event.listen(moteur, "before_cursor_execute", note)
    try:
        yield vues
    finally:
        event.remove(moteur, "before_cursor_execute", note)
