"""What is pressed is done once and whole, whatever the run before it still does and whatever comes meanwhile."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import state
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from caprse.garde import relais
from caprse.garde.relais import EtatOnglet, EtatRelaye, install_relais

BOUTON = "$$ID-bouton"


class Tab(EtatOnglet):
    """A tab where the run before ends just as a press was read, before anybody looked at it."""

    avant: SafeSessionState | None = None

    def set_widgets_from_proto(self, widget_states: WidgetStates) -> None:
        super().set_widgets_from_proto(widget_states)
        if self.avant is not None:
            self.avant.on_script_finished(frozenset({BOUTON}))


def press(sorte: type[SafeSessionState]) -> object:
    """What the new run finds of a press."""
    etat = Tab()
    ancien, nouveau = sorte(etat, lambda: None), sorte(etat, lambda: None)
    ancien.on_script_will_rerun(None)
    ancien.register_widget(WidgetMetadata(BOUTON, bool, bool, "trigger_value"), None)
    etat.avant = ancien
    envoi = WidgetStates()
    envoi.widgets.add(id=BOUTON, trigger_value=True)
    nouveau.on_script_will_rerun(envoi)
    return etat._new_widget_state[BOUTON]


def test_a_press_made_as_the_run_before_ends_is_done() -> None:
    # If Streamlit mends it, our own mend may go.
    assert press(SafeSessionState) is False
    assert press(EtatRelaye) is True


def test_a_run_that_nobody_follows_sets_its_buttons_back() -> None:
    etat = EtatOnglet()
    seul = EtatRelaye(etat, lambda: None)
    envoi = WidgetStates()
    envoi.widgets.add(id=BOUTON, trigger_value=True)
    seul.on_script_will_rerun(envoi)
    seul.register_widget(WidgetMetadata(BOUTON, bool, bool, "trigger_value"), None)
    assert etat._new_widget_state[BOUTON] is True
    seul.on_script_finished(frozenset({BOUTON}))
    assert etat._new_widget_state[BOUTON] is False


def page_with_an_act() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
    from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

    def act() -> None:
        contexte = get_script_run_ctx()
        assert contexte is not None
        assert contexte.script_requests is not None
        st.session_state["fait"] = st.session_state.get("fait", 0) + 1
        # The second press of a double click arrives now.
        contexte.script_requests.request_rerun(RerunData())
        st.query_params["vu"] = "oui"
        st.session_state["dit"] = "C’est fait."

    st.button("Faire", on_click=act)


@pytest.mark.parametrize("whole", [False, True])
def test_an_act_is_not_stopped_half_way(whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    # If Streamlit mends it, our own mend may go. Another test of this process may have installed it.
    put_back_at_the_end(monkeypatch)
    if whole:
        install_relais()
    essai = AppTest.from_function(page_with_an_act).run()
    essai.button[0].click().run()
    assert essai.session_state["fait"] == 1
    assert ("dit" in essai.session_state) is whole


def test_no_run_goes_on_beside_the_next() -> None:
    reglages = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
    assert reglages["runner"]["fastReruns"] is False


def put_back_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "SessionState", SessionState)
    monkeypatch.setattr(script_runner, "SafeSessionState", SafeSessionState)
    monkeypatch.setattr(script_runner.ScriptRunner, "_maybe_handle_execution_control_request", relais._regarder)


def test_runs_of_the_site_hand_over(monkeypatch: pytest.MonkeyPatch) -> None:
    put_back_at_the_end(monkeypatch)
    install_relais()
    assert (vars(state)["SessionState"], vars(script_runner)["SafeSessionState"]) == (EtatOnglet, EtatRelaye)
