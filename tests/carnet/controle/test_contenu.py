"""What the control asks of one structure: its own words, its own law, the words that need explaining."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from caprse.acces.unite import open_unit
from caprse.carnet.controle.contenu import PLUS_TARD, build_question
from caprse.carnet.service import get_carnet_et_referentiel
from caprse.referentiel.pour_vous import adapt_referentiel
from tests.base import execute
from tests.monde import Monde
from tests.referentiel.versions import read_livre


def ask(monde: Monde, code: str, types: tuple[str, ...], effectif: int | None, numero: int = 1) -> dict[str, Any]:
    """A question of the référentiel that ships, as a structure of these types and this size reads it."""
    execute(
        "update structure set types = :t, effectif = :e where id = :s",
        t=list(types),
        e=effectif,
        s=monde.structures[0],
    )
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        lu = get_carnet_et_referentiel(unit, monde.structures[0])
    assert lu is not None
    carnet = replace(lu[0], numero=numero)
    referentiel = adapt_referentiel(read_livre(), carnet.profil)
    return build_question(referentiel.critere(code), referentiel, carnet)


def test_a_structure_reads_its_own_words_and_only_the_law_of_its_size(monde: Monde) -> None:
    petite, grande = ask(monde, "EMP-08", ("ACI",), 6), ask(monde, "EMP-08", ("ACI",), 60)
    assert petite["niveaux"] != grande["niveaux"]
    assert (petite["code"], petite["titre"]) == (grande["code"], grande["titre"])
    assert len(petite["loi"]) < len(grande["loi"])
    assert not any(" dès " in loi["repere"] for loi in petite["loi"])
    assert any(loi["repere"].startswith("Obligatoire dès 50 salariés · ") for loi in grande["loi"])


def test_an_ai_reads_of_missions_and_of_its_contract_and_others_do_not(monde: Monde) -> None:
    ai, aci = ask(monde, "EMP-02", ("AI",), 30), ask(monde, "EMP-02", ("ACI",), 30)
    assert ai["niveaux"] != aci["niveaux"]
    lois_ai, lois_aci = ({loi["du"] for loi in dit["loi"]} for dit in (ai, aci))
    # What binds both; the contract of the one; the equipment that the other supplies itself.
    assert lois_ai & lois_aci
    assert any("un contrat écrit" in loi for loi in lois_ai - lois_aci)
    assert any(loi.startswith("Fournir gratuitement") for loi in lois_aci - lois_ai)


def test_words_that_few_know_are_explained_where_they_are_said(monde: Monde) -> None:
    mots = dict(ask(monde, "EMP-08", ("ACI",), 60)["glossaire"])
    assert "CSE" in mots
    assert not {"marche", "trace", "cible"} & mots.keys()


def test_a_question_of_a_later_trimestre_may_wait_in_one_press(monde: Monde) -> None:
    plus_tard = ask(monde, "DEM-03", ("ACI",), 30)
    assert (plus_tard["plusTard"], plus_tard["motifs"][0]) == (PLUS_TARD, PLUS_TARD)
    assert ask(monde, "DEM-01", ("ACI",), 30)["plusTard"] == ""
    assert ask(monde, "DEM-03", ("ACI",), 30, numero=2)["plusTard"] == ""
