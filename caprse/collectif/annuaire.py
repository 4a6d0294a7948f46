"""The printed directory of a region, as a CSV file → lines to import, or every reason to refuse the file."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from caprse.collectif.regles import COMMUNE_MAX, DEPARTEMENTS, NOM_MAX, parse_types

COLONNES = ("departement", "nom", "types", "commune")
TAILLE_MAX = 1024 * 1024
TYPE_MANQUANT = "Type non indiqué dans l'annuaire"
COMMUNE_MANQUANTE = "Commune non indiquée dans l'annuaire"


@dataclass(frozen=True)
class LigneAnnuaire:
    """One structure of the directory. ``rang``: its line in the file; ``a_verifier``: what the file leaves unclear."""

    rang: int
    departement: str
    nom: str
    types: tuple[str, ...]
    commune: str
    a_verifier: tuple[str, ...] = ()


@dataclass(frozen=True)
class LectureAnnuaire:
    """What a file gives: its lines, or its errors; never both."""

    lignes: tuple[LigneAnnuaire, ...]
    erreurs: tuple[str, ...]


def read_annuaire(path: Path) -> LectureAnnuaire:
    """Read a directory: UTF-8, columns departement, nom, types, commune, separated by commas or semicolons.

    A bad file is refused whole with every reason. What is only unclear (no type, no town, the same structure in two
    places) is kept and said in ``a_verifier``.
    """
    try:
        octets = path.read_bytes()
    except OSError as erreur:
        return LectureAnnuaire((), (f"Le fichier {path} ne se lit pas ({erreur.strerror}).",))
    if len(octets) > TAILLE_MAX:
        return LectureAnnuaire((), (f"Le fichier pèse plus de {TAILLE_MAX // 1024} Kio : ce n'est pas un annuaire.",))
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        return LectureAnnuaire(
            (), (f"Ligne {ligne} : le fichier n'est pas en UTF-8. Enregistrez-le au format « CSV UTF-8 ».",)
        )
    return parse_annuaire(texte)


def parse_annuaire(texte: str) -> LectureAnnuaire:
    """The text of a directory → its lines, or all its errors."""
    entete = texte.split("\n", 1)[0]
    separateur = ";" if entete.count(";") > entete.count(",") else ","
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    try:
        rangees = [(lecteur.line_num, [_clean(case) for case in rangee]) for rangee in lecteur]
    except csv.Error:
        return LectureAnnuaire(
            (), (f"Ligne {lecteur.line_num} : guillemets ou caractères illisibles dans ce tableau.",)
        )
    if not rangees:
        return LectureAnnuaire((), ("Le fichier est vide.",))
    colonnes = [case.lower() for case in rangees[0][1]]
    erreurs = [
        f"Ligne 1 : la colonne « {nom} » manque (colonnes attendues : {', '.join(COLONNES)})."
        for nom in COLONNES
        if nom not in colonnes
    ]
    erreurs += [f"Ligne 1 : la colonne « {nom} » figure deux fois." for nom in COLONNES if colonnes.count(nom) > 1]
    if erreurs:
        return LectureAnnuaire((), tuple(erreurs))
    lignes = []
    for rang, rangee in rangees[1:]:
        if not any(rangee):
            continue
        if len(rangee) != len(colonnes):
            erreurs.append(f"Ligne {rang} : {len(rangee)} cases au lieu de {len(colonnes)}.")
            continue
        ligne, problemes = _read_ligne(rang, dict(zip(colonnes, rangee, strict=True)))
        erreurs += [f"Ligne {rang} : {probleme}" for probleme in problemes]
        lignes.append(ligne)
    erreurs += _find_doubles(ligne for ligne in lignes if ligne.nom)
    if not lignes and not erreurs:
        erreurs.append("Le fichier ne contient aucune structure.")
    return LectureAnnuaire((), tuple(erreurs)) if erreurs else LectureAnnuaire(tuple(flag_doublons(lignes)), ())


def flag_doublons(lignes: Sequence[LigneAnnuaire]) -> list[LigneAnnuaire]:
    """Mark the lines with the same name and types in several places: perhaps one structure printed twice."""
    lieux: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for ligne in lignes:
        lieux[_identite(ligne)].append(f"{ligne.commune} {ligne.departement}".strip())
    marquees = []
    for ligne in lignes:
        places = lieux[_identite(ligne)]
        if len(places) > 1:
            fois = {2: "deux", 3: "trois", 4: "quatre"}.get(len(places), str(len(places)))
            liste = f"{', '.join(places[:-1])} et {places[-1]}"
            phrase = f"Figure {fois} fois dans l'annuaire ({liste}) : doublon possible"
            marquees.append(replace(ligne, a_verifier=(*ligne.a_verifier, phrase)))
        else:
            marquees.append(ligne)
    return marquees


def fold(texte: str) -> str:
    """Letters and digits only, without case or accents: how two names of a directory are compared."""
    nu = unicodedata.normalize("NFKD", texte.casefold())
    return " ".join(
        "".join(signe if signe.isalnum() else " " for signe in nu if not unicodedata.combining(signe)).split()
    )


def _clean(case: str) -> str:
    """One case of the table, in one form: composed accents, single spaces."""
    return " ".join(unicodedata.normalize("NFC", case).split())


def _read_ligne(rang: int, cases: dict[str, str]) -> tuple[LigneAnnuaire, list[str]]:
    types, problemes_types = parse_types(cases["types"])
    problemes = list(problemes_types)
    departement = cases["departement"].upper()
    if departement not in DEPARTEMENTS:
        conseil = f" Écrivez « 0{departement} » ?" if f"0{departement}" in DEPARTEMENTS else ""
        problemes.append(f"département inconnu « {cases['departement']} ».{conseil}")
    if not cases["nom"]:
        problemes.append("le nom manque.")
    for colonne, maximum in (("nom", NOM_MAX), ("commune", COMMUNE_MAX)):
        if len(cases[colonne]) > maximum:
            problemes.append(f"la case « {colonne} » dépasse {maximum} caractères.")
        if not all(signe.isprintable() for signe in cases[colonne]):
            problemes.append(f"la case « {colonne} » contient un caractère invisible.")
    a_verifier = []
    if not cases["types"]:
        a_verifier.append(TYPE_MANQUANT)
    elif not types and not problemes_types:
        problemes.append(f"types illisibles « {cases['types']} ».")
    if not cases["commune"]:
        a_verifier.append(COMMUNE_MANQUANTE)
    return LigneAnnuaire(rang, departement, cases["nom"], types, cases["commune"], tuple(a_verifier)), problemes


def _find_doubles(lignes: Iterable[LigneAnnuaire]) -> list[str]:
    """The same name in the same place twice cannot be two structures."""
    vues: dict[tuple[str, str, str], LigneAnnuaire] = {}
    erreurs = []
    for ligne in lignes:
        cle = (ligne.nom.lower(), ligne.departement, ligne.commune.lower())
        premiere = vues.setdefault(cle, ligne)
        if premiere is not ligne:
            memes = set(premiere.types) == set(ligne.types)
            suite = "deux lignes identiques" if memes else "même structure, types différents"
            erreurs.append(f"Lignes {premiere.rang} et {ligne.rang} : {suite} ({ligne.nom}, {ligne.commune}).")
    return erreurs


def _identite(ligne: LigneAnnuaire) -> tuple[str, frozenset[str]]:
    return fold(ligne.nom), frozenset(ligne.types)
