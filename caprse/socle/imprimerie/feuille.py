"""A sheet to print: a typst template of ours and what people wrote, which reaches it as data, never as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from caprse.socle.imprimerie.atelier import ATELIER, TravailRefuse
from caprse.socle.signes import drop_signes

NORME = "ua-1"
# A word longer than this finds no line to stand on: it may break after every so many signs.
MOT_MAX, MORCEAU = 30, 15
_LONG = re.compile(rf"\S{{{MOT_MAX + 1},}}")
COUPURE = "\u200b"
# The sign of the house, as it stands on its pages.
MARQUE = (Path(__file__).parents[2] / "static" / "enseigne.svg").read_text()

# What every sheet of the house begins with; ``donnees.couleur``: of its theme.
MAISON = """
#let donnees = json(bytes(sys.inputs.donnees))
#let teinte = rgb(donnees.couleur)
#let doux = luma(80)
#set text(lang: "fr", region: "FR", size: 9.5pt, hyphenate: false)
#set text(font: ("Atkinson Hyperlegible", "Libertinus Serif"))
#set par(justify: false, leading: 0.52em, spacing: 0.65em)
#show heading.where(level: 1): it => block(
  above: 17pt, below: 8pt, sticky: true, text(size: 12pt, fill: teinte, it.body),
)
#show title: set text(size: 20pt)
#show title: set block(above: 0pt, below: 7pt)
#let menu(corps) = text(size: 8.5pt, fill: doux, corps)
"""


def print_pdf(gabarit: str, donnees: Mapping[str, object], quand: datetime) -> bytes:
    """An accessible PDF (PDF/UA-1). ``donnees`` are what the template reads as JSON.

    Takes no network. Where a sign has no letter in any font of the machine, the document is the same without the seal
    of the standard: still tagged, titled and in French. Raises DessinImpossible.
    """
    travail = {
        "genre": "pdf",
        "gabarit": gabarit,
        "donnees": json.dumps(donnees),
        "instant": int(quand.timestamp()),
    }
    try:
        return ATELIER.draw({**travail, "normes": [NORME]})
    except TravailRefuse:
        return ATELIER.draw({**travail, "normes": []})


def clean_imprime(texte: str) -> str:
    """What a page can print: signs that steer a printer or turn the text around are left out, and long words break."""
    ligne = drop_signes(texte).replace("\n", " ")
    return _LONG.sub(lambda mot: COUPURE.join(_cut(mot[0])), ligne)


def clean_donnees_imprimees(donnees: Mapping[str, object]) -> dict[str, Any]:
    """Every text of what a template reads as a page can print it, however deep it stands."""
    return {cle: _clean_valeur(valeur) for cle, valeur in donnees.items()}


def _clean_valeur(valeur: object) -> object:
    match valeur:
        case str():
            return clean_imprime(valeur)
        case dict():
            return clean_donnees_imprimees(valeur)
        case list() | tuple():
            return [_clean_valeur(une) for une in valeur]
    return valeur


def _cut(mot: str) -> list[str]:
    return [mot[debut : debut + MORCEAU] for debut in range(0, len(mot), MORCEAU)]
