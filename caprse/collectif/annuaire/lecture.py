"""The directory of a region, as people save it → the structures to import, or every reason to refuse the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from caprse.acces.comptes.lignes import MOTS_DE_ROLE
from caprse.collectif.annuaire.entete import ATTENDUES, TITRES, Colonnes, describe_ignorees, rate_entete, read_entete
from caprse.collectif.annuaire.lignes import (
    COMMUNE_MANQUANTE,
    DEPARTEMENT_MANQUANT,
    TYPE_MANQUANT,
    Contact,
    LectureAnnuaire,
    LigneAnnuaire,
    flag_doublons,
    merge_lignes,
)
from caprse.collectif.annuaire.tableau import TAILLE_MAX, TETE_MAX, Rangee, Tableau, TableauRefuse, read_tableau
from caprse.collectif.annuaire.valeurs import (
    parse_code_postal,
    parse_departement,
    parse_effectif,
    parse_siret,
    parse_types,
)
from caprse.collectif.regles import COMMUNE_MAX, NOM_MAX
from caprse.socle.adresses import refusal_courriel
from caprse.socle.francais import fold, format_pluriel

SANS_TETE = (
    f"Aucune ligne de titres dans les {TETE_MAX} premières lignes de ce tableau, les seules où elle est cherchée : "
    f"elle donne le nom des colonnes (colonnes attendues : {ATTENDUES})."
)
# What people write where they know nothing.
_VIDES = frozenset(
    {"nc", "nr", "n c", "n r", "non renseigne", "non communique", "a preciser", "inconnu"}
    | {"inconnue", "neant", "null", "none", "vide", "non indique", "a completer"}
)
_ERREURS_DE_FORMULE = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NUM|NULL|NOM|VALEUR)[!?]?")


def read_annuaire(path: Path) -> LectureAnnuaire:
    """Read a directory from this machine; see ``parse_annuaire``."""
    try:
        if path.stat().st_size > 2 * TAILLE_MAX:  # what is refused anyway is not read whole
            with path.open("rb") as fichier:
                return parse_annuaire(fichier.read(TAILLE_MAX + 1))
        return parse_annuaire(path.read_bytes())
    except OSError as erreur:
        return LectureAnnuaire((), (f"Le fichier {path} ne se lit pas ({erreur.strerror}).",))


def parse_annuaire(octets: bytes) -> LectureAnnuaire:
    """The bytes of a directory (CSV of any separator and encoding, .xlsx) → its structures, or all its errors.

    A bad file is refused whole with every reason and its line. What is only unclear (no type, no town, the same
    structure in two places) is kept and said in ``a_verifier``; what had to be done to read it, in ``remarques``.
    """
    try:
        tableau = read_tableau(octets, rate_entete, SANS_TETE)
    except TableauRefuse as refus:
        return LectureAnnuaire((), tuple(str(refus).split("\n")))
    colonnes, raisons = read_entete(tableau.tete.cases)
    if raisons:
        return LectureAnnuaire((), tuple(f"Ligne {tableau.tete.rang} : {raison}" for raison in raisons))
    lues: list[LigneAnnuaire] = []
    erreurs: list[str] = []
    remarques = list(_describe_tete(tableau, colonnes))
    largeur = len(tableau.tete.cases)
    for rangee in tableau.rangees:
        if not any(rangee.cases):
            continue
        if any(rangee.cases[largeur:]):
            erreurs.append(f"Ligne {rangee.rang} : {len(rangee.cases)} cases au lieu de {largeur}.")
            continue
        if (a_part := _describe_a_part(rangee, tableau.tete, colonnes)) is not None:
            remarques.append(f"Ligne {rangee.rang} : {a_part}")
            continue
        ligne, problemes = _read_ligne(rangee, colonnes)
        erreurs += [f"Ligne {rangee.rang} : {probleme}" for probleme in problemes]
        lues.append(ligne)
    if not lues and not erreurs:
        erreurs.append("Le fichier ne contient aucune structure.")
    if erreurs:
        return LectureAnnuaire((), tuple(erreurs))
    lignes, fusions = merge_lignes(lues)
    return LectureAnnuaire(tuple(flag_doublons(lignes)), (), (*remarques, *fusions))


def _describe_tete(tableau: Tableau, colonnes: Colonnes) -> Iterator[str]:
    if tableau.avant:
        lignes = format_pluriel(tableau.avant, "ligne laissée de côté", "lignes laissées de côté")
        yield f"{lignes} au-dessus des titres de colonnes."
    if (phrase := describe_ignorees(colonnes)) is not None:
        yield phrase


def _describe_a_part(rangee: Rangee, tete: Rangee, colonnes: Colonnes) -> str | None:
    """What a row is that is no structure, in words; None when it is one."""
    if rangee.cases[: len(tete.cases)] == tete.cases:
        return "les titres de colonnes y sont répétés, elle est laissée de côté."
    pleines = [case for case in rangee.cases if case]
    cases = _name_cases(rangee, colonnes)
    nombres = all(re.fullmatch(r"[0-9 .,/%]+", case) for case in pleines[1:])
    if re.match(r"(sous )?total\b|nombre (total )?de\b", fold(pleines[0])) and nombres and not cases["types"]:
        return "c’est un total, il est laissé de côté."
    return None


def _name_cases(rangee: Rangee, colonnes: Colonnes) -> dict[str, str]:
    cases = dict.fromkeys(TITRES, "")
    for nom, place in colonnes.places.items():
        cases[nom] = rangee.cases[place] if place < len(rangee.cases) else ""
    return cases


def _read_ligne(rangee: Rangee, colonnes: Colonnes) -> tuple[LigneAnnuaire, list[str]]:
    cases = _name_cases(rangee, colonnes)
    for nom in ("departement", "types", "commune", "code postal"):
        if fold(cases[nom]) in _VIDES or (not any(signe.isalnum() for signe in cases[nom]) and nom != "types"):
            cases[nom] = ""
    problemes = [
        f"la case « {nom} » contient une erreur de formule ({case}) : corrigez-la dans le tableur."
        for nom, case in cases.items()
        if _ERREURS_DE_FORMULE.fullmatch(case)
    ]
    if problemes:
        return LigneAnnuaire(rangee.rang, "", cases["nom"], (), ""), problemes
    a_verifier: list[str] = []
    types = _read_types(cases["types"], problemes, a_verifier)
    departement, commune = _read_lieu(cases, problemes, a_verifier)
    if not cases["nom"]:
        problemes.append("le nom manque.")
    elif not any(signe.isalnum() for signe in cases["nom"]):
        problemes.append(f"le nom « {cases['nom'][:40]} » ne contient aucune lettre.")
    for nom, texte, maximum in (("nom", cases["nom"], NOM_MAX), ("commune", commune, COMMUNE_MAX)):
        if len(texte) > maximum:
            problemes.append(f"la case « {nom} » dépasse {maximum} caractères.")
        if not texte.isprintable():
            problemes.append(f"la case « {nom} » contient un caractère invisible.")
    contacts = tuple(_read_contacts(rangee.rang, cases))
    siret = _read_siret(cases["siret"], a_verifier)
    effectif = _read_effectif(cases["effectif"], a_verifier)
    place = colonnes.adresse
    return (
        LigneAnnuaire(
            rangee.rang,
            departement,
            cases["nom"],
            types,
            commune,
            tuple(a_verifier),
            contacts,
            siret,
            effectif,
            rangee.cases[place] if place is not None and place < len(rangee.cases) else "",
            cases["code postal"],
        ),
        problemes,
    )


def _read_types(case: str, problemes: list[str], a_verifier: list[str]) -> tuple[str, ...]:
    types, inconnus, remarques = parse_types(case)
    problemes += inconnus
    a_verifier += remarques
    if not case:
        a_verifier.append(TYPE_MANQUANT)
    elif not types and not inconnus:
        problemes.append(f"types illisibles « {case[:60]} ».")
    return types


def _read_siret(case: str, a_verifier: list[str]) -> str:
    """The 14 digits that tell one structure from another; what is wrong with them is said."""
    if fold(case) in _VIDES:
        return ""
    siret, doute = parse_siret(case)
    a_verifier += [doute] if doute else []
    return siret


def _read_effectif(case: str, a_verifier: list[str]) -> int | None:
    """How many people the structure employs; what cannot be read as a number of people is said, and left out."""
    if not case or fold(case) in _VIDES:
        return None
    effectif = parse_effectif(case)
    if effectif is None:
        a_verifier.append(f"Nombre de personnes employées illisible dans l’annuaire (« {case[:20]} »)")
    return effectif


def _read_lieu(cases: Mapping[str, str], problemes: list[str], a_verifier: list[str]) -> tuple[str, str]:
    """Département and town; a postcode may stand before the town, or in a column of its own."""
    commune, code = cases["commune"], cases["code postal"]
    if trouve := re.match(r"([0-9]{5})\s+(?=\D)", commune):
        code = code or trouve[1]
        commune = commune[trouve.end() :]
    du_code = parse_code_postal(code) if code else None
    if cases["departement"]:
        departement = parse_departement(cases["departement"])
        if departement is None:
            conseil = " Écrivez « 2A » ou « 2B »." if cases["departement"].strip() == "20" else ""
            problemes.append(f"département inconnu « {cases['departement'][:60]} ».{conseil}")
        elif du_code is not None and du_code != departement:
            a_verifier.append(f"Code postal {code} hors du département {departement} dans l’annuaire")
    elif code:
        departement = du_code
        if departement is None:
            problemes.append(f"code postal inconnu « {code[:60]} ».")
    else:
        departement = ""
        a_verifier.append(DEPARTEMENT_MANQUANT)
    if not commune:
        a_verifier.append(COMMUNE_MANQUANTE)
    return departement or "", commune


def _read_contacts(rang: int, cases: Mapping[str, str]) -> Iterator[Contact]:
    """The people of a line: a cell may hold several addresses. What is wrong with one keeps nobody else out."""
    nom = " ".join(part for part in (cases["prenom"], cases["contact"]) if part)
    # Whom the file does not name is greeted by the name of the structure, and will write their own.
    nom = (nom or cases["nom"])[:120]
    role = MOTS_DE_ROLE.get(fold(cases["role"]))
    refus = ""
    if cases["role"] and role is None:
        refus = f"rôle inconnu « {cases['role'][:40]} » (direction, contribution ou lecture)."
    morceaux = re.split(r"[;,/\s]+", cases["courriel"])
    adresses = [morceau.strip("<>()\"'").removeprefix("mailto:") for morceau in morceaux]
    for adresse in dict.fromkeys(filter(None, adresses)):
        yield Contact(rang, adresse, nom, role, refus or refusal_courriel(adresse) or "")
    if not any(adresses) and (cases["contact"] or cases["role"]):
        yield Contact(rang, "", nom, role, "aucune adresse e-mail dans le fichier.")
