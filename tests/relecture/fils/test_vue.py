"""A thread on the screen, run as a person would see it."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import open_unit_systeme
from caprse.relecture.fils.service import FilVu, write_message
from caprse.relecture.fils.vue import format_titre
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.ecran import click, open_page, run
from tests.ecran import read as read_screen
from tests.monde import Monde
from tests.relecture.rappels.scene import act_as, set_etat


def page_fils() -> None:
    """A page with two threads: the one of the first critère and the one of the carnet."""
    import streamlit as st

    from caprse.acces.ecran import get_acteur
    from caprse.acces.regles import Operation
    from caprse.relecture.fils.service import load_fils
    from caprse.relecture.fils.vue import keep_fils, show_fil

    with open_unit_ecran() as unit:
        carnet = unit.db.execute(
            text("select id from carnet order by id = any (select carnet_id from fil) desc")
        ).scalar_one()
        fils = load_fils(unit, carnet)
    keep_fils(fils)
    st.title("Un carnet")
    peut = get_acteur().can(Operation.WRITE_MESSAGE, fils.collectif_id, fils.structure_id)
    show_fil(fils.carnet_id, "T01-01", peut)
    show_fil(fils.carnet_id, None, peut)


def _open(monde: Monde, personne: str) -> AppTest:
    return open_page(monde, personne, page_fils)


def _unfold(essai: AppTest, monde: Monde) -> str:
    """Unfold the thread of the carnet; the trial does not keep it unfolded by itself, as a browser does."""
    cle = f"{monde.carnets[0]}-carnet"
    essai.session_state[f"discussion-ouverte-{cle}"] = True
    run(essai)
    return cle


def _fold(essai: AppTest, monde: Monde) -> None:
    essai.session_state[f"discussion-ouverte-{monde.carnets[0]}-carnet"] = False
    run(essai)


def _click(essai: AppTest, monde: Monde, cle: str) -> None:
    essai.session_state[f"discussion-ouverte-{monde.carnets[0]}-carnet"] = True
    click(essai, cle)


def _write(monde: Monde, personne: str, texte: str) -> None:
    with act_as(monde, personne) as unit:
        write_message(unit, monde.carnets[0], None, texte)


def _list_titles(essai: AppTest) -> list[str]:
    return [str(pliage.label) for pliage in essai.expander]


def test_a_thread_is_folded_and_says_what_waits(monde: Monde, installation: Installation) -> None:
    _write(monde, "anna", "**Une** <b>question</b>")
    _write(monde, "ali", "Une réponse")
    essai = _open(monde, "ali")
    assert _list_titles(essai) == ["Discussion", "Discussion (2)"]
    essai = _open(monde, "alice")
    assert _list_titles(essai) == ["Discussion", "Discussion (2, dont 2 non lus)"]
    assert "question" not in read_screen(essai)
    _unfold(essai, monde)
    assert "**Une** <b>question</b>" in "\n".join(t.value for t in essai.text), "as it was typed"
    assert read_screen(essai).index("question") < read_screen(essai).index("Une réponse")
    _unfold(essai, monde)
    assert _list_titles(essai)[1] == "Discussion (2, dont 2 non lus)", "another title would fold it again"
    _fold(essai, monde)
    assert _list_titles(essai) == ["Discussion", "Discussion (2)"], "unfolding is reading"
    assert len(execute("select 1 from lecture_fil where compte_id = :c", c=monde.comptes["alice"])) == 1


def test_a_folded_page_costs_no_statement_of_its_own(monde: Monde, installation: Installation) -> None:
    _write(monde, "anna", "Bonjour")
    essai = _open(monde, "alice")
    assert _count(installation.moteur, essai) == 4, "two units, the carnet's id, and the threads"


def _count(moteur: Engine, essai: AppTest) -> int:
    with count_statements(moteur) as vues:
        run(essai)
    return len(vues)


def test_one_writes_calls_a_person_and_settles(monde: Monde) -> None:
    _write(monde, "anna", "Une question")
    set_etat(monde, "transmis", "clos")
    essai = _open(monde, "ali")
    cle = _unfold(essai, monde)
    essai.text_area(key=f"fil-texte-{cle}").set_value("Oui, bien sûr.")
    [choix] = essai.multiselect
    assert choix.options == ["Alice", "Anna", "Aya"]
    choix.set_value([monde.comptes["anna"]])
    _click(essai, monde, f"fil-envoyer-{cle}")
    assert "Message enregistré." in read_screen(essai)
    assert "Oui, bien sûr." in read_screen(essai)
    assert essai.text_area(key=f"fil-texte-{cle}").value == ""
    assert essai.multiselect[0].value == []
    assert execute("select mentions from message where texte like 'Oui%'") == [([monde.comptes["anna"]],)]
    _click(essai, monde, f"fil-resoudre-{cle}")
    assert "Discussion résolue par Ali" in read_screen(essai)
    _fold(essai, monde)
    assert _list_titles(essai)[1] == "Discussion (2) – résolue"


def test_what_was_typed_stays_when_it_cannot_be_written(monde: Monde) -> None:
    _write(monde, "anna", "Une question")
    essai = _open(monde, "ali")
    cle = _unfold(essai, monde)
    with open_unit_systeme() as autre:
        # Reading goes on, writing waits too long.
        autre.db.execute(text("select id from fil for no key update"))
        essai.text_area(key=f"fil-texte-{cle}").set_value("Un long message")
        _click(essai, monde, f"fil-envoyer-{cle}")
    assert "Votre message est encore là." in read_screen(essai)
    assert essai.text_area(key=f"fil-texte-{cle}").value == "Un long message"
    _click(essai, monde, f"fil-envoyer-{cle}")
    assert execute("select texte from message order by ecrit_le") == [("Une question",), ("Un long message",)]
    _click(essai, monde, f"fil-envoyer-{cle}")
    assert "Écrivez un message" in read_screen(essai)


def test_whoever_only_reads_has_nowhere_to_write(monde: Monde) -> None:
    _write(monde, "anna", "Une question")
    essai = _open(monde, "aya")
    assert _list_titles(essai) == ["Discussion (1, dont 1 non lu)"]
    _unfold(essai, monde)
    assert "Une question" in read_screen(essai)
    assert (len(essai.text_area), len(essai.button)) == (0, 0)


def test_the_title_of_an_empty_thread() -> None:
    assert format_titre(None) == format_titre(FilVu(uuid4(), None, (), None, "")) == "Discussion"
