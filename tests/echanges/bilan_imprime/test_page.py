"""Where one looks for what is printed: each document with a few words, its button asking again who may."""

from __future__ import annotations

import pytest

from caprse.acces.connexion.sessions import open_session
from caprse.acces.unite import open_unit_systeme
from caprse.echanges.bilan_imprime.page import PAS_OUVERT, _write
from caprse.echanges.bilan_imprime.phrases import BOUTONS, DITS, NOMS
from caprse.echanges.bilan_imprime.regles import Sorte
from caprse.socle.erreurs import ErreurMetier
from tests.base import execute
from tests.ecran import open_page, read
from tests.monde import Monde
from tests.restitution.scene import answer


def list_boutons(monde: Monde, personne: str, page: str) -> set[str]:
    return {bouton.proto.label for bouton in open_page(monde, personne, page).get("download_button")}


def open_jeton(monde: Monde, personne: str) -> str:
    with open_unit_systeme() as unit:
        return open_session(unit, monde.comptes[personne], "Firefox sur Windows")


@pytest.mark.parametrize("personne", ["alice", "ali", "aya"])
def test_one_page_holds_all_three_with_what_each_is_for(monde: Monde, personne: str) -> None:
    essai = open_page(monde, personne, "documents")
    lu = read(essai)
    for sorte in Sorte:
        assert NOMS[sorte] in lu
        assert DITS[sorte] in lu
    assert set(BOUTONS.values()) <= {bouton.proto.label for bouton in essai.get("download_button")}


@pytest.mark.parametrize(
    ("page", "sortes"),
    [("resultats", {Sorte.CONSEIL, Sorte.TRIMESTRE}), ("chemin", {Sorte.CYCLE}), ("bilan", {Sorte.CYCLE})],
)
def test_each_document_is_offered_where_its_figures_are(monde: Monde, page: str, sortes: set[Sorte]) -> None:
    answer(monde.carnets[0], {"T01-01": 2})
    assert {BOUTONS[sorte] for sorte in sortes} <= list_boutons(monde, "alice", page)


def test_before_the_first_trimestre_the_page_says_what_it_waits_for(monde: Monde) -> None:
    execute("delete from carnet")
    essai = open_page(monde, "alice", "documents")
    assert PAS_OUVERT in read(essai)
    assert not essai.get("download_button")


@pytest.mark.parametrize("sorte", list(Sorte))
def test_a_button_gives_the_document_to_its_people_and_to_nobody_else(monde: Monde, sorte: Sorte) -> None:
    answer(monde.carnets[0], {"T01-01": 2})
    assert _write(open_jeton(monde, "aya"), monde.structures[0], sorte, None).startswith(b"%PDF")
    for personne in ("bob", "charlie", "clara", "adam", "fanny", "personne"):
        with pytest.raises(ErreurMetier):
            _write(open_jeton(monde, personne), monde.structures[0], sorte, None)
    with pytest.raises(ErreurMetier):
        _write("jeton-inconnu", monde.structures[0], sorte, None)
