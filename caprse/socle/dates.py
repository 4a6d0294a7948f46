"""Dates and numbers as French readers write them."""

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
FUSEAU = ZoneInfo("Europe/Paris")


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


def format_nombre(valeur: float, decimales: int = 0) -> str:
    """Decimal comma, narrow no-break space between thousands."""
    return f"{valeur:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")


def format_pluriel(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """``1 réponse``, ``2 réponses``: in French, 0 and 1 are singular."""
    return f"{nombre} {singulier if nombre < 2 else (pluriel or singulier + 's')}"
