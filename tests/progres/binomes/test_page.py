"""Binômes on the screen: one declares, the chargée de mission decides, a visit is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.progres.binomes import affectation
from caprse.progres.binomes.regles import SaisieVisite
from caprse.progres.binomes.service import save_visite
from tests.base import count_rows, get_value
from tests.ecran import click, list_keys, open_page, read, read_html
from tests.monde import Monde
from tests.progres.binomes.scene import A, B, ask, declare, declare_deux, look, meet, visit
from tests.progres.pratiques.scene import answer


def test_a_direction_declares_in_two_lists_and_one_save(monde: Monde) -> None:
    page = open_page(monde, "alice", "binomes")
    assert "Vos niveaux n’y sont jamais" in read(page)
    page.multiselect(key="entraide-offre").set_value([A])
    page.multiselect(key="entraide-cherche").set_value([B])
    page = click(page, "entraide-enregistrer")
    assert "C’est enregistré" in read(page)
    assert look(monde, "alice").saisie.offre == (A,)


def test_others_of_the_structure_read_what_was_declared(monde: Monde) -> None:
    assert "La direction de votre structure" in read(open_page(monde, "ali", "binomes"))
    declare(monde, "alice", (A,), (B,))
    page = open_page(monde, "ali", "binomes")
    assert "Nous partageons" in read_html(page)
    assert "entraide-enregistrer" not in list_keys(page)


def test_the_animation_proposes_then_accepts(monde: Monde) -> None:
    declare_deux(monde)
    page = click(open_page(monde, "anna", "binomes"), "binomes-proposer")
    assert "1 binôme proposé" in read(page).replace("\u00a0", " ")
    assert "partage" in read_html(page)
    binome_id = get_value("select id from binome")
    page = click(page, f"binome-accepter-{binome_id}")
    assert "C’est décidé" in read(page)
    assert "Aucune visite prévue" in read_html(page)


TRANSACTIONS = """select count(*) from pg_stat_activity
 where datname = current_database() and backend_type = 'client backend'
   and xact_start is not null and pid <> pg_backend_pid()"""


@pytest.mark.parametrize("change", [False, True])
def test_no_transaction_is_open_while_it_is_computed(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, change: bool
) -> None:
    """A choice may take seconds; whoever declares meanwhile goes first, and the animation is told."""
    ouvertes = []
    choose = affectation.choose_disjoint

    def choose_disjoint(ensembles: Sequence[Sequence[UUID]], poids: Sequence[int]) -> list[int]:
        ouvertes.append(get_value(TRANSACTIONS))
        if change:
            declare(monde, "bob", (), ())
        return choose(ensembles, poids)

    declare_deux(monde)
    page = open_page(monde, "anna", "binomes")
    monkeypatch.setattr(affectation, "choose_disjoint", choose_disjoint)
    page = click(page, "binomes-proposer")
    assert ouvertes == [0]
    dit = "entre-temps" if change else "1 binôme proposé"
    assert dit in read(page).replace("\u00a0", " ")
    assert count_rows("binome") == (0 if change else 1)


def test_the_animation_changes_refuses_and_ends(monde: Monde) -> None:
    declare_deux(monde)
    ask(monde)
    binome_id = get_value("select id from binome")
    page = click(open_page(monde, "anna", "binomes"), f"binome-changer-{binome_id}")
    page.multiselect(key=f"binome-qui-{binome_id}").set_value([str(monde.structures[0])])
    page = click(page, "binome-enregistrer")
    assert "Choisissez de 2 à 4 structures" in read(page)
    page = click(click(page, "binome-annuler"), f"binome-refuser-{binome_id}")
    page = click(page, f"refuser-{binome_id}-oui")
    assert get_value("select etat from binome") == "refuse"
    page = click(page, "binomes-proposer")
    assert "Aucun binôme possible" in read(page)
    page = click(page, "binome-composer-" + str(monde.structures[0]))
    page.multiselect(key="binome-qui-nouveau").set_value([str(cle) for cle in monde.structures])
    page = click(page, "binome-enregistrer")
    assert count_rows("binome") == 2


def test_a_visit_is_planned_then_told(monde: Monde) -> None:
    binome_id = meet(monde)
    page = click(open_page(monde, "ali", "binomes"), f"visite-prevoir-{binome_id}")
    page.date_input(key=f"visite-{binome_id}-jour").set_value(date(2026, 3, 20))
    page = click(page, f"visite-enregistrer-{binome_id}")
    assert "La visite est prévue" in read(page)
    assert "À venir, le 20 mars 2026" in read_html(page)
    visite_id = get_value("select id from binome_visite")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_visite(unit, binome_id, SaisieVisite(date(2026, 3, 12)), visite_id, 1)
    page = open_page(monde, "bob", "binomes")
    page = click(page, f"visite-ecrire-{binome_id}")
    page.text_area(key=f"visite-{visite_id}-note").set_value("Vu <b>le tri</b>")
    page = click(page, f"visite-enregistrer-{binome_id}")
    assert "&lt;b&gt;le tri" in " ".join(str(element.proto.body) for element in page.get("html"))
    page = click(click(page, f"visite-ecrire-{binome_id}"), f"visite-supprimer-{binome_id}")
    assert count_rows("binome_visite") == 0


def test_whoever_reads_only_writes_nothing(monde: Monde) -> None:
    binome_id = meet(monde)
    assert f"visite-prevoir-{binome_id}" not in list_keys(open_page(monde, "aya", "binomes"))


def test_the_home_says_what_a_binome_waits_for(monde: Monde) -> None:
    binome_id = meet(monde)
    assert "Notre binôme : Collectif A" in read(open_page(monde, "alice", "accueil"))
    visit(monde, binome_id)
    assert "Notre binôme" not in read(open_page(monde, "alice", "accueil"))


def test_a_visit_that_took_place_is_on_the_way(monde: Monde) -> None:
    binome_id = meet(monde)
    answer(monde, 0, 2)
    visit(monde, binome_id, note="Vu *le tri*")
    visit(monde, binome_id, jour=date(2026, 4, 2), note="")
    for qui, autre in (("alice", 1), ("bob", 0)):
        answer(monde, autre, 1)
        lu = read(open_page(monde, qui, "chemin")).replace("\\", "")
        assert f"visite avec Collectif A – structure {autre}. « Vu *le tri* »" in lu.replace("\u00a0", " ")
        assert "2 avril" not in lu


def test_nobody_else_reads_it(monde: Monde) -> None:
    meet(monde)
    for qui in ("charlie", "clara", "adam", "fanny"):
        page = open_page(monde, qui, "binomes")
        assert "Collectif A" not in read(page) + read_html(page)
