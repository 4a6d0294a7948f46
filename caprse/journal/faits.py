"""A line of the journal with the names of what it is about, and the turns of phrase that sentences share: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caprse.acces.regles import LIBELLES, Role
from caprse.referentiel.marches import name_niveau
from caprse.socle.dates import format_date
from caprse.socle.francais import add_de

TEXTE_MAX = 120

# What a person looks for, and the tables that it means.
OBJETS: dict[str, tuple[str, ...]] = {
    "Réponses": ("reponse", "positionnement"),
    "Carnets": ("carnet", "arrete", "visite", "consultation"),
    "Relecture et discussions": ("relecture", "fil"),
    "Traces": ("trace", "reponse_trace"),
    "Pratiques": ("pratique", "pratique_trace", "pratique_retour"),
    "Actions et appuis": ("action", "appui", "appui_collectif", "offre"),
    "Binômes": ("entraide", "binome", "binome_visite"),
    "Calendrier et rencontres": ("trimestre", "rencontre", "presence", "decision"),
    "Séances": ("seance", "compte_rendu", "proposition"),
    "Structures": ("structure", "adhesion", "collectif"),
    "Comptes et accès": ("compte", "habilitation", "invitation", "session_web", "cle_lecture", "adresse_signal"),
    "Référentiel et chiffres publiés": (
        "referentiel",
        "traduction",
        "bascule",
        "publication",
        "publication_carnet",
        "publication_cycle",
        "publication_cycle_structure",
        "publication_chemin",
        "publication_chemin_structure",
    ),
}
# What a title names by its structure: an answer is of the carnet of somebody.
DE_CARNET = ("reponse", "carnet", "visite", "relecture", "fil", "proposition", "reponse_trace", "consultation")
_DE_TRIMESTRE = ("trimestre", "arrete", "publication", "publication_carnet", "publication_cycle", "publication_chemin")
DE_STRUCTURE = frozenset({*DE_CARNET, "positionnement", "action", "appui", "trace", "entraide", *OBJETS["Pratiques"]})


@dataclass(frozen=True, slots=True)
class Fait:
    """One line of the journal, with the names that its ids stand for.

    ``qui`` acted; ``structure``, ``trimestre``, ``seance``, ``trace`` and ``personne`` are what it was done to.
    After a change, ``avant`` and ``apres`` hold only what changed. ``niveaux`` names the échelle, from 0; ``titres``
    the critères and enjeux. ``ici``: the journal read is that structure's own, which need not be named. ``dite``: a
    title above says what it is about.
    """

    qui: str
    objet: str
    operation: str
    cle: Mapping[str, Any] = field(default_factory=dict)
    avant: Mapping[str, Any] = field(default_factory=dict)
    apres: Mapping[str, Any] = field(default_factory=dict)
    structure: str = ""
    trimestre: int | None = None
    rencontre: str = ""
    personne: str = ""
    niveaux: Sequence[str] = ()
    titres: Mapping[str, str] = field(default_factory=dict)
    seance: str = ""
    trace: str = ""
    ici: bool = False
    dite: bool = False

    @property
    def lieu(self) -> str:
        """The structure, as the subject or the object of a sentence."""
        return "notre structure" if self.ici else self.structure or "une structure"

    @property
    def cree(self) -> bool:
        return self.operation == "INSERT"

    @property
    def supprime(self) -> bool:
        return self.operation == "DELETE"


def format_avant(fait: Fait) -> str:
    """`` (avant : 1 · Amorcé)``, after a change; else nothing."""
    if fait.cree:
        return ""
    if fait.avant.get("non_concerne"):
        return " (avant : non concerné)"
    niveau = fait.avant.get("niveau")
    return f" (avant : {format_niveau(fait, niveau)})" if niveau is not None else ""


def format_niveau(fait: Fait, niveau: Any) -> str:
    """``3 · Ancré``, or the number alone where the échelle is not known."""
    return name_niveau(niveau, fait.niveaux) if isinstance(niveau, int) else str(niveau)


def format_de(fait: Fait) -> str:
    """`` d'AILES``, `` du Potager``, or nothing, at home."""
    return f" {add_de(fait.structure)}" if fait.structure and not _is_dite(fait) else ""


def _is_dite(fait: Fait) -> bool:
    """Whether the reader already knows which structure it is."""
    return fait.ici or (fait.dite and fait.objet in DE_STRUCTURE and not is_de_trimestre(fait))


def is_de_trimestre(fait: Fait) -> bool:
    """Whether it is done once for all carnets: a trimestre that opens or ends."""
    return fait.objet in _DE_TRIMESTRE or (fait.objet == "carnet" and fait.cree)


def format_critere(fait: Fait, cle: str = "critere", inconnu: str = "un critère") -> str:
    """``« Écouter les salariés »``: the title of what the line is about, never its code."""
    return cite(fait.titres.get(str(fait.cle.get(cle)))) or inconnu


def format_pour(fait: Fait) -> str:
    """`` pour AILES``, or nothing, at home."""
    return f" pour {fait.structure}" if fait.structure and not _is_dite(fait) else ""


def format_ici(fait: Fait) -> str:
    """`` (AILES)``, or nothing, at home."""
    return f" ({fait.structure})" if fait.structure and not fait.ici else ""


def format_trimestre(fait: Fait) -> str:
    """`` (trimestre 2)``, or nothing."""
    return f" (trimestre\u00a0{fait.trimestre})" if fait.trimestre and not fait.dite else ""


def format_vers(fait: Fait, cle: str) -> str:
    """`` : 4 mai 2026 (avant : 2 mai 2026)``."""
    apres, avant = format_jour(fait.apres.get(cle)), format_jour(fait.avant.get(cle))
    return f" : {apres or 'aucun'}{f' (avant : {avant})' if avant else ''}"


def format_le(jour: Any) -> str:
    """`` le 4 mai 2026``, or nothing."""
    return f" le {format_jour(jour)}" if jour else ""


def format_jour(valeur: Any) -> str:
    """A day of the journal, as French readers write it; empty for none."""
    try:
        return format_date(date.fromisoformat(str(valeur)[:10])) if valeur else ""
    except ValueError:
        return str(valeur)


def format_role(valeur: Any) -> str:
    """``« Direction »``."""
    return f"« {LIBELLES[Role(valeur)]} »" if valeur in set(Role) else "inconnu"


def cite(texte: Any) -> str:
    """Typed text on one line, in quotes, cut where it is long; empty for none."""
    propre = " ".join(str(texte or "").split())
    return f"« {propre if len(propre) <= TEXTE_MAX else propre[: TEXTE_MAX - 1] + '…'} »" if propre else ""


def format_dit(texte: Any) -> str:
    """`` : « Une erreur de saisie »``, or nothing."""
    return f" : {cite(texte)}" if cite(texte) else ""
