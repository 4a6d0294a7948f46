"""Dates as French readers write them, and as JSON and fields give them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MOIS_COURTS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
FUSEAU = ZoneInfo("Europe/Paris")
# How a field for a day shows it.
FORMAT_JOUR = "DD/MM/YYYY"


def format_date(jour: date) -> str:
    """``14 mars 2026``; the first of a month is ``1er``."""
    numero = "1er" if jour.day == 1 else str(jour.day)
    return f"{numero} {MOIS[jour.month - 1]} {jour.year}"


def format_heure(instant: datetime) -> str:
    """``14:02``, in Paris."""
    return instant.astimezone(FUSEAU).strftime("%H:%M")


def format_instant(instant: datetime) -> str:
    """``14 mars 2026 à 14:02``, in Paris."""
    return f"{format_date(instant.astimezone(FUSEAU).date())} à {format_heure(instant)}"


def read_instant(texte: str | None) -> datetime | None:
    """An instant as JSON gives it; None for none."""
    return datetime.fromisoformat(texte) if texte else None
