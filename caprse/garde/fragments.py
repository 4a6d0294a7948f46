"""A fragment of a page that was left meanwhile does not bring that page back.

What a person presses last may reach the server before what they typed just before: the page they ask for runs first,
and the fragment of the old one after it, under the name of the old page. Streamlit's browser takes another name for
another page, clears all that it shows, and nothing more comes: the screen stays blank. A field that is in no fragment
brings the old page back whole: the link that was pressed did nothing. Here the page that was asked for last is the one
that runs, with what was typed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType

_lancer = script_runner.ScriptRunner._run_script
_demander = ScriptRequests._request_rerun_locked


CHOISIE = "_caprse_choisie"


def is_choix(demande: RerunData) -> bool:
    """Whether a page is asked for, as a link does: with nothing of what stands on it."""
    tape = demande.widget_states is not None and len(demande.widget_states.widgets) > 0
    return bool(demande.page_script_hash) and not (tape or demande.fragment_id or demande.fragment_id_queue)


def keep_last_page() -> None:
    """Have Streamlit's runner do so, from now on and in the whole process. Said again, nothing changes."""
    script_runner.ScriptRunner._run_script = _run_last_page  # type: ignore[method-assign, assignment]
    ScriptRequests._request_rerun_locked = _request_last_page  # type: ignore[method-assign, assignment]


def follow(demande: RerunData, page: str, adresse: str) -> RerunData:
    """The whole of ``page`` in the place of a fragment of another one; anything else as it was asked."""
    fragments = demande.fragment_id or demande.fragment_id_queue
    if not fragments or not page or not demande.page_script_hash or demande.page_script_hash == page:
        return demande
    return _move(demande, page, adresse)


def _move(demande: RerunData, page: str, adresse: str) -> RerunData:
    return replace(
        demande,
        fragment_id=None,
        fragment_id_queue=[],
        is_fragment_scoped_rerun=False,
        page_script_hash=page,
        page_name="",
        query_string=adresse,
    )


def _run_last_page(coureur: Any, demande: RerunData) -> None:
    contexte = coureur._get_script_run_ctx()
    _lancer(coureur, follow(demande, contexte.page_script_hash, contexte.query_string))


def _request_last_page(demandes: ScriptRequests, demande: RerunData) -> bool:
    attendue = demandes._rerun_data
    page, adresse = getattr(demandes, CHOISIE, ("", ""))
    if is_choix(demande):
        # As long as this queue lives: the time of a run or two.
        setattr(demandes, CHOISIE, (demande.page_script_hash, demande.query_string))
    elif page and demande.page_script_hash not in {"", page}:
        demande = _move(demande, page, adresse)
    if demandes._state is ScriptRequestType.RERUN and not attendue.fragment_id_queue:
        demande = follow(demande, attendue.page_script_hash, attendue.query_string)
    return _demander(demandes, demande)
