"""The end of a session on the console: offered after the last step, reached from any other; it asks once."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.seance.conduite.console import act
from caprse.seance.fiche import FicheSeance
from caprse.seance.service import end_seance
from caprse.socle.ecran.affichage import Affichable
from caprse.socle.ecran.boutons import show_bouton


def is_derniere(fiche: FicheSeance) -> bool:
    """Whether nothing comes after the step on the wall."""
    return fiche.rang == len(fiche.etapes) - 1


def show_derniere(fiche: FicheSeance, *, principal: bool) -> None:
    """The end, once nothing comes after: with what the step asks, far from where one goes on.

    No key of the keyboard: the one that goes on, pressed once too often, ends nothing. ``principal``: the step itself
    asks for nothing.
    """
    if not is_derniere(fiche):
        return
    with st.container(key="geste-fin"):
        st.markdown("**C’est la dernière étape.**")
        show_bouton(
            f"Terminer {_name(fiche)}",
            key="fin-demander",
            icon=":material/stop_circle:",
            width="stretch",
            type="primary" if principal else "secondary",
            on_click=_ask,
            args=(fiche.id,),
        )


def show_fin(fiche: FicheSeance) -> None:
    """The end from any other step, once it was said what that does."""
    with st.expander(f"Terminer {_name(fiche)}", key="fin", icon=":material/stop_circle:"):
        _show_suites(fiche)
        _show_oui(fiche)


def confirm_fin(fiche: FicheSeance) -> None:
    """The question of the last step, as long as it is open. Another hand that goes back closes it."""
    if not is_derniere(fiche):
        _close(fiche.id)
    if not st.session_state.get(_cle(fiche.id)):
        return

    @st.dialog(f"Terminer {_name(fiche)} ?", on_dismiss=partial(_close, fiche.id))
    def ask() -> None:
        _show_suites(fiche)
        with st.container(horizontal=True):
            if _show_oui(fiche):
                st.rerun()
            if show_bouton("Pas encore", key="fin-non", on_click=_close, args=(fiche.id,)):
                st.rerun()

    ask()


def _show_suites(fiche: FicheSeance) -> None:
    if fiche.repetition:
        st.markdown("Les écrans se ferment et tout ce qui a été essayé est effacé.")
    else:
        st.markdown(
            "Les écrans et les votes se ferment. La séance ne se rouvre pas ; on peut la revoir, et son compte "
            "rendu s’écrit."
        )


def _show_oui(fiche: FicheSeance) -> bool:
    return show_bouton(
        f"Oui, terminer {_name(fiche)}",
        key="terminer",
        type="primary",
        on_click=_finish,
        args=(fiche.id, f"Terminer {_name(fiche)}"),
    )


def _name(fiche: FicheSeance) -> Affichable:
    return "la répétition" if fiche.repetition else "la séance"


def _ask(seance_id: UUID) -> None:
    st.session_state[_cle(seance_id)] = True


def _close(seance_id: UUID) -> None:
    st.session_state.pop(_cle(seance_id), None)


def _finish(seance_id: UUID, libelle: str) -> None:
    _close(seance_id)
    act(seance_id, "terminer", libelle, partial(_end, seance_id))


def _end(seance_id: UUID, unit: Unit) -> None:
    end_seance(unit, seance_id)


def _cle(seance_id: UUID) -> str:
    return f"fin-demandee-{seance_id}"
