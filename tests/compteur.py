"""The statements that a piece of work sends to Postgres."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from streamlit.testing.v1 import AppTest

from caprse.socle.moteurs_systeme import derive_moteurs_systeme


@contextmanager
def count_statements(moteur: Engine) -> Iterator[list[str]]:
    """The statements sent within the block, by the application and by the system.

    Not the one by which a test asks to act without logging in.
    """
    vues: list[str] = []

    def note(_c: object, _k: object, requete: str, *_: object) -> None:
        if "pg_current_xact_id" not in requete:
            vues.append(requete)

    suivis = (moteur, derive_moteurs_systeme(moteur).moteur)
    for suivi in suivis:
        event.listen(suivi, "before_cursor_execute", note)
    try:
        yield vues
    finally:
        for suivi in suivis:
            event.remove(suivi, "before_cursor_execute", note)


def count_rerun(moteur: Engine, essai: AppTest) -> list[str]:
    """The statements of a rerun: the fewest of three, as a memory of some seconds may end within one of them."""
    fois = []
    for _ in range(3):
        with count_statements(moteur) as vues:
            essai.run()
        fois.append(vues)
    return min(fois, key=len)
