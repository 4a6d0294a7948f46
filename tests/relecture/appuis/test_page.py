"""The pages of the appuis, run for each kind of person."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.relecture.appuis.lecture import list_appuis
from caprse.relecture.appuis.regles import EtatAppui, Suite
from caprse.relecture.appuis.service import answer_appui, create_appui
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.conftest import MAINTENANT
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde

JOUR = MAINTENANT.date()


@pytest.fixture
def appui(monde: Monde) -> UUID:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return create_appui(unit, monde.structures[0], "Nous aider *ici*", "T01-02")


def _etat(appui: UUID) -> tuple[object, ...]:
    with open_unit_systeme() as unit:
        ligne = unit.db.execute(text("select etat, demi_journees, reponse from appui where id = :a"), {"a": appui})
        return tuple(ligne.one())


def test_a_direction_asks_and_takes_its_request_back(monde: Monde) -> None:
    essai = open_page(monde, "alice", "appuis")
    vu = read(essai)
    assert "**2 jours par an**, par demi-journées." in vu
    assert "4 demi-journées libres sur 4 en 2026 4 libres" in read_html(essai)
    click(essai, "demander-appui")
    essai.text_area(key="appui-texte").set_value("Écrire la charte")
    essai.selectbox(key="appui-critere").set_value("T01-01")
    click(essai, "appui-envoyer")
    assert "La demande est envoyée" in read(essai)
    assert "1 demandée, réponse attendue 3 libres" in read_html(essai)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        (structure,) = list_appuis(unit, monde.structures[0]).structures
    (cree,) = structure.appuis
    assert (cree.demande, cree.critere) == ("Écrire la charte", "Critère T01-01")
    click(click(essai, f"annuler-{cree.id}"), f"annuler-{cree.id}-oui")
    assert _etat(cree.id)[0] == "annule"
    assert f"annuler-{cree.id}" not in list_keys(essai)
    assert click(essai, "demander-appui").text_area(key="appui-texte").value == ""


def test_a_refused_request_keeps_what_was_typed(monde: Monde) -> None:
    essai = click(open_page(monde, "alice", "appuis"), "demander-appui")
    essai.selectbox(key="appui-critere").set_value("T01-03")
    click(essai, "appui-envoyer")
    assert "Dites en quelques mots de quoi vous avez besoin." in read(essai)
    assert essai.selectbox(key="appui-critere").value == "T01-03"
    click(essai, "appui-annuler")
    assert "demander-appui" in list_keys(essai)


def test_the_form_opens_from_a_critere_once(monde: Monde) -> None:
    essai = open_page(monde, "alice", "appuis", critere="T01-03")
    assert essai.selectbox(key="appui-critere").value == "T01-03"
    assert essai.text_area(key="appui-texte").value == "Nous avons besoin d’aide pour : Critère T01-03"
    assert "critere" not in essai.query_params
    click(essai, "appui-annuler")
    assert "demander-appui" in list_keys(run(essai))


def test_those_who_may_not_ask_read(monde: Monde, appui: UUID) -> None:
    for personne in ("ali", "aya"):
        essai = open_page(monde, personne, "appuis", critere="T01-03")
        assert "Nous aider *ici*" in [texte.value for texte in essai.text]
        assert "La direction de votre structure demande les appuis." in read(essai)
        assert list_keys(essai) == set()


def test_the_animation_plans_then_closes(monde: Monde, appui: UUID) -> None:
    essai = click(open_page(monde, "anna", "appuis-collectif"), f"repondre-{appui}")
    essai.radio(key=f"appui-{appui}-etat").set_value(EtatAppui.PLANIFIE)
    run(essai)
    essai.date_input(key=f"appui-{appui}-prevu").set_value(JOUR + timedelta(days=5))
    essai.number_input(key=f"appui-{appui}-demi").set_value(2)
    click(essai, f"appui-{appui}-enregistrer")
    assert "La réponse est enregistrée" in read(essai)
    assert "Prévu pour le 19 mars 2026 · 2 demi-journées" in read_html(essai)
    click(essai, f"repondre-{appui}")
    essai.radio(key=f"appui-{appui}-etat").set_value(EtatAppui.CLOS)
    run(essai)
    essai.number_input(key=f"appui-{appui}-demi").set_value(6)
    essai.text_area(key=f"appui-{appui}-reponse").set_value("Merci de *votre* accueil")
    click(essai, f"appui-{appui}-enregistrer")
    assert _etat(appui) == ("clos", 6, "Merci de *votre* accueil")
    # What is over is no longer among what is to follow.
    assert "Aucun appui ne correspond à ces choix." in read(essai)
    assert "C’est 2 demi-journées de plus que les 4 de l’année." in read(open_page(monde, "alice", "appuis"))


def test_a_refusal_needs_a_reason(monde: Monde, appui: UUID) -> None:
    essai = click(open_page(monde, "anna", "appuis-collectif"), f"repondre-{appui}")
    essai.radio(key=f"appui-{appui}-etat").set_value(EtatAppui.REFUSE)
    run(essai)
    click(essai, f"appui-{appui}-enregistrer")
    assert "Dites en quelques mots pourquoi" in read(essai)
    assert _etat(appui)[0] == "demande"
    essai.text_area(key=f"appui-{appui}-reponse").set_value("Pas cette année.")
    click(essai, f"appui-{appui}-enregistrer")
    assert _etat(appui)[0] == "refuse"
    assert "Réponse : Pas cette année." in read(open_page(monde, "alice", "appuis"))


def test_the_animation_notes_a_request_for_a_structure(monde: Monde) -> None:
    essai = click(open_page(monde, "anna", "appuis-collectif"), "demander-appui")
    essai.text_area(key="appui-texte").set_value("Demandé par téléphone")
    click(essai, "appui-envoyer")
    assert "Choisissez la structure qui demande l’appui." in read(essai)
    essai.selectbox(key="appui-structure").set_value(monde.structures[1])
    click(essai, "appui-envoyer")
    assert "Demandé par téléphone" in read(open_page(monde, "bob", "appuis"))


def test_the_list_is_filtered_from_the_address(monde: Monde, appui: UUID) -> None:
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        autre = create_appui(unit, monde.structures[1], "Autre demande")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        answer_appui(unit, autre, 1, Suite(EtatAppui.REFUSE, "Non"))
    tous = read_html(open_page(monde, "anna", "appuis-collectif", appuis="Tous"))
    assert "Nous aider" in tous
    assert "Autre demande" in tous
    refuses = read_html(open_page(monde, "anna", "appuis-collectif", appuis="Refusé"))
    assert "Autre demande" in refuses
    assert "Nous aider" not in refuses
    de_bob = read_html(
        open_page(monde, "anna", "appuis-collectif", appuis="Tous", appuis_de="Collectif A – structure 1")
    )
    assert "Nous aider" not in de_bob
    assert "Autre demande" in de_bob


def test_a_rerun_takes_few_statements(monde: Monde, appui: UUID, installation: Installation) -> None:
    for personne, page in (("alice", "appuis"), ("anna", "appuis-collectif")):
        essai = open_page(monde, personne, page)
        with count_statements(installation.moteur) as requetes:
            run(essai)
        assert len(requetes) == 3


def test_a_long_request_is_folded_and_read_whole(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_appui(unit, monde.structures[0], f"<b>Début</b> {'mot ' * 60}fin")
    vu = read_html(open_page(monde, "anna", "appuis-collectif"))
    assert vu.count("<b>Début</b>") == 2
    assert "mot… <b>Début</b>" in vu
    assert "mot fin" in vu
