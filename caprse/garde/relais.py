"""One run of a page hands over to the next: what a person does is done whole, and once.

What is pressed while a page is drawn stops that run where it next draws something or reads the state of the tab, and
the next one begins. Streamlit stops it inside an act too (the function that a press calls): written in the base,
then dropped before the screen knew of it, so that the second press of a double click wrote it again. Here an act ends
first.

Streamlit can also begin the next run beside the one before (``[runner] fastReruns``, off here: two acts at once on one
state), and does where somebody stops a run by hand. The old run, in its last milliseconds, sets every button back to
« not pressed » and forgets the widgets that it did not draw, and both hold the same state, each under a lock of its
own: the last that began has it.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import state
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

_EN_ACTE: ContextVar[bool] = ContextVar("en_acte", default=False)
_regarder = script_runner.ScriptRunner._maybe_handle_execution_control_request


class EtatOnglet(SessionState):
    """The state of a tab, and which run has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verrou = threading.RLock()
        self.tenant: object = None


class EtatRelaye(SafeSessionState):
    """That state as one run holds it: the last that began has it, the others end without touching it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Attributes of this class go to the state of the tab, by Streamlit's own design.
        object.__setattr__(self, "_passage", object())

    def on_script_will_rerun(self, fresh_widget_states: WidgetStates | None, **reprises: Any) -> None:
        self._yield_callback()
        if isinstance(self._state, EtatOnglet):
            with self._state.verrou:
                self._state.tenant = self._passage
        acte = _EN_ACTE.set(True)
        try:
            super().on_script_will_rerun(fresh_widget_states, **reprises)
        finally:
            _EN_ACTE.reset(acte)

    def on_script_finished(self, widget_ids_this_run: frozenset[str], *, remove_stale_widgets: bool = True) -> None:
        if not isinstance(self._state, EtatOnglet):
            super().on_script_finished(widget_ids_this_run, remove_stale_widgets=remove_stale_widgets)
            return
        with self._state.verrou:
            if self._state.tenant in (None, self._passage):
                super().on_script_finished(widget_ids_this_run, remove_stale_widgets=remove_stale_widgets)


def install_relais() -> None:
    """Tabs that open from now on hand over."""
    vars(state)["SessionState"] = EtatOnglet
    vars(script_runner)["SafeSessionState"] = EtatRelaye
    script_runner.ScriptRunner._maybe_handle_execution_control_request = _look  # type: ignore[method-assign, assignment]


def _look(coureur: script_runner.ScriptRunner) -> None:
    """Whether something was asked meanwhile; not before the acts of this run are done."""
    if not _EN_ACTE.get():
        _regarder(coureur)
