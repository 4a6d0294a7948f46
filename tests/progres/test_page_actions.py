"""The pages of the plan d'action, run for each kind of person."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit
from caprse.progres.regles import EtatAction, SaisieAction
from caprse.progres.service import ActionListee, create_action, get_plan, update_action
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import MAINTENANT
from tests.ecran import click, list_keys, open_page, read, run
from tests.monde import Monde

JOUR = MAINTENANT.date()


@pytest.fixture
def action(monde: Monde) -> UUID:
    saisie = SaisieAction("Écrire la *charte*", "Ali", JOUR - timedelta(days=2), criteres=("T01-02",))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_action(unit, monde.structures[0], SaisieAction("Finie", etat=EtatAction.FAITE))
        return create_action(unit, monde.structures[0], saisie)


def test_an_action_is_read_with_its_delay_in_words(monde: Monde, action: UUID) -> None:
    essai = open_page(monde, "aya", "actions")
    vu = read(essai).replace("\u00a0", " ")
    assert "**1 action** à faire ou en cours, dont **1 en retard**." in vu
    assert "À faire · **en retard de 2 jours**" in vu
    assert "Écrire la *charte*" in [texte.value for texte in essai.text]
    assert "Pour : Critère T01-02" in vu.replace("\\", "")
    assert [plie.label for plie in essai.expander] == ["Ce qui est fait ou abandonné (1)", "Les mots du plan"]
    assert list_keys(essai) == set()


def test_a_next_step_becomes_an_action_in_one_press(monde: Monde) -> None:
    essai = open_page(monde, "ali", "actions", critere="T01-02", quoi="Arriver à ceci : *tout* est écrit")
    click(essai, "action-nouvelle-enregistrer")
    (faite,) = _see(monde)
    assert (faite.quoi, faite.criteres) == ("Arriver à ceci : *tout* est écrit", ("T01-02",))
    # What was begun is not written over by another proposal.
    essai = click(open_page(monde, "ali", "actions"), "ajouter")
    essai.text_area(key="action-nouvelle-quoi").set_value("Commencée")
    run(essai)
    autre = open_page(monde, "ali", "actions", critere="T01-03", quoi="Autre")
    assert autre.text_area(key="action-nouvelle-quoi").value == "Commencée"


def test_an_empty_plan_says_so(monde: Monde) -> None:
    assert "Aucune action pour le moment." in read(open_page(monde, "alice", "actions"))


def test_an_action_is_added_changed_and_done(monde: Monde) -> None:
    essai = click(open_page(monde, "ali", "actions"), "ajouter")
    essai.text_area(key="action-nouvelle-quoi").set_value("Afficher la charte")
    essai.date_input(key="action-nouvelle-echeance").set_value(date(2026, 4, 2))
    essai.multiselect(key="action-nouvelle-criteres").set_value(["T01-01"])
    click(essai, "action-nouvelle-enregistrer")
    assert "L’action est enregistrée." in read(essai)
    (faite,) = _see(monde)
    assert (faite.quoi, faite.echeance, faite.criteres) == ("Afficher la charte", date(2026, 4, 2), ("T01-01",))
    click(essai, f"modifier-{faite.id}")
    assert essai.text_area(key=f"action-{faite.id}-quoi").value == "Afficher la charte"
    essai.pills(key=f"action-{faite.id}-etat").set_value(EtatAction.EN_COURS)
    click(essai, f"action-{faite.id}-enregistrer")
    assert "En cours · dans\u00a019\u00a0jours" in read(essai)
    click(essai, f"faite-{faite.id}")
    assert _see(monde)[0].etat is EtatAction.FAITE
    # A second new action starts from an empty form.
    assert click(essai, "ajouter").text_area(key="action-nouvelle-quoi").value == ""


def test_a_refused_action_keeps_what_was_typed(monde: Monde) -> None:
    essai = click(open_page(monde, "alice", "actions"), "ajouter")
    essai.text_input(key="action-nouvelle-pilote").set_value("Ali")
    click(essai, "action-nouvelle-enregistrer")
    assert "Dites ce qu’il y a à faire." in read(essai)
    assert essai.text_input(key="action-nouvelle-pilote").value == "Ali"
    assert _see(monde) == ()
    click(essai, "action-nouvelle-annuler")
    assert "ajouter" in list_keys(essai)


def test_a_colleague_s_change_is_shown_before_it_is_replaced(monde: Monde, action: UUID) -> None:
    essai = click(open_page(monde, "alice", "actions"), f"modifier-{action}")
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        update_action(unit, action, 1, SaisieAction("Version d’Ali"))
    essai.text_area(key=f"action-{action}-quoi").set_value("Version d’Alice")
    click(essai, f"action-{action}-enregistrer")
    vu = read(essai)
    assert "entre-temps" in vu
    assert "Ali a modifié cette action le 14 mars 2026. Enregistrer remplacera ce qui suit :" in vu
    assert "Version d’Ali" in vu
    assert essai.text_area(key=f"action-{action}-quoi").value == "Version d’Alice"
    click(essai, f"action-{action}-enregistrer")
    assert _see(monde)[0].quoi == "Version d’Alice"


def test_the_form_opens_from_a_critere_once(monde: Monde) -> None:
    essai = open_page(monde, "alice", "actions", critere="T01-03")
    assert essai.multiselect(key="action-nouvelle-criteres").value == ["T01-03"]
    assert "critere" not in essai.query_params
    click(essai, "action-nouvelle-annuler")
    run(essai)
    assert "ajouter" in list_keys(essai)


def test_an_unknown_critere_or_one_who_only_reads_opens_nothing(monde: Monde) -> None:
    assert "ajouter" in list_keys(open_page(monde, "alice", "actions", critere="<script>"))
    assert list_keys(open_page(monde, "aya", "actions", critere="T01-03")) == set()


def test_the_animation_reads_the_plans_of_all_and_what_is_late_comes_first(monde: Monde, action: UUID) -> None:
    execute("update action set quoi = 'La *charte* <b>' where id = :a", a=action)
    essai = open_page(monde, "anna", "plans")
    (ligne,) = list_lignes(essai)
    assert "en retard de 2 jours" in ligne
    # What people type is shown as typed.
    assert "La *charte* &lt;b&gt;" in ligne
    assert "Collectif A – structure 0" in ligne
    assert [bouton.label for bouton in essai.button] == [
        "**1** en retard",
        "**1** à faire ou en cours",
        "**1** faite ou abandonnée",
    ]
    assert "en retard" not in list_lignes(click(essai, "plans-finies"))[0]
    assert essai.query_params["voir"] in ("finies", ["finies"])
    # The tableau de bord leads here by the name of a structure.
    autre = open_page(monde, "anna", "plans", plan="Collectif A – structure 1")
    assert "Aucune action ici pour le moment." in read(autre)
    assert list_lignes(open_page(monde, "anna", "plans", plan="Collectif A – structure 0"))


def list_lignes(essai: AppTest) -> list[str]:
    return [e.proto.body for e in essai.get("html") if e.proto.body.startswith('<div class="cap-plan">')]


def test_a_rerun_takes_few_statements(monde: Monde, action: UUID, installation: Installation) -> None:
    for personne, page, attendu in (("alice", "actions", 3), ("anna", "plans", 3)):
        essai = open_page(monde, personne, page)
        with count_statements(installation.moteur) as requetes:
            run(essai)
        assert len(requetes) == attendu


def _see(monde: Monde) -> tuple[ActionListee, ...]:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return get_plan(unit, monde.structures[0]).actions
