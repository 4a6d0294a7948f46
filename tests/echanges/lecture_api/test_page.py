"""The page of keys: a list and an act, a key shown once."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from caprse.echanges.lecture_api.regles import Portee, is_cle
from tests.base import get_value
from tests.echanges.lecture_api.scene import create_programme, make_cle
from tests.ecran import click, list_keys, open_page, read, read_html, read_reperes, run
from tests.monde import Monde


def _make(essai: AppTest, nom: str) -> AppTest:
    essai.text_input(key="cle-nom").input(nom)
    essai.button_group(key="cle-portees").set_value([Portee.RENCONTRES])
    return click(run(essai), "cle-creer")


def test_a_key_is_shown_once_then_listed(monde: Monde) -> None:
    essai = _make(open_page(monde, "alice", "cles"), "*Grist* <b>")
    [montree] = [code.value for code in essai.code]
    assert is_cle(montree)
    assert create_programme(montree).get("/api/v1/rencontres").status_code == 200
    assert "cle-creer" not in list_keys(essai)
    essai = click(essai, "cle-copiee")
    assert not essai.code
    assert "*Grist* <b>" in read_html(essai)
    assert "jamais lue" not in read_html(run(essai))
    assert read_reperes(essai).endswith("Collectif A – structure 0 · 1 clé active")


def test_nothing_chosen_is_told_and_nothing_is_made(monde: Monde) -> None:
    essai = click(open_page(monde, "anna", "cles"), "cle-creer")
    assert "Choisissez au moins une chose à lire." in read(essai)
    assert get_value("select count(*) from cle_lecture") == 0


def test_one_press_stops_a_key(monde: Monde) -> None:
    cle = make_cle(monde)
    essai = open_page(monde, "anna", "cles")
    [arreter] = [cle for cle in list_keys(essai) if cle.startswith("cle-arreter-")]
    essai = click(essai, arreter)
    assert "« Essai de anna » ne lit plus rien." in read(essai)
    assert "1\u00a0clé terminée" in [plie.label for plie in essai.expander]
    assert create_programme(cle).get("/api/v1/cle").status_code == 401


def test_who_only_contributes_finds_no_page(monde: Monde) -> None:
    assert "introuvable" in read(open_page(monde, "ali", "cles"))
