"""What a wall says in figures: a time that is left, votes received, how large a word is written. Pure."""

from __future__ import annotations

import math
import re

from markupsafe import Markup, escape

from caprse.seance.contenus.phrases import PAROLES
from caprse.seance.regles import GenreTour
from caprse.socle.francais import agree, bind_signs

_COMPOSE = re.compile(r"[\w’']+(?:-[\w’']+)+")
COMPOSE_MAX = 24  # a longer word may well be parted
POIDS_MAX = 16
FINI = "C’est l’heure"


def format_duree(secondes: int) -> str:
    """``4:05``; once it is over, that it is."""
    minutes, reste = divmod(secondes, 60)
    return f"{minutes}:{reste:02}" if secondes > 0 else FINI


def format_clos(genre: str, votes: int) -> tuple[str, str]:
    """What a closed round says above and under its number: ``Le vote est fermé`` and ``votes reçus``."""
    debut = "La saisie est fermée" if genre == GenreTour.MOTS else "Le vote est fermé"
    return debut, agree(votes, *PAROLES[GenreTour(genre)].recus)


def bind_composes(texte: str) -> Markup:
    """A text as HTML whose compound words stay whole at the end of a line: never « Tiers- » alone."""

    def bind(mot: re.Match[str]) -> str:
        return f'<span class="uni">{mot[0]}</span>' if len(mot[0]) <= COMPOSE_MAX else mot[0]

    return Markup(_COMPOSE.sub(bind, str(escape(bind_signs(texte)))))  # noqa: S704


def compute_poids(nombre: int) -> int:
    """In quarters of a letter's height: √n, so that the surface of a word grows as what it counts."""
    return min(POIDS_MAX, round(4 * math.sqrt(max(1, nombre))))


def build_poids() -> str:
    """The rules that write a word as large as it weighs."""
    return "".join(f".poids-{poids} {{ font-size: {poids / 4:g}em; }}\n" for poids in range(4, POIDS_MAX + 1))
