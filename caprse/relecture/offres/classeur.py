"""The catalogue as a workbook: written to be filled, read back cell by cell by the rules of the YAML file. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from caprse.referentiel.classeur.cases import read_valeur, say
from caprse.referentiel.classeur.colonnes import Colonne
from caprse.referentiel.classeur.ecriture import BLEU, write_case, write_titre
from caprse.referentiel.classeur.livre import Livre, Place, Rangee
from caprse.referentiel.classeur.ouverture import ClasseurIllisible, Constat, Feuille, open_classeur
from caprse.referentiel.classeur.verification import REDITES
from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.fichiers.document import Document, Donnee
from caprse.referentiel.fichiers.forme import check_forme
from caprse.relecture.offres.choix import Offre
from caprse.relecture.offres.lecture import Lecture, check_offres
from caprse.relecture.offres.schema import Catalogue
from caprse.socle.francais import enumerate_words, fold

ACCUEIL, OFFRES, CRITERES = "Mode d’emploi", "Offres", "Critères"
COLONNES = (
    Colonne("titre", "Titre", largeur=46),
    Colonne("resume", "Résumé", largeur=60),
    Colonne("demi_journees", "Demi-journées", "entier", 15),
    Colonne("criteres", "Critères", "types", 30),
    Colonne("code", "Code", largeur=24),
)
CLES = tuple(colonne.cle for colonne in COLONNES)
# So many lines are looked through for the titles.
TETE_MAX = 10
CODE_MAX = 40
FICHIER_MAX = 512 * 1024
MODE_D_EMPLOI = (
    "Le catalogue des offres de votre délégation",
    "1. « Offres » : une ligne par offre, dans l’ordre où les structures la liront. Un titre suffit.",
    "   Critères : leurs codes, séparés par des virgules. La feuille « Critères » les rappelle.",
    "   Code : laissez-le aux offres déjà là, c’est lui qui les reconnaît. Une nouvelle offre n’en a pas besoin.",
    "   Une ligne effacée retire l’offre du catalogue ; les appuis déjà demandés gardent son nom.",
    "2. Rapportez le classeur dans le cahier, page « Catalogue des offres » : il dit tout ce qui est à corriger.",
)


def write_classeur(offres: Sequence[Offre], titres: Mapping[str, str]) -> bytes:
    """The workbook of a catalogue. ``titres``: the critères of the collectif, by code."""
    classeur = Workbook()
    accueil = classeur.active
    accueil.title = ACCUEIL
    accueil.column_dimensions["A"].width = 110
    accueil.sheet_view.showGridLines = False
    for ligne, texte in enumerate(MODE_D_EMPLOI, 1):
        write_case(accueil, ligne, 1, texte)
    accueil.cell(1, 1).font = Font(bold=True, size=16, color=BLEU)
    feuille = classeur.create_sheet(OFFRES)
    _write_tete(feuille, [(colonne.titre, colonne.largeur) for colonne in COLONNES])
    for ligne, offre in enumerate(offres, 2):
        valeurs = (
            offre.titre,
            offre.resume or None,
            offre.demi_journees,
            ", ".join(offre.criteres) or None,
            offre.code,
        )
        for rang, valeur in enumerate(valeurs, 1):
            write_case(feuille, ligne, rang, valeur)
    feuille = classeur.create_sheet(CRITERES)
    _write_tete(feuille, [("Code", 14), ("Critère", 90)])
    for ligne, (code, titre) in enumerate(sorted(titres.items()), 2):
        write_case(feuille, ligne, 1, code)
        write_case(feuille, ligne, 2, titre)
    # People fill the second sheet: it is the one that opens.
    classeur.active = 1
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def _write_tete(feuille: Any, colonnes: Sequence[tuple[str, int]]) -> None:
    for rang, (titre, largeur) in enumerate(colonnes, 1):
        write_titre(feuille, 1, rang, titre)
        feuille.column_dimensions[get_column_letter(rang)].width = largeur
    feuille.freeze_panes = "A2"


def read_classeur(octets: bytes, criteres: Collection[str], connues: Sequence[Offre] = ()) -> Lecture:
    """The catalogue of a workbook, or all that is to be put right, each with its cell. Never raises for what it holds.

    ``connues``: the offres of before, retired ones too: a line without a code is the one of its title, or a new one.
    """
    if len(octets) > FICHIER_MAX:
        phrase = f"ce classeur pèse {len(octets) // 1024} Kio ; le maximum est {FICHIER_MAX // 1024} Kio."
        return Lecture(None, (Constat("", 0, 0, phrase),))
    try:
        feuilles = open_classeur(octets)
    except ClasseurIllisible as refus:
        return Lecture(None, (Constat("", 0, 0, str(refus)),))
    places: list[Place] = []
    constats = {constat for feuille in feuilles for constat in feuille.constats}
    document = _build_document(feuilles, places, constats, connues)
    if document is None:
        return Lecture(None, tuple(sorted(constats)))
    dites = {(constat.feuille, constat.ligne, constat.colonne) for constat in constats}
    for erreur in (*check_forme(document, Catalogue), *check_offres(document, criteres)):
        place = places[erreur.ligne - 1]
        # A cell that could not be read is not also said to be empty.
        if place not in dites:
            constats.add(Constat(*place, _say(erreur)))
    if constats:
        return Lecture(None, tuple(sorted(constats)))
    return Lecture(Catalogue.model_validate(document.donnee))


def _say(erreur: Erreur) -> str:
    """The sentence alone: its cell says where."""
    phrase = erreur.message.partition(" : ")[2] or erreur.message
    for avant, apres in REDITES:
        phrase = phrase.replace(avant, apres)
    return phrase


def _build_document(
    feuilles: Sequence[Feuille], places: list[Place], constats: set[Constat], connues: Sequence[Offre]
) -> Document | None:
    lues = [feuille for feuille in feuilles if fold(feuille.nom) not in {fold(ACCUEIL), fold(CRITERES)}]
    lues = [feuille for feuille in lues if any(feuille.rangees)]
    nommees = [feuille for feuille in lues if fold(feuille.nom) == fold(OFFRES)]
    feuille = next(iter(nommees or lues), None)
    tete = _find_tete(feuille) if feuille is not None else None
    if feuille is None or tete is None:
        phrase = f"aucune offre : il faut une ligne de titres, avec {cite(COLONNES[0].titre)} au moins."
        constats.add(Constat(feuille.nom if feuille else "", 0, 0, phrase))
        return None
    for autre in lues:
        if autre is not feuille:
            phrase = f"seule la feuille {cite(feuille.nom)} est lue : mettez-y ces lignes, ou retirez cette feuille."
            constats.add(Constat(autre.nom, 0, 0, phrase))
    rangees = list(_list_rangees(feuille, tete, constats))
    _name(rangees, connues)
    livre = Livre(places, OFFRES, (feuille.nom, tete + 1, 1))
    offres: tuple[Donnee, ...] = tuple(
        livre.take(rangee, ("offres", rang), CLES) for rang, rangee in enumerate(rangees)
    )
    livre.put(("offres",), (feuille.nom, tete + 1, 1))
    for rang, rangee in enumerate(rangees):
        for n, _ in enumerate(_list_criteres(rangee)):
            livre.put(("offres", rang, "criteres", n), rangee.places.get("criteres", rangee.debut))
    return livre.close({"offres": offres})


def _find_tete(feuille: Feuille) -> int | None:
    """The rank, from 0, of the line of titles."""
    attendu = fold(COLONNES[0].titre)
    for rang, cases in enumerate(feuille.rangees[:TETE_MAX]):
        if any(fold(say(case.valeur)) == attendu for case in cases):
            return rang
    return None


def _list_rangees(feuille: Feuille, tete: int, constats: set[Constat]) -> Iterator[Rangee]:
    """The filled lines under the titles, each value with its cell."""
    connues = {fold(colonne.titre): colonne for colonne in COLONNES}
    colonnes: dict[int, Colonne] = {}
    inconnues: set[int] = set()
    for case in feuille.rangees[tete]:
        colonne = connues.pop(fold(say(case.valeur)), None)
        if colonne is not None:
            colonnes[case.colonne] = colonne
            continue
        inconnues.add(case.colonne)
        attendus = enumerate_words([cite(colonne.titre) for colonne in COLONNES])
        phrase = f"le titre {cite(case.valeur)} est inconnu, ou là deux fois ; le cahier lit {attendus}."
        constats.add(Constat(feuille.nom, case.ligne, case.colonne, phrase))
    for cases in feuille.rangees[tete + 1 :]:
        valeurs: dict[str, Donnee] = {}
        for case in cases:
            if case.colonne in colonnes:
                colonne = colonnes[case.colonne]
                valeurs[colonne.cle] = _read(case.valeur, colonne)
            elif case.colonne not in inconnues:
                phrase = "cette colonne n’a pas de titre ; effacez cette case."
                constats.add(Constat(feuille.nom, case.ligne, case.colonne, phrase))
        if valeurs:
            ligne = cases[0].ligne
            places = {colonne.cle: (feuille.nom, ligne, rang) for rang, colonne in colonnes.items()}
            yield Rangee(valeurs, places, (feuille.nom, ligne, min(colonnes)))


def _read(valeur: object, colonne: Colonne) -> Donnee:
    lue = read_valeur(valeur, colonne.genre)
    # A code typed by hand is known whatever its capitals.
    return tuple(str(code).upper() for code in lue) if isinstance(lue, tuple) else lue


def _list_criteres(rangee: Rangee) -> tuple[Donnee, ...]:
    criteres = rangee.valeurs.get("criteres", ())
    return criteres if isinstance(criteres, tuple) else ()


def _name(rangees: list[Rangee], connues: Sequence[Offre]) -> None:
    """Give a code to each line that says none: that of the offre of its title, else one made of its title."""
    dits = {str(rangee.valeurs["code"]).strip() for rangee in rangees if "code" in rangee.valeurs}
    # Of two of one title, the one that still is in the catalogue.
    par_titre = {fold(offre.titre): offre.code for offre in sorted(connues, key=lambda une: not une.retiree)}
    pris = dits | {offre.code for offre in connues}
    for rang, rangee in enumerate(rangees):
        titre = rangee.valeurs.get("titre")
        if "code" in rangee.valeurs or not isinstance(titre, str):
            continue
        code = par_titre.get(fold(titre))
        if code is None or code in dits:
            code = _make_code(titre, pris)
        dits.add(code)
        pris.add(code)
        rangees[rang] = Rangee({**rangee.valeurs, "code": code}, rangee.places, rangee.debut)


def _make_code(titre: str, pris: Collection[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", fold(titre)).strip("-")
    base = (base if base[:1].isalpha() else f"offre-{base}")[: CODE_MAX - 3].strip("-")
    return next(code for n in range(1, len(pris) + 2) if (code := base if n == 1 else f"{base}-{n}") not in pris)
