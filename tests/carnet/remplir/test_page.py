"""The questionnaire, run for a person of the structure: answering, the details, a colleague who answered too."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from caprse.acces.unite import open_unit
from caprse.carnet.regles import CHAMPS, Saisie
from caprse.carnet.remplir.phrases import NON_CONCERNE, describe_saisie, name_choix, summarize_details
from caprse.carnet.service import get_carnet, save_reponse
from tests.base import execute
from tests.carnet.exemples import PLEINE
from tests.ecran import click, open_page, prepare_page, read, read_reperes, run
from tests.monde import REFERENTIEL, Monde
from tests.test_chemins import list_liens

CODE = "T01-01"
ECHELLE = REFERENTIEL.echelle


def get_saisie(monde: Monde) -> Saisie:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        carnet = get_carnet(unit, monde.structures[0])
    assert carnet is not None
    return carnet.reponses[CODE].saisie


def save(monde: Monde, personne: str, saisie: Saisie, version: int = 0) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        save_reponse(unit, monde.carnets[0], CODE, saisie, version)


def choose(essai: AppTest, choix: int | str) -> AppTest:
    essai.radio(key=f"niveau-{CODE}").set_value(choix)
    return run(essai)


def test_an_answer_is_written_when_it_is_given(monde: Monde) -> None:
    essai = choose(open_page(monde, "alice", "carnet", simple="1"), 2)
    assert get_saisie(monde) == Saisie(niveau=2)
    assert "Enregistré à" in read(essai)


def test_whoever_only_reads_begins_at_the_first_answer_and_is_told_so(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, monde.carnets[0], monde.criteres[1], Saisie(niveau=2), 0)
    essai = open_page(monde, "aya", "carnet", simple="1")
    assert [radio.key for radio in essai.radio] == [f"niveau-{monde.criteres[1]}"]
    assert "Lecture seule" in read_reperes(essai)
    essai = open_page(monde, "alice", "carnet", simple="1")
    assert [radio.key for radio in essai.radio] == [f"niveau-{monde.criteres[0]}"]
    assert "Lecture seule" not in read_reperes(essai)


def test_a_question_is_passed_before_its_answer_and_followed_after(monde: Monde) -> None:
    essai = open_page(monde, "alice", "carnet", simple="1")
    assert essai.button(key="suivante").label == "Passer"
    assert run(choose(essai, 2)).button(key="suivante").label == "Suivant"


def test_non_concerne_waits_for_its_motif(monde: Monde) -> None:
    essai = choose(open_page(monde, "alice", "carnet", simple="1"), NON_CONCERNE)
    assert "la réponse sera enregistrée à ce moment-là" in read(essai)
    essai.text_input(key=f"motif-{CODE}").set_value(" Pas de salariés ")
    run(essai)
    assert get_saisie(monde) == Saisie(non_concerne=True, motif="Pas de salariés")


def test_each_field_has_its_control_and_shows_what_is_recorded(monde: Monde) -> None:
    save(monde, "ali", PLEINE)
    essai = prepare_page(monde, "alice", "carnet")
    essai.query_params["simple"] = "1"
    essai.query_params["critere"] = CODE
    essai.session_state[f"details-{CODE}"] = True
    run(essai)
    # The motif shows with non concerné.
    for champ in set(CHAMPS) - {"non_concerne", "motif"}:
        assert essai.session_state[f"{champ}-{CODE}"] == getattr(PLEINE, champ)
        assert any(controle.key == f"{champ}-{CODE}" for controle in list_controls(essai)), champ
    essai.text_area(key=f"commentaire-{CODE}").set_value(" Autre ")
    run(essai)
    assert get_saisie(monde).commentaire == "Autre"
    click(essai, f"effacer-{CODE}")
    assert get_saisie(monde).niveau is None


def list_controls(essai: AppTest) -> list[Widget]:
    return [*essai.radio, *essai.text_input, *essai.text_area, *essai.checkbox, *essai.selectbox]


@pytest.mark.parametrize("mienne", [True, False])
def test_both_answers_are_shown_and_one_is_kept(monde: Monde, mienne: bool) -> None:
    essai = open_page(monde, "alice", "carnet", simple="1")
    save(monde, "ali", PLEINE)
    choose(essai, 1)
    vu = read(essai)
    # Each answer is told by what its niveau says; the niveau is named once, on its button. One state, and only one.
    assert "Niveau :" not in vu
    assert "Choisissez la réponse à garder" in vu
    # One choice at a time: the radios come back with the answer that is kept.
    assert not essai.radio
    assert "Enregistré" not in vu
    assert essai.button(key=f"garder-{CODE}").label == f"Garder {name_choix(1, ECHELLE)}"
    assert essai.button(key=f"laisser-{CODE}").label == f"Garder {name_choix(PLEINE.niveau or 0, ECHELLE)}"
    click(essai, f"garder-{CODE}" if mienne else f"laisser-{CODE}")
    # The niveau alone was in conflict: what the colleague wrote beside stays.
    assert get_saisie(monde) == (replace(PLEINE, niveau=1) if mienne else PLEINE)
    assert essai.radio(key=f"niveau-{CODE}").value == (1 if mienne else 3)


@pytest.mark.parametrize("champ", [champ for champ in CHAMPS if champ != "non_concerne"])
def test_each_field_is_told_to_whoever_must_choose(champ: str) -> None:
    sans = Saisie(**{nom: getattr(PLEINE, nom) for nom in CHAMPS if nom != champ})
    assert describe_saisie(PLEINE, ECHELLE) != describe_saisie(sans, ECHELLE)


def test_the_fold_sums_up_its_details() -> None:
    assert summarize_details(Saisie(niveau=2, motif="m"), ECHELLE) == ""
    assert summarize_details(Saisie(commentaire="c", deja_regle=True, trace_titre="PV", cible=0), ECHELLE) == (
        f"commentaire noté · trace : PV · déjà réglé (CEDRE ISO) · cible : 0 · {ECHELLE[0].nom}"
    )


@pytest.mark.parametrize(
    ("change", "dit", "reperes", "rouvrir"),
    [
        (
            "update carnet set etat = 'transmis', transmis_le = '2026-02-03T10:00Z'",
            "Carnet transmis le 3 février 2026. Vous pouvez le relire.",
            "Transmis",
            True,
        ),
        (
            "update carnet set etat = 'transmis', transmis_le = now(), reouverture_demandee_le = now()",
            "Vous avez demandé à le rouvrir.",
            "Transmis",
            False,
        ),
        (
            "update trimestre set etat = 'clos', clos_le = now()",
            "est clos : vous pouvez relire le carnet, il ne change plus.",
            "clos",
            False,
        ),
    ],
)
def test_a_carnet_that_has_left_is_read_and_asks_for_nothing(
    monde: Monde, change: str, dit: str, reperes: str, rouvrir: bool
) -> None:
    execute(change)
    essai = open_page(monde, "alice", "carnet", simple="1")
    assert dit in read(essai)
    assert read_reperes(essai).split(" · ")[-1] == reperes
    assert not re.search("restants|il en reste", read_reperes(essai) + read(essai))
    assert ("transmettre" in list_liens(monde, "alice", "carnet")) is rouvrir
