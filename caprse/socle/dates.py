"""Dates as French readers write them, and as JSON and fields give them."""

from __future__ import annotations

from datetime import date, datetime, time
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
MOIS_COURTS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
PROCHES = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
FUSEAU = ZoneInfo("Europe/Paris")
DEMI_ANNEE = 183
# How a field for a day shows it.
FORMAT_JOUR = "DD/MM/YYYY"


def format_date(jour: date) -> str:
    """``14 mars 2026``; the first of a month is ``1er``. Its spaces do not break."""
    return f"{_format_numero(jour)}\u00a0{MOIS[jour.month - 1]}\u00a0{jour.year}"


def format_date_courte(jour: date) -> str:
    """``14 janv. 2026``: where there is little room."""
    return f"{_format_numero(jour)}\u00a0{MOIS_COURTS[jour.month - 1]}\u00a0{jour.year}"


def format_jour_court(jour: date, today: date) -> str:
    """``23 nov.``, with its year where it is far: a day told beside its distance."""
    court = f"{_format_numero(jour)}\u00a0{MOIS_COURTS[jour.month - 1]}"
    return court if abs((jour - today).days) <= DEMI_ANNEE else f"{court}\u00a0{jour.year}"


def format_heure(heure: datetime | time) -> str:
    """``9 h 30``, ``14 h 00``: without its minutes, it would read as a duration. Its spaces do not break.

    An instant is told in Paris; an hour of the day as it is.
    """
    if isinstance(heure, datetime):
        heure = heure.astimezone(FUSEAU).time()
    return f"{heure.hour}\u00a0h\u00a0{heure.minute:02}"


def format_horloge(instant: datetime) -> str:
    """``14:02``, in Paris: as a clock shows it, beside what was just saved."""
    return instant.astimezone(FUSEAU).strftime("%H:%M")


def format_instant(instant: datetime) -> str:
    """``14 mars 2026 à 9 h 30``, in Paris."""
    return f"{format_date(instant.astimezone(FUSEAU).date())} à {format_heure(instant)}"


def format_rendez_vous(jour: date, heure: time | None) -> str:
    """``2 avril 2026 à 14 h 00``; the day alone where no hour is set."""
    return f"{format_date(jour)} à {format_heure(heure)}" if heure else format_date(jour)


def format_instant_proche(instant: datetime, today: date) -> str:
    """``aujourd'hui à 9 h 30``, ``hier à …``, ``demain à …``; any other day as ``le 14 mars 2026 à 9 h 30``."""
    return f"{format_jour_proche(instant.astimezone(FUSEAU).date(), today)} à {format_heure(instant)}"


def format_jour_proche(jour: date, today: date) -> str:
    """``aujourd'hui``, ``hier``, ``demain``; any other day as ``le 14 mars 2026``."""
    return PROCHES.get((jour - today).days) or f"le {format_date(jour)}"


def read_instant(texte: str | None) -> datetime | None:
    """An instant as JSON gives it; None for none."""
    return datetime.fromisoformat(texte) if texte else None


def _format_numero(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)
