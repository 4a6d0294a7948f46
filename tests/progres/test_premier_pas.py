"""The first step of a critère, from the référentiel to the plan: for whom it shows, and what one tap writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.progres.lecture import get_plan
from caprse.progres.regles import QUOI_MAX, add_pas, can_add
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.socle.installation import Installation
from tests.ecran import click, list_keys, open_page, read, run
from tests.monde import REFERENTIEL, Monde, create_monde

REPRENDRE = "action-nouvelle-quoi-premier-pas"


@pytest.fixture
def monde(installation: Installation) -> Monde:
    """Every critère of the first thématique has a first step to its niveaux 1 and 3."""
    contenu = to_contenu(REFERENTIEL)
    for enjeu in contenu["thematiques"][0]["enjeux"]:
        for critere in enjeu["criteres"]:
            code = critere["code"]
            critere["premiers_pas"] = {niveau: f"Essayer *{code}* vers {niveau}." for niveau in ("1", "3")}
    monde = create_monde(installation, from_contenu(contenu), contenu)
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        save_reponse(unit, monde.carnets[0], "T01-02", Saisie(niveau=2), 0)
        save_reponse(unit, monde.carnets[0], "T01-03", Saisie(niveau=1), 0)
        save_reponse(unit, monde.carnets[0], "T01-04", Saisie(non_concerne=True, motif="Sans objet"), 0)
        save_reponse(unit, monde.carnets[0], "T01-05", Saisie(niveau=0), 0)
    return monde


def read_pas(monde: Monde, personne: str) -> dict[str, str]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return dict(get_plan(unit, monde.structures[0]).premiers_pas)


def test_the_step_leads_to_the_niveau_above_the_answer_and_is_for_those_who_write(monde: Monde) -> None:
    assert read_pas(monde, "ali") == {"T01-02": "Essayer *T01-02* vers 3.", "T01-05": "Essayer *T01-05* vers 1."}
    assert read_pas(monde, "anna") == read_pas(monde, "aya") == {}


def test_one_tap_writes_the_step_which_may_then_be_changed(monde: Monde) -> None:
    essai = open_page(monde, "ali", "actions", critere="T01-02")
    assert "**Un premier pas possible :** Essayer *T01-02* vers 3." in read(essai)
    click(essai, REPRENDRE)
    assert essai.text_area(key="action-nouvelle-quoi").value == "Essayer *T01-02* vers 3."
    assert REPRENDRE not in list_keys(essai)
    essai.text_area(key="action-nouvelle-quoi").set_value("Essayer autrement")
    click(essai, "action-nouvelle-enregistrer")
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        (faite,) = get_plan(unit, monde.structures[0]).actions
    assert (faite.quoi, faite.criteres) == ("Essayer autrement", ("T01-02",))


def test_what_was_typed_stays_above_the_step(monde: Monde) -> None:
    essai = open_page(monde, "ali", "actions", critere="T01-05")
    essai.text_area(key="action-nouvelle-quoi").set_value("Notre idée")
    run(essai)
    click(essai, REPRENDRE)
    assert essai.text_area(key="action-nouvelle-quoi").value == "Notre idée\nEssayer *T01-05* vers 1."


def test_nothing_is_proposed_where_the_referentiel_says_nothing(monde: Monde) -> None:
    for code in ("T01-01", "T01-03", "T01-04"):
        essai = open_page(monde, "ali", "actions", critere=code)
        assert REPRENDRE not in list_keys(essai)
        click(essai, "action-nouvelle-annuler")


@given(st.text(max_size=QUOI_MAX), st.text(min_size=1, max_size=160))
def test_a_step_that_is_added_fits_loses_nothing_and_is_not_added_twice(quoi: str, pas: str) -> None:
    if can_add(quoi, pas):
        ensemble = add_pas(quoi, pas)
        assert len(ensemble) <= QUOI_MAX
        assert ensemble.startswith(quoi.strip())
        assert not can_add(ensemble, pas)
