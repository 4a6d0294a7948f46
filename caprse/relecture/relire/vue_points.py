"""The points à vérifier on the screen: their number in the head, each leading to its critère, then by its answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from caprse.referentiel.schema import Referentiel
from caprse.relecture.relire import etat
from caprse.relecture.relire.verifications import Point
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

PASSAGES = "relecture-points"
AUCUN = ":material/rule: Aucun point à vérifier dans ce carnet."


def show_points(points: Sequence[Point], referentiel: Referentiel, restants: Collection[str]) -> None:
    """What deserves a second look in the carnet, each leading to its critère; ``restants`` are still to re-read."""
    if not points:
        return
    titre = f"{format_pluriel(len(points), 'point')} à vérifier"
    # Another name once a point was followed: the fold is another one, closed, and the answer is seen.
    cle = f"points-a-verifier-{st.session_state.get(PASSAGES, 0)}"
    with st.popover(titre, icon=":material/rule:", key=cle), st.container(gap=None, key="points-du-carnet"):
        for rang, point in enumerate(points):
            if point.critere is None:
                st.text(f"Tout le carnet : {point.phrase}")
                continue
            vu = point.critere not in restants
            show_bouton(
                f"**{escape(referentiel.critere(point.critere).titre)}**{' (déjà vu)' if vu else ''} : "
                f"{escape(point.phrase)}",
                key=f"point-{rang}-{point.genre}-{point.critere}",
                type="tertiary",
                icon=":material/check:" if vu else ":material/arrow_forward:",
                on_click=_follow,
                args=(point.critere,),
            )


def show_points_critere(points: Sequence[Point], critere: str) -> None:
    """What deserves a second look in one answer, beside it."""
    siens = [point for point in points if point.critere == critere]
    if siens:
        with st.container(key=f"a-verifier-{critere}", gap=None):
            for point in siens:
                st.markdown(f":material/rule: **À vérifier :** {escape(point.phrase)}")


def _follow(critere: str) -> None:
    st.session_state[PASSAGES] = st.session_state.get(PASSAGES, 0) + 1
    etat.go_to_critere(critere)
