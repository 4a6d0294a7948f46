"""What a cell of a past means: a day, a number, a niveau, as people write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from caprse.referentiel.classeur.cases import say
from caprse.socle.dates import MOIS
from caprse.socle.francais import fold

NON_CONCERNE = -1
_SANS_OBJET = frozenset({"non concerne", "non concernee", "nc", "n c", "sans objet", "so", "non applicable", "na"})
_OUI, _NON = frozenset({"oui", "x", "vrai", "true", "1", "nc"}), frozenset({"non", "faux", "false", "0", ""})
# Where spreadsheets count their days from, and the days that this century's are.
_ORIGINE, _JOURS = date(1899, 12, 30), range(36_526, 73_050)
# A number by itself: « 2 », « n° 2 », « T-2 », « 2. ». « −2 », « <2 », « 2 % », « 2? » or « ² » say something more.
_SEUL = re.compile(r"(?:[^\W\d_]+[\s.°º-]*)?[0-9]{1,3}\s*[.)]?")
_MOIS = {fold(nom)[:taille]: rang for rang, nom in enumerate(MOIS, 1) for taille in (4, len(fold(nom)))} | {
    "juil": 7,
    "juin": 6,
    "jan": 1,
    "fev": 2,
    "avr": 4,
    "aou": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}


def read_texte(valeur: object) -> str:
    """The cell as one text without spaces around it."""
    return say(valeur).strip() if valeur is not None else ""


def parse_entier(valeur: object) -> int | None:
    """``2``, ``2.0``, « T2 », « trimestre 2 » → 2; None for anything else."""
    texte = read_texte(valeur)
    trouve = re.fullmatch(r"(?:t|trim|trimestre|n|no|numero)? ?([0-9]{1,3})", fold(texte))
    return int(trouve[1]) if trouve and _SEUL.fullmatch(texte) else None


def parse_jour(valeur: object) -> date | None:
    """A day as a spreadsheet keeps it or as people write it: 16/09/2025, 2025-09-16, 16 septembre 2025."""
    if isinstance(valeur, datetime):
        return valeur.date()
    if isinstance(valeur, date):
        return valeur
    texte = read_texte(valeur)
    if re.fullmatch(r"[0-9]{5}", texte):
        return _ORIGINE + timedelta(days=int(texte)) if int(texte) in _JOURS else None
    if iso := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?", texte):
        return _build_jour(iso[1], iso[2], iso[3])
    if francais := re.fullmatch(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4}|[0-9]{2})", texte):
        return _build_jour(francais[3], francais[2], francais[1])
    if mots := re.fullmatch(r"(?:[a-z]+ )?([0-9]{1,2})(?:er)? ([a-z]+) ([0-9]{4})", fold(texte)):
        mois = _MOIS.get(mots[2])
        return _build_jour(mots[3], str(mois), mots[1]) if mois else None
    return None


def parse_niveau(valeur: object, niveaux: Sequence[str]) -> int | None:
    """A niveau by its number, by its name or by both; NON_CONCERNE; None where it cannot be read, or is none of these.

    ``niveaux`` names the échelle from 0 up.
    """
    return _parse_niveau(read_texte(valeur), tuple(niveaux))


# Thousands of lines write the same few niveaux.
@lru_cache(maxsize=1_000)
def _parse_niveau(texte: str, niveaux: tuple[str, ...]) -> int | None:
    pli = fold(texte)
    if not texte[:1].isalnum():
        return None
    if pli in _SANS_OBJET:
        return NON_CONCERNE
    noms = {fold(nom): rang for rang, nom in enumerate(niveaux)}
    if pli in noms:
        return noms[pli]
    trouve = re.fullmatch(r"(?:niveau |n )?([0-9])(?: (.+))?", pli)
    if trouve is None or int(trouve[1]) >= len(niveaux):
        return None
    numero = int(trouve[1])
    if trouve[2] is None:
        return numero if _SEUL.fullmatch(texte) else None
    # « 2 · Ancré » says two things.
    return numero if noms.get(trouve[2]) == numero else None


def parse_oui(valeur: object) -> bool | None:
    """Whether the cell says yes, or no; None for anything else."""
    pli = fold(read_texte(valeur))
    return True if pli in _OUI else False if pli in _NON else None


def _build_jour(annee: str, mois: str, jour: str) -> date | None:
    try:
        return date(int(annee) + (2000 if len(annee) == 2 else 0), int(mois), int(jour))
    except ValueError:
        return None
