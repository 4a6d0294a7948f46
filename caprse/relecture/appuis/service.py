"""Appuis: a structure asks for help, the animation accepts, plans, refuses or closes; half-days are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.referentiel.service import list_titres
from caprse.relecture.appuis.collectif import leave_groupe
from caprse.relecture.appuis.lecture import QUOI
from caprse.relecture.appuis.regles import (
    ETATS_OUVERTS,
    EtatAppui,
    Suite,
    list_reasons_against_demande,
    list_reasons_against_suite,
    refusal_to_change,
)
from caprse.relecture.appuis.requetes import APPUIS_STRUCTURE
from caprse.relecture.modele import Appui
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs, clean_texte

QUOI_APPUI = "Cet appui"
ENTRE_TEMPS = "Cet appui a changé entre-temps. Rien n’est perdu : relisez-le, puis recommencez."
COLLECTIF = "Cet appui est collectif : sa suite se note une fois pour toutes ses structures."


def create_appui(
    unit: Unit, structure_id: UUID, demande: str, critere: str | None = None, offre: str | None = None
) -> UUID:
    """Ask for help, for a critère of the collectif's thématiques or in general. Direction and animation.

    ``offre``: what is asked for of the catalogue, whose title says it where nothing else does.

    Raises Introuvable, SaisieInvalide with every reason.
    """
    ligne = unit.db.execute(APPUIS_STRUCTURE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.CREATE_APPUI, ligne["collectif_id"], structure_id, QUOI)
    offres = {o["code"]: o["titre"] for o in ligne["offres"] or () if not o["retiree"]}
    demande = clean_texte(demande or offres.get(offre or "", ""))
    raisons = list_reasons_against_demande(demande) if offre is None or offre in offres else []
    if offre is not None and offre not in offres:
        raisons.append("Cette offre n’est plus au catalogue.")
    (structure,) = ligne["structures"]
    if offre is not None and any(
        a["offre"] == offre and a["etat"] in ETATS_OUVERTS for a in structure["appuis"] or ()
    ):
        raisons.append("Cette offre est déjà demandée : vous verrez la réponse plus bas.")
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
            offre=offre,
        )
        .returning(Appui.id)
    ).scalar_one()
    announce(unit, Annonce(Evenement.APPUI_DEMANDE, ligne["collectif_id"], appui_id, structure_id))
    return appui_id


def cancel_appui(unit: Unit, appui_id: UUID, version: int) -> int:
    """Take a request back, before it is over; direction and animation. Raises Introuvable, Refus.

    Of a collective appui, its part goes with it: the others keep theirs.
    """
    vue = unit.db.execute(
        select(Appui.collectif_id, Appui.structure_id, Appui.etat, Appui.groupe_id).where(Appui.id == appui_id)
    ).one_or_none()
    if vue is not None and vue.groupe_id is not None and vue.etat in ETATS_OUVERTS:
        unit.check(Operation.CREATE_APPUI, vue.collectif_id, vue.structure_id, QUOI_APPUI)
        # What is shared belongs to the animation: its sum follows, by nobody's hand but the cahier's.
        with as_systeme(unit) as systeme:
            leave_groupe(systeme, vue.collectif_id, vue.groupe_id, appui_id)
    ligne = _lock(unit, appui_id, Operation.CREATE_APPUI)
    return _change(unit, appui_id, ligne, version, EtatAppui.ANNULE, {})


def answer_appui(unit: Unit, appui_id: UUID, version: int, suite: Suite) -> int:
    """Accept, plan, refuse or close a request, for the animation alone; returns its new version.

    Going over the year's half-days is allowed: the screens say it. Raises Introuvable, SaisieInvalide with every
    reason, Refus when it is over or changed meanwhile.
    """
    suite = clean_champs(suite, "reponse")
    ligne = _lock(unit, appui_id, Operation.UPDATE_APPUI)
    if ligne["groupe_id"] is not None:
        raise Refus(COLLECTIF)
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
                Appui.groupe_id,
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
