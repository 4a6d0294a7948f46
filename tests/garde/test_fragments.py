"""A fragment of a page that was left does not take the place of the page that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
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


def test_a_field_of_the_page_that_was_left_does_not_bring_it_back() -> None:
    keep_last_page()
    champ = WidgetState(id="quoi", string_value="Nous attendons")
    tape = RerunData(page_script_hash="ancienne", widget_states=WidgetStates(widgets=[champ]))
    obtenue = ask(MENU, tape)
    assert (obtenue.page_script_hash, obtenue.query_string) == ("nouvelle", "a=1")
    # What was typed is said all the same.
    assert obtenue.widget_states is not None
    assert [etat.string_value for etat in obtenue.widget_states.widgets] == ["Nous attendons"]
    # Whoever goes back by a link does go back.
    assert ask(MENU, tape, RerunData(page_script_hash="ancienne")).page_script_hash == "ancienne"
    assert ask(tape, MENU).page_script_hash == "nouvelle"


@pytest.mark.usefixtures("gardees")
def test_streamlit_alone_would_bring_the_old_page_back() -> None:
    """The day that this fails, ``caprse/garde/fragments.py`` may go."""
    assert ask(MENU, TAPE).page_script_hash == "ancienne"


def test_a_fragment_that_runs_too_late_runs_the_page_that_stands() -> None:
    assert follow(TAPE, "nouvelle", "a=1").page_script_hash == "nouvelle"
    assert follow(TAPE, "nouvelle", "a=1").fragment_id is None
    for demande, page in ((TAPE, "ancienne"), (TAPE, ""), (MENU, "ancienne")):
        assert follow(demande, page, "") is demande
