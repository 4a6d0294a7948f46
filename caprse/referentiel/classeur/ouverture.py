"""The bytes of an .xlsx → its sheets of filled cells. What comes in is measured before it is unpacked."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from caprse.referentiel.classeur.cases import read_texte, say
from caprse.socle.signes import clean_signes, find_invisible

KIO = 1024
CLASSEUR_MAX = 5 * KIO * KIO
DEPLOYE_MAX = 40 * KIO * KIO
PIECES_MAX = 300
FEUILLES_MAX = 60
LIGNES_MAX, COLONNES_MAX = 3_000, 80
COMMENT = "Enregistrez-le au format « Classeur Excel (.xlsx) », puis recommencez."
ABIME = f"Ce classeur ne s’ouvre pas : il est abîmé ou protégé par un mot de passe. {COMMENT}"


@dataclass(frozen=True, order=True)
class Constat:
    """One thing to put right: where, in one French sentence. ``ligne`` and ``colonne`` are 0 for a whole sheet."""

    feuille: str
    ligne: int
    colonne: int
    message: str

    @property
    def cellule(self) -> str:
        """``E3``, empty for a whole sheet."""
        return f"{get_column_letter(max(self.colonne, 1))}{self.ligne}" if self.ligne else ""

    @property
    def phrase(self) -> str:
        """The message as it stands alone."""
        return self.message[:1].upper() + self.message[1:]

    @property
    def lieu(self) -> str:
        if not self.feuille:
            return "classeur"
        return f"feuille {self.feuille}" + (f", cellule {self.cellule}" if self.ligne else "")

    def __str__(self) -> str:
        return f"{self.lieu} : {self.message}"


class ClasseurIllisible(Exception):
    """The workbook cannot be read at all; the message is the sentence to show."""


@dataclass(frozen=True)
class Case:
    """A filled cell."""

    ligne: int
    colonne: int
    valeur: object


@dataclass(frozen=True)
class Feuille:
    """A sheet: its rows of filled cells, and what is wrong in a cell whatever it means."""

    nom: str
    rangees: tuple[tuple[Case, ...], ...]
    constats: tuple[Constat, ...]


def open_classeur(octets: bytes) -> list[Feuille]:
    """The sheets of a workbook. Raises ClasseurIllisible."""
    _check_archive(octets)
    try:
        with warnings.catch_warnings():
            # What openpyxl does not keep (drawings, validations) is of no use here.
            warnings.simplefilter("ignore")
            classeur = load_workbook(BytesIO(octets), read_only=True, keep_links=False)
            feuilles = [feuille for feuille in classeur.worksheets if hasattr(feuille, "iter_rows")]
            if len(feuilles) > FEUILLES_MAX:
                raise ClasseurIllisible(f"Ce classeur a {len(feuilles)} feuilles ; le maximum est {FEUILLES_MAX}.")
            return [_read_feuille(feuille) for feuille in feuilles]
    except ClasseurIllisible:
        raise
    # A damaged workbook can raise almost anything.
    except Exception as erreur:
        raise ClasseurIllisible(ABIME) from erreur


def _check_archive(octets: bytes) -> None:
    if len(octets) > CLASSEUR_MAX:
        poids, maximum = len(octets) // KIO, CLASSEUR_MAX // KIO
        raise ClasseurIllisible(f"Ce classeur pèse {poids} Kio ; le maximum est {maximum} Kio.")
    try:
        with ZipFile(BytesIO(octets)) as archive:
            pieces = archive.infolist()
    except (BadZipFile, ValueError, OverflowError, EOFError, NotImplementedError, RuntimeError, OSError) as erreur:
        raise ClasseurIllisible(ABIME) from erreur
    noms = {piece.filename for piece in pieces}
    if "xl/workbook.xml" not in noms:
        raise ClasseurIllisible(f"Ce fichier n’est pas un classeur Excel (.xlsx). {COMMENT}")
    if any(nom.endswith("vbaProject.bin") for nom in noms):
        raise ClasseurIllisible(f"Ce classeur contient des macros. {COMMENT}")
    # The library never unpacks more of a piece than it announces.
    if len(pieces) > PIECES_MAX or sum(piece.file_size for piece in pieces) > DEPLOYE_MAX:
        raise ClasseurIllisible("Ce classeur est trop gros une fois ouvert : gardez seulement les feuilles du modèle.")
    _check_entites(octets)


def _check_entites(octets: bytes) -> None:
    """No spreadsheet declares XML entities, which can unfold without end."""
    try:
        with ZipFile(BytesIO(octets)) as archive:
            declare = any(b"<!DOCTYPE" in archive.read(piece) for piece in archive.infolist())
    except Exception as erreur:
        raise ClasseurIllisible(ABIME) from erreur
    if declare:
        raise ClasseurIllisible(ABIME)


def _read_feuille(feuille: Any) -> Feuille:
    nom = "".join(signe if signe.isprintable() else "�" for signe in str(feuille.title)[:40])
    # What the file says of its dimensions may be wrong, or huge.
    feuille.reset_dimensions()
    rangees: list[tuple[Case, ...]] = []
    constats: list[Constat] = []
    for rang, cases in enumerate(feuille.iter_rows(max_row=LIGNES_MAX + 1, max_col=COLONNES_MAX + 1), 1):
        if rang > LIGNES_MAX or len(cases) > COLONNES_MAX:
            if rang > LIGNES_MAX:
                phrase = f"plus de {LIGNES_MAX} lignes ; effacez celles qui sont vides ou en trop."
                constats.append(Constat(nom, 0, 0, phrase))
                break
            cases = cases[:COLONNES_MAX]
        rangees.append(tuple(_read_rangee(nom, rang, cases, constats)))
    return Feuille(nom, tuple(rangees), tuple(constats))


def _read_rangee(nom: str, rang: int, cases: Any, constats: list[Constat]) -> Iterator[Case]:
    for colonne, case in enumerate(cases, 1):
        valeur, genre = case.value, getattr(case, "data_type", "n")
        if valeur is None or (isinstance(valeur, str) and not valeur.strip()):
            continue
        if genre == "f":
            constats.append(Constat(nom, rang, colonne, "une formule ; écrivez le texte lui-même."))
        elif genre == "e":
            constats.append(Constat(nom, rang, colonne, f"une erreur de calcul ({say(valeur)}) ; écrivez un texte."))
        elif signe := find_invisible(read_texte(say(valeur))):
            phrase = f"un signe invisible (U+{ord(signe):04X}) ; effacez le texte et retapez-le."
            constats.append(Constat(nom, rang, colonne, phrase))
        else:
            yield Case(rang, colonne, clean_signes(read_texte(valeur)) if isinstance(valeur, str) else valeur)
