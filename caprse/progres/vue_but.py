"""What an action aims at, as its form and its card say it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.progres.buts import order_criteres
from caprse.progres.lecture import ActionListee, Plan
from caprse.referentiel.marches import bind_niveau, name_niveau
from caprse.socle.ecran.affichage import Affichable, escape


def show_but(plan: Plan, action: ActionListee | None, criteres: Sequence[str], quoi: str) -> None:
    """The step that the critères chosen lead to: the one kept when the action was born, else that of today.

    ``quoi``: what is typed beside it; it need not be read twice.
    """
    ranges = order_criteres(criteres, next(iter(action.criteres), None) if action else None)
    if not ranges:
        return
    if action is not None and action.criteres[:1] == ranges[:1]:
        vise, texte = action.niveau_vise, action.but
    elif but := plan.buts.get(ranges[0]):
        vise, texte = but.vise, but.texte
    else:
        return
    if vise is None:
        return
    with st.container(key=f"but-{action.id if action else 'nouvelle'}"):
        titre = escape(plan.titres.get(ranges[0], ""))
        st.markdown(f":material/stairs: **{titre}**\\\n{say_but(plan, vise, '' if texte in quoi else texte)}")


def say_but(plan: Plan, vise: int, texte: str) -> Affichable:
    """``Vers 2 · Organisé : …``."""
    return f"Vers **{escape(name_niveau(vise, plan.niveaux))}**" + (f" : {escape(texte)}" if texte else "")


def say_atteint(plan: Plan, action: ActionListee) -> Affichable:
    """``2 · Organisé est atteint.``, or where the carnet stands once it went further."""
    but = plan.buts.get(action.criteres[0])
    vise = f"**{say_niveau(plan, action.niveau_vise)}**"
    if but is None or but.niveau == action.niveau_vise:
        return f"{vise} est atteint."
    return f"Visé\u00a0: {vise}. Aujourd’hui\u00a0: **{say_niveau(plan, but.niveau)}**."


def say_niveau(plan: Plan, niveau: int | None) -> Affichable:
    """``2 · Organisé``, kept on one line."""
    return escape(bind_niveau(name_niveau(niveau, plan.niveaux)).replace(" ", "\u00a0"))
