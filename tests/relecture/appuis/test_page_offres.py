"""The pages of the appuis where there is a catalogue: what is proposed, asked with one press, joined and shared."""

from __future__ import annotations

from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.relecture.appuis.lecture import list_appuis_collectif
from caprse.relecture.appuis.service import create_appui
from caprse.relecture.offres.service import take_catalogue
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import MAINTENANT
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde

JOUR = MAINTENANT.date()
OFFRES = """illustratif: true
offres:
  - {code: trier, titre: Trier <b>ici</b>, criteres: [T01-02]}
  - {code: charte, titre: Écrire sa charte, criteres: [T01-01]}
"""


@pytest.fixture(autouse=True)
def catalogue(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        take_catalogue(unit, monde.collectif, "offres.yaml", OFFRES.encode())
    execute(
        "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau)"
        " values (:k, :c, :s, 'T01-01', 0), (:k, :c, :s, 'T01-02', 3)",
        k=monde.collectif,
        c=monde.carnets[0],
        s=monde.structures[0],
    )


def _ask(monde: Monde) -> None:
    for rang, nom in enumerate(("alice", "bob")):
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            create_appui(unit, monde.structures[rang], "", offre="charte")


def test_what_fits_the_weakest_criteres_is_proposed_and_asked_with_one_press(monde: Monde) -> None:
    essai = open_page(monde, "alice", "appuis")
    assert "offre-pour-charte" in list_keys(essai)
    assert "offre-pour-trier" not in list_keys(essai)
    assert {"offre-tout-charte", "offre-tout-trier"} <= set(list_keys(essai))
    assert "Des exemples, en attendant le catalogue de votre délégation." in read(essai)
    assert "Trier &lt;b&gt;ici" in read_html(essai) or "Trier <b>ici" not in read(essai)
    click(essai, "offre-pour-charte")
    assert "La demande est envoyée" in read(essai)
    assert "offre-pour-charte" not in list_keys(essai)
    assert "offre-tout-charte" not in list_keys(essai)
    assert execute("select demande, offre from appui") == [("Écrire sa charte", "charte")]


def test_a_critere_brings_its_offres_first(monde: Monde) -> None:
    assert "offre-pour-trier" in list_keys(open_page(monde, "alice", "appuis", critere="T01-02"))


def test_who_may_not_ask_is_proposed_nothing(monde: Monde) -> None:
    assert [cle for cle in list_keys(open_page(monde, "ali", "appuis")) if cle.startswith("offre-")] == []


def test_what_several_ask_for_is_joined_from_its_page(monde: Monde) -> None:
    _ask(monde)
    essai = open_page(monde, "anna", "appuis-collectif")
    assert "**2 demandes** « Écrire sa charte »" in read(essai)
    click(essai, "reunir-charte")
    click(essai, "groupe-charte-enregistrer")
    assert "Choisissez le jour de l’appui." in read(essai)
    essai.date_input(key="groupe-charte-jour").set_value(JOUR)
    essai.number_input(key="groupe-charte-demi").set_value(3)
    click(essai, "groupe-charte-enregistrer")
    assert "L’appui collectif est prévu" in read(essai)
    assert execute("select demi_journees, parts from appui_collectif") == [(3, 2)]
    vu = read_html(essai)
    assert "Appui collectif" in vu
    groupe = _get_groupe(monde)
    click(essai, f"suite-{groupe}")
    click(essai, f"groupe-{groupe}-clore")
    assert "chaque part est comptée" in read(essai)
    assert execute("select etat, sum(demi_journees) from appui group by etat") == [("clos", 3)]


def test_going_over_is_warned_and_a_wrong_sum_is_refused(monde: Monde) -> None:
    _ask(monde)
    essai = click(open_page(monde, "anna", "appuis-collectif"), "reunir-charte")
    essai.number_input(key="groupe-charte-demi").set_value(10)
    run(essai)
    assert read(essai).count("de plus que les 4 de l’année") == 2
    essai.date_input(key="groupe-charte-jour").set_value(JOUR)
    essai.toggle(key="groupe-charte-main").set_value(True)
    run(essai)
    click(essai, "groupe-charte-enregistrer")
    assert "Les parts font" in read(essai)
    assert execute("select count(*) from appui_collectif") == [(0,)]
    # What was typed is kept.
    assert "groupe-charte-enregistrer" in list_keys(open_page(monde, "anna", "appuis-collectif"))


def test_it_is_parted_again(monde: Monde) -> None:
    _ask(monde)
    essai = click(open_page(monde, "anna", "appuis-collectif"), "reunir-charte")
    essai.date_input(key="groupe-charte-jour").set_value(JOUR)
    click(essai, "groupe-charte-enregistrer")
    groupe = _get_groupe(monde)
    click(essai, f"suite-{groupe}")
    click(click(essai, f"groupe-{groupe}-defaire"), f"defaire-{groupe}-oui")
    assert "est défait" in read(essai)
    assert execute("select etat, groupe_id from appui") == [("planifie", None)] * 2


def test_a_rerun_takes_few_statements_whatever_is_shared(monde: Monde, installation: Installation) -> None:
    _ask(monde)
    for personne, page in (("alice", "appuis"), ("anna", "appuis-collectif")):
        essai = open_page(monde, personne, page)
        with count_statements(installation.moteur) as requetes:
            run(essai)
        assert len(requetes) == 3


def _get_groupe(monde: Monde) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        (groupe,) = list_appuis_collectif(unit, monde.collectif).groupes
    return groupe.id
