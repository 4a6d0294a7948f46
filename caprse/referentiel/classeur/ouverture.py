"""The bytes of an .xlsx → its sheets of filled cells. What comes in is measured before it is unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from openpyxl.utils import get_column_letter

from caprse.referentiel.classeur.cases import read_texte, say
from caprse.referentiel.classeur.colonnes import ACCUEIL, CODES, normalize
from caprse.socle.signes import clean_signes, find_invisible
from caprse.socle.tableur.ouverture import ClasseurRefuse, Defaut, open_xlsx

L = TypeVar("L")
KIO = 1024
CLASSEUR_MAX = 5 * KIO * KIO
PIECES_MAX = 300
# Ten times the largest référentiel that is known.
BALISES_MAX = 400_000
FEUILLES_MAX = 60
NON_LUES = {normalize(ACCUEIL), normalize(CODES)}
LIGNES_MAX, COLONNES_MAX = 3_000, 80
# Further than any note that a person writes beside a table.
LARGEUR_LUE = 256
COMMENT = "Enregistrez-le au format « Classeur Excel (.xlsx) », puis recommencez."
ABIME = f"Ce classeur ne s’ouvre pas : il est abîmé ou protégé par un mot de passe. {COMMENT}"
PHRASES = {
    Defaut.ABIME: ABIME,
    Defaut.ODS: f"C’est un classeur LibreOffice (.ods), que le cahier ne lit pas. {COMMENT}",
    Defaut.XLSB: f"C’est un classeur Excel binaire (.xlsb), que le cahier ne lit pas. {COMMENT}",
    Defaut.AUTRE: f"Ce fichier n’est pas un classeur Excel (.xlsx). {COMMENT}",
    Defaut.MACROS: f"Ce classeur contient des macros. {COMMENT}",
    Defaut.GROS: "Ce classeur est trop gros une fois ouvert : gardez seulement les feuilles du modèle.",
}


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


def open_classeur(octets: bytes, balises_max: int = BALISES_MAX) -> list[Feuille]:
    """The sheets of a workbook. Raises ClasseurIllisible."""
    return read_feuilles(octets, lambda feuilles: [_read_feuille(feuille) for feuille in feuilles], balises_max)


def read_feuilles(octets: bytes, read: Callable[[Iterable[Any]], L], balises_max: int = BALISES_MAX) -> L:
    """What ``read`` makes of the sheets of a workbook, within bounds. Raises ClasseurIllisible."""
    if len(octets) > CLASSEUR_MAX:
        poids, maximum = len(octets) // KIO, CLASSEUR_MAX // KIO
        raise ClasseurIllisible(f"Ce classeur pèse {poids} Kio ; le maximum est {maximum} Kio.")
    try:
        feuilles = open_xlsx(octets, pieces_max=PIECES_MAX, balises_max=balises_max, valeurs=False, macros=False)
    except ClasseurRefuse as refus:
        raise ClasseurIllisible(PHRASES[refus.defaut]) from refus
    if len(feuilles) > FEUILLES_MAX:
        raise ClasseurIllisible(f"Ce classeur a {len(feuilles)} feuilles ; le maximum est {FEUILLES_MAX}.")
    try:
        return read(feuilles)
    except ClasseurIllisible:
        raise
    # A sheet is only unpacked as it is read, and a damaged one can raise almost anything.
    except Exception as erreur:
        raise ClasseurIllisible(ABIME) from erreur


def begin_feuille(feuille: Any) -> str:
    """The name of a sheet as it may be shown; its rows are then read from the first."""
    # What the file says of its dimensions may be wrong, or huge.
    feuille.reset_dimensions()
    return "".join(signe if signe.isprintable() else "�" for signe in str(feuille.title)[:40])


def _read_feuille(feuille: Any) -> Feuille:
    nom = begin_feuille(feuille)
    rangees: list[tuple[Case, ...]] = []
    constats: list[Constat] = []
    if getattr(feuille, "sheet_state", "visible") != "visible" and normalize(nom) not in NON_LUES:
        # Nothing is published that the person did not see.
        constats.append(Constat(nom, 0, 0, "cette feuille est masquée ; affichez-la pour la relire, ou retirez-la."))
    for rang, cases in enumerate(feuille.iter_rows(max_row=LIGNES_MAX + 1, max_col=LARGEUR_LUE), 1):
        if rang > LIGNES_MAX:
            phrase = f"plus de {LIGNES_MAX} lignes ; effacez celles qui sont vides ou en trop."
            constats.append(Constat(nom, 0, 0, phrase))
            break
        remplies = [(colonne, case) for colonne, case in enumerate(cases, 1) if case.value is not None]
        loin = next((colonne for colonne, _ in remplies if colonne > COLONNES_MAX), 0)
        if loin:
            constats.append(Constat(nom, rang, loin, "cette case est trop loin à droite ; effacez-la."))
        rangees.append(tuple(_read_rangee(nom, rang, remplies, constats)))
    return Feuille(nom, tuple(rangees), tuple(constats))


def _read_rangee(nom: str, rang: int, remplies: Iterable[tuple[int, Any]], constats: list[Constat]) -> Iterator[Case]:
    for colonne, case in remplies:
        if colonne > COLONNES_MAX:
            return
        lue = read_case(nom, rang, colonne, case)
        if isinstance(lue, Constat):
            constats.append(lue)
        elif lue is not None:
            yield lue


def read_case(nom: str, rang: int, colonne: int, case: Any) -> Case | Constat | None:
    """A cell of a sheet called ``nom``: what it holds, what is wrong with it whatever it means, None where empty."""
    valeur, genre = case.value, getattr(case, "data_type", "n")
    if valeur is None or (isinstance(valeur, str) and not valeur.strip()):
        return None
    if genre == "f":
        return Constat(nom, rang, colonne, "une formule ; écrivez le texte lui-même.")
    if genre == "e":
        return Constat(nom, rang, colonne, f"une erreur de calcul ({say(valeur)}) ; écrivez un texte.")
    if signe := find_invisible(read_texte(say(valeur))):
        phrase = f"un signe invisible (U+{ord(signe):04X}) ; effacez le texte et retapez-le."
        return Constat(nom, rang, colonne, phrase)
    return Case(rang, colonne, clean_signes(read_texte(valeur)) if isinstance(valeur, str) else valeur)
