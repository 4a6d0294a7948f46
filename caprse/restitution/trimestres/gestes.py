"""What is done to trimestres from their screen: one thing at a time, named in the session, each one use case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import Formulaire, run_saisie
from caprse.acces.unite import Unit
from caprse.carnet.membres.ouverture import open_bilan, open_trimestre
from caprse.collectif.calendrier.service import TrimestreListe, create_calendrier, update_trimestre
from caprse.collectif.calendrier.transitions import extend_trimestre, reopen_trimestre
from caprse.restitution.trimestres.cloture import Cloture, close_trimestre
from caprse.restitution.trimestres.service import EnCours, GesteTrimestre
from caprse.socle.dates import format_date
from caprse.socle.ecran.chantier import end_edition, get_edition, start_edition
from caprse.socle.erreurs import Refus
from caprse.socle.francais import format_pluriel

PAGE = "trimestres"
VERSION = "trimestres-version"
FIN_BILAN = "bilan-fin"
BILAN_QUAND_MEME = "bilan-quand-meme"


def get_en_cours() -> EnCours:
    """What is being done, to which trimestre, with which version."""
    geste, trimestre_id = get_edition(PAGE) or (None, None)
    return EnCours(geste, trimestre_id, st.session_state.get(VERSION))


def name_field(geste: GesteTrimestre, trimestre: TrimestreListe, champ: str) -> str:
    """The key of a field: never the same for two gestures, nor for two trimestres."""
    return f"{geste}-{trimestre.numero}-{champ}"


def start_geste(geste: GesteTrimestre, trimestre: TrimestreListe | None) -> None:
    """Begin something, its fields filled with what is known."""
    start_edition(PAGE, (geste, trimestre.id if trimestre else None))
    etat = st.session_state
    for cle in (VERSION, FIN_BILAN, BILAN_QUAND_MEME):
        etat.pop(cle, None)
    if trimestre is None:
        return
    etat[VERSION] = trimestre.referentiel_id
    connus = {"thematique": trimestre.thematique, "debut": trimestre.debut, "fin": trimestre.fin}
    for champ, valeur in connus.items():
        etat[name_field(geste, trimestre, champ)] = valeur
    for champ in ("compris", "hors-ordre"):
        etat.pop(name_field(geste, trimestre, champ), None)


def create(collectif_id: UUID, referentiel_id: UUID, codes: tuple[str, ...]) -> None:
    """Prepare the trimestres of a collectif."""

    def run(unit: Unit) -> str:
        crees = create_calendrier(unit, collectif_id, referentiel_id, codes)
        return f"{format_pluriel(len(crees), 'trimestre est préparé', 'trimestres sont préparés')}."

    _run(run)


def update(trimestre: TrimestreListe, referentiel_id: UUID) -> None:
    """Change a prepared trimestre as typed."""

    def run(unit: Unit) -> str:
        update_trimestre(
            unit,
            trimestre.id,
            trimestre.version,
            debut=_get(GesteTrimestre.DATES, trimestre, "debut"),
            fin=_get(GesteTrimestre.DATES, trimestre, "fin"),
            thematique=_get(GesteTrimestre.DATES, trimestre, "thematique"),
            referentiel_id=referentiel_id,
        )
        return f"Le trimestre\u00a0{trimestre.numero} est enregistré."

    _run(run)


def start_trimestre(trimestre: TrimestreListe, referentiel_id: UUID) -> None:
    """Open a prepared trimestre on this version."""
    hors_ordre = bool(_get(GesteTrimestre.OUVERTURE, trimestre, "hors-ordre"))

    def run(unit: Unit) -> str:
        ouverture = open_trimestre(unit, trimestre.id, referentiel_id, hors_ordre=hors_ordre)
        if ouverture.deja_ouvert:
            return f"Le trimestre\u00a0{ouverture.numero} était déjà ouvert : rien n’a changé."
        carnets = format_pluriel(ouverture.carnets, "carnet créé", "carnets créés")
        return f"Le trimestre\u00a0{ouverture.numero} est ouvert : {carnets}."

    _run(run)


def start_bilan(collectif_id: UUID) -> None:
    """Open the bilan until the day typed."""
    fin, hors_ordre = st.session_state.get(FIN_BILAN), bool(st.session_state.get(BILAN_QUAND_MEME))

    def run(unit: Unit) -> str:
        if fin is None:
            raise Refus("Choisissez le dernier jour du bilan.")
        ouverture = open_bilan(unit, collectif_id, fin, hors_ordre=hors_ordre)
        if ouverture.deja_ouvert:
            return "Le bilan était déjà ouvert : rien n’a changé."
        return f"Le bilan est ouvert : {format_pluriel(ouverture.carnets, 'carnet créé', 'carnets créés')}."

    _run(run)


def extend(trimestre: TrimestreListe) -> None:
    """Move the last day of an open trimestre as typed."""

    def run(unit: Unit) -> str:
        faite = extend_trimestre(unit, trimestre.id, _get(GesteTrimestre.PROLONGATION, trimestre, "fin"))
        if faite.inchange:
            return f"Le trimestre\u00a0{faite.numero} finissait déjà ce jour-là : rien n’a changé."
        return f"Le trimestre\u00a0{faite.numero} finit maintenant le {format_date(faite.fin)}."

    _run(run)


def close(trimestre: TrimestreListe) -> None:
    """Close an open trimestre, once it was said that this is understood."""
    if _get(GesteTrimestre.CLOTURE, trimestre, "compris"):
        _run(lambda unit: describe_cloture(close_trimestre(unit, trimestre.id)))


def reopen(trimestre: TrimestreListe) -> None:
    """Open a closed trimestre again, for the reason typed."""

    def run(unit: Unit) -> str:
        motif = _get(GesteTrimestre.REOUVERTURE, trimestre, "motif") or ""
        faite = reopen_trimestre(unit, trimestre.id, motif, _get(GesteTrimestre.REOUVERTURE, trimestre, "fin"))
        if faite.deja_ouvert:
            return f"Le trimestre\u00a0{faite.numero} était déjà rouvert : rien n’a changé."
        return f"Le trimestre\u00a0{faite.numero} est rouvert jusqu’au {format_date(faite.fin)}."

    if run_saisie(run, name_motif(trimestre)):
        end_edition(PAGE)


def name_motif(trimestre: TrimestreListe) -> Formulaire:
    """Why a trimestre is opened again, as it is being typed."""
    cle = name_field(GesteTrimestre.REOUVERTURE, trimestre, "motif")
    return Formulaire(f"reouverture-trimestre/{trimestre.id}", {"motif": cle})


def describe_cloture(cloture: Cloture) -> str:
    """What closing did, in one or two sentences."""
    if cloture.deja_clos:
        return f"Le trimestre\u00a0{cloture.numero} était déjà clos : rien n’a changé."
    if not cloture.encore:
        arretes = format_pluriel(cloture.arretes, "carnet arrêté", "carnets arrêtés")
        return f"Le trimestre\u00a0{cloture.numero} est clos : {arretes}."
    changes = format_pluriel(cloture.arretes, "carnet a changé et est arrêté", "carnets ont changé et sont arrêtés")
    suite = "" if cloture.publie else " Les chiffres d’ensemble n’ont pas bougé."
    return f"Le trimestre\u00a0{cloture.numero} est clos de nouveau : {changes}.{suite}"


def _get(geste: GesteTrimestre, trimestre: TrimestreListe, champ: str) -> Any:
    return st.session_state.get(name_field(geste, trimestre, champ))


def _run(use_case: Callable[[Unit], str]) -> None:
    if run_use_case(use_case):
        end_edition(PAGE)
