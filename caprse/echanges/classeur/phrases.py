"""What a workbook changes, in words: from what to what, field by field. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from caprse.carnet.fusion import GROUPES
from caprse.carnet.regles import Saisie
from caprse.echanges.classeur.comparaison import Changement
from caprse.referentiel.marches import name_niveau
from caprse.socle.francais import format_pluriel, shorten
from caprse.socle.signes import escape_html

NOMS = {"choix": "Niveau", "motif": "Motif", "commentaire": "Commentaire", "trace": "Trace", "cible": "Niveau visé"}
RIEN = "rien"
TEXTE_MONTRE = 160


def name_groupe(groupe: str) -> str:
    """``Niveau``, for the fields that are chosen as one."""
    return NOMS.get(groupe, groupe)


def tell_groupe(groupe: str, valeurs: Mapping[str, Any], niveaux: Sequence[str]) -> str:
    """What an answer says in this group of fields: ``2 · Organisé``, ``« Nos fiches… »``, ``rien``."""
    if groupe == "choix":
        return "non concerné" if valeurs["non_concerne"] else name_niveau(valeurs["niveau"], niveaux) or RIEN
    if groupe == "cible":
        return name_niveau(valeurs["cible"], niveaux) or RIEN
    texte = " · ".join(str(valeur) for valeur in valeurs.values() if valeur)
    return f"«\u00a0{shorten(texte, TEXTE_MONTRE)}\u00a0»" if texte else RIEN


def read_groupe(saisie: Saisie, groupe: str) -> dict[str, Any]:
    return {champ: getattr(saisie, champ) for champ in GROUPES[groupe]}


def build_changements(changements: Sequence[Changement], niveaux: Sequence[str]) -> str:
    """The critères that change by themselves, in HTML: their title, then a line for each thing, from what to what."""
    lignes = "".join(_build_changement(changement, niveaux) for changement in changements if changement.touches)
    return f'<ul class="cap-rapport">{lignes}</ul>' if lignes else ""


def _build_changement(changement: Changement, niveaux: Sequence[str]) -> str:
    fleche = '<span aria-hidden="true"> → </span><span class="lu"> devient </span>'
    lignes = "".join(
        f"<p>{name_groupe(groupe)}\u00a0: "
        f"{escape_html(tell_groupe(groupe, read_groupe(changement.en_ligne, groupe), niveaux))}{fleche}"
        f"<b>{escape_html(tell_groupe(groupe, read_groupe(changement.fusion, groupe), niveaux))}</b></p>"
        for groupe in changement.touches
    )
    return f"<li><h4>{escape_html(changement.critere.titre)}</h4>{lignes}</li>"


def count_changements(changements: Sequence[Changement]) -> str:
    """``3 réponses changent``; what waits for a choice is counted apart."""
    simples = sum(bool(changement.touches) for changement in changements)
    dits = [format_pluriel(simples, "réponse change", "réponses changent")] if simples else []
    conflits = sum(len(changement.conflits) for changement in changements)
    if conflits:
        dits.append(format_pluriel(conflits, "choix à faire", "choix à faire"))
    return " · ".join(dits)
