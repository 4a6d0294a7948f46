"""The page of the tableau de bord: what it says, what it keeps in the address, when it draws itself again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from itertools import chain, repeat
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from caprse.carnet.regles import EtatCarnet
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from caprse.tableau import page as page
from tests.base import execute
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read, run
from tests.monde import Monde, create_monde
from tests.relecture.conftest import REFERENTIEL
from tests.tableau.scene import JOUR, answer, ask_appui, plan_action, set_etat, write


@pytest.fixture
def ouvre(monde: Monde) -> Callable[..., AppTest]:
    return lambda personne="anna", **adresse: open_page(monde, personne, "tableau", **adresse)


@pytest.fixture
def liens(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, dict[str, str]]]:
    """The links that the page draws: page, label, address."""
    traces: list[tuple[str, str, dict[str, str]]] = []

    def note(nom: str, libelle: str, icon: str | None = None, **adresse: str) -> None:
        traces.append((nom, libelle, adresse))

    monkeypatch.setattr(page, "link_to_page", note)
    return traces


def list_lignes(essai: AppTest) -> list[str]:
    """The text of each line, in order."""
    corps = [element.proto.body for element in essai.get("html") if 'class="ligne"' in element.proto.body]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", ligne)).split()) for ligne in corps]


def list_chiffres(essai: AppTest) -> list[str]:
    (corps,) = [element.proto.body for element in essai.get("html") if 'class="chiffres"' in element.proto.body]
    return [re.sub(r"<[^>]+>", " ", ligne).strip() for ligne in re.findall(r"<p>.*?</p>", corps)]


def test_her_monday_in_one_look(monde: Monde, ouvre: Callable[..., AppTest], liens: list[Any]) -> None:
    for rang, carnet in enumerate(monde.carnets):
        answer(carnet, monde.criteres[: rang + 1], 1)
    set_etat(monde.carnets[2], EtatCarnet.TRANSMIS, 3)
    set_etat(monde.carnets[3], EtatCarnet.RELU, 3)
    write(monde.carnets[5], monde.comptes["alice"], 2)
    ask_appui(monde.structures[4], 1)
    plan_action(monde.structures[1], JOUR - timedelta(days=1))
    essai = ouvre()
    assert [re.sub(r"\s+", " ", chiffre) for chiffre in list_chiffres(essai)] == [
        "1 à relire",
        "0 en retard",
        "1 message non lu",
        "1 appui en cours",
    ]
    assert "Du 16 janvier 2026 au 15 avril 2026 · ouvert · 7 carnets : 5 en cours, 1 transmis, 1 relu." in read(essai)
    lignes = list_lignes(essai)
    nom = "Collectif A – structure"
    assert [ligne.split(" Du nouveau ")[0] for ligne in lignes] == [f"{nom} {rang}" for rang in (5, 2, 4, 1, 0, 3, 6)]
    assert "À relire depuis 3 jours Transmis · 3 réponses sur 9" in lignes[1]
    assert "Dernière activité le 13 mars 2026 · 3 réponses à relire" in lignes[1]
    assert "Demande un appui depuis hier En cours" in lignes[2]
    assert "1 action en retard" in lignes[3]
    adresse = {"carnet": str(monde.carnets[2])}
    assert ("relecture", "Relire", adresse) in liens
    assert ("discussion", "Écrire", adresse) in liens
    assert ("appuis-collectif", "Appui", {"appuis_de": f"{nom} 4"}) in liens
    assert ("plans", "Actions", {"plan": f"{nom} 1"}) in liens
    # What is being written for the first time is not read by anyone else.
    assert [lien for lien in liens if lien[0] == "relecture"] == [
        ("relecture", "Relire", {"carnet": str(monde.carnets[rang])}) for rang in (2, 3)
    ]
    texte = read(essai) + " ".join(lignes)
    assert "%" not in texte
    assert "niveau" not in texte.lower()


def test_a_name_is_shown_as_it_is(monde: Monde, ouvre: Callable[..., AppTest]) -> None:
    execute("update structure set nom = '<b>Éco</b> *1*' where id = :s", s=monde.structures[0])
    corps = [e.proto.body for e in ouvre().get("html") if 'class="ligne"' in e.proto.body]
    assert any("&lt;b&gt;Éco&lt;/b&gt; *1*" in ligne for ligne in corps)
    assert not any("<b>" in ligne for ligne in corps)


def test_filters_come_from_the_address_and_can_be_left(monde: Monde, ouvre: Callable[..., AppTest]) -> None:
    set_etat(monde.carnets[2], EtatCarnet.TRANSMIS, 3)
    assert len(list_lignes(ouvre(carnets="Transmis"))) == 1
    assert len(list_lignes(ouvre(nom_contient="structure 4"))) == 1
    essai = ouvre(carnets="Transmis", nom_contient="structure 4")
    assert "Aucune structure ne correspond à ces choix." in read(essai)
    # The figures of the day are of all structures.
    assert list_chiffres(essai)[0].startswith("1")
    click(essai, "tout-voir")
    assert len(list_lignes(essai)) == 7
    essai.text_input(key="nom_contient").set_value("structure 2")
    assert len(list_lignes(run(essai))) == 1
    essai.text_input(key="nom_contient").set_value("")
    essai.checkbox(key="pour_moi").check()
    run(essai)
    # Nothing has moved for 57 days in the six others.
    assert len(list_lignes(essai)) == 7
    for carnet in monde.carnets[:2]:
        answer(carnet, monde.criteres[:1])
    assert len(list_lignes(run(essai))) == 5


def test_others_see_their_own_collectif_or_nothing(monde: Monde, ouvre: Callable[..., AppTest]) -> None:
    (ligne,) = list_lignes(ouvre("clara", nom_contient="structure 0"))
    assert ligne.startswith("Collectif B – structure 0")
    assert list_lignes(ouvre("fanny")) == []


@pytest.fixture
def nombreuses(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=50)


def test_fifty_structures_stay_light(nombreuses: Monde, installation: Installation) -> None:
    essai = open_page(nombreuses, "anna", "tableau")
    assert len(list_lignes(essai)) == 30
    assert list_keys(essai) == set()
    with count_statements(installation.moteur) as requetes:
        run(essai)
    # One of them is the rerun's own check of the session, which app.py does.
    assert len(requetes) == 3
    premiere = list_lignes(essai)
    essai.selectbox(key="tableau_page").set_value(2)
    seconde = list_lignes(run(essai))
    assert len(seconde) == 20
    assert not set(premiere) & set(seconde)
    # A filter that leaves one page does not leave her on an empty second one.
    essai.text_input(key="nom_contient").set_value("structure 4")
    assert len(list_lignes(run(essai))) == 11


def _count_reads(requetes: list[str]) -> int:
    """How many times the tableau was read among these statements."""
    return sum("places as materialized" in requete for requete in requetes)


def test_it_is_drawn_again_once_when_something_moved(
    monkeypatch: pytest.MonkeyPatch, ouvre: Callable[..., AppTest], installation: Installation
) -> None:
    # Read as 5 when the page is drawn, as 6 when the follower looks, then still 6.
    compteurs = chain([5, 6], repeat(6))
    monkeypatch.setattr(page, "get_compteur", lambda _: next(compteurs))
    with count_statements(installation.moteur) as requetes:
        ouvre()
    assert _count_reads(requetes) == 2


def test_nothing_is_read_again_while_nothing_moves(
    monde: Monde, ouvre: Callable[..., AppTest], installation: Installation
) -> None:
    with count_statements(installation.moteur) as requetes:
        ouvre()
    assert _count_reads(requetes) == 1
    with count_statements(installation.moteur) as requetes:
        AppTest.from_function(_follow, kwargs={"collectif": monde.collectif}).run()
    assert requetes == []


def _follow(collectif: UUID) -> None:
    from caprse.socle.ecoute import get_compteur
    from caprse.tableau.page import follow

    follow(collectif, get_compteur(collectif))
