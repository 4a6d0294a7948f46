"""The traces inside a carnet: one line under an answer that has some, and the window where they are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.progres.traces.formulaire import Attache, name_message, show_ajout, take_fini
from caprse.progres.traces.lecture import TraceVue, get_bibliotheque, list_de_carnet
from caprse.progres.traces.service import untie_trace
from caprse.progres.traces.vue_ligne import build_lien, show_liees
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton

TRACES, SUITE, PARTI = "traces_du_carnet", "trace-suite", "trace-parti"


def keep_traces(traces: Mapping[str, Sequence[TraceVue]]) -> None:
    """Keep the traces of a carnet for this rerun and those of its fragments: a cache of the base."""
    st.session_state[TRACES] = traces


def get_traces(critere: str) -> Sequence[TraceVue]:
    """Those of one critère, as they were last read."""
    traces: Mapping[str, Sequence[TraceVue]] = st.session_state.get(TRACES, {})
    return traces.get(critere, ())


def show_traces(critere: str) -> None:
    """Under an answer: its traces, in one line; nothing where there is none."""
    show_liees(get_traces(critere))


def show_fenetre(structure_id: UUID, vers: Attache, close: Callable[[], None]) -> None:
    """The window that joins traces to a critère; ``close``: it is done with, however it ends."""

    @st.dialog("Les traces de ce critère", on_dismiss=close)
    def ask() -> None:
        if st.session_state.pop(PARTI, False):
            st.rerun()
        st.markdown(f"**{escape(vers.titre)}**")
        with open_unit_ecran() as unit:
            biblio = get_bibliotheque(unit, structure_id)
            keep_traces(list_de_carnet(unit, biblio.collectif_id, structure_id, vers.carnet_id))
        jointes = get_traces(vers.critere)
        for trace in jointes:
            with st.container(horizontal=True, vertical_alignment="center", key=f"trace-jointe-{trace.id}"):
                with st.container(gap=None, width="stretch"):
                    st.html(f'<p class="cap-traces">{build_lien(trace)}</p>')
                show_bouton(
                    "Retirer d’ici",
                    key=f"trace-retirer-{trace.id}",
                    type="tertiary",
                    icon=":material/remove:",
                    on_click=_untie,
                    args=(vers, trace.id),
                )
        if take_fini(vers.critere):
            st.session_state[SUITE] = vers.critere
        if st.session_state.get(SUITE) == vers.critere:
            show_suite(vers, close)
            return
        deja = {trace.id for trace in jointes}
        show_ajout(structure_id, vers.critere, vers, [trace for trace in biblio.traces if trace.id not in deja])

    ask()


def show_suite(vers: Attache, close: Callable[[], None]) -> None:
    """What was just done, and the way back or on."""
    show_message(name_message(vers.critere))
    with st.container(horizontal=True):
        show_bouton("Revenir au carnet", key="trace-retour", type="primary", on_click=_leave, args=(close,))
        show_bouton("En joindre une autre", key="trace-encore", on_click=_go_on)


def _leave(close: Callable[[], None]) -> None:
    _go_on()
    close()
    st.session_state[PARTI] = True


def _go_on() -> None:
    st.session_state.pop(SUITE, None)


def _untie(vers: Attache, trace_id: UUID) -> None:
    def action(unit: Unit) -> str:
        untie_trace(unit, vers.carnet_id, vers.critere, trace_id)
        return "La trace est retirée de ce critère ; elle reste dans « Nos traces »."

    run_use_case(action, place=name_message(vers.critere))
