"""One run of a page hands over to the next: what a person pressed meanwhile is not wiped by the run that ends.

A press does not wait for the run that draws the page: Streamlit tells that one to stop, and begins another beside it.
The old run looks at that order wherever it draws, and no more in its last milliseconds, where it sets every button
back to « not pressed » and forgets the widgets that it did not draw. Both hold the same state, each under a lock of
its own: a press that came as its button appeared could be set back before the new run had looked at it, and was lost.
"""

from __future__ import annotations

import threading
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import state
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState


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
        super().on_script_will_rerun(fresh_widget_states, **reprises)

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
