"""A file that a person saved → its rows, whatever the program that wrote it; or why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from caprse.collectif.annuaire.classeur import EST_CLASSEUR, open_classeur
from caprse.collectif.annuaire.texte import decode, list_separateurs, read_rangees
from caprse.socle.francais import format_pluriel

TAILLE_MAX = 5 * 1024 * 1024
LIGNES_MAX = 20_000
# A head stands among the first lines: a title, a date, a warning may come before it.
TETE_MAX = 40
COMMENT = "Enregistrez ce tableau au format « CSV UTF-8 » ou « Classeur Excel (.xlsx) », puis recommencez."

# How files begin that are no table, and what each is.
SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "C’est un ancien classeur Excel (.xls), ou un classeur protégé par un mot de passe."),
    (b"%PDF", "C’est un PDF, pas un tableau."),
    (b"\x89PNG", "C’est une image, pas un tableau."),
    (b"\xff\xd8\xff", "C’est une image, pas un tableau."),
    (b"{\\rtf", "C’est un texte mis en forme, pas un tableau."),
    (b"\x1f\x8b", "C’est un fichier compressé."),
    (b"7z\xbc\xaf", "C’est un fichier compressé."),
)


class TableauRefuse(Exception):
    """The file cannot be read as a table; each line of the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row: ``rang`` is its line in the file, as a spreadsheet or a text editor counts."""

    rang: int
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tableau:
    """Rows from the head on. ``avant``: how many lines that hold something stood above it."""

    tete: Rangee
    rangees: tuple[Rangee, ...]
    avant: int = 0


Juge = Callable[[Sequence[str]], int]
Source = Callable[[], Iterator[tuple[int, tuple[str, ...]]]]


def read_tableau(octets: bytes, rate: Juge, sans_tete: str) -> Tableau:
    """The table of a file, from the row that ``rate`` takes for its head: the one that it gives the most points.

    Raises TableauRefuse with the sentences to show, one per line; ``sans_tete`` is the one for a file without a head.
    """
    if len(octets) > TAILLE_MAX:
        raise TableauRefuse(
            f"Le fichier pèse plus de {TAILLE_MAX // 1024 // 1024} Mio : ce n’est pas un annuaire. Gardez les "
            "colonnes utiles, ou coupez-le en plusieurs fichiers."
        )
    if not octets.strip():
        raise TableauRefuse("Le fichier est vide.")
    for debut, phrase in SIGNATURES:
        if octets.startswith(debut):
            raise TableauRefuse(f"{phrase} {COMMENT}")
    try:
        sources = open_classeur(octets) if octets.startswith(EST_CLASSEUR) else _open_texte(octets)
        tableau = _choose(sources, rate, sans_tete)
    except ValueError as erreur:
        raise TableauRefuse(str(erreur)) from erreur
    if len(tableau.rangees) > LIGNES_MAX:
        raise TableauRefuse(
            f"Ce tableau a plus de {format_pluriel(LIGNES_MAX, 'ligne')} : coupez-le en plusieurs fichiers."
        )
    return tableau


def _open_texte(octets: bytes) -> list[Source]:
    """One way to read the text for each separator that it may have."""
    texte = decode(octets)
    return [partial(read_rangees, texte, separateur) for separateur in list_separateurs(texte)]


def _choose(sources: Sequence[Source], rate: Juge, sans_tete: str) -> Tableau:
    """The source and the row with the best head; the first of equals. Raises ValueError when none has any."""
    meilleure: tuple[int, int, Source] | None = None
    echec: ValueError | None = None
    for source in sources:
        try:
            for place, (_, cases) in enumerate(islice(source(), TETE_MAX)):
                points = rate(cases)
                if points and (meilleure is None or points > meilleure[0]):
                    meilleure = (points, place, source)
        except ValueError as erreur:
            echec = echec or erreur
    if meilleure is None:
        raise echec or ValueError(sans_tete)
    _, place, source = meilleure
    rangees = [Rangee(*rangee) for rangee in islice(source(), place + LIGNES_MAX + 2)]
    avant = sum(any(rangee.cases) for rangee in rangees[:place])
    return Tableau(rangees[place], tuple(rangees[place + 1 :]), avant)
