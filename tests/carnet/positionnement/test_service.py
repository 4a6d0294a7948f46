"""The starting point: one question per enjeu, then it does not move."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.positionnement.service import (
    PositionnementOuvert,
    finish_positionnement,
    get_positionnement,
    list_enjeux,
    save_position,
)
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.monde import Monde


def read(installation: Installation, monde: Monde) -> PositionnementOuvert:
    with open_unit(compte_id=monde.comptes["aya"], installation=installation) as unit:
        lu = get_positionnement(unit, monde.structures[0])
    assert lu is not None
    return lu[0]


def save(
    installation: Installation,
    monde: Monde,
    nom: str = "ali",
    niveau: int | None = 2,
    version: int = 0,
    non_concerne: bool = False,
    enjeu: str | None = None,
) -> None:
    with open_unit(compte_id=monde.comptes[nom], installation=installation) as unit:
        save_position(unit, monde.structures[0], enjeu or monde.enjeux[0], niveau, non_concerne, version)


def test_it_asks_one_question_per_enjeu_of_the_whole_referentiel(installation: Installation, monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit:
        lu = get_positionnement(unit, monde.structures[0])
    assert lu is not None
    assert tuple(e.code for e in list_enjeux(lu[1])) == monde.enjeux


def test_answers_are_kept_with_their_author(installation: Installation, monde: Monde) -> None:
    save(installation, monde, niveau=3)
    save(installation, monde, enjeu=monde.enjeux[1], niveau=None, non_concerne=True)
    positions = read(installation, monde).positions
    assert (positions[monde.enjeux[0]].niveau, positions[monde.enjeux[0]].auteur) == (3, "Ali")
    assert positions[monde.enjeux[1]].non_concerne


def test_a_colleague_who_answered_meanwhile_is_not_overwritten(installation: Installation, monde: Monde) -> None:
    save(installation, monde, "ali", 3)
    with pytest.raises(Refus, match="Ali a répondu"):
        save(installation, monde, "alice", 1, version=0)
    assert read(installation, monde).positions[monde.enjeux[0]].niveau == 3


@pytest.mark.parametrize("nom", ["aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne"])
def test_others_do_not_answer(installation: Installation, monde: Monde, nom: str) -> None:
    with pytest.raises(Introuvable):
        save(installation, monde, nom)


@pytest.mark.parametrize("nom", ["bob", "charlie", "clara", "fanny", "personne"])
def test_strangers_do_not_read(installation: Installation, monde: Monde, nom: str) -> None:
    with (
        pytest.raises(Introuvable),
        open_unit(compte_id=monde.comptes[nom], installation=installation) as unit,
    ):
        get_positionnement(unit, monde.structures[0])


def test_bad_input_is_refused(installation: Installation, monde: Monde) -> None:
    for niveau in (-1, 9, True):
        with pytest.raises(SaisieInvalide):
            save(installation, monde, niveau=niveau)
    with pytest.raises(SaisieInvalide):
        save(installation, monde, niveau=2, non_concerne=True)
    with pytest.raises(Introuvable):
        save(installation, monde, enjeu="XXX-A")
    assert read(installation, monde).positions == {}


def test_once_finished_it_does_not_move(installation: Installation, monde: Monde) -> None:
    with (
        pytest.raises(Refus, match="au moins une"),
        open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit,
    ):
        finish_positionnement(unit, monde.structures[0])
    save(installation, monde, niveau=3)
    with open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit:
        finish_positionnement(unit, monde.structures[0])
    with pytest.raises(Refus, match="terminé"):
        save(installation, monde, niveau=1, version=1)
    ouvert = read(installation, monde)
    assert ouvert.termine_le == installation.horloge()
    assert ouvert.positions[monde.enjeux[0]].niveau == 3
