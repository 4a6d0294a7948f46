"""A press that comes while the run before it ends is done, whatever that run still does."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import state
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

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


def test_runs_of_the_site_hand_over(monkeypatch: pytest.MonkeyPatch) -> None:
    # Put back at the end.
    monkeypatch.setattr(state, "SessionState", SessionState)
    monkeypatch.setattr(script_runner, "SafeSessionState", SafeSessionState)
    install_relais()
    assert (vars(state)["SessionState"], vars(script_runner)["SafeSessionState"]) == (EtatOnglet, EtatRelaye)
