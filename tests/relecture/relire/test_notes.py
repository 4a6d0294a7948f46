"""Private notes: their author's, while they animate, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.relecture.relire.lecture import get_a_relire
from caprse.relecture.relire.notes import save_note
from caprse.relecture.relire.regles import CARNET, NOTE_PRIVEE_MAX
from caprse.socle.erreurs import Introuvable, SaisieInvalide
from tests.base import count_rows, execute, get_value
from tests.monde import Monde
from tests.relecture.scene import check_strangers, read, send


@pytest.fixture
def note(monde: Monde) -> Monde:
    """Anna wrote about the first critère and about the whole carnet, which is transmitted."""
    send(monde)
    write(monde, monde.criteres[0], "  Appeler Alice  ")
    write(monde, CARNET, "Fragile en ce moment")
    return monde


def write(monde: Monde, code: str, texte: str, personne: str = "anna") -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        save_note(unit, monde.carnets[0], code, texte)


def load(monde: Monde, personne: str = "anna") -> dict[str, str]:
    """Their own, as row-level security leaves them to a person who animates."""
    return read(monde, personne).notes


def test_a_note_is_kept_changed_and_removed(note: Monde) -> None:
    attendues = {CARNET: "Fragile en ce moment", note.criteres[0]: "Appeler Alice"}
    assert load(note) == attendues
    write(note, note.criteres[0], "C’est fait")
    assert load(note)[note.criteres[0]] == "C’est fait"
    write(note, note.criteres[0], "   ")
    write(note, CARNET, "")
    assert load(note) == {}
    assert count_rows("note_privee") == 0


def test_a_note_may_be_written_before_the_carnet_is_transmitted(monde: Monde) -> None:
    write(monde, CARNET, "À suivre de près")
    send(monde)
    assert load(monde) == {CARNET: "À suivre de près"}


def test_bad_input_is_refused(note: Monde) -> None:
    for texte in ("x" * (NOTE_PRIVEE_MAX + 1), "a\x00", "\ud800"):
        with pytest.raises(SaisieInvalide):
            write(note, CARNET, texte)
    for code in ("T02-01", "x"):
        with pytest.raises(Introuvable):
            write(note, code, "texte")
    assert count_rows("note_privee") == 2


def test_a_colleague_who_animates_the_same_collectif_has_notes_of_their_own(note: Monde, anne: str) -> None:
    assert load(note, anne) == {}
    write(note, note.criteres[0], "Mon avis à moi", anne)
    write(note, CARNET, "", anne)
    assert load(note, anne) == {note.criteres[0]: "Mon avis à moi"}
    assert load(note)[note.criteres[0]] == "Appeler Alice"
    assert CARNET in load(note)


def test_the_service_gives_nobody_the_notes_of_another(note: Monde) -> None:
    # The system, which reads what concerns the collectif as a whole, is kept off what waits between two people too.
    with open_unit_systeme() as unit, pytest.raises(ProgrammingError, match="permission denied"):
        get_a_relire(unit, note.carnets[0])


def test_nobody_else_reads_or_writes(note: Monde) -> None:
    check_strangers(note, lambda unit: get_a_relire(unit, note.carnets[0]))
    for personne in ("alice", "adam", "clara", "ancienne"):
        with pytest.raises(Introuvable):
            write(note, CARNET, "intrus", personne)
        with pytest.raises(Introuvable):
            write(note, CARNET, "", personne)
    assert count_rows("note_privee") == 2


def test_the_database_itself_keeps_them_from_everyone_else(note: Monde, anne: str) -> None:
    for personne in ("alice", "ali", "aya", "bob", "clara", "adam", "fanny", anne):
        with open_unit(compte_id=note.comptes[personne]) as unit:
            assert unit.db.scalar(text("select count(*) from note_privee")) == 0
            assert not unit.db.execute(text("delete from note_privee returning 1")).all()
    assert count_rows("note_privee") == 2


def test_who_no_longer_animates_loses_their_notes_and_finds_them_again(note: Monde) -> None:
    execute("delete from habilitation where compte_id = :a", a=note.comptes["anna"])
    with pytest.raises(Introuvable):
        load(note)
    with pytest.raises(Introuvable):
        write(note, CARNET, "encore")
    with open_unit(compte_id=note.comptes["anna"]) as unit:
        assert unit.db.scalar(text("select count(*) from note_privee")) == 0
    execute(
        "insert into habilitation (compte_id, role, collectif_id) values (:a, 'animation', :c)",
        a=note.comptes["anna"],
        c=note.collectif,
    )
    assert len(load(note)) == 2


def test_no_note_is_told_by_the_journal(note: Monde) -> None:
    assert get_value("select count(*) from journal where objet = 'note_privee'") == 0
