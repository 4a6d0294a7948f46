"""What a wall says in figures: a time that is left, votes received, how large a word is written. Pure."""

from __future__ import annotations

import math

from caprse.socle.francais import format_pluriel

POIDS_MAX = 16
FINI = "C’est l’heure"


def format_duree(secondes: int) -> str:
    """``4:05``; once it is over, that it is."""
    minutes, reste = divmod(secondes, 60)
    return f"{minutes}:{reste:02}" if secondes > 0 else FINI


def format_recus(votes: int) -> str:
    """``1 vote reçu``."""
    return format_pluriel(votes, "vote reçu", "votes reçus")


def compute_poids(nombre: int) -> int:
    """In quarters of a letter's height: √n, so that the surface of a word grows as what it counts."""
    return min(POIDS_MAX, round(4 * math.sqrt(max(1, nombre))))
