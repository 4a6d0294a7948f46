"""Decisions followed up from meeting to meeting: the list, its page, the agreement of a direction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from html import escape as escape_html
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.ecran import get_acteur
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.decisions import (
    CLOSES_MONTREES,
    CRITERES_MAX,
    DecisionSuivie,
    confirm_decision,
    create_decision,
    list_decisions,
    list_decisions_rencontre,
    mark_decision,
    update_decision,
)
from caprse.collectif.rencontres.page_decisions import page_decisions
from caprse.collectif.rencontres.regles import EtatDecision, SaisieDecision
from caprse.collectif.rencontres.service import create_rencontre
from caprse.collectif.rencontres.vue_decisions import build_ligne
from caprse.menu import build_pages
from caprse.socle.ecran.navigation import set_pages
from caprse.socle.erreurs import Refus, SaisieInvalide
from caprse.socle.installation import Installation
from caprse.socle.signes import drop_signes
from tests.collectif.conftest import REFERENTIEL
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde

MEMBRES = {"alice", "ali", "aya", "bob", "anna"}


@pytest.fixture
def rencontre(monde: Monde) -> UUID:
    return meet(monde, "Point de mars", date(2026, 3, 4))


def meet(monde: Monde, titre: str, jour: date) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_rencontre(unit, monde.trimestre, SaisieRencontre(TypeRencontre.VISIO, titre, jour, time(14)))


def decide(monde: Monde, rencontre: UUID, quoi: str, rang: int | None = None, **champs: Any) -> UUID:
    """A decision, for all or for the structure of this rank."""
    criteres = champs.pop("criteres", ())
    structure = monde.structures[rang] if rang is not None else None
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_decision(unit, rencontre, SaisieDecision(quoi, **champs), structure, criteres)


def see(monde: Monde, personne: str = "anna") -> list[Any]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return list(list_decisions(unit, monde.collectif))


def test_what_is_late_comes_first_and_what_is_done_last(monde: Monde, rencontre: UUID) -> None:
    suite = meet(monde, "Point d’avril", date(2026, 4, 1))
    decide(monde, rencontre, "Faite", etat=EtatDecision.FAITE, echeance=date(2026, 1, 1))
    decide(monde, rencontre, "Sans date")
    decide(monde, suite, "Plus tard", echeance=date(2026, 6, 1))
    decide(monde, rencontre, "En retard", echeance=date(2026, 3, 11))
    decide(monde, rencontre, "Aujourd’hui", echeance=date(2026, 3, 14))
    decisions = see(monde)
    assert [d.quoi for d in decisions] == ["En retard", "Aujourd’hui", "Plus tard", "Sans date", "Faite"]
    assert [d.retard for d in decisions] == [3, 0, 0, 0, 0]
    assert (decisions[2].rencontre, decisions[2].jour) == ("Point d’avril", date(2026, 4, 1))


def test_each_reads_what_concerns_them(monde: Monde, rencontre: UUID) -> None:
    decide(monde, rencontre, "Pour tous")
    decide(monde, rencontre, "Pour la première", 0)
    assert {d.quoi for d in see(monde, "bob")} == {"Pour tous"}
    assert {d.quoi for d in see(monde, "aya")} == {"Pour tous", "Pour la première"}
    check_rights(monde, MEMBRES, lambda unit: list_decisions(unit, monde.collectif))
    check_rights(monde, MEMBRES, lambda unit: list_decisions_rencontre(unit, monde.collectif, rencontre))
    check_rights(monde, set(), lambda unit: list_decisions_rencontre(unit, monde.ailleurs, rencontre))
    check_rights(monde, set(), lambda unit: list_decisions_rencontre(unit, monde.collectif, uuid4()))
    check_rights(monde, {"charlie", "clara"}, lambda unit: list_decisions(unit, monde.ailleurs))


def test_the_list_is_one_query_whatever_its_length(monde: Monde, rencontre: UUID, installation: Installation) -> None:
    for rang in range(CLOSES_MONTREES + 3):
        decide(monde, rencontre, f"Faite {rang}", etat=EtatDecision.FAITE)
    for rang in range(5):
        decide(monde, rencontre, f"À suivre {rang}", rang, criteres=[monde.criteres[0]])
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        list_decisions(unit, monde.collectif)
        with count_statements(installation.moteur) as vues:
            decisions = list_decisions(unit, monde.collectif)
        assert len(vues) == 1
        with count_statements(installation.moteur) as vues:
            list_decisions_rencontre(unit, monde.collectif, rencontre)
        assert len(vues) == 1
    assert len(decisions) == 5 + CLOSES_MONTREES


def test_only_the_direction_of_the_structure_says_yes(monde: Monde, rencontre: UUID) -> None:
    sienne = decide(monde, rencontre, "Pour la première", 0)
    commune = decide(monde, rencontre, "Pour tous")
    check_rights(monde, {"alice"}, lambda unit: confirm_decision(unit, sienne, 1))
    check_rights(monde, set(), lambda unit: confirm_decision(unit, commune, 1))
    check_rights(monde, set(), lambda unit: confirm_decision(unit, uuid4(), 1))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        with pytest.raises(Refus):
            confirm_decision(unit, sienne, 7)
        confirm_decision(unit, sienne, 1)
        confirm_decision(unit, sienne, 1)
    [decision] = [d for d in see(monde) if d.id == sienne]
    assert (decision.version, decision.a_confirmer) == (2, False)
    assert decision.confirmee_le is not None
    with open_unit_systeme() as unit:
        lignes = unit.db.execute(
            text("select compte_id from journal where objet = 'decision' and operation = 'UPDATE'")
        ).scalars()
        assert list(lignes) == [monde.comptes["alice"]]


def test_what_changes_waits_for_the_direction_again(monde: Monde, rencontre: UUID) -> None:
    sienne = decide(monde, rencontre, "Pour la première", 0, pilote="Alice")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        confirm_decision(unit, sienne, 1)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_decision(unit, sienne, SaisieDecision("Pour la première", "Alice", etat=EtatDecision.FAITE), 2)
    assert see(monde)[0].confirmee_le is not None, "where it stands is not what it says"
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_decision(unit, sienne, SaisieDecision("Pour la première, autrement", "Alice"), 3)
    assert see(monde)[0].a_confirmer


def test_a_decision_serves_critères_of_its_trimestre(monde: Monde, rencontre: UUID) -> None:
    deux = list(monde.criteres[:2])
    decision = decide(monde, rencontre, "Avancer", criteres=[*deux, deux[0]])
    titres = {code: REFERENTIEL.critere(code).titre for code in deux}
    assert dict(see(monde)[0].criteres) == titres
    assert [code for code, _ in see(monde)[0].criteres] == deux
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert set(list_decisions_rencontre(unit, monde.collectif, rencontre)[1]) == set(monde.criteres)
        for mauvais, raison in (
            (["T06-01"], "parmi ceux"),
            (["<script>"], "parmi ceux"),
            ([str(rang) for rang in range(CRITERES_MAX + 1)], "au plus"),
        ):
            with pytest.raises(SaisieInvalide, match=raison):
                create_decision(unit, rencontre, SaisieDecision("Q"), None, mauvais)
            with pytest.raises(SaisieInvalide, match=raison):
                update_decision(unit, decision, SaisieDecision("Q"), 1, mauvais)
        update_decision(unit, decision, SaisieDecision("Avancer"), 1)
        update_decision(unit, decision, SaisieDecision("Avancer"), 2, deux[:1])
    assert [code for code, _ in see(monde)[0].criteres] == deux[:1]


def test_a_critere_that_the_referentiel_left_behind_stays_said(monde: Monde, rencontre: UUID) -> None:
    decision = decide(monde, rencontre, "Avancer")
    with open_unit_systeme() as unit:
        unit.db.execute(text("update decision set criteres = '{VIEUX-01}'"))
    assert see(monde)[0].criteres == (("VIEUX-01", "VIEUX-01"),)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_decision(unit, decision, SaisieDecision("Avancer encore"), 1, ["VIEUX-01", monde.criteres[0]])
    assert [code for code, _ in see(monde)[0].criteres] == ["VIEUX-01", monde.criteres[0]]


@given(st.sampled_from(EtatDecision), st.booleans(), st.text(max_size=20), st.text(min_size=1, max_size=20))
def test_a_decision_is_a_line_of_words_whatever_was_typed(
    etat: EtatDecision, datee: bool, pilote: str, quoi: str
) -> None:
    echeance = date(2026, 6, 1) if datee else None
    decision = DecisionSuivie(
        uuid4(), quoi, pilote, echeance, 0, etat, None, "", None, (), uuid4(), "R", date(2026, 3, 4), 1, 1
    )
    ligne = build_ligne(decision, sienne=False, rencontre=True)
    # Who leads what is for all is said, and not « tout le collectif » beside it.
    assert (escape_html(drop_signes(pilote)) if pilote else "Tout le collectif") in ligne
    assert ("1er\u00a0juin\u00a02026" in ligne) == datee
    assert "Pilote : " not in ligne
    sienne = build_ligne(replace(decision, structure_id=uuid4(), structure="Ici"), sienne=False, rencontre=True)
    assert "Ici" in sienne
    assert ("Pilote : " in sienne) == bool(pilote)
    assert escape_html(drop_signes(quoi)) in ligne
    assert "Décidé le 4\u00a0mars\u00a02026" in ligne


@pytest.fixture
def visit(monde: Monde) -> Callable[[str], AppTest]:
    """The page of decisions, as a person sees it."""
    return lambda personne: open_page(monde, personne, page_decisions)


def test_the_page_says_in_words_what_is_late_and_waits(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    titre = REFERENTIEL.critere(monde.criteres[0]).titre
    decide(monde, rencontre, "*Visiter* l’atelier", echeance=date(2026, 3, 12), criteres=[monde.criteres[0]])
    decide(monde, rencontre, "Pour la première", 0)
    decide(monde, rencontre, "Déjà faite", etat=EtatDecision.FAITE)
    lu = read_html(visit("anna"))
    assert "2 décisions à suivre 1 en retard 1 en attente de l’accord de la structure" in lu
    assert "*Visiter* l’atelier" in lu
    assert "12 mars 2026 En retard de 2 jours" in lu
    assert f"Pour avancer sur : {titre}" in lu
    assert "Décidé le 4 mars 2026" in lu
    assert "La direction n’a pas encore dit si elle est d’accord." in lu
    assert "Déjà faite" in lu


def test_a_direction_agrees_then_says_that_it_is_done(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    sienne = decide(monde, rencontre, "Pour la première", 0)
    decide(monde, rencontre, "Pour tous")
    essai = visit("alice")
    assert list_keys(essai) == {f"confirmer-{sienne}", f"faite-{sienne}"}
    click(essai, f"confirmer-{sienne}")
    assert "votre accord est noté" in read(essai)
    assert "La direction est d’accord depuis le 14 mars 2026." in read_html(essai)
    click(essai, f"faite-{sienne}")
    assert list_keys(essai) == {f"reprendre-{sienne}"}
    assert see(monde)[-1].etat is EtatDecision.FAITE


def test_others_read_and_press_nothing(visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID) -> None:
    decide(monde, rencontre, "Pour la première", 0)
    decide(monde, rencontre, "Pour tous")
    for personne, lues in (("ali", 2), ("aya", 2), ("bob", 1)):
        essai = visit(personne)
        assert list_keys(essai) == set()
        assert read_html(essai).count("Décidé le") == lues
    assert visit("charlie").info[0].value.startswith("Aucune décision à suivre")


def test_who_writes_the_plan_makes_an_action_of_what_is_to_follow(monde: Monde, rencontre: UUID) -> None:
    sienne, tous = (
        decide(monde, rencontre, "Pour la première", 0),
        decide(monde, rencontre, "Pour tous", pilote="Chaque direction"),
    )
    decide(monde, rencontre, "Déjà faite", etat=EtatDecision.FAITE)
    decide(monde, rencontre, "Celle de l’animation", pilote="Animation")
    for personne, vues in (("alice", {sienne, tous}), ("ali", {sienne, tous}), ("bob", {tous}), ("aya", set())):
        assert list_proposees(monde, personne) == vues, personne
    assert list_proposees(monde, "anna") == set()


def list_proposees(monde: Monde, personne: str) -> set[UUID]:
    """The decisions of which this person may make an action, the pages being known as ``app.py`` makes them known."""

    def show() -> None:
        pages, menu = build_pages(get_acteur())
        set_pages(pages)
        streamlit.navigation(menu, position="hidden")
        page_decisions()

    liens = [lien.proto for lien in open_page(monde, personne, show).get("page_link")]
    return {UUID(parse_qs(lien.query_string)["decision"][0]) for lien in liens if lien.label == "En faire une action"}


def test_two_people_do_not_step_on_each_other(visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID) -> None:
    sienne = decide(monde, rencontre, "Pour la première", 0)
    essai = visit("alice")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        mark_decision(unit, sienne, EtatDecision.ABANDONNEE, 1)
    click(essai, f"faite-{sienne}")
    assert "Quelqu’un a modifié cette décision entre-temps" in read(essai)
    assert see(monde)[0].etat is EtatDecision.ABANDONNEE


def test_on_the_meeting_the_animation_chooses_criteres_by_title(monde: Monde, rencontre: UUID) -> None:
    essai = open_page(monde, "anna", "rencontre")
    essai.query_params["rencontre"] = str(rencontre)
    run(essai)
    essai.text_area(key=f"quoi-{rencontre}").set_value("Avancer")
    choix = essai.multiselect(key=f"sert-{rencontre}")
    titre = REFERENTIEL.critere(monde.criteres[1]).titre
    assert titre in choix.options
    choix.set_value([monde.criteres[1]])
    click(essai, f"decision-enregistrer-{rencontre}")
    assert see(monde)[0].criteres == ((monde.criteres[1], titre),)
    assert f"Pour avancer sur : {titre}" in read_html(essai)
    assert essai.multiselect(key=f"sert-{rencontre}").value == []
    [decision] = see(monde)
    assert essai.multiselect(key=f"sert-{decision.id}").value == [monde.criteres[1]]


def test_the_pages_ask_the_base_little(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID, installation: Installation
) -> None:
    for rang in range(5):
        decide(monde, rencontre, f"Décision {rang}", rang)
    essai = visit("anna")
    with count_statements(installation.moteur) as vues:
        run(essai)
    # Two more are the test's own way of opening the page.
    assert len([requete for requete in vues if "select" in requete]) <= 4
