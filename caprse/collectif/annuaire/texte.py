"""The bytes of a text → its letters, and its rows: the encodings and separators of real spreadsheets. Pure.

Python's codecs and ``csv`` do the reading; what is ours is to tell apart the eight-bit encodings in which French has
been saved, by what French looks like: a few accents in a list of names are too little for a general detector.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator

from caprse.collectif.annuaire.abimes import CSV_UTF8, LETTRES, SIGNES, find_abimes

_MARQUES_ORDRE = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows first: of two readings as likely, it is the one. MS-DOS is still in the list of Excel.
_HUIT_BITS = ("cp1252", "iso8859-15", "mac-roman", "cp850")
_RARES = frozenset("æÆñÑ")
SEPARATEURS = (";", ",", "\t", "|")
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?[ \t;,]*\r?(?:\n|$)", re.IGNORECASE)
CASE_MAX = 10_000
NULS_MAX = 5
# What many sites serve under the name of an Excel workbook: a page, or its XML.
_PAGE = re.compile(r"[\ufeff\s]*(?:<\?xml|<!doctype|<!--|<html|<head|<meta|<table|<style|<div|mime-version:)", re.I)
COMMENT_PAGE = (
    "Ouvrez-le dans Excel ou LibreOffice, enregistrez-le au format « Classeur Excel (.xlsx) » ou « CSV UTF-8 », puis "
    "recommencez."
)


def decode(octets: bytes) -> str:
    """The text of these bytes. Raises ValueError with a sentence for what is not a text, or is one no more."""
    texte = _decode(octets)
    if "\x00" in texte:
        raise ValueError("\n".join(_describe_nuls(texte)))
    if _PAGE.match(texte[:2000]):
        raise ValueError(f"C’est une page web enregistrée sous un nom de tableau. {COMMENT_PAGE}")
    if erreurs := list(find_abimes(texte)):
        raise ValueError("\n".join(erreurs))
    return texte


def _describe_nuls(texte: str) -> Iterator[str]:
    """A null or two are an accident, whose lines are said; more, and it is no text."""
    lignes = [(rang, ligne) for rang, ligne in enumerate(texte.split("\n"), start=1) if "\x00" in ligne]
    if texte.count("\x00") > NULS_MAX:
        yield f"Ce fichier n’est pas un tableau, ou il est abîmé. {CSV_UTF8}"
        return
    for rang, ligne in lignes:
        place = ligne.index("\x00")
        autour = " ".join(ligne[max(0, place - 12) : place + 15].replace("\x00", "").replace('"', "").split())
        yield f"Ligne {rang} : un caractère illisible se trouve dans « {autour} ». {CSV_UTF8}"


def list_separateurs(texte: str) -> tuple[str, ...]:
    """The separators to try: the one that the first line announces, or all."""
    annonce = _SEP.match(texte)
    return (annonce[1],) if annonce else SEPARATEURS


def read_rangees(texte: str, separateur: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row with the line on which it begins, its cases in one form. Raises ValueError for broken quotes."""
    annonce = _SEP.match(texte)
    lignes = 1 if annonce else 0
    corps = texte[annonce.end() :] if annonce else texte.removeprefix("\ufeff")
    lecteur = csv.reader(io.StringIO(corps, newline=""), delimiter=separateur, strict=True)
    debut = 1
    try:
        for rangee in lecteur:
            yield debut + lignes, tuple(clean(case) for case in rangee)
            debut = lecteur.line_num + 1
    except csv.Error as erreur:
        raise ValueError(
            f"Ligne {debut + lignes} : guillemets ou caractères illisibles dans ce tableau. {CSV_UTF8}"
        ) from erreur


def clean(case: str) -> str:
    """One case of a table, in one form: composed accents, single spaces, whatever stood for them."""
    return " ".join(unicodedata.normalize("NFC", case[:CASE_MAX]).replace("\ufeff", "").split())


def _decode(octets: bytes) -> str:
    marques = (encodage for marque, encodage in _MARQUES_ORDRE if octets.startswith(marque))
    encodage = next(marques, None) or _guess_seize_bits(octets) or "utf-8"
    try:
        return octets.decode(encodage)
    except UnicodeDecodeError as erreur:
        if encodage != "utf-8":
            raise ValueError(f"Ce fichier est coupé ou abîmé : il ne se lit pas jusqu’au bout. {CSV_UTF8}") from erreur
    return max((octets.decode(encodage, errors="replace") for encodage in _HUIT_BITS), key=_rate)


def _guess_seize_bits(octets: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of a French text is null."""
    debut = octets[:2000]
    moitie = len(debut) // 2 or 1
    if debut[1::2].count(0) > 0.8 * moitie:
        return "utf-16-le"
    return "utf-16-be" if debut[::2].count(0) > 0.8 * moitie else None


def _rate(texte: str) -> int:
    """How French a reading is: letters that French has, in words whose case holds together, and nothing strange."""
    points = 0
    for trouve in re.finditer(r"[^\x00-\x7f]", texte[:200_000]):
        signe, rang = trouve[0], trouve.start()
        avant, apres = texte[rang - 1 : rang], texte[rang + 1 : rang + 2]
        if signe in LETTRES:
            capitale = avant.islower() or (avant.isalpha() and apres.islower())
            hache = capitale if signe.isupper() else avant.isupper() and apres.isupper()
            points += -3 if hache else 0 if signe in _RARES else 1
        elif signe in SIGNES:
            points += signe == "’" and avant.isalpha() and apres.isalpha()
        else:
            points -= 5 if signe == "\ufffd" or not signe.isprintable() else 2
    return points
