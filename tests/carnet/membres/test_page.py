"""The page of structures, run for the animation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.membres.adhesions import add_adhesion
from caprse.carnet.membres.liste import StructureListee, list_structures
from caprse.carnet.membres.page import page_structures
from caprse.carnet.membres.vue_liste import PAGE_ACCES
from caprse.collectif.annuaire.lecture import read_annuaire
from caprse.collectif.importation import import_structures
from caprse.collectif.structures import create_structure
from caprse.pages import ENTREES
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read, read_html, read_reperes, run
from tests.monde import Monde, add_personne

ANNUAIRE = Path(__file__).parents[3] / "docs" / "exemples" / "annuaire-occitanie-2025.csv"


@pytest.fixture
def annuaire(monde: Monde) -> Monde:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        import_structures(unit, monde.collectif, read_annuaire(ANNUAIRE).lignes)
    return monde


def _get(monde: Monde, nom: str) -> StructureListee:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return next(s for s in list_structures(unit, monde.collectif) if s.nom == nom)


def test_inviting_leads_to_a_page_that_the_animation_has() -> None:
    entree = next(entree for entree in ENTREES if entree.nom == PAGE_ACCES)
    assert Role.ANIMATION in entree.roles


def test_members_come_first_with_since_when(annuaire: Monde) -> None:
    essai = open_page(annuaire, "anna", page_structures)
    assert read_reperes(essai) == "54 structures · 5 adhérentes · 5 à vérifier · 3 sans accès"
    assert "Adhère depuis le 16 sept. 2025 3 personnes" in read_html(essai)
    assert not any("AILES" in case.label for case in essai.checkbox)


def test_what_is_to_check_is_listed_and_settled(annuaire: Monde) -> None:
    essai = open_page(annuaire, "anna", page_structures)
    essai.button_group(key="structures-filtre").set_value("À vérifier")
    run(essai)
    assert sum(cle.startswith("verifie-") for cle in list_keys(essai)) == 5
    assert "Type non indiqué dans l’annuaire" in read(essai)
    entraide = _get(annuaire, "ENTRAIDE SERVICES")
    click(essai, f"modifier-{entraide.id}")
    essai.button_group(key="structure-types").set_value(["AI"])
    click(essai, "structure-enregistrer")
    assert "La structure est enregistrée." in read(essai)
    assert _get(annuaire, "ENTRAIDE SERVICES").types == ("AI",)
    click(essai, f"verifie-{_get(annuaire, 'AVIE').id}")
    assert sum(cle.startswith("verifie-") for cle in list_keys(essai)) == 3


def test_a_refused_correction_keeps_the_form(annuaire: Monde) -> None:
    essai = open_page(annuaire, "anna", page_structures)
    essai.button_group(key="structures-filtre").set_value("Toutes")
    essai.text_input(key="structures-recherche").set_value("casta")
    run(essai)
    casta = _get(annuaire, "CASTA")
    click(essai, f"modifier-{casta.id}")
    essai.text_input(key="structure-departement").set_value("99")
    click(essai, "structure-enregistrer")
    assert "Département inconnu « 99 »" in read(essai)
    assert essai.text_input(key="structure-departement").value == "99"
    assert _get(annuaire, "CASTA").departement == "09"


def _show(essai: AppTest, nom: str) -> None:
    essai.button_group(key="structures-filtre").set_value("Toutes")
    essai.text_input(key="structures-recherche").set_value(nom)
    run(essai)


def test_a_structure_joins_leaves_and_comes_back(annuaire: Monde) -> None:
    essai = open_page(annuaire, "anna", page_structures)
    _show(essai, "germen")
    ici = _get(annuaire, "GERMEN").id
    click(essai, f"modifier-{ici}")
    essai.date_input(key=f"adhesion-retour-{ici}").set_value(date(2026, 2, 1))
    click(essai, f"adhesion-adherer-{ici}")
    assert "Adhère depuis le 1er févr. 2026" in read_html(essai)
    click(essai, f"modifier-{ici}")
    assert "elles lisent son passé et peuvent l’emporter" in read(essai)
    essai.date_input(key=f"adhesion-fin-{ici}").set_value(date(2026, 3, 1))
    click(essai, f"adhesion-terminer-{ici}")
    assert "A adhéré du 1er févr. 2026 au 1er mars 2026" in read_html(essai)
    click(essai, f"modifier-{ici}")
    essai.date_input(key=f"adhesion-retour-{ici}").set_value(date(2026, 3, 1))
    click(essai, f"adhesion-adherer-{ici}")
    assert "choisissez une autre date" in read(essai)
    essai.date_input(key=f"adhesion-retour-{ici}").set_value(date(2026, 3, 10))
    click(essai, f"adhesion-adherer-{ici}")
    assert "Adhère depuis le 10 mars 2026" in read_html(essai)


def test_a_start_date_is_corrected(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_structures)
    ici = monde.structures[0]
    click(essai, f"modifier-{ici}")
    essai.date_input(key=f"adhesion-du-{ici}").set_value(date(2025, 10, 1))
    essai.date_input(key=f"adhesion-au-{ici}").set_value(date(2026, 12, 31))
    click(essai, f"adhesion-corriger-{ici}")
    assert "Adhère depuis le 1er oct. 2025, jusqu’au 31 déc. 2026" in read_html(essai)


def test_a_structure_is_added_with_its_adhesion_then_taken_back(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_structures)
    click(essai, "ajouter")
    click(essai, "nouvelle-enregistrer")
    assert "de 1 à 200 caractères" in read(essai)
    essai.text_input(key="structure-nom").set_value("Les *Ateliers*")
    essai.button_group(key="structure-types").set_value(["ACI"])
    click(essai, "nouvelle-enregistrer")
    vu = read(essai)
    assert "Adhère depuis le 14 mars 2026" in read_html(essai)
    assert "Les *Ateliers* est ajoutée. Elle adhère depuis le 14 mars 2026." in vu
    ici = _get(monde, "Les *Ateliers*")
    assert ici.carnet_vide
    click(essai, f"modifier-{ici.id}")
    click(essai, f"reprendre-{ici.id}")
    assert "est repris, et son adhésion est terminée" in read(essai)
    ici = _get(monde, "Les *Ateliers*")
    assert (ici.carnet_vide, ici.au) == (False, date(2026, 3, 14))


def test_the_data_of_a_structure_are_offered_where_it_changes(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_avec_export)
    assert str(monde.structures[1]) not in read(essai)
    click(essai, f"modifier-{monde.structures[1]}")
    assert f"emporter {monde.structures[1]}" in read(essai)


def page_avec_export() -> None:
    page_structures(lambda structure_id: st.text(f"emporter {structure_id}"))


def test_a_member_without_carnet_can_be_given_one(annuaire: Monde) -> None:
    casta = _get(annuaire, "CASTA")
    with open_unit_systeme() as unit:
        unit.db.execute(
            text("insert into adhesion (collectif_id, structure_id, du) values (:c, :s, '2026-02-01')"),
            {"c": annuaire.collectif, "s": casta.id},
        )
    essai = open_page(annuaire, "anna", page_structures)
    assert "Pas encore de carnet" in read(essai)
    click(essai, f"carnet-{casta.id}")
    assert "Pas encore de carnet" not in read(essai)


def test_twenty_are_shown_at_a_time_with_as_many_statements_for_all(
    annuaire: Monde, installation: Installation
) -> None:
    essai = open_page(annuaire, "anna", page_structures)
    with count_statements(installation.moteur) as pour_cinq:
        run(essai)
    essai.button_group(key="structures-filtre").set_value("Toutes")
    with count_statements(installation.moteur) as pour_toutes:
        run(essai)
    assert len(pour_cinq) == len(pour_toutes) == 4
    assert "1 à 20 sur 54" in read(essai)
    assert "precedentes" not in list_keys(essai)
    click(click(essai, "suivantes"), "suivantes")
    assert "41 à 54 sur 54" in read(essai)
    assert "suivantes" not in list_keys(essai)


def _choose(essai: AppTest, *structures: UUID) -> None:
    essai.toggle(key="structures-choisir").set_value(True)
    run(essai)
    for structure in structures:
        essai.checkbox(key=f"choix-{structure}").check()
    run(essai)


def test_several_structures_leave_at_once_and_the_others_stay(annuaire: Monde) -> None:
    essai = open_page(annuaire, "anna", page_structures)
    assert "lot-faire" not in list_keys(essai)
    _choose(essai, *annuaire.structures[:2])
    assert "2 structures choisies" in read(essai)
    essai.button_group(key="lot-acte").set_value("Retirer du collectif")
    run(essai)
    essai.date_input(key="lot-fin").set_value(date(2026, 3, 20))
    click(essai, "lot-faire")
    assert "C’est fait pour 2 structures : Collectif A – structure 0 et Collectif A – structure 1." in read(essai)
    assert "lot-faire" not in list_keys(essai)
    jours = execute("select au from adhesion where au is not null")
    assert jours == [(date(2026, 3, 20),)] * 2


def test_all_that_is_shown_is_chosen_and_given_a_type_where_it_lacks(annuaire: Monde) -> None:
    essai = open_page(annuaire, "anna", page_structures)
    essai.button_group(key="structures-filtre").set_value("À vérifier")
    essai.toggle(key="structures-choisir").set_value(True)
    run(essai)
    essai.checkbox(key="choix-tout").check()
    run(essai)
    essai.button_group(key="lot-acte").set_value("Ajouter des types")
    run(essai)
    click(essai, "lot-faire")
    assert "Choisissez au moins un type." in read(essai)
    essai.button_group(key="lot-types").set_value(["AI"])
    click(essai, "lot-faire")
    assert "C’est fait pour" in read(essai)
    assert _get(annuaire, "ENTRAIDE SERVICES").types == ("AI",)
    assert _get(annuaire, "ENTRAIDE SERVICES").a_verifier == ()


def test_two_chosen_lines_become_one_after_what_follows_is_read(annuaire: Monde) -> None:
    gardee = annuaire.structures[0]
    with open_unit(compte_id=annuaire.comptes["anna"]) as unit:
        double = create_structure(
            unit, annuaire.collectif, nom="Aussi structure 0", types=["AI"], departement="31", commune="Revel"
        )
        add_adhesion(unit, annuaire.collectif, double, date(2026, 3, 1))
    add_personne(annuaire, "dina", Role.DIRECTION, double)
    essai = open_page(annuaire, "anna", page_structures)
    _choose(essai, gardee, double)
    essai.button_group(key="lot-acte").set_value("Réunir en une seule")
    run(essai)
    # Structure 0 has more people: it is proposed as the one that stays.
    assert essai.radio(key="lot-gardee").value == gardee
    assert "La rejoignent : 1 personne qui a accès." in read(essai)
    click(essai, "lot-reunir")
    assert "ne font plus qu’une structure" in read(essai)
    assert not any(case.key == f"choix-{double}" for case in essai.checkbox)
    assert execute("select count(*) from structure where id = :s", s=double) == [(0,)]


def test_two_lines_that_cannot_become_one_say_why(annuaire: Monde) -> None:
    a, b = annuaire.structures[:2]
    for structure in (a, b):
        execute(
            "insert into positionnement (collectif_id, structure_id, enjeu, niveau, referentiel_id)"
            " values (:k, :s, :e, 2, :r)",
            k=annuaire.collectif,
            s=structure,
            e=annuaire.enjeux[0],
            r=annuaire.referentiel,
        )
    essai = open_page(annuaire, "anna", page_structures)
    _choose(essai, a, b)
    essai.button_group(key="lot-acte").set_value("Réunir en une seule")
    run(essai)
    assert "Les deux lignes ont rempli leur point de départ" in read(essai)
    assert "lot-reunir" not in list_keys(essai)
    # A third line: what is for two is no longer proposed, and another pair has its own answer.
    _choose(essai, annuaire.structures[2])
    assert essai.button_group(key="lot-acte").value is None
    assert "lot-faire" not in list_keys(essai)
    essai.checkbox(key=f"choix-{a}").uncheck()
    run(essai)
    essai.button_group(key="lot-acte").set_value("Réunir en une seule")
    run(essai)
    assert essai.radio(key="lot-gardee").value in annuaire.structures[1:3]
    assert "lot-reunir" in list_keys(essai)
