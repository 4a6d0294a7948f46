"""The starting point once it is finished: what was said of each enjeu, all thématiques on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from caprse.carnet.positionnement.service import Position
from caprse.referentiel.marches import build_marches, list_niveaux
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.ecran.cadre import build_pastille, fold_always, fold_on_phone
from caprse.socle.signes import escape_html

NON_CONCERNE = '<p class="cap-marches">Non concerné</p>'
SANS_REPONSE = '<p class="cap-marches">Pas de réponse</p>'


def show_bilan(
    positions: Mapping[str, Position], referentiel: Referentiel, *, du_bilan: bool = False, dits: bool = False
) -> None:
    """One block per thématique in its colour, one line per enjeu with the chosen niveau alone.

    ``du_bilan``: without the enjeux, and the thématiques, that have no answer; folded by thématique on a phone.
    ``dits``: the page says them once more beside the arrivée, so that here they are folded everywhere.
    """
    fold = fold_always if dits else fold_on_phone
    niveaux = list_niveaux(referentiel)
    blocs = st.container(key="departs")
    for code in referentiel.ordre:
        theme = build_theme(referentiel, code)
        thematique = referentiel.thematique(code)
        lignes = "".join(
            f"<li><b>{escape_html(enjeu.titre)}</b>{_describe(positions.get(enjeu.code, Position()), niveaux)}</li>"
            for enjeu in thematique.enjeux
            if not du_bilan or positions.get(enjeu.code, Position()).repondu
        )
        if not lignes:
            continue
        with blocs.container(key=f"carte-depart-{code}"):
            titre = f'<h2 class="cap-depart">{build_pastille(theme)}</h2>'
            liste = f'<ul class="cap-departs" style="--cap-theme:{theme.couleur}">{lignes}</ul>'
            st.html(fold(titre, liste) if du_bilan else titre + liste)


def _describe(position: Position, niveaux: Sequence[str]) -> str:
    if position.non_concerne:
        return NON_CONCERNE
    return SANS_REPONSE if position.niveau is None else build_marches(position.niveau, niveaux)
