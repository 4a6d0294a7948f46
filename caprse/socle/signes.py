"""The door of every text that a person or a file brings: signs that no reader sees are taken out, or it is refused.

What a reader sees stays: letters of any script, no-break spaces, emoji with the joiners that hold them together. Texts
come out in composed form (NFC), so that the same name is the same text. Each function gives back unchanged what it
gave once. `caprse/socle/base.py` runs every text that goes to the database through here, whatever the use case did.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from html import escape
from typing import Any, TypeVar

from caprse.socle.erreurs import SaisieInvalide

S = TypeVar("S")

MARQUES_MAX = 3  # accents upon one letter: no script in use needs more once composed
PHRASE_ILLISIBLE = (
    "Le texte contient un caractère qui ne peut pas être enregistré : rien n’a changé. Retapez-le, puis recommencez."
)

# What only a damaged text or a program brings: NUL, halves of signs (surrogates), numbers that are no sign.
_HORS_UNICODE = "".join(chr(plan + fin) for plan in range(0, 0x110000, 0x10000) for fin in (0xFFFE, 0xFFFF))
_ILLISIBLE = re.compile(f"[\x00\ud800-\udfff\ufdd0-\ufdef{_HORS_UNICODE}]")
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_BLANC = "\t\u1680\u2000-\u200a\u205f\u2800\u3000"
_RIEN = (
    "\x01-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffc\U000110bd\U000110cd\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)
# Anything but Latin letters, in composed form, and the signs that go with them: those need no second look.
_RARE = re.compile("[^\n -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u202f-\u205e\u20a0-\u20cf\u2150-\u2211]")
# In the order they are tried: what holds an emoji together, breaks of line, other blanks, and what shows nothing
# (control and format signs, private use, fillers, stray selectors of variants and tags).
_TRI = re.compile(
    f"(?P<lien>(?<=[{_EMOJI}])[\ufe0e\ufe0f]|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?:(?<=[{_EMOJI}])|(?<=[{_EMOJI}]\ufe0f))\u200d(?=[{_EMOJI}])"
    "|\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f)"
    "|(?P<saut>\r\n?|[\x0b\x0c\x85\u2028\u2029])"
    f"|(?P<blanc>[{_BLANC}])|(?P<rien>[{_RIEN}])"
)
_BLANCS = re.compile(" *\n[ \n]*| {2,}")
_PAR_GROUPE = {"saut": "\n", "blanc": " ", "rien": ""}


def can_be_stored(texte: str) -> bool:
    """Whether the text is legible to the end; one that is not is damaged, and refused rather than cleaned."""
    return _is_courant(texte) or _ILLISIBLE.search(texte) is None


def clean_texte(texte: str) -> str:
    """A text of several lines: cleaned, without blanks around. An illegible sign stays, to be refused."""
    return _clean(texte).strip()


def clean_ligne(texte: str) -> str:
    """A text of one line, such as a name: as `clean_texte`, breaks of line and repeated spaces being one space."""
    return _BLANCS.sub(" ", clean_texte(texte))


def clean_signes(texte: str) -> str:
    """The text without what no reader sees, blanks kept. Raises SaisieInvalide for an illegible sign."""
    if _is_courant(texte):
        return texte
    if not can_be_stored(texte):
        raise SaisieInvalide([PHRASE_ILLISIBLE])
    return _clean(texte)


def drop_signes(texte: str) -> str:
    """As `clean_signes`, illegible signs dropped as well: for what writes texts down, and must not fail on any."""
    return texte if _is_courant(texte) else _clean(_ILLISIBLE.sub("", texte))


def escape_html(texte: str) -> str:
    """A text shown as it was typed in HTML of ours, without the signs that no reader sees."""
    return escape(drop_signes(texte))


def find_invisible(texte: str) -> str | None:
    """The first sign that shows nothing, breaks a line in a hidden way or is illegible: None where there is none."""
    if illisible := _ILLISIBLE.search(texte):
        return illisible[0]
    trouves = (trouve for trouve in _TRI.finditer(texte) if trouve.lastgroup in ("saut", "rien"))
    return next((trouve[0][0] for trouve in trouves if trouve[0] not in ("\r", "\r\n")), None)


def clean_champs(saisie: S, *textes: str) -> S:
    """A dataclass of what was typed, its texts cleaned: those named in ``textes`` have several lines."""
    propres: dict[str, Any] = {}
    for champ in fields(saisie):  # type: ignore[arg-type]
        valeur = getattr(saisie, champ.name)
        # Not the members of an enumeration, which are texts too.
        if type(valeur) is str:
            propres[champ.name] = clean_texte(valeur) if champ.name in textes else clean_ligne(valeur)
    return replace(saisie, **propres)  # type: ignore[type-var]


def clean_donnees(valeur: Any) -> Any:
    """What goes into a JSON column, its texts cleaned, keys as well. Raises SaisieInvalide for an illegible sign."""
    return _map_textes(valeur, clean_signes)


def drop_donnees(valeur: Any) -> Any:
    """As `clean_donnees`, illegible signs dropped as well: for what writes data down, and must not fail on any."""
    return _map_textes(valeur, drop_signes)


def _map_textes(valeur: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(valeur, str):
        return clean(valeur)
    if isinstance(valeur, Mapping):
        return {clean(c) if isinstance(c, str) else c: _map_textes(v, clean) for c, v in valeur.items()}
    if isinstance(valeur, list | tuple):
        return [_map_textes(element, clean) for element in valeur]
    return valeur


def _clean(texte: str) -> str:
    if _is_courant(texte):
        return texte
    return _drop_marques(unicodedata.normalize("NFC", _TRI.sub(_sort, texte)))


def _is_courant(texte: str) -> bool:
    """Whether there is nothing to look at: most texts, which pass at a hundredth of the cost."""
    return (texte.isascii() and texte.isprintable()) or _RARE.search(texte) is None


def _sort(trouve: re.Match[str]) -> str:
    return _PAR_GROUPE.get(trouve.lastgroup or "", trouve[0])


def _drop_marques(texte: str) -> str:
    """Without accents that stand upon nothing, nor more of them upon one letter than any script needs."""
    if not any(signe >= "\u0300" and _is_marque(signe) for signe in texte):
        return texte
    gardes: list[str] = []
    suite = MARQUES_MAX
    for signe in texte:
        if _is_marque(signe):
            suite += 1
        else:
            suite = MARQUES_MAX if signe.isspace() else 0
        if suite <= MARQUES_MAX:
            gardes.append(signe)
    # A letter and the mark left upon it may have a composed form that what stood between forbade.
    return unicodedata.normalize("NFC", "".join(gardes))


def _is_marque(signe: str) -> bool:
    return unicodedata.category(signe) in ("Mn", "Me")
