"""What each column means, to read: written from the very fields that the files are written from."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from caprse.echanges.reponses_longues.modele import COLONNES, LigneLongue

DOSSIER = Path("docs/portabilite")
DICTIONNAIRE = "reponses-longues.md"
_GENRES = {str: "texte", int: "nombre", bool: "oui ou non", date: "jour", datetime: "instant"}


def write_dictionnaire() -> str:
    """The data dictionary, in French."""
    lignes = [
        "# Dictionnaire des données : les réponses en format long",
        "",
        f"{LigneLongue.__doc__} Les mêmes lignes sont dans les deux fichiers :",
        "",
        "- `reponses.csv`, pour un tableur : point-virgule, UTF-8, « oui » ou « non », heures de Paris.",
        "  Une apostrophe devant un texte est une protection : sans elle, le tableur le prendrait pour un calcul.",
        "- `reponses.parquet`, pour un logiciel d’analyse : les genres ci-dessous, les textes tels quels.",
        "",
        "Une structure y trouve ses carnets, même en cours. L’animation y trouve ce que ses écrans lui montrent :",
        "les carnets transmis, et ceux des trimestres clos. Aucun commentaire, aucune trace, aucun nom de personne.",
        "",
        "| colonne | genre | sens |",
        "|---|---|---|",
    ]
    lignes += [
        f"| `{colonne.nom}` | {_GENRES[colonne.genre]}{', ou vide' if colonne.facultative else ''} | {colonne.sens} |"
        for colonne in COLONNES
    ]
    return "\n".join([*lignes, ""])


def write_docs(dossier: Path) -> Path:
    """Write it where the documentation keeps it. Raises OSError."""
    chemin = dossier / DICTIONNAIRE
    chemin.write_text(write_dictionnaire(), encoding="utf-8")
    return chemin
