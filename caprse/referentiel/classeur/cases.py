"""What one cell holds ↔ the value of a key: exact for every text, tolerant of what became a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from caprse.referentiel.classeur.colonnes import AUCUN, Genre
from caprse.referentiel.fichiers.document import Donnee

_ECHAPPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def write_texte(texte: str) -> str:
    """A text as the file format wants it: what looks like one of its escapes is escaped."""
    return _ECHAPPE.sub("_x005F_", texte).replace("\r", "_x000D_")


def read_texte(texte: str) -> str:
    """The reverse of ``write_texte``; a half of a pair of signs stays as it was typed."""

    def decode(trouve: re.Match[str]) -> str:
        code = int(trouve[1], 16)
        return trouve[0] if 0xD800 <= code <= 0xDFFF or code == 0 else chr(code)

    return _CODE.sub(decode, texte)


def write_liste(elements: Iterable[str]) -> str:
    """One item a line; a line break inside an item is written \\n."""
    lignes = [element.replace("\\", "\\\\").replace("\n", "\\n") for element in elements]
    if lignes == [AUCUN]:
        return f"\\{AUCUN}"
    return "\n".join(lignes) if lignes else AUCUN


def read_liste(texte: str) -> tuple[str, ...]:
    """The items of a cell; empty lines are left out."""
    if texte.strip() == AUCUN:
        return ()
    return tuple(
        re.sub(r"\\(.)", lambda t: "\n" if t[1] == "n" else t[1], ligne)
        for ligne in texte.split("\n")
        if ligne.strip()
    )


def read_valeur(valeur: object, genre: Genre) -> Donnee:
    """The value of a filled cell. What does not fit is given as it is: the rules say why."""
    texte = say(valeur)
    match genre:
        case "entier":
            return int(texte) if re.fullmatch(r"\s*-?[0-9]{1,9}\s*", texte) else texte
        case "types":
            return tuple(morceau.strip() for morceau in re.split(r"[,;\n]", texte) if morceau.strip())
        case "liste":
            return read_liste(texte)
        case "jour":
            return texte.strip()
    return texte


def say(valeur: object) -> str:
    """A cell as text, as the person sees it where the spreadsheet made it a number or a date."""
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case float() if valeur.is_integer():
            return str(int(valeur))
        case float():
            return str(valeur).replace(".", ",")
        case datetime():
            return valeur.date().isoformat()
        case date():
            return valeur.isoformat()
    return str(valeur)
