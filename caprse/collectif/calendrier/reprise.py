"""How a trimestre of before the workbook is told apart, the same on every screen and in every file: pure."""

from __future__ import annotations

from datetime import datetime

from caprse.socle.dates import FUSEAU, format_date, format_date_courte


def tell_repris(repris_le: datetime | None, *, court: bool = False) -> str:
    """``repris le 28 novembre 2026``: the trimestre was over before the workbook; empty for any other.

    ``court``: ``28 nov. 2026``, where there is little room.
    """
    if repris_le is None:
        return ""
    jour = repris_le.astimezone(FUSEAU).date()
    return f"repris le {format_date_courte(jour) if court else format_date(jour)}"
