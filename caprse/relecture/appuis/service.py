"""Appuis: a structure asks for help, the animation accepts, plans, refuses or closes; half-days are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import insert, select, update

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.service import list_titres
from caprse.relecture.appuis.regles import (
    LIBELLES_ETAT,
    Decompte,
    EtatAppui,
    Solde,
    Suite,
    compute_solde,
    get_annee,
    list_reasons_against_demande,
    list_reasons_against_suite,
    refusal_to_change,
)
from caprse.relecture.appuis.requetes import APPUIS_COLLECTIF, APPUIS_STRUCTURE
from caprse.relecture.modele import Appui
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs, clean_texte

QUOI = "Ces appuis"
QUOI_APPUI = "Cet appui"
ENTRE_TEMPS = "Cet appui a changé entre-temps. Rien n’est perdu : relisez-le, puis recommencez."


@dataclass(frozen=True, slots=True)
class AppuiListe:
    """One appui. ``critere`` is the title of the critère it started from, where there is one."""

    id: UUID
    structure_id: UUID
    structure: str
    critere: str | None
    demande: str
    demande_le: datetime
    demandeur: str
    etat: EtatAppui
    reponse: str
    prevu_le: date | None
    clos_le: date | None
    demi_journees: int
    version: int
    annee: int


@dataclass(frozen=True, slots=True)
class AppuisStructure:
    """The appuis of one structure, the latest first, and what is left of this year."""

    structure_id: UUID
    structure: str
    appuis: tuple[AppuiListe, ...]

    def compute_solde(self, annee: int) -> Solde:
        return compute_solde((Decompte(a.etat, a.annee, a.demi_journees) for a in self.appuis), annee)


@dataclass(frozen=True, slots=True)
class Appuis:
    """What a screen shows: one structure, or all of a collectif by name. ``titres``: critères by code."""

    collectif_id: UUID
    collectif: str
    fictif: bool
    titres: Mapping[str, str]
    structures: tuple[AppuisStructure, ...]


def list_appuis(unit: Unit, structure_id: UUID) -> Appuis:
    """The appuis of one structure, for its people and its animation. Raises Introuvable."""
    ligne = unit.db.execute(APPUIS_STRUCTURE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI)
    return _build_appuis(unit, dict(ligne))


def list_appuis_collectif(unit: Unit, collectif_id: UUID) -> Appuis:
    """The appuis of all structures of a collectif, for its animation alone. Raises Introuvable."""
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(APPUIS_COLLECTIF, {"collectif": collectif_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return _build_appuis(unit, dict(ligne))


def create_appui(unit: Unit, structure_id: UUID, demande: str, critere: str | None = None) -> UUID:
    """Ask for help, for a critère of the collectif's thématiques or in general. Direction and animation.

    Raises Introuvable, SaisieInvalide with every reason.
    """
    ligne = unit.db.execute(APPUIS_STRUCTURE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.CREATE_APPUI, ligne["collectif_id"], structure_id, QUOI)
    demande = clean_texte(demande)
    raisons = list_reasons_against_demande(demande)
    if critere is not None and critere not in list_titres(unit.db, ligne["trimestres"] or ()):
        raisons.append(f"Le critère « {critere} » n’est pas dans vos carnets.")
    if raisons:
        raise SaisieInvalide(raisons)
    appui_id = unit.db.execute(
        insert(Appui)
        .values(
            collectif_id=ligne["collectif_id"],
            structure_id=structure_id,
            critere=critere,
            demande=demande,
            demande_le=unit.now,
            demande_par=unit.acteur.compte_id,
        )
        .returning(Appui.id)
    ).scalar_one()
    announce(unit, Annonce(Evenement.APPUI_DEMANDE, ligne["collectif_id"], appui_id, structure_id))
    return appui_id


def cancel_appui(unit: Unit, appui_id: UUID, version: int) -> int:
    """Take a request back, before it is over; direction and animation. Raises Introuvable, Refus."""
    ligne = _lock(unit, appui_id, Operation.CREATE_APPUI)
    return _change(unit, appui_id, ligne, version, EtatAppui.ANNULE, {})


def answer_appui(unit: Unit, appui_id: UUID, version: int, suite: Suite) -> int:
    """Accept, plan, refuse or close a request, for the animation alone; returns its new version.

    Going over the year's half-days is allowed: the screens say it. Raises Introuvable, SaisieInvalide with every
    reason, Refus when it is over or changed meanwhile.
    """
    suite = clean_champs(suite, "reponse")
    ligne = _lock(unit, appui_id, Operation.UPDATE_APPUI)
    if suite.etat not in {EtatAppui.ACCEPTE, EtatAppui.PLANIFIE, EtatAppui.REFUSE, EtatAppui.CLOS}:
        raise SaisieInvalide(["Cette réponse n’existe pas."])
    demande = ligne["demande_le"].astimezone(FUSEAU).date()
    if raisons := list_reasons_against_suite(suite, demande, unit.today):
        raise SaisieInvalide(raisons)
    valeurs: dict[str, Any] = {"reponse": suite.reponse or ligne["reponse"]}
    match suite.etat:
        case EtatAppui.ACCEPTE:
            valeurs["demi_journees"] = suite.demi_journees
        case EtatAppui.PLANIFIE:
            valeurs |= {"prevu_le": suite.jour, "demi_journees": suite.demi_journees}
        case EtatAppui.CLOS:
            valeurs |= {"clos_le": suite.jour, "demi_journees": suite.demi_journees}
    obtenue = _change(unit, appui_id, ligne, version, suite.etat, valeurs)
    lieu = (ligne["collectif_id"], appui_id, ligne["structure_id"])
    announce(unit, Annonce(Evenement.APPUI_REPONDU, *lieu, f"v{obtenue}"))
    return obtenue


def build_consommation(appuis: Appuis, annee: int) -> pd.DataFrame:
    """The year in half-days, one row per structure by name: used, planned, left, over."""
    soldes = [(structure.structure, structure.compute_solde(annee)) for structure in appuis.structures]
    return pd.DataFrame(
        [
            {
                "Structure": nom,
                "Année": annee,
                "Demi-journées de l’année": solde.droit,
                "Utilisées": solde.utilise,
                "Prévues": solde.prevu,
                "Disponibles": solde.reste,
                "En plus": solde.depassement,
            }
            for nom, solde in soldes
        ],
        columns=[
            *("Structure", "Année", "Demi-journées de l’année", "Utilisées", "Prévues"),
            *("Disponibles", "En plus"),
        ],
    )


def build_detail(appuis: Appuis, annee: int) -> pd.DataFrame:
    """The appuis that count for the year, one row each, in order of structure then of request."""
    colonnes = (
        "Structure",
        "Critère",
        "Demande",
        "Demandé le",
        "État",
        "Prévu le",
        "Terminé le",
        "Demi-journées",
        "Réponse",
    )
    lignes = [
        (
            appui.structure,
            appui.critere or "",
            appui.demande,
            appui.demande_le.astimezone(FUSEAU).date(),
            LIBELLES_ETAT[appui.etat],
            appui.prevu_le,
            appui.clos_le,
            appui.demi_journees,
            appui.reponse,
        )
        for structure in appuis.structures
        for appui in reversed(structure.appuis)
        if appui.annee == annee
    ]
    return pd.DataFrame(lignes, columns=list(colonnes), dtype=object)


def _lock(unit: Unit, appui_id: UUID, operation: Operation) -> Mapping[str, Any]:
    # Under row-level security only those who may change it can lock it.
    ligne = (
        unit.db.execute(
            select(
                Appui.collectif_id,
                Appui.structure_id,
                Appui.etat,
                Appui.version,
                Appui.demande_le,
                Appui.reponse,
            )
            .where(Appui.id == appui_id)
            .with_for_update()
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI_APPUI)
    unit.check(operation, ligne["collectif_id"], ligne["structure_id"], QUOI_APPUI)
    return dict(ligne)


def _change(
    unit: Unit, appui_id: UUID, ligne: Mapping[str, Any], version: int, etat: EtatAppui, valeurs: dict[str, Any]
) -> int:
    if ligne["version"] != version:
        raise Refus(ENTRE_TEMPS)
    if raison := refusal_to_change(EtatAppui(ligne["etat"]), etat):
        raise Refus(raison)
    unit.db.execute(
        update(Appui)
        .where(Appui.collectif_id == ligne["collectif_id"], Appui.id == appui_id)
        .values(etat=etat, version=version + 1, **valeurs)
        .execution_options(synchronize_session=False)
    )
    return version + 1


def _build_appuis(unit: Unit, ligne: Mapping[str, Any]) -> Appuis:
    titres = list_titres(unit.db, ligne["trimestres"] or ())
    return Appuis(
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        titres,
        tuple(_build_structure(structure, titres, unit.today) for structure in ligne["structures"] or ()),
    )


def _build_structure(brute: Mapping[str, Any], titres: Mapping[str, str], today: date) -> AppuisStructure:
    structure_id, nom = UUID(brute["id"]), brute["nom"]
    appuis = tuple(_build_appui(structure_id, nom, appui, titres, today) for appui in brute["appuis"] or ())
    return AppuisStructure(structure_id, nom, appuis)


def _build_appui(
    structure_id: UUID, structure: str, brut: Mapping[str, Any], titres: Mapping[str, str], today: date
) -> AppuiListe:
    etat, code = EtatAppui(brut["etat"]), brut["critere"]
    demande_le = datetime.fromisoformat(brut["demande_le"])
    prevu, clos = (date.fromisoformat(jour) if jour else None for jour in (brut["prevu_le"], brut["clos_le"]))
    return AppuiListe(
        UUID(brut["id"]),
        structure_id,
        structure,
        titres.get(code, code) if code else None,
        brut["demande"],
        demande_le,
        brut["demandeur"] or "Une autre personne",
        etat,
        brut["reponse"],
        prevu,
        clos,
        brut["demi_journees"],
        brut["version"],
        get_annee(etat, demande_le.astimezone(FUSEAU).date(), prevu, clos, today),
    )
