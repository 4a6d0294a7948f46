"""The few things to do today, from the most pressing need of each structure and from the calendar. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from caprse.socle.dates import MOIS, format_heure
from caprse.socle.francais import format_pluriel
from caprse.tableau.regles import Besoin, format_il_y_a

TACHES_MAX = 3
SEMAINE = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class Premier:
    """One kind of need: how many structures have it as their most pressing, and the one that has waited longest."""

    besoin: Besoin
    nombre: int
    jours: int
    nom: str
    structure_id: UUID
    carnet_id: UUID | None


@dataclass(frozen=True, slots=True)
class Rencontre:
    """The next meeting."""

    id: UUID
    titre: str
    jour: date
    heure: time | None


@dataclass(frozen=True, slots=True)
class SeanceEnCours:
    """The session that runs now."""

    id: UUID
    titre: str


@dataclass(frozen=True, slots=True)
class Tache:
    """One thing to do: said in a few words, for whom first, and the page where it is done."""

    icone: str
    titre: str
    detail: str
    acte: str
    page: str
    adresse: Mapping[str, str] = field(default_factory=dict)


def list_taches(premiers: Sequence[Premier], fini_depuis: int) -> tuple[Tache, ...]:
    """At most three, in the order of the needs. ``fini_depuis``: days since the open trimestre ended, 0 or less: not.

    A trimestre that is over is closed once no carnet waits for her.
    """
    taches = [_build_tache(premier) for premier in sorted(premiers, key=lambda premier: premier.besoin)]
    if fini_depuis > 0:
        avant = sum(premier.besoin <= Besoin.A_RELIRE for premier in premiers)
        jours = format_pluriel(fini_depuis, "jour")
        taches.insert(
            avant,
            Tache("lock", "Clore le trimestre", f"Il est fini depuis {jours}.", "Voir ce qui manque", "trimestres"),
        )
    return tuple(taches[:TACHES_MAX])


def _build_tache(premier: Premier) -> Tache:
    carnet = {"carnet": str(premier.carnet_id)} if premier.carnet_id else {}
    nombre, nom = premier.nombre, premier.nom
    attend = _name_first(premier)
    match premier.besoin:
        case Besoin.REOUVERTURE:
            titre = format_pluriel(nombre, "demande de réouverture", "demandes de réouverture")
            return Tache("lock_open", titre, attend, "Répondre", "relecture", carnet)
        case Besoin.MESSAGES:
            titre = format_pluriel(nombre, "structure a écrit", "structures ont écrit")
            return Tache("chat", titre, attend, "Lire et répondre", "discussion", carnet)
        case Besoin.A_RELIRE:
            titre = format_pluriel(nombre, "carnet à relire", "carnets à relire")
            return Tache("fact_check", titre, attend, "Relire", "relecture", carnet)
        case Besoin.SANS_ACCES:
            titre = format_pluriel(nombre, "structure sans accès", "structures sans accès")
            detail = f"Personne ne peut répondre : {nom}" if nombre < 2 else f"Personne n’y répond. D’abord : {nom}"
            return Tache("person_add", titre, detail, "Inviter", "equipes", {"structure": str(premier.structure_id)})
        case Besoin.EN_RETARD:
            titre = format_pluriel(nombre, "carnet en retard", "carnets en retard")
            return Tache("alarm", titre, attend, "Relancer", "rappels")
        case Besoin.APPUI_DEMANDE:
            titre = format_pluriel(nombre, "demande d’appui", "demandes d’appui")
            return Tache("support_agent", titre, attend, "Répondre", "appuis-collectif", {"appuis_de": nom})
        case Besoin.APPUI_A_CLORE:
            titre = format_pluriel(nombre, "appui à clore", "appuis à clore")
            return Tache("task_alt", titre, attend, "Clore", "appuis-collectif", {"appuis_de": nom})
        case _:
            titre = format_pluriel(nombre, "carnet n’avance plus", "carnets n’avancent plus")
            detail = f"{nom}, rien depuis {premier.jours}\u00a0jours"
            return Tache("alarm", titre, detail, "Relancer", "rappels")


def _name_first(premier: Premier) -> str:
    quand = format_il_y_a(premier.jours)
    return f"{premier.nom}, {quand}" if premier.nombre < 2 else f"D’abord : {premier.nom}, {quand}"


def format_quand(rencontre: Rencontre) -> str:
    """``lundi 4 janvier à 9 h 30``."""
    heure = f" à {format_heure(rencontre.heure)}" if rencontre.heure else ""
    return f"{SEMAINE[rencontre.jour.weekday()]} {rencontre.jour.day}\u00a0{MOIS[rencontre.jour.month - 1]}{heure}"
