"""The pages of the plan d'action, run for each kind of person."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit
from caprse.progres.lecture import ActionListee, get_plan
from caprse.progres.regles import Effort, EtatAction, SaisieAction
from caprse.progres.service import create_action, update_action
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import MAINTENANT, Horloge
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import REFERENTIEL, Monde
from tests.progres.scene import answer, decide

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
    assert "En retard de 2 jours (12 mars) Qui : Ali" in read_html(essai).replace("\u00a0", " ")
    assert "Écrire la *charte*" in [texte.value for texte in essai.text]
    assert "Sert à : Critère T01-02" in vu.replace("\\", "")
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


def test_what_changed_is_asked_once_the_action_is_done(monde: Monde, action: UUID) -> None:
    essai = click(open_page(monde, "ali", "actions"), f"faite-{action}")
    # It is done already: what it changed is a question apart.
    assert next(a for a in _see(monde) if a.id == action).etat is EtatAction.FAITE
    assert "Bravo, c’est fait" in read(essai)
    essai.text_area(key=f"action-fin-{action}").set_value("On sait à qui s’adresser")
    run(essai)
    click(essai, "fin-plus-tard")
    assert "fin-enregistrer" not in list_keys(essai)
    # What was typed waits, here and on another device.
    click(essai, f"dire-{action}")
    assert essai.text_area(key=f"action-fin-{action}").value == "On sait à qui s’adresser"
    autre = open_page(monde, "ali", "actions")
    click(autre, "fin-enregistrer")
    assert "Merci, c’est noté." in read(autre)
    assert next(a for a in _see(monde) if a.id == action).ce_qui_change == "On sait à qui s’adresser"
    assert "Ce qui a changé : On sait à qui s’adresser" in [texte.value for texte in autre.text]
    assert f"dire-{action}" not in list_keys(autre)


def test_the_form_asks_what_changed_as_the_press_does(monde: Monde, action: UUID) -> None:
    essai = click(open_page(monde, "ali", "actions"), f"modifier-{action}")
    essai.pills(key=f"action-{action}-etat").set_value(EtatAction.FAITE)
    click(essai, f"action-{action}-enregistrer")
    assert "Bravo, c’est fait" in read(essai)
    assert f"action-fin-{action}" in [zone.key for zone in essai.text_area]
    click(essai, "fin-plus-tard")
    # Said already: to correct a word of it asks nothing again.
    click(essai, f"modifier-{action}")
    essai.text_input(key=f"action-{action}-pilote").set_value("Aya")
    click(essai, f"action-{action}-enregistrer")
    assert "fin-enregistrer" not in list_keys(essai)


def test_a_new_action_that_is_done_already_is_asked_what_it_changed(monde: Monde) -> None:
    essai = click(open_page(monde, "ali", "actions"), "ajouter")
    essai.text_area(key="action-nouvelle-quoi").set_value("Afficher la charte")
    essai.pills(key="action-nouvelle-etat").set_value(EtatAction.FAITE)
    click(essai, "action-nouvelle-enregistrer")
    assert "Bravo, c’est fait" in read(essai)


def test_saying_nothing_of_what_changed_is_told_beside_the_question(monde: Monde, action: UUID) -> None:
    essai = click(open_page(monde, "ali", "actions"), f"faite-{action}")
    click(essai, "fin-enregistrer")
    assert "choisissez « Plus tard »" in read(essai)
    assert "fin-enregistrer" in list_keys(essai)


def test_on_the_board_one_press_moves_a_card(monde: Monde, action: UUID) -> None:
    essai = open_page(monde, "ali", "actions", vue="Colonnes")
    click(essai, f"commencer-{action}")
    assert _find(monde, action).etat is EtatAction.EN_COURS
    click(essai, f"faite-{action}")
    assert _find(monde, action).etat is EtatAction.FAITE
    assert "Bravo, c’est fait" in read(essai)
    click(essai, f"reprendre-{action}")
    assert _find(monde, action).etat is EtatAction.EN_COURS
    click(essai, f"modifier-{action}")
    assert essai.text_area(key=f"action-{action}-quoi").value == "Écrire la *charte*"
    lecture = open_page(monde, "aya", "actions", vue="Colonnes")
    assert list_keys(lecture) == set()
    assert "**en retard de 2 jours (12 mars)**" in read(lecture).replace("\\", "")


def test_an_open_action_of_a_past_trimestre_says_since_when(monde: Monde, action: UUID, horloge: Horloge) -> None:
    assert "depuis le trimestre" not in read(open_page(monde, "aya", "actions"))
    horloge.instant += timedelta(days=400)
    vu = read(open_page(monde, "aya", "actions"))
    assert vu.count("depuis le trimestre 1") == 1


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
    assert "En cours · dans 19 jours" in read_html(essai).replace("\u00a0", " ")
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


def test_a_gap_shows_its_goal_and_the_action_keeps_it(monde: Monde) -> None:
    answer(monde, "T01-02", 1)
    essai = open_page(monde, "ali", "actions", critere="T01-02")
    but = REFERENTIEL.critere("T01-02").niveaux[2]
    assert f"Vers **2 · {REFERENTIEL.echelle[2].nom}** : {but}" in read(essai).replace("\\", "")
    essai.text_area(key="action-nouvelle-quoi").set_value("Écrire la charte")
    essai.pills(key="action-nouvelle-effort").set_value(Effort.PEU)
    essai.text_input(key="action-nouvelle-premier_pas").set_value("Appeler Ali")
    click(essai, "action-nouvelle-enregistrer")
    (action,) = _see(monde)
    assert (action.niveau_vise, action.but, action.effort) == (2, but, Effort.PEU)
    vu = read(essai).replace("\\", "")
    assert "une heure ou deux" in vu
    assert f"Vers **2 · {REFERENTIEL.echelle[2].nom}** : {but}" in vu
    assert "Premier pas : Appeler Ali" in [texte.value for texte in essai.text]


def test_an_aim_that_the_carnet_reached_is_told_on_the_card(monde: Monde) -> None:
    answer(monde, "T01-02", 1)
    essai = open_page(monde, "ali", "actions", critere="T01-02")
    essai.text_area(key="action-nouvelle-quoi").set_value("Écrire la charte")
    click(essai, "action-nouvelle-enregistrer")
    (action,) = _see(monde)
    nom = f"2 · {REFERENTIEL.echelle[2].nom}"
    question = f"**{nom}** est atteint. Finie ?"
    assert "atteint" not in read(open_page(monde, "ali", "actions"))
    answer(monde, "T01-02", 2, version=1)
    execute("update action set echeance = '2020-01-01'")
    essai = open_page(monde, "ali", "actions")
    assert question in read(essai).replace("\u202f", " ").replace("\xa0", " ").replace("\\", "")
    # One act, once, beside the question; on the board it takes the place of « Commencer ».
    assert f"commencer-{action.id}" not in list_keys(open_page(monde, "ali", "actions", vue="Colonnes"))
    click(essai, f"viser-{action.id}")
    assert _find(monde, action.id).niveau_vise == 3
    assert "atteint" not in read(essai)
    answer(monde, "T01-02", 3, version=2)
    essai = open_page(monde, "ali", "actions")
    click(essai, f"faite-{action.id}")
    assert _find(monde, action.id).etat is EtatAction.FAITE


def test_a_decision_becomes_an_action_in_one_press_and_once(monde: Monde) -> None:
    decision = decide(monde, "Montrer la *charte*", monde.structures[0])
    essai = open_page(monde, "ali", "actions", decision=str(decision))
    click(essai, "action-nouvelle-enregistrer")
    (action,) = _see(monde)
    assert (action.quoi, action.pilote, action.echeance) == ("Montrer la *charte*", "Ali", date(2026, 5, 4))
    assert (action.criteres, action.decision_id) == (("T01-02",), decision)
    encore = open_page(monde, "ali", "actions", decision=str(decision))
    assert "déjà dans votre plan" in read(encore)
    assert "action-nouvelle-enregistrer" not in list_keys(encore)


def test_the_decision_of_another_opens_nothing(monde: Monde) -> None:
    voisine = decide(monde, "Voisine", monde.structures[1])
    for valeur in (str(voisine), "<script>"):
        assert "ajouter" in list_keys(open_page(monde, "ali", "actions", decision=valeur))


def test_what_was_begun_takes_nothing_else_from_a_decision(monde: Monde) -> None:
    decision = decide(monde, "Montrer", monde.structures[0])
    essai = click(open_page(monde, "ali", "actions"), "ajouter")
    essai.text_area(key="action-nouvelle-quoi").set_value("Commencée")
    run(essai)
    click(open_page(monde, "ali", "actions", decision=str(decision)), "action-nouvelle-enregistrer")
    (action,) = _see(monde)
    assert (action.quoi, action.pilote, action.decision_id) == ("Commencée", "", None)


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
    # The filter says its état; what it serves tells it from the same action elsewhere.
    assert "À faire" not in ligne
    execute("update action set criteres = '{T01-03}', etat = 'en_cours' where id = :a", a=action)
    assert "Critère T01-03 · en cours" in list_lignes(run(essai))[0]
    assert [bouton.label for bouton in essai.button][:4] == [
        "**1** en retard",
        "**1** à faire",
        "**1** finie",
        "Préparer 1\u00a0relance",
    ]
    assert "en retard" not in list_lignes(click(essai, "plans-finies"))[0]
    assert essai.query_params["voir"] in ("finies", ["finies"])
    # The tableau de bord leads here by the name of a structure.
    autre = open_page(monde, "anna", "plans", plan="Collectif A – structure 1")
    assert "Aucune action ici pour le moment." in read(autre)
    assert list_lignes(open_page(monde, "anna", "plans", plan="Collectif A – structure 0"))


def test_the_chosen_late_actions_are_reminded_at_once(monde: Monde, action: UUID) -> None:
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        create_action(unit, monde.structures[1], SaisieAction("Celle de Bob", echeance=JOUR - timedelta(days=1)))
        create_action(unit, monde.structures[1], SaisieAction("À l’heure", echeance=JOUR))
    essai = open_page(monde, "anna", "plans")
    assert essai.button(key="plans-relance").label == "Préparer 2\u00a0relances"
    essai.checkbox(key=f"plan-choix-{action}").uncheck()
    assert run(essai).button(key="plans-relance").label == "Préparer 1\u00a0relance"
    click(essai, "plans-relance")
    assert "ont dépassé leur date" in (essai.text_area(key="plans-relance-texte").value or "")
    assert execute("select count(*) from courriel") == [(0,)], "one press asks first"
    click(essai, "plans-relance-envoyer")
    assert "La relance part pour 1 personne." in read(essai)
    ((compte, donnees),) = execute("select compte_id, donnees from courriel")
    assert compte == monde.comptes["bob"]
    assert donnees["mots"] == [["Collectif A – structure 1", "Celle de Bob (prévue pour le 13\u00a0mars\u00a02026)"]]


def test_the_same_action_of_several_structures_is_said_once(monde: Monde) -> None:
    for nom, rang in (("alice", 0), ("bob", 1)):
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            create_action(unit, monde.structures[rang], SaisieAction("La même", echeance=JOUR - timedelta(days=1)))
    essai = open_page(monde, "anna", "plans")
    corps = "".join(element.proto.body for element in essai.get("html"))
    assert corps.count("La même") == 1
    assert len(list_lignes(essai)) == 2


def test_the_table_is_sorted_by_its_heads(monde: Monde, action: UUID) -> None:
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        create_action(unit, monde.structures[1], SaisieAction("Balayer", "Zoé", JOUR - timedelta(days=1)))
    essai = open_page(monde, "anna", "plans")
    for tete, premiere in (("action", "Balayer"), ("action", "charte"), ("structure", "charte"), ("qui", "charte")):
        assert premiere in list_lignes(click(essai, f"plans-tri-{tete}"))[0], tete
    assert essai.query_params["tri"] in ("qui", ["qui"])
    assert len(list_lignes(open_page(monde, "anna", "plans", tri="<script>"))) == 2


def test_the_plans_are_read_by_thematique(monde: Monde, action: UUID) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_action(unit, monde.structures[0], SaisieAction("Trier", echeance=JOUR, criteres=("TRA-01",)))
        create_action(unit, monde.structures[0], SaisieAction("Sans critère", echeance=JOUR))
    essai = open_page(monde, "anna", "plans", voir="ouvertes")
    assert len(list_lignes(essai)) == 3
    titres = [REFERENTIEL.thematique(code).titre for code in ("T01", "TRA")]
    assert essai.selectbox(key="theme").options == ["Toutes", *titres, "Sans thématique"]
    essai.selectbox(key="theme").set_value(titres[1])
    run(essai)
    [ligne] = list_lignes(essai)
    assert "Trier" in ligne


def list_lignes(essai: AppTest) -> list[str]:
    return [e.proto.body for e in essai.get("html") if e.proto.body.startswith('<div class="cap-plan">')]


def test_a_rerun_takes_few_statements(monde: Monde, action: UUID, installation: Installation) -> None:
    for personne, page, attendu in (("alice", "actions", 3), ("anna", "plans", 3)):
        essai = open_page(monde, personne, page)
        with count_statements(installation.moteur) as requetes:
            run(essai)
        assert len(requetes) == attendu


def _find(monde: Monde, action: UUID) -> ActionListee:
    return next(vue for vue in _see(monde) if vue.id == action)


def _see(monde: Monde) -> tuple[ActionListee, ...]:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return get_plan(unit, monde.structures[0]).actions
