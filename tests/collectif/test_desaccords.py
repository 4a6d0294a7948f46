"""Two people of an animation wrote the same thing: what was not recorded waits for both, and is settled once.

The table belongs to every room that animates; it is tried here through the re-reading and the minutes, on a real base.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.collectif.desaccords import A_BOUGE, DEJA_CHOISI
from caprse.relecture.relire.attente import Suite, settle_relecture, submit_relecture
from caprse.relecture.relire.regles import EtatRelecture, RelectureEnregistree, SaisieRelecture
from caprse.seance.compte_rendu.attente import settle_compte_rendu, submit_compte_rendu
from caprse.seance.compte_rendu.lecture import get_compte_rendu
from caprse.seance.compte_rendu.service import ensure_compte_rendu
from caprse.socle.erreurs import Introuvable, Refus
from tests.base import count_rows
from tests.monde import Monde, add_personne
from tests.relecture.scene import ETRANGERS, add_ancienne, answer, read, relire, send
from tests.seance.scene_votes import Scene, act, end, scene

__all__ = ["scene"]

RELU = SaisieRelecture(EtatRelecture.RELU, version_lue=1)
A_COMPLETER = SaisieRelecture(EtatRelecture.A_COMPLETER, "Quel document ?", 2, 1)


@pytest.fixture
def transmis(monde: Monde) -> Monde:
    """One answer transmitted, which Anna re-read; Anne animates too."""
    answer(monde, monde.criteres[0], Saisie(niveau=2))
    send(monde)
    add_personne(monde, "anne", Role.ANIMATION)
    relire(monde, monde.criteres[0], replace(RELU, note="Première"))
    return monde


def submit(monde: Monde, saisie: SaisieRelecture, version: int = 0, personne: str = "anne") -> Suite:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return submit_relecture(unit, monde.carnets[0], monde.criteres[0], saisie, version)


def settle(monde: Monde, personne: str, garder: bool, version: int = 1) -> RelectureEnregistree | None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return settle_relecture(unit, monde.carnets[0], monde.criteres[0], monde.comptes["anne"], garder, version)


def test_a_relecture_that_was_not_recorded_waits_for_both(transmis: Monde) -> None:
    code = transmis.criteres[0]
    suite = submit(transmis, A_COMPLETER)
    assert suite.relecture.saisie.note == "Première"
    for personne in ("anna", "anne"):
        lu = read(transmis, personne)
        assert lu.relectures[code].saisie.note == "Première"
        assert [(d.auteur, d.contenu["note"], d.contenu["etat"]) for d in lu.desaccords[code]] == [
            ("Anne", "Quel document ?", "a_completer")
        ]
    submit(transmis, replace(A_COMPLETER, note="Le dernier mot"))
    assert [d.contenu["note"] for d in read(transmis).desaccords[code]] == ["Le dernier mot"]


@pytest.mark.parametrize("personne", ["anna", "anne"])
@pytest.mark.parametrize("garder", [True, False])
def test_either_settles_it_once(transmis: Monde, personne: str, garder: bool) -> None:
    submit(transmis, A_COMPLETER)
    obtenue = settle(transmis, personne, garder)
    code = transmis.criteres[0]
    attendue = A_COMPLETER if garder else replace(RELU, note="Première")
    assert (obtenue.saisie if obtenue else None) == (A_COMPLETER if garder else None)
    assert read(transmis).relectures[code].saisie == attendue
    assert read(transmis).desaccords == {}
    with pytest.raises(Refus, match=DEJA_CHOISI):
        settle(transmis, "anna", True, 2)
    assert read(transmis).relectures[code].saisie == attendue


def test_what_moved_again_is_not_overwritten_and_goes_on_waiting(transmis: Monde) -> None:
    submit(transmis, A_COMPLETER)
    relire(transmis, transmis.criteres[0], replace(RELU, note="Troisième"), 1)
    with pytest.raises(Refus, match=A_BOUGE):
        settle(transmis, "anne", True, 1)
    assert len(read(transmis).desaccords[transmis.criteres[0]]) == 1
    assert settle(transmis, "anne", True, 2) is not None


def test_nobody_else_settles_nor_leaves_anything(transmis: Monde) -> None:
    submit(transmis, A_COMPLETER)
    add_ancienne(transmis)
    for personne in ETRANGERS:
        with pytest.raises(Introuvable):
            settle(transmis, personne, True)
        with pytest.raises(Introuvable):
            submit(transmis, RELU, personne=personne)
    assert count_rows("desaccord") == 1


def test_minutes_that_were_not_recorded_wait_and_are_settled_once(scene: Scene) -> None:
    end(scene)
    act(scene, ensure_compte_rendu, scene.seance)
    assert act(scene, submit_compte_rendu, scene.seance, "Un", 1) == 2
    assert act(scene, submit_compte_rendu, scene.seance, "Deux", 1) is None
    (attente,) = act(scene, get_compte_rendu, scene.seance).desaccords
    assert attente.contenu == {"texte": "Deux"}
    with pytest.raises(Refus, match=A_BOUGE):
        act(scene, settle_compte_rendu, scene.seance, attente.compte_id, True, 1)
    for personne in ("alice", "clara", "adam", "personne"):
        with pytest.raises(Introuvable):
            act(scene, settle_compte_rendu, scene.seance, attente.compte_id, True, 2, personne=personne)
    assert act(scene, settle_compte_rendu, scene.seance, attente.compte_id, True, 2) == 3
    assert act(scene, get_compte_rendu, scene.seance).texte == "Deux"
    with pytest.raises(Refus, match=DEJA_CHOISI):
        act(scene, settle_compte_rendu, scene.seance, attente.compte_id, False, 3)
