"""A fragment of a page that was left does not take the place of the page that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from caprse.garde import fragments
from caprse.garde.fragments import follow, keep_last_page


@pytest.fixture
def gardees(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ScriptRequests, "_request_rerun_locked", fragments._demander)
    yield
    keep_last_page()


def ask(*demandes: RerunData) -> RerunData:
    file = ScriptRequests()
    for demande in demandes:
        assert file.request_rerun(demande)
    return file.on_scriptrunner_ready().rerun_data


MENU = RerunData(page_script_hash="nouvelle", query_string="a=1")
TAPE = RerunData(page_script_hash="ancienne", fragment_id="f", query_string="b=2")


def test_the_page_asked_for_is_the_one_that_runs() -> None:
    keep_last_page()
    obtenue = ask(MENU, TAPE)
    assert (obtenue.page_script_hash, obtenue.fragment_id_queue, obtenue.query_string) == ("nouvelle", [], "a=1")
    # A fragment of the page that is asked for runs with it, as before; so do two fragments of one page.
    assert ask(MENU, RerunData(page_script_hash="nouvelle", fragment_id="f")).page_script_hash == "nouvelle"
    assert ask(TAPE, RerunData(page_script_hash="ancienne", fragment_id="g")).fragment_id_queue == ["f", "g"]
    assert ask(TAPE, MENU).page_script_hash == "nouvelle"


def say(page: str, *, fragment: str = "", champ: str = "", adresse: str = "") -> ClientState:
    demande = ClientState(page_script_hash=page, fragment_id=fragment, query_string=adresse)
    if champ:
        demande.widget_states.widgets.add(id="quoi", string_value=champ)
    return demande


class Session:
    """What is asked of a session, and what it was last told to show."""

    def __init__(self, page: str) -> None:
        self._client_state = ClientState(page_script_hash=page, query_string="x=0")
        self._pages_manager = SimpleNamespace(main_script_hash="app.py")
        self.recues: list[ClientState | None] = []

    def ask(self, *demandes: ClientState) -> ClientState:
        for demande in demandes:
            fragments._receive(cast(AppSession, self), demande)
        assert self.recues[-1] is not None
        return self.recues[-1]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(fragments, "_recevoir", lambda session, demande: session.recues.append(demande))
    return Session("ancienne")


@pytest.mark.parametrize("fragment", ["", "f"])
@pytest.mark.parametrize("commencee", [False, True])
def test_a_field_of_the_page_that_was_left_does_not_bring_it_back(
    session: Session, fragment: str, commencee: bool
) -> None:
    """Whether the page asked for has begun or not when the field says its text."""
    session.ask(say("nouvelle", adresse="a=1"))
    if commencee:
        session._client_state.page_script_hash = "nouvelle"
    obtenue = session.ask(say("ancienne", fragment=fragment, champ="Nous attendons", adresse="b=2"))
    assert (obtenue.page_script_hash, obtenue.fragment_id, obtenue.query_string) == ("nouvelle", "", "a=1")
    # What was typed is said all the same.
    assert [etat.string_value for etat in obtenue.widget_states.widgets] == ["Nous attendons"]
    # Whoever goes back by a link does go back.
    assert session.ask(say("ancienne")).page_script_hash == "ancienne"


def test_the_page_that_is_shown_says_what_it_wants(session: Session) -> None:
    for demande in (say("ancienne", champ="a"), say("ancienne", fragment="f", champ="a"), say("", champ="a")):
        assert session.ask(demande) is demande
    # The page asked for led to another one: that one is shown, and is believed.
    session.ask(say("nouvelle"))
    session._client_state.page_script_hash = "troisième"
    demande = say("troisième", champ="a")
    assert session.ask(demande) is demande
    assert session.ask(say("ancienne", champ="a")).page_script_hash == "troisième"


def test_a_field_answered_while_its_page_is_first_drawn_stays_on_that_page(session: Session) -> None:
    """Streamlit names the page asked for by its address only once it is drawn; until then, the script."""
    session._client_state.page_script_hash = "app.py"
    demande = say("actions", champ="Écrire une page simple", adresse="a=1")
    assert session.ask(demande) is demande
    # A link of the menu pressed meanwhile is followed, and what the page left says comes with it.
    session.ask(say("nouvelle", adresse="b=2"))
    assert session.ask(say("actions", champ="Écrire")).page_script_hash == "nouvelle"


def test_an_act_may_lead_back_to_the_page_that_a_link_left(session: Session) -> None:
    session.ask(say("nouvelle"))
    session._client_state.page_script_hash = "nouvelle"
    # The new page speaks: an act on it leads back to the old one, which is then believed.
    session.ask(say("nouvelle", champ="commencer"))
    session._client_state.page_script_hash = "ancienne"
    demande = say("ancienne", champ="donner un code")
    assert session.ask(demande) is demande


def test_a_page_that_never_began_is_not_awaited_for_ever(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.ask(say("absente"))
    monkeypatch.setattr(fragments, "ATTENTE", -1.0)
    demande = say("ancienne", champ="a")
    assert session.ask(demande) is demande


@pytest.mark.usefixtures("gardees")
def test_streamlit_alone_would_bring_the_old_page_back() -> None:
    """The day that this fails, ``caprse/garde/fragments.py`` may go."""
    assert ask(MENU, TAPE).page_script_hash == "ancienne"


def test_a_fragment_that_runs_too_late_runs_the_page_that_stands() -> None:
    assert follow(TAPE, "nouvelle", "a=1").page_script_hash == "nouvelle"
    assert follow(TAPE, "nouvelle", "a=1").fragment_id is None
    for demande, page in ((TAPE, "ancienne"), (TAPE, ""), (MENU, "ancienne")):
        assert follow(demande, page, "") is demande
