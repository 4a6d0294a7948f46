"""What waits for the people of a structure: told to them, and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.carnet.accueil.regles import Attente, Genre
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.regles import EtatPresence
from caprse.collectif.rencontres.service import create_rencontre
from caprse.relecture.attentes.service import EXTRAIT_MAX, list_attentes, shorten
from caprse.relecture.fils.service import write_message
from tests.base import execute, get_value
from tests.droits import check_rights
from tests.ecran import click, open_page, read
from tests.monde import Monde


def see(monde: Monde, personne: str) -> tuple[Attente, ...]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return list_attentes(unit, monde.structures[0]).lignes


def write(monde: Monde, personne: str, texte: str) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        write_message(unit, monde.carnets[0], "T01-02", texte)


def test_only_those_who_read_the_carnet_are_told(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: list_attentes(unit, monde.structures[0]))


def test_a_message_waits_for_those_who_did_not_write_it(monde: Monde) -> None:
    write(monde, "anna", "Bonjour,\navez-vous avancé ?")
    (attente,) = see(monde, "alice")
    assert attente.genre is Genre.MESSAGE
    assert attente.titre == "Anna vous a écrit"
    assert attente.detail == "Critère T01-02 : Bonjour, avez-vous avancé ?"
    assert attente.adresse == {"carnet": str(monde.carnets[0])}
    assert see(monde, "anna") == ()


def test_a_long_message_is_cut_on_one_line() -> None:
    assert shorten("un\n deux") == "un deux"
    assert len(shorten("a" * 500)) == EXTRAIT_MAX


def test_a_meeting_to_come_is_answered_from_the_home_by_who_was_asked(monde: Monde) -> None:
    saisie = SaisieRencontre(TypeRencontre.VISIO, "Se voir", date(2026, 4, 2))
    passee = SaisieRencontre(TypeRencontre.VISIO, "S’être vu", date(2026, 3, 1))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        rencontre = create_rencontre(unit, monde.trimestre, saisie)
        finie = create_rencontre(unit, monde.trimestre, passee)
    for ici in (rencontre, finie):
        execute(
            "insert into convocation (collectif_id, rencontre_id, compte_id, envoyee_le) values (:c, :r, :a, now())",
            c=monde.collectif,
            r=ici,
            a=monde.comptes["alice"],
        )
    assert see_invitations(monde, "alice") == {rencontre: None}
    assert see_invitations(monde, "ali") == {}
    page = open_page(monde, "alice", "accueil")
    assert "On vous y attend" in read(page)
    click(page, "presence-peut_etre")
    assert see_invitations(monde, "alice") == {rencontre: EtatPresence.PEUT_ETRE}
    assert "Vous avez dit « peut-être »." in read(page)
    assert get_value("select etat from presence where rencontre_id = :r", r=rencontre) == "peut_etre"


def see_invitations(monde: Monde, personne: str) -> Mapping[UUID, EtatPresence | None]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return list_attentes(unit, monde.structures[0]).invitations
