"""What happens now and next, which no figure of the tableau counts. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from caprse.socle.dates import MOIS, format_heure

SEMAINE = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class Rencontre:
    """The next meeting."""

    id: UUID
    titre: str
    jour: date
    heure: time | None


@dataclass(frozen=True, slots=True)
class SeanceEnCours:
    """The session that runs now."""

    id: UUID
    titre: str


def format_quand(rencontre: Rencontre) -> str:
    """``lundi 4 janvier à 9 h 30``."""
    heure = f" à {format_heure(rencontre.heure)}" if rencontre.heure else ""
    return f"{SEMAINE[rencontre.jour.weekday()]} {rencontre.jour.day}\u00a0{MOIS[rencontre.jour.month - 1]}{heure}"
