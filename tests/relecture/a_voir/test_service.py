"""A critère is given to a colleague, who is told, sees it and is done with it: nobody else hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.carnet.accueil.regles import Attente, Genre
from caprse.carnet.regles import Saisie
from caprse.carnet.service import get_carnet
from caprse.relecture.a_voir.regles import NOTE_MAX, PARTIE, AVoir
from caprse.relecture.a_voir.service import DEJA, give_a_voir, mark_vu, take_back
from caprse.relecture.attentes.service import list_attentes
from caprse.relecture.relire.cote_structure import load_alentours
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde, add_personne
from tests.relecture.scene import answer, send

POUR = date(2026, 3, 20)
CODE = "T01-02"


def give(
    monde: Monde,
    a: str = "ali",
    code: str = CODE,
    *,
    par: str = "alice",
    pour_le: date = POUR,
    note: str = "Tu connais mieux",
) -> None:
    with open_unit(compte_id=monde.comptes[par]) as unit:
        give_a_voir(unit, monde.carnets[0], code, monde.comptes[a], pour_le, note)


def see(monde: Monde, personne: str = "alice") -> Mapping[str, AVoir]:
    """What stands beside the answers."""
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        carnet = get_carnet(unit, monde.structures[0])
        assert carnet is not None
        return load_alentours(unit, carnet).a_voir


def see_accueil(monde: Monde, personne: str) -> list[Attente]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        lignes = list_attentes(unit, monde.structures[0]).lignes
    return [ligne for ligne in lignes if ligne.genre is Genre.A_VOIR]


def test_a_colleague_finds_on_their_home_what_was_given_to_them(monde: Monde) -> None:
    give(monde)
    (attente,) = see_accueil(monde, "ali")
    assert attente.titre == "Alice vous demande de voir « Critère T01-02 »"
    assert attente.detail == "Pour le 20\u00a0mars\u00a02026 : Tu connais mieux"
    assert (attente.page, attente.adresse["critere"]) == ("carnet", CODE)
    assert see_accueil(monde, "alice") == see_accueil(monde, "aya") == []
    vu = see(monde)[CODE]
    assert (vu.compte_id, vu.nom, vu.pour_le, vu.demandeur) == (monde.comptes["ali"], "Ali", POUR, "Alice")
    assert vu.rendu_le is None


def test_only_those_who_answer_give_and_take_back(monde: Monde) -> None:
    aya = monde.comptes["aya"]
    check_rights(monde, {"alice", "ali"}, lambda unit: give_a_voir(unit, monde.carnets[0], CODE, aya, POUR, ""))
    give(monde)
    check_rights(monde, {"alice", "ali"}, lambda unit: take_back(unit, monde.carnets[0], CODE))
    check_rights(monde, {"ali"}, lambda unit: mark_vu(unit, monde.carnets[0], CODE))


@pytest.mark.parametrize("ailleurs", ["bob", "anna", "charlie", "adam", "fanny", "personne", "alice"])
def test_it_is_given_to_another_person_of_the_structure_alone(monde: Monde, ailleurs: str) -> None:
    with pytest.raises(SaisieInvalide, match="collègue"):
        give(monde, ailleurs)
    assert get_value("select count(*) from a_voir") == 0


def test_who_is_no_longer_active_is_given_nothing(monde: Monde) -> None:
    execute("update compte set actif = false where nom = 'Ali'")
    with pytest.raises(SaisieInvalide, match="collègue"):
        give(monde)


@pytest.mark.parametrize(
    ("pour_le", "note"),
    [(date(2026, 3, 13), ""), (date(2026, 12, 1), ""), (POUR, "x" * (NOTE_MAX + 1))],
)
def test_a_date_to_come_and_a_short_note(monde: Monde, pour_le: date, note: str) -> None:
    with pytest.raises(SaisieInvalide):
        give(monde, pour_le=pour_le, note=note)


def test_an_unknown_critere_is_given_to_nobody(monde: Monde) -> None:
    with pytest.raises(Introuvable):
        give(monde, code="T02-01")


def test_one_colleague_at_a_time(monde: Monde) -> None:
    give(monde)
    with pytest.raises(Refus, match=DEJA):
        give(monde, "aya")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        take_back(unit, monde.carnets[0], CODE)
    assert see_accueil(monde, "ali") == []
    give(monde, "aya")
    assert [a.genre for a in see_accueil(monde, "aya")] == [Genre.A_VOIR]
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        take_back(unit, monde.carnets[0], CODE)
        with pytest.raises(Introuvable):
            take_back(unit, monde.carnets[0], CODE)


def test_seen_is_done_with_and_may_be_given_again(monde: Monde) -> None:
    give(monde, "aya")
    with open_unit(compte_id=monde.comptes["aya"]) as unit:
        mark_vu(unit, monde.carnets[0], CODE)
    assert see_accueil(monde, "aya") == []
    assert see(monde)[CODE].rendu_le is not None
    give(monde)
    assert see(monde)[CODE].nom == "Ali"
    assert see(monde)[CODE].rendu_le is None


def test_the_answer_of_the_colleague_is_the_end_of_it_and_that_of_another_is_not(monde: Monde) -> None:
    give(monde)
    version = answer(monde, CODE, Saisie(niveau=1))
    assert [a.genre for a in see_accueil(monde, "ali")] == [Genre.A_VOIR], "Alice answered, Ali has not looked"
    version = answer(monde, CODE, Saisie(commentaire="Je cherche"), version, "ali")
    assert see(monde)[CODE].rendu_le is None, "a comment alone answers nothing"
    answer(monde, CODE, Saisie(niveau=2), version, "ali")
    assert see_accueil(monde, "ali") == []
    assert see(monde)[CODE].rendu_le is not None


def test_late_is_said(monde: Monde, horloge: Horloge) -> None:
    give(monde, pour_le=date(2026, 3, 15))
    horloge.instant += timedelta(days=3)
    (attente,) = see_accueil(monde, "ali")
    assert attente.detail.startswith("En retard, c’était pour le 15\u00a0mars\u00a02026")


def test_what_was_late_comes_before_the_rest(monde: Monde) -> None:
    give(monde, code="T01-01", pour_le=date(2026, 3, 25))
    give(monde)
    assert [a.adresse["critere"] for a in see_accueil(monde, "ali")] == [CODE, "T01-01"]


def test_a_carnet_that_is_sent_or_closed_asks_nothing_more(monde: Monde) -> None:
    give(monde)
    send(monde)
    assert see_accueil(monde, "ali") == []
    with pytest.raises(Refus, match="transmis"):
        give(monde, code="T01-01")
    execute("update carnet set etat = 'a_completer' where id = :c", c=monde.carnets[0])
    assert len(see_accueil(monde, "ali")) == 1, "given back, it waits again"
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    assert see_accueil(monde, "ali") == []
    with pytest.raises(Refus, match="clos"):
        give(monde, code="T01-01")


def test_who_left_is_said_so_and_it_is_given_to_another_at_once(monde: Monde) -> None:
    give(monde)
    execute("delete from habilitation where compte_id = :a", a=monde.comptes["ali"])
    with open_unit(compte_id=monde.comptes["ali"]) as unit, pytest.raises(Introuvable):
        mark_vu(unit, monde.carnets[0], CODE)
    assert see(monde)[CODE].nom == PARTIE
    give(monde, "aya")
    assert see(monde)[CODE].nom == "Aya"


def test_who_only_reads_now_may_still_say_that_they_saw(monde: Monde) -> None:
    give(monde)
    execute("update habilitation set role = 'lecture' where compte_id = :a", a=monde.comptes["ali"])
    assert len(see_accueil(monde, "ali")) == 1
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        mark_vu(unit, monde.carnets[0], CODE)
    assert see_accueil(monde, "ali") == []


@pytest.mark.parametrize("etranger", ["bob", "charlie", "clara", "anna", "fanny", "adam", "personne"])
def test_no_stranger_sees_or_ends_it(monde: Monde, etranger: str) -> None:
    give(monde)
    with open_unit(compte_id=monde.comptes[etranger]) as unit:
        assert unit.db.execute(text("select id from a_voir")).all() == []
    for action in (mark_vu, take_back):
        with open_unit(compte_id=monde.comptes[etranger]) as unit, pytest.raises(Introuvable):
            action(unit, monde.carnets[0], CODE)
    assert get_value("select rendu_le is null from a_voir")


def test_it_costs_no_statement_of_its_own(installation: Installation, monde: Monde) -> None:
    def look(personne: str) -> int:
        with count_statements(installation.moteur) as vues, open_unit(compte_id=monde.comptes[personne]) as unit:
            list_attentes(unit, monde.structures[0])
            carnet = get_carnet(unit, monde.structures[0])
            assert carnet is not None
            load_alentours(unit, carnet)
        return len(vues)

    avant = look("ali")
    for code in monde.criteres[:4]:
        give(monde, code=code)
    assert look("ali") == avant
    add_personne(monde, "zoe", Role.CONTRIBUTION, monde.structures[0])
    assert look("zoe") == avant
