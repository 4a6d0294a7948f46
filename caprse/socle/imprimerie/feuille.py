"""A sheet to print: a typst template of ours and what people wrote, which reaches it as data, never as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

from caprse.socle.imprimerie.atelier import ATELIER, TravailRefuse
from caprse.socle.signes import drop_signes

NORME = "ua-1"
# A word longer than this finds no line to stand on: it may break after every so many signs.
MOT_MAX, MORCEAU = 30, 15
_LONG = re.compile(rf"\S{{{MOT_MAX + 1},}}")
COUPURE = "\u200b"


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


def _cut(mot: str) -> list[str]:
    return [mot[debut : debut + MORCEAU] for debut in range(0, len(mot), MORCEAU)]
