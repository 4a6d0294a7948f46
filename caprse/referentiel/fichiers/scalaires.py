"""Which plain words of YAML are not text: the YAML 1.2 core schema, nothing more.

YAML 1.1, PyYAML's own, would also turn ``Oui``-like words, dates and times into other things.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from caprse.referentiel.fichiers.document import Donnee


def _read_entier(texte: str) -> int:
    return int(texte, 0 if texte[:2] in ("0x", "0o") else 10)


def _read_decimal(texte: str) -> float:
    return float(texte.lower().replace(".inf", "inf").replace(".nan", "nan"))


# In this order: a whole number too long for the third line is read as a decimal, and refused as any number where text
# is due.
SCALAIRES: tuple[tuple[re.Pattern[str], Callable[[str], Donnee]], ...] = (
    (re.compile(r"~|null|Null|NULL|"), lambda _texte: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda texte: texte.lower() == "true"),
    (re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,20}|0x[0-9a-fA-F]{1,16}"), _read_entier),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), _read_decimal),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), _read_decimal),
)


def read_scalaire(texte: str, *, nu: bool) -> Donnee:
    """The value of a scalar; ``nu`` says that it is written without quotes nor block sign."""
    if nu:
        for motif, convert in SCALAIRES:
            if motif.fullmatch(texte):
                return convert(texte)
    return texte
