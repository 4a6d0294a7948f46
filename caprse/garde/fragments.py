"""What a page that was left says too late does not bring that page back.

What a person presses last may reach the server before what they typed just before: the page they ask for runs first,
and the field of the old one after it, under the name of the old page. A fragment so run makes Streamlit's browser take
another name for another page, clear all that it shows, and nothing more comes: the screen stays blank. A field that is
in no fragment brings the old page back whole: the link that was pressed did nothing. Here the page that was asked for
last is the one that runs, with what was typed.

It is known by session: a queue of Streamlit's ends with the runs that follow each other, and forgets what was asked.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType

_lancer = script_runner.ScriptRunner._run_script
_demander = ScriptRequests._request_rerun_locked
_recevoir = AppSession.request_rerun

CHOIX = "_caprse_choix"
# Seconds during which what a page says may still be on its way when another is asked for.
ATTENTE = 10.0


@dataclass(frozen=True)
class Choix:
    """A page asked for from another one, with what its address says."""

    page: str
    adresse: str
    depuis: str
    instant: float


def is_choix(demande: ClientState) -> bool:
    """Whether a page is asked for, as a link does: with nothing of what stands on it."""
    return bool(demande.page_script_hash) and not (demande.widget_states.widgets or demande.fragment_id)


def keep_last_page() -> None:
    """Have Streamlit do so, from now on and in the whole process. Said again, nothing changes."""
    script_runner.ScriptRunner._run_script = _run_last_page  # type: ignore[method-assign, assignment]
    ScriptRequests._request_rerun_locked = _request_last_page  # type: ignore[method-assign, assignment]
    AppSession.request_rerun = _receive  # type: ignore[method-assign, assignment]


def settle(demande: ClientState, page: str, adresse: str, choix: Choix | None) -> ClientState:
    """What a field of the page that is left says, as said by the page asked for; anything else as it was asked.

    ``page`` and ``adresse``: what the browser was last told to show.
    """
    if choix is not None and choix.depuis == page:
        page = choix.page
    if choix is not None and choix.page == page:
        adresse = choix.adresse
    if is_choix(demande) or not page or demande.page_script_hash in {"", page}:
        return demande
    deplacee = ClientState()
    deplacee.CopyFrom(demande)
    deplacee.page_script_hash, deplacee.query_string = page, adresse
    deplacee.page_name = deplacee.fragment_id = ""
    return deplacee


def follow(demande: RerunData, page: str, adresse: str) -> RerunData:
    """The whole of ``page`` in the place of a fragment of another one; anything else as it was asked."""
    fragments = demande.fragment_id or demande.fragment_id_queue
    if not fragments or not page or not demande.page_script_hash or demande.page_script_hash == page:
        return demande
    return replace(
        demande,
        fragment_id=None,
        fragment_id_queue=[],
        is_fragment_scoped_rerun=False,
        page_script_hash=page,
        page_name="",
        query_string=adresse,
    )


def _receive(session: AppSession, demande: ClientState | None) -> None:
    if demande is not None:
        montree = session._client_state
        page = _name_montree(session)
        choix: Choix | None = getattr(session, CHOIX, None)
        if is_choix(demande):
            choix = Choix(demande.page_script_hash, demande.query_string, page, time.monotonic())
            setattr(session, CHOIX, choix)
        elif choix is not None and (
            demande.page_script_hash == choix.page or time.monotonic() - choix.instant > ATTENTE
        ):
            # Once the page asked for has spoken, the browser is there: the one that was left says nothing any more,
            # and an act may well lead back to it.
            choix = None
            setattr(session, CHOIX, None)
        demande = settle(demande, page, montree.query_string, choix)
    _recevoir(session, demande)


def _name_montree(session: AppSession) -> str:
    """The page that the browser was last told to show; nothing while one asked for by its address is being drawn.

    Until that first run ends, Streamlit names the script itself there, which is no page: to send a field to it would
    show the page by default.
    """
    page = session._client_state.page_script_hash
    return "" if page == session._pages_manager.main_script_hash else page


def _run_last_page(coureur: Any, demande: RerunData) -> None:
    contexte = coureur._get_script_run_ctx()
    _lancer(coureur, follow(demande, contexte.page_script_hash, contexte.query_string))


def _request_last_page(demandes: ScriptRequests, demande: RerunData) -> bool:
    attendue = demandes._rerun_data
    if demandes._state is ScriptRequestType.RERUN and not attendue.fragment_id_queue:
        demande = follow(demande, attendue.page_script_hash, attendue.query_string)
    return _demander(demandes, demande)
