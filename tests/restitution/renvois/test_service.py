"""The other readings of a structure, from a real base: who reads them, what holds, through a bascule too."""

from __future__ import annotations

from datetime import date

import pytest

from caprse.acces.unite import open_unit
from caprse.restitution.renvois.regles import CritereLu
from caprse.restitution.renvois.service import Lectures, get_lectures
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_rerun, count_statements
from tests.droits import check_rights
from tests.ecran import open_page
from tests.monde import Monde
from tests.progres.traces.scene import bring_lien, tie
from tests.restitution.scene import answer, close, execute_as_owner, open_next
from tests.restitution.test_pages import read as read_page
from tests.restitution.trimestres.test_etats import switch


def read(monde: Monde, rang: int = 0) -> Lectures:
    with open_unit(compte_id=monde.comptes[("alice", "bob")[rang]]) as unit:
        return get_lectures(unit, monde.structures[rang])


def list_lus(lectures: Lectures) -> dict[str, CritereLu]:
    return {lu.code: lu for lecture in lectures.lectures for sujet in lecture.sujets for lu in sujet.criteres}


def test_the_latest_answer_holds_and_a_trace_is_one_however_it_was_given(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 1, "T01-02": 2, "T01-03": 3}, ["T01-04"])
    tie(monde, bring_lien(monde), "T01-01")
    execute("update reponse set trace_titre = 'Affiche' where critere = 'T01-02'")
    close(monde)
    _, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    answer(carnets[monde.structures[0]], {"T01-01": 4, "T02-01": 0})
    lus = list_lus(read(monde))
    assert [(lus[c].niveau, lus[c].trimestre) for c in ("T01-01", "T01-02", "T02-01")] == [(4, 2), (2, 1), (0, 2)]
    assert lus["T01-04"].non_concerne
    assert [lus[code].trace for code in ("T01-01", "T01-02", "T01-03")] == [True, True, False]
    assert not any(lu.repondu for lu in list_lus(read(monde, 1)).values())


def test_through_a_bascule_answers_and_traces_follow_their_question(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 3, "T01-05": 2})
    tie(monde, bring_lien(monde), "T01-01")
    close(monde)
    open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    switch(monde)
    lus = list_lus(read(monde))
    assert (lus["T01-21"].niveau, lus["T01-21"].trace) == (3, True)
    # Dropped: nothing says it any more.
    assert "T01-05" not in lus


def test_who_reads_the_carnets_reads_them_otherwise_and_nobody_else(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: get_lectures(unit, monde.structures[0]))
    check_rights(monde, set(), lambda unit: get_lectures(unit, monde.trimestre))


def test_one_statement_reads_it_all(installation: Installation, monde: Monde) -> None:
    answer(monde.carnets[0], 2)
    read(monde)
    with (
        open_unit(compte_id=monde.comptes["alice"]) as unit,
        count_statements(installation.moteur) as vues,
    ):
        get_lectures(unit, monde.structures[0])
    assert len(vues) == 1


@pytest.mark.parametrize("personne", ["alice", "ali", "aya"])
def test_a_structure_reads_on_its_page_what_is_near_and_that_it_is_no_conformity(
    installation: Installation, monde: Monde, personne: str
) -> None:
    answer(monde.carnets[0], {"T01-01": 3})
    app = open_page(monde, personne, "autres-lectures")
    texte = read_page(app)
    assert "Vos réponses touchent 1 sujet sur 3" in texte
    assert "pas une conformité" in texte
    assert [choix.label for choix in app.selectbox] == ["Lire nos réponses par"]
    assert 2 <= len(count_rerun(installation.moteur, app)) <= 4


def test_before_the_first_opening_it_says_when_it_begins(monde: Monde) -> None:
    execute("delete from carnet where collectif_id = :c", c=monde.collectif)
    execute_as_owner(
        "alter table trimestre disable trigger user; update trimestre set etat = 'prepare';"
        " alter table trimestre enable trigger user"
    )
    assert "dès l’ouverture du premier trimestre" in read_page(open_page(monde, "alice", "autres-lectures"))
