"""The sheets of the workbook and their columns: one table, read by the writing and by the reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Genre = Literal["texte", "entier", "jour", "types", "liste"]

ACCUEIL = "Mode d’emploi"
REFERENTIEL = "Référentiel"
ECHELLE = "Échelle"
THEMATIQUES = "Thématiques"
LOIS = "Lois"
VARIANTES = "Variantes"
FAMILLES = "Familles"
GROUPES = "Groupes"
RENVOIS = "Renvois"
MOTS = "Mots"
# Written so that people find a code again; never read.
CODES = "Codes"
# Excel keeps this name for itself, and tells no capital from a small letter.
RESERVEES = frozenset(
    nom.casefold()
    for nom in (
        ACCUEIL,
        REFERENTIEL,
        ECHELLE,
        THEMATIQUES,
        LOIS,
        VARIANTES,
        FAMILLES,
        GROUPES,
        RENVOIS,
        MOTS,
        CODES,
        "History",
    )
)
ENJEU, CRITERE = "Enjeu", "Critère"
OUI = "oui"
# A family that a critère names without citing anything of it.
AUCUN = "—"
PREFIXE_RENVOIS = "Renvois : "
PREFIXE_NIVEAU = "Niveau "
PREFIXE_PAS = "Premier pas vers le niveau "


@dataclass(frozen=True)
class Colonne:
    """One column: the key it fills, its title, what its cells hold, its width in signs."""

    cle: str
    titre: str
    genre: Genre = "texte"
    largeur: int = 18
    requise: bool = True


TETE = (
    Colonne("id", "Nom court"),
    Colonne("version", "Version"),
    Colonne("titre", "Titre"),
    Colonne("statut", "Statut"),
    Colonne("licence", "Licence"),
)
TABLES: dict[str, tuple[Colonne, ...]] = {
    ECHELLE: (
        Colonne("niveau", "Niveau", "entier", 10),
        Colonne("nom", "Nom"),
        Colonne("definition", "Ce que veut dire ce niveau", largeur=60),
        Colonne("test", "Comment le reconnaître", largeur=50),
    ),
    THEMATIQUES: (
        Colonne("code", "Code", largeur=10),
        Colonne("titre", "Titre", largeur=40),
        Colonne("titre_court", "Titre court", largeur=24),
        Colonne("en_bref", "En bref", largeur=70),
        Colonne("transversal", "À chaque trimestre", largeur=18, requise=False),
        Colonne("couleur", "Couleur", largeur=12, requise=False),
        Colonne("icone", "Icône", largeur=14, requise=False),
    ),
    LOIS: (
        Colonne("critere", "Critère", largeur=12),
        Colonne("du", "Ce qui est dû", largeur=60),
        Colonne("texte", "Texte", largeur=32),
        Colonne("article", "Article", largeur=20, requise=False),
        Colonne("des", "Dès combien de salariés", "entier", 14, requise=False),
        Colonne("types", "Types de structure", "types", 20, requise=False),
        Colonne("depuis", "Depuis le", "jour", 14, requise=False),
        Colonne("verifie_le", "Vérifié le", "jour", 14, requise=False),
        Colonne("source", "Source", largeur=40, requise=False),
        Colonne("avec_qui", "Avec qui en parler", largeur=32, requise=False),
    ),
    VARIANTES: (
        Colonne("critere", "Critère", largeur=12),
        Colonne("types", "Types de structure", "types", 20, requise=False),
        Colonne("moins_de", "Moins de combien de salariés", "entier", 16, requise=False),
        Colonne("question", "Question", largeur=44, requise=False),
        Colonne("question_simple", "Question de tous les jours", largeur=44, requise=False),
        Colonne("trace_possible", "Trace possible", largeur=32, requise=False),
    ),
    FAMILLES: (
        Colonne("cle", "Nom court"),
        Colonne("titre", "Titre", largeur=44),
        Colonne("note", "Note", largeur=60, requise=False),
    ),
    GROUPES: (
        Colonne("famille", "Famille"),
        Colonne("code", "Code"),
        Colonne("titre", "Titre", largeur=60),
    ),
    RENVOIS: (
        Colonne("famille", "Famille"),
        Colonne("code", "Code"),
        Colonne("titre", "Titre", largeur=60),
        Colonne("groupe", "Groupe", requise=False),
    ),
    MOTS: (
        Colonne("mot", "Mot", largeur=24),
        Colonne("formes", "Autres façons de l’écrire", "liste", 32, requise=False),
        Colonne("definition", "Ce que cela veut dire", largeur=70),
    ),
}
THEMATIQUE = (
    Colonne("genre", "Ligne", largeur=11),
    Colonne("code", "Code", largeur=11),
    Colonne("titre", "Titre", largeur=32),
    Colonne("titre_court", "Titre court", largeur=20, requise=False),
    Colonne("question", "Question", largeur=44),
    Colonne("question_simple", "Question de tous les jours", largeur=44),
    Colonne("trace_possible", "Trace possible", largeur=32),
    Colonne("pour_qui", "Pour qui", largeur=20),
    Colonne("types", "Types de structure", "types", 20, requise=False),
    Colonne("des_le_trimestre", "Dès le trimestre", "entier", 12, requise=False),
)
# The sheets that a workbook may do without.
FACULTATIVES = frozenset({LOIS, VARIANTES, FAMILLES, GROUPES, RENVOIS, MOTS})
TITRES = {c.cle: c.titre for colonnes in (*TABLES.values(), THEMATIQUE, TETE) for c in colonnes}


def name_feuille(code: str) -> str:
    """The sheet of a thématique: its code, unless a fixed sheet bears that name."""
    return f"Thématique {code}" if code.casefold() in RESERVEES else code


def build_niveau(numero: int) -> Colonne:
    return Colonne(f"niveau:{numero}", f"{PREFIXE_NIVEAU}{numero}", largeur=40, requise=False)


def build_pas(numero: int) -> Colonne:
    return Colonne(f"pas:{numero}", f"{PREFIXE_PAS}{numero}", largeur=40, requise=False)


def build_renvoi(famille: str) -> Colonne:
    return Colonne(f"renvoi:{famille}", f"{PREFIXE_RENVOIS}{famille}", "liste", 18, requise=False)


def find_colonne(titre: str, feuille: str) -> Colonne | None:
    """The column of this title in a sheet, None where there is no such column."""
    fixes = TABLES.get(feuille, THEMATIQUE)
    for colonne in fixes:
        if normalize(colonne.titre) == normalize(titre):
            return colonne
    if feuille != VARIANTES and feuille in TABLES:
        return None
    if trouve := re.fullmatch(r"niveau ([0-9])", normalize(titre)):
        return build_niveau(int(trouve[1]))
    if feuille != VARIANTES and (trouve := re.fullmatch(r"premier pas vers le niveau ([0-9])", normalize(titre))):
        return build_pas(int(trouve[1]))
    if feuille != VARIANTES and (trouve := re.fullmatch(r"renvois ?: ?(.+)", normalize(titre))):
        return build_renvoi(trouve[1])
    return None


def normalize(titre: str) -> str:
    """A title as it is compared: neither capitals, kind of apostrophe nor number of spaces."""
    return " ".join(titre.replace("’", "'").casefold().split())
