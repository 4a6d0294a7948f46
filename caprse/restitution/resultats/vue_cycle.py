"""The second tab of the results: every thématique of the cycle."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.themes import build_theme
from caprse.restitution.figures.etats import describe_ecart, describe_etat
from caprse.restitution.figures.phrases import THEMATIQUE, list_phrases
from caprse.restitution.planches.alternatives import alt_axes
from caprse.restitution.planches.apercu import list_axes
from caprse.restitution.planches.planche import Planche, build_pied, explain_sans_radar, list_images_axes, show_planche
from caprse.restitution.planches.tableaux import table_axes
from caprse.restitution.resultats.rapprochements import build_axes_cycle, compare_cycle, find_etat
from caprse.restitution.resultats.service import Resultats
from caprse.restitution.resultats.vue_depart import show_depart
from caprse.restitution.resultats.vue_phrases import show_phrases

CLE = "resultats-cycle"


def show_cycle(resultats: Resultats) -> None:
    """One axis per thématique: where it stood at the chosen trimestre, the collectif where it may be seen; apart, the
    start.
    """
    axes, noms = build_axes_cycle(resultats)
    figures = [axe.nous for axe in axes if axe.nous is not None]
    bilan = next(vu.bilan for vu in reversed(resultats.jusqu_ici) if vu.bilan is not None)
    if resultats.referentiel is not None:
        referentiel = resultats.referentiel
        axes = tuple(replace(axe, couleur=build_theme(referentiel, axe.code).couleur) for axe in axes)
    st.header("Toutes les thématiques", anchor=False)
    compare = compare_cycle(resultats)
    evolution = describe_ecart(*compare, suivi=resultats.suite is not None) if compare is not None else ""
    planche = Planche(
        CLE,
        "Toutes les thématiques du cycle",
        build_pied(bilan.source.libelle, resultats.structure, resultats.fictif),
        list_images_axes(CLE, axes, noms, alt_axes(axes, noms, THEMATIQUE)),
        list_axes(axes, noms, THEMATIQUE, bilan.niveaux),
        table_axes(axes, noms, THEMATIQUE, bilan.niveaux),
    )
    lesquelles = (
        "vos dernières réponses" if len(resultats.jusqu_ici) == len(resultats.trimestres) else "vos réponses d’alors"
    )
    legendes = [f"Part des marches franchies sur chaque thématique, d’après {lesquelles}."]
    if (etat := find_etat(resultats)) is not None:
        legendes.append(describe_etat(etat))
    if any(vu.etat is EtatTrimestre.OUVERT for vu in resultats.jusqu_ici):
        legendes.append("«\u00a0en cours\u00a0»\u00a0: le trimestre n’est pas clos, ces chiffres bougent encore.")
    show_planche(
        planche,
        " ".join(filter(None, [*legendes, explain_sans_radar(len(axes), THEMATIQUE)])),
        a_cote=partial(show_phrases, list_phrases(figures, THEMATIQUE), evolution),
    )
    codes = {thematique.code for thematique in resultats.cycle}
    show_depart([figure for figure in resultats.depart if figure.code in codes], bilan.niveaux, THEMATIQUE)
