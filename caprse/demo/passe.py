"""Who did what the demonstration tells, and when: its journal names invented people on invented days."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.socle.base import set_contexte


def tell(unit: Unit, quand: datetime, qui: UUID | None = None) -> None:
    """What is written from here on was done then, by ``qui``, or by the direction of the structure that it is about.

    A row that bears its own author and day keeps them. The base heeds it for invented data alone.
    """
    set_contexte(unit.db, fiction=quand.isoformat(), fiction_qui=str(qui or ""))
