"""What a line of the journal is about, as a title: a carnet, a meeting, a séance. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caprse.journal.faits import DE_CARNET, OBJETS, Fait, cite, is_de_trimestre
from caprse.socle.dates import format_date_courte

_SITE = "Le site"


@dataclass(frozen=True, slots=True)
class Dossier:
    """``titre``: how it is called. ``objet``: whose drawing it bears. ``cle``: two meetings may bear one title."""

    titre: str = ""
    objet: str = ""
    cle: str = ""


SANS_DOSSIER = Dossier()


def build_dossier(fait: Fait, cle: str = "", jour: date | None = None) -> Dossier:
    """``cle``: the id of the carnet or meeting, where the line knows it; ``jour``: the day of the meeting."""
    objet = fait.objet
    if is_de_trimestre(fait):
        return Dossier(f"Trimestre\u00a0{fait.trimestre}" if fait.trimestre else "Trimestres", "trimestre")
    if objet in DE_CARNET:
        return Dossier(
            _name(fait, f"carnet du trimestre\u00a0{fait.trimestre}" if fait.trimestre else "carnet"), "carnet", cle
        )
    if objet in _DE_STRUCTURE:
        return Dossier(_name(fait, _DE_STRUCTURE[objet]), objet)
    if objet in {"structure", "adhesion"}:
        return Dossier("Notre structure" if fait.ici else "Structures", "structure")
    if objet in {"rencontre", "presence", "decision"}:
        titre = cite(fait.rencontre or (fait.apres.get("titre") or fait.avant.get("titre")))
        quand = f" du {format_date_courte(jour)}" if jour else ""
        return (
            Dossier(f"Rencontre {titre}{quand}", "rencontre", cle)
            if titre
            else Dossier(_RENCONTRES.get(objet, "Rencontres et décisions"), objet)
        )
    if objet in {"seance", "compte_rendu"}:
        titre = cite(fait.seance or fait.apres.get("titre") or fait.avant.get("titre"))
        # Only its first line knows its meeting: each of them knows which séance it is.
        sienne = str(fait.cle.get("seance_id") or fait.cle.get("id") or "")
        return Dossier(f"Séance {titre}", "seance", sienne) if titre else Dossier("Séances", "seance")
    if objet in OBJETS["Comptes et accès"]:
        return Dossier("Comptes et accès", "compte")
    return Dossier(_AUTRES.get(objet, _SITE), objet)


_DE_STRUCTURE = {
    "positionnement": "points de départ et d’arrivée",
    "action": "plan d’action",
    "appui": "appuis",
    "trace": "traces",
    "entraide": "binômes",
    "pratique": "pratiques",
    "pratique_trace": "pratiques",
    "pratique_retour": "pratiques",
}
# A presence said again did not know its meeting before migration 0032; a decision that was taken away does not.
_RENCONTRES = {"presence": "Présences à une rencontre", "decision": "Décisions"}
_AUTRES = {
    "binome": "Binômes",
    "binome_visite": "Binômes",
    "collectif": "Le collectif",
    "referentiel": "Référentiel",
    "traduction": "Référentiel",
    "bascule": "Référentiel",
    "appui_collectif": "Appuis collectifs",
    "offre": "Catalogue des offres",
}


def _name(fait: Fait, quoi: str) -> str:
    """``AILES, plan d'action``; at home, ``Plan d'action``."""
    return quoi.capitalize() if fait.ici or not fait.structure else f"{fait.structure}, {quoi}"
