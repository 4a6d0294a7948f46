"""The file of a past → its lines, each cell with its place: a workbook with its sheets, or one table as CSV. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from caprse.collectif.annuaire.classeur import EST_CLASSEUR
from caprse.collectif.annuaire.tableau import LIGNES_MAX, SIGNATURES, TAILLE_MAX, TETE_MAX
from caprse.collectif.annuaire.texte import decode, list_separateurs, read_rangees
from caprse.referentiel.classeur.cases import say
from caprse.referentiel.classeur.ouverture import Case, ClasseurIllisible, Constat, Feuille, open_classeur
from caprse.referentiel.erreurs import cite
from caprse.restitution.reprise.titres import (
    LIBELLES,
    find_cle,
    is_tete_reponses,
    rate_tete,
)
from caprse.socle.francais import fold, format_pluriel

COMMENT = "Enregistrez-le au format « Classeur Excel (.xlsx) » ou « CSV UTF-8 », puis recommencez."
AUTRES = tuple(debut for debut, _ in SIGNATURES)
# Twenty thousand answers with all their columns hold less.
BALISES_MAX = 1_500_000
# Sheets of the template that are there to be read by people.
NON_LUES = frozenset({fold("Mode d’emploi"), fold("Critères"), fold("Structures")})


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of a table: its cells by column, and where each column stands.

    ``feuille_structure``: the structure is told for the whole sheet, not by a cell of this line.
    """

    feuille: str
    rang: int
    cases: Mapping[str, object]
    colonnes: Mapping[str, int]
    feuille_structure: bool = False

    def say(self, cle: str, message: str) -> Constat:
        """Something to put right in one cell of this line."""
        if cle == "structure" and self.feuille_structure:
            return Constat(self.feuille, 0, 0, message)
        return Constat(self.feuille, self.rang, self.colonnes.get(cle, 1), message)


@dataclass(frozen=True, slots=True)
class Lecture:
    """What a file holds before anything is known of the collectif.

    ``laissees``: sheets without a head; ``ignorees``: filled columns below a title that nobody knows.
    """

    trimestres: tuple[Ligne, ...] = ()
    reponses: tuple[Ligne, ...] = ()
    erreurs: tuple[Constat, ...] = ()
    laissees: tuple[str, ...] = ()
    ignorees: tuple[str, ...] = ()


def read_reprise(octets: bytes) -> Lecture:
    """The lines of a past, or why the file cannot be read. Never raises for what it holds."""
    if raison := _refusal(octets):
        return _refuse(raison)
    try:
        feuilles = open_classeur(octets, BALISES_MAX) if octets.startswith(EST_CLASSEUR) else [_open_texte(octets)]
    except ClasseurIllisible as refus:
        return _refuse(str(refus))
    except ValueError as refus:
        return _refuse(*str(refus).split("\n"))
    return _read_feuilles([feuille for feuille in feuilles if fold(feuille.nom) not in NON_LUES])


def sort_erreurs(erreurs: Sequence[Constat], lecture: Lecture) -> tuple[Constat, ...]:
    """Each once, sheet by sheet as they stand in the file."""
    feuilles = dict.fromkeys(ligne.feuille for ligne in (*lecture.trimestres, *lecture.reponses))
    rangs = {nom: rang for rang, nom in enumerate(("", *feuilles))}
    return tuple(
        sorted(dict.fromkeys(erreurs), key=lambda e: (rangs.get(e.feuille, len(rangs)), e.ligne, e.colonne, e.message))
    )


def _refusal(octets: bytes) -> str | None:
    """Why these bytes are not even opened, or None."""
    if len(octets) > TAILLE_MAX:
        return f"Ce fichier pèse plus de {TAILLE_MAX // 1024 // 1024} Mio : coupez-le en deux fichiers."
    if not octets.strip():
        return "Ce fichier est vide."
    if octets.startswith(AUTRES):
        return f"Ce fichier n’est ni un classeur Excel (.xlsx), ni un tableau CSV. {COMMENT}"
    return None


def _read_feuilles(feuilles: Sequence[Feuille]) -> Lecture:
    trimestres: list[Ligne] = []
    reponses: list[Ligne] = []
    erreurs: list[Constat] = []
    laissees: list[str] = []
    ignorees: list[str] = []
    tetes = 0
    for feuille in feuilles:
        erreurs += feuille.constats
        tete = _find_tete(feuille)
        if tete is None:
            laissees += [feuille.nom] if any(feuille.rangees) else []
            continue
        colonnes, doubles = _read_tete(feuille, tete)
        erreurs += doubles
        ignorees += _list_ignorees(feuille, tete)
        de_reponses = is_tete_reponses(colonnes)
        tetes += de_reponses
        (reponses if de_reponses else trimestres).extend(_list_lignes(feuille, tete, colonnes))
    if len(reponses) > LIGNES_MAX:
        return _refuse(f"Ce fichier a plus de {format_pluriel(LIGNES_MAX, 'réponse')} : coupez-le en deux fichiers.")
    if not tetes and not erreurs:
        erreurs.append(
            Constat("", 0, 0, "aucune réponse : il faut une ligne de titres avec « Critère » et « Niveau ».")
        )
    return Lecture(tuple(trimestres), tuple(reponses), tuple(erreurs), tuple(laissees), tuple(dict.fromkeys(ignorees)))


def _refuse(*phrases: str) -> Lecture:
    return Lecture(erreurs=tuple(Constat("", 0, 0, phrase) for phrase in phrases))


def _open_texte(octets: bytes) -> Feuille:
    """The one table of a text, with the separator that gives the best head. Raises ValueError with a sentence."""
    texte = decode(octets)
    lues: list[tuple[int, tuple[tuple[Case, ...], ...]]] = []
    echec: ValueError | None = None
    for separateur in list_separateurs(texte):
        try:
            rangees = tuple(
                tuple(Case(rang, place, case) for place, case in enumerate(cases, 1) if case)
                for rang, cases in islice(read_rangees(texte, separateur, _clean), LIGNES_MAX + TETE_MAX + 2)
            )
        except ValueError as erreur:
            echec = echec or erreur
            continue
        points = max((_rate(rangee) for rangee in rangees[:TETE_MAX]), default=0)
        lues.append((points, rangees))
    # Read by a separator that is not its own, a table with broken quotes is only a text without a head.
    if echec is not None and not any(points for points, _ in lues):
        raise echec
    if not lues:
        raise echec or ValueError("Ce fichier ne se lit pas.")
    return Feuille("", max(lues, key=lambda lue: lue[0])[1], ())


def _clean(case: str) -> str:
    """A case with its line breaks: a comment may have some."""
    return case.replace("\r\n", "\n").replace("\ufeff", "").strip()


def _rate(rangee: Sequence[Case]) -> int:
    return rate_tete({case.colonne: say(case.valeur) for case in rangee})


def _find_tete(feuille: Feuille) -> int | None:
    """Which row is the head: the one that names the most columns; None where none is one."""
    points = [_rate(rangee) for rangee in feuille.rangees[:TETE_MAX]]
    return points.index(max(points)) if any(points) else None


def _read_tete(feuille: Feuille, tete: int) -> tuple[dict[str, int], list[Constat]]:
    """Where each known column stands; a column that is there twice is said."""
    colonnes: dict[str, int] = {}
    doubles = []
    for case in feuille.rangees[tete]:
        cle = find_cle(say(case.valeur))
        if cle is None:
            continue
        if cle in colonnes:
            phrase = f"la colonne {cite(LIBELLES[cle])} est là deux fois ; gardez-en une."
            doubles.append(Constat(feuille.nom, case.ligne, case.colonne, phrase))
        colonnes.setdefault(cle, case.colonne)
    return colonnes, doubles


def _list_ignorees(feuille: Feuille, tete: int) -> list[str]:
    """The titles of columns that are filled below and mean nothing here."""
    titres = {case.colonne: say(case.valeur).strip() for case in feuille.rangees[tete]}
    remplies = {case.colonne for rangee in feuille.rangees[tete + 1 :] for case in rangee}
    return [titre for place, titre in sorted(titres.items()) if place in remplies and find_cle(titre) is None]


def _list_lignes(feuille: Feuille, tete: int, colonnes: dict[str, int]) -> Iterator[Ligne]:
    """The filled rows below the head. Where no column names the structure, the sheet does."""
    de_la_feuille = "" if "structure" in colonnes else _find_structure(feuille, tete)
    titres = {cle: say(case.valeur) for case in feuille.rangees[tete] for cle in [find_cle(say(case.valeur))] if cle}
    places = {place: cle for cle, place in colonnes.items()}
    for rangee in feuille.rangees[tete + 1 :]:
        cases = {places[case.colonne]: case.valeur for case in rangee if case.colonne in places}
        if not cases or all(fold(say(valeur)) == fold(titres[cle]) for cle, valeur in cases.items()):
            continue
        if de_la_feuille:
            cases["structure"] = de_la_feuille
        yield Ligne(feuille.nom, rangee[0].ligne, cases, colonnes, bool(de_la_feuille))


def _find_structure(feuille: Feuille, tete: int) -> str:
    """Whose sheet it is: « Structure » and its name above the head, else the name of the sheet."""
    for rangee in feuille.rangees[:tete]:
        for case, suivante in pairwise(rangee):
            if find_cle(say(case.valeur)) == "structure":
                return say(suivante.valeur).strip()
    return feuille.nom
