"""The effect of actions on the running service: who reads it, what it counts, what it costs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.effet.phrases import describe_effet, list_lignes
from caprse.effet.service import get_effet
from caprse.restitution.chemin.service_collectif import get_chemin_collectif
from caprse.restitution.figures.effet import Compte, EffetMontre
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_rerun, count_statements
from tests.droits import check_rights
from tests.ecran import open_page, read
from tests.monde import Monde
from tests.restitution.conftest import horloge, monde
from tests.restitution.scene import answer, answer_and_send, close, open_next, send
from tests.restitution.trimestres.test_etats import switch
from tests.surete.visibilite.scene import add_account

__all__ = ["horloge", "monde"]


@pytest.fixture
def deux(monde: Monde) -> UUID:
    """Two trimestres: all answer T01-01 and T01-02, then look at them again; the second one is open."""
    answer_and_send(monde, *range(10))
    close(monde)
    trimestre, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    for rang, structure in enumerate(monde.structures):
        answer(carnets[structure], {"T01-01": min(4, rang % 5 + 1), "T01-02": rang % 5})
    send(*carnets.values())
    execute("update reponse set modifie_le = '2026-05-01' where carnet_id = any (:c)", c=list(carnets.values()))
    return trimestre


def add_action(monde: Monde, rang: int, critere: str, le: str) -> None:
    execute(
        "insert into action (collectif_id, structure_id, quoi, criteres, cree_le) values (:k, :s, 'Essai', :c, :le)",
        k=monde.collectif,
        s=monde.structures[rang],
        c=[critere],
        le=le,
    )


def read_effet(monde: Monde) -> EffetMontre | None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_effet(unit, monde.collectif)


def test_only_what_closed_is_counted_and_an_action_born_after_does_not_count(monde: Monde, deux: UUID) -> None:
    for rang in range(6):
        add_action(monde, rang, "T01-01", "2026-03-20")
        add_action(monde, rang, "T01-02", "2026-05-20")
    assert read_effet(monde) is None
    close(monde, deux)
    # Six with an action on T01-01, of which one was at the top; the others without, and T01-02, which nobody moved.
    assert read_effet(monde) == EffetMontre(2, Compte(6, 5), Compte(4 + 10, 3))


def test_an_action_is_followed_to_the_code_that_its_critere_has_now(monde: Monde, deux: UUID) -> None:
    for rang in range(10):
        add_action(monde, rang, "T01-01", "2026-03-20")
    # T01-01 gets another code, T01-02 is shared out: nothing is told of it any more.
    switch(monde)
    close(monde, deux)
    effet = read_effet(monde)
    assert effet == EffetMontre(2, Compte(10, 8), Compte())
    assert describe_effet(effet).endswith(
        "8 sur 10\u00a0critères revus ont monté\u00a0; sans action, aucun critère revu."
    )
    assert [list(ligne.values()) for ligne in list_lignes(effet)] == [
        ["Avec une action", "10", "8", "2"],
        ["Sans action", "0", "0", "0"],
    ]


def test_what_a_later_version_drops_still_counts_as_it_did(monde: Monde, deux: UUID) -> None:
    for rang in range(6):
        add_action(monde, rang, "T01-01", "2026-03-20")
    close(monde, deux)
    trois, _ = open_next(monde, 3, "T03", date(2026, 7, 16), date(2026, 10, 15))
    # T01-01 gets another code, T01-02 is shared out.
    switch(monde)
    assert read_effet(monde) == EffetMontre(2, Compte(6, 5), Compte(4 + 10, 3))
    close(monde, trois)
    assert read_effet(monde) == EffetMontre(3, Compte(6, 5), Compte(4 + 10, 3))


def test_what_is_hidden_does_not_follow_from_all_that_was_looked_at(monde: Monde, deux: UUID) -> None:
    for rang in range(4):
        add_action(monde, rang, "T01-01", "2026-03-20")
    close(monde, deux)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        chemin = get_chemin_collectif(unit, monde.collectif).chemin
    [revus] = [p.revus for rangee in chemin.rangees if rangee.code == "T01" for p in rangee.points if p.numero == 2]
    # The same page tells of the cycle that twenty answers were given again: less those without an action, four.
    assert revus == 2 * 10
    assert read_effet(monde) is None
    assert "Pas encore de chiffre" in read(open_page(monde, "anna", "plans", effet="true"))


def test_two_structures_that_one_account_follows_count_for_one(monde: Monde, deux: UUID) -> None:
    for rang in range(5):
        add_action(monde, rang, "T01-01", "2026-03-20")
    add_account(monde, "deux", 0, 1)
    close(monde, deux)
    assert read_effet(monde) is None


def test_what_was_not_transmitted_is_not_counted(monde: Monde, deux: UUID) -> None:
    execute(
        "update carnet set etat = 'brouillon', transmis_le = null where trimestre_id = :t and structure_id = :s",
        t=deux,
        s=monde.structures[0],
    )
    close(monde, deux)
    assert read_effet(monde) == EffetMontre(2, Compte(), Compte(2 * 9, 7))


def test_an_open_trimestre_is_not_told_of_and_what_was_told_stays(monde: Monde, deux: UUID) -> None:
    close(monde, deux)
    trois, carnets = open_next(monde, 3, "T03", date(2026, 7, 16), date(2026, 10, 15))
    for carnet in carnets.values():
        answer(carnet, {"T01-01": 4})
    send(*carnets.values())
    assert read_effet(monde) == EffetMontre(2, Compte(), Compte(2 * 10, 8))
    close(monde, trois)
    dite = EffetMontre(3, Compte(), Compte(2 * 10, 8))
    assert read_effet(monde) == dite
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Pour voir", date(2026, 4, 15))
    execute("update reponse set niveau = 4 where carnet_id = any (:c)", c=list(monde.carnets))
    assert read_effet(monde) == dite
    # The cycle has gone on: what is said otherwise of the first trimestre is told of no more.
    send(*monde.carnets)
    close(monde)
    assert read_effet(monde) == dite


def test_neither_an_action_nor_an_account_nor_an_answer_of_after_moves_what_was_told(monde: Monde, deux: UUID) -> None:
    """Two looks, whatever was done between them, say the same: nothing is there to subtract."""
    for rang in range(5):
        add_action(monde, rang, "T01-01", "2026-03-20")
    close(monde, deux)
    dite = EffetMontre(2, Compte(5, 4), Compte(5 + 10, 4))
    assert read_effet(monde) == dite
    add_action(monde, 5, "T01-01", "2026-03-21")
    execute("update action set criteres = '{}' where structure_id = :s", s=monde.structures[0])
    assert read_effet(monde) == dite
    add_account(monde, "deux", 0, 1)
    execute("update collectif set seuil_anonymat = 10 where id = :c", c=monde.collectif)
    assert read_effet(monde) == dite


def test_nothing_is_said_to_have_moved_over_non_concerne(monde: Monde, deux: UUID) -> None:
    execute(
        "update reponse set niveau = null, non_concerne = true, motif = 'essai' where critere = 'T01-01'"
        " and carnet_id in (select id from carnet where trimestre_id = :t)",
        t=deux,
    )
    close(monde, deux)
    trois, carnets = open_next(monde, 3, "T03", date(2026, 7, 16), date(2026, 10, 15))
    for carnet in carnets.values():
        answer(carnet, {"T01-01": 4})
    send(*carnets.values())
    close(monde, trois)
    assert read_effet(monde) == EffetMontre(3, Compte(), Compte(10, 0))


def test_the_animation_alone_reads_it_in_one_query(monde: Monde, deux: UUID, installation: Installation) -> None:
    close(monde, deux)
    check_rights(monde, {"anna"}, lambda unit: get_effet(unit, monde.collectif))
    with count_statements(installation.moteur) as vues:
        read_effet(monde)
    assert sum("from publication_chemin p" in vue for vue in vues) == 1


def test_the_plans_show_it_when_asked_and_call_it_no_proof(
    monde: Monde, deux: UUID, installation: Installation
) -> None:
    close(monde, deux)
    assert "Ce n’est pas une preuve" not in read(open_page(monde, "anna", "plans"))
    page = open_page(monde, "anna", "plans", effet="true")
    assert "Ce qui a bougé, avec et sans action" in read(page)
    assert "Ce n’est pas une preuve" in read(page)
    assert len(count_rerun(installation.moteur, page)) <= 6
    ensemble = open_page(monde, "anna", "collectif", vue="L’ensemble", effet="true")
    assert "Ce n’est pas une preuve" in read(ensemble)
    assert len(count_rerun(installation.moteur, ensemble)) <= 6
