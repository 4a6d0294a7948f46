"""What waits for the people of a structure: told to them, and to nobody else."""

from __future__ import annotations

from caprse.acces.unite import open_unit
from caprse.carnet.accueil.regles import Attente, Genre
from caprse.relecture.attentes.service import EXTRAIT_MAX, list_attentes, shorten
from caprse.relecture.fils.service import write_message
from tests.droits import check_rights
from tests.monde import Monde


def see(monde: Monde, personne: str) -> tuple[Attente, ...]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return list_attentes(unit, monde.structures[0])


def write(monde: Monde, personne: str, texte: str) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        write_message(unit, monde.carnets[0], "T01-02", texte)


def test_only_those_who_read_the_carnet_are_told(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: list_attentes(unit, monde.structures[0]))


def test_a_message_waits_for_those_who_did_not_write_it(monde: Monde) -> None:
    write(monde, "anna", "Bonjour,\navez-vous avancé ?")
    (attente,) = see(monde, "alice")
    assert attente.genre is Genre.MESSAGE
    assert attente.titre == "1 message non lu · Critère T01-02"
    assert attente.detail == "Anna : Bonjour, avez-vous avancé ?"
    assert attente.adresse == {"carnet": str(monde.carnets[0])}
    assert see(monde, "anna") == ()


def test_a_long_message_is_cut_on_one_line() -> None:
    assert shorten("un\n deux") == "un deux"
    assert len(shorten("a" * 500)) == EXTRAIT_MAX
