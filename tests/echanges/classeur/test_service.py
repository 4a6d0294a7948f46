"""A carnet leaves, others go on answering it, it comes back: who may, what is written, what is refused whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.remplir.transmission import send_carnet
from caprse.carnet.service import get_carnet, save_reponse
from caprse.echanges.classeur.comparaison import CHOISIR, Choix
from caprse.echanges.classeur.lecture import PAS_LE_NOTRE, Rapporte, read_classeur
from caprse.echanges.classeur.service import A_BOUGE, Examen, bring_back, examine, get_carnet_classeur, take_away
from caprse.referentiel.classeur.ouverture import ClasseurIllisible
from caprse.socle.erreurs import Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.echanges.classeur.gestes import fill
from tests.monde import REFERENTIEL, Monde

A, B, C = "T01-01", "T01-02", "T01-03"


def take(monde: Monde, nom: str = "ali", rang: int = 0) -> bytes:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return take_away(unit, monde.structures[rang])


def answer(monde: Monde, code: str, saisie: Saisie, version: int = 0, nom: str = "alice") -> None:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        save_reponse(unit, monde.carnets[0], code, saisie, version)


def look(monde: Monde, lu: Rapporte, nom: str = "ali", rang: int = 0) -> Examen:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        carnet = get_carnet_classeur(unit, monde.structures[rang])
        assert carnet is not None
        return examine(unit, carnet, lu)


def bring(monde: Monde, lu: Rapporte, choix: Choix, marque: str, nom: str = "ali") -> int:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return bring_back(unit, monde.structures[0], lu, choix, marque)


def answers(monde: Monde) -> dict[str, Saisie]:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        carnet = get_carnet(unit, monde.structures[0])
        assert carnet is not None
        return carnet.saisies()


def test_a_carnet_that_comes_back_writes_what_was_filled_in_one_transaction_and_its_journal(monde: Monde) -> None:
    answer(monde, A, Saisie(niveau=1, commentaire="D’avant"))
    lu = read_classeur(fill(REFERENTIEL, take(monde), {(A, "niveau"): 2, (B, "niveau"): 3, (B, "commentaire"): "Oui"}))
    examen = look(monde, lu)
    assert [c.critere.code for c in examen.changements] == [A, B]
    assert all(not c.conflits for c in examen.changements)
    assert answers(monde) == {A: Saisie(niveau=1, commentaire="D’avant")}, "the trial writes nothing"
    assert bring(monde, lu, {}, examen.marque) == 2
    assert answers(monde) == {A: Saisie(niveau=2, commentaire="D’avant"), B: Saisie(niveau=3, commentaire="Oui")}
    assert execute("select distinct modifie_par from reponse") == [(monde.comptes["ali"],)]
    assert look(monde, lu).changements == ()


def test_what_a_colleague_wrote_meanwhile_stays_and_only_what_both_changed_is_chosen(monde: Monde) -> None:
    answer(monde, A, Saisie(niveau=1))
    answer(monde, B, Saisie(niveau=1))
    octets = fill(REFERENTIEL, take(monde), {(A, "niveau"): 3, (B, "commentaire"): "Hors ligne", (C, "niveau"): 4})
    answer(monde, A, Saisie(niveau=2), 1)
    answer(monde, B, Saisie(niveau=2), 1)
    lu = read_classeur(octets)
    examen = look(monde, lu)
    assert {c.critere.code: tuple(c.conflits) for c in examen.changements} == {A: ("choix",), B: (), C: ()}
    with pytest.raises(SaisieInvalide, match=CHOISIR.split(",")[0]):
        bring(monde, lu, {}, examen.marque)
    assert C not in answers(monde), "all of it or nothing"
    assert bring(monde, lu, {(A, "choix"): False}, examen.marque) == 2
    assert answers(monde) == {A: Saisie(niveau=2), B: Saisie(niveau=2, commentaire="Hors ligne"), C: Saisie(niveau=4)}
    again = look(monde, lu)
    assert bring(monde, lu, {(A, "choix"): True}, again.marque) == 1
    assert answers(monde)[A] == Saisie(niveau=3)


def test_nothing_is_written_when_an_answer_moves_between_the_trial_and_the_press(monde: Monde) -> None:
    lu = read_classeur(fill(REFERENTIEL, take(monde), {(A, "niveau"): 3, (B, "niveau"): 3}))
    examen = look(monde, lu)
    answer(monde, B, Saisie(commentaire="Entre-temps"))
    with pytest.raises(Refus, match=A_BOUGE.split(".")[0]):
        bring(monde, lu, {}, examen.marque)
    assert answers(monde) == {B: Saisie(commentaire="Entre-temps")}


def test_the_workbook_of_others_or_a_seal_that_was_touched_is_refused_whole(monde: Monde) -> None:
    autre = read_classeur(take(monde, "bob", 1))
    [constat] = look(monde, autre).erreurs
    assert "structure 1, trimestre\u00a01 ; ici, c’est Collectif A – structure 0" in constat.phrase
    lu = read_classeur(fill(REFERENTIEL, take(monde), {(A, "niveau"): 3}))
    for touche in (
        replace(lu, texte=lu.texte.replace('"numero":1', '"numero":2')),
        replace(lu, sceau="0" * 64),
        replace(lu, texte=lu.texte + " "),
    ):
        assert [constat.message for constat in look(monde, touche).erreurs] == [PAS_LE_NOTRE]
        with pytest.raises(Refus):
            bring(monde, touche, {}, "")
    assert answers(monde) == {}


def test_a_carnet_that_left_the_structure_s_hands_takes_nothing_back(monde: Monde) -> None:
    lu = read_classeur(fill(REFERENTIEL, take(monde), {(A, "niveau"): 3}))
    marque = look(monde, lu).marque
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        send_carnet(unit, monde.carnets[0], 1, "Plus tard")
    with pytest.raises(Refus, match="transmis"):
        bring(monde, lu, {}, marque)
    with pytest.raises(Refus, match="transmis"):
        take(monde)


def test_whoever_answers_the_carnet_takes_it_away_and_brings_it_back(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali"}, lambda unit: take_away(unit, monde.structures[0]))
    lu = read_classeur(fill(REFERENTIEL, take(monde), {(A, "niveau"): 3}))
    marque = look(monde, lu).marque
    check_rights(monde, {"alice", "ali"}, lambda unit: bring_back(unit, monde.structures[0], lu, {}, marque))


def test_a_look_costs_two_statements_whatever_the_workbook_changes(monde: Monde, installation: Installation) -> None:
    lu = read_classeur(fill(REFERENTIEL, take(monde), {(code, "niveau"): 3 for code in (A, B, C)}))
    look(monde, lu)
    with open_unit(compte_id=monde.comptes["ali"]) as unit, count_statements(installation.moteur) as faites:
        carnet = get_carnet_classeur(unit, monde.structures[0])
        assert carnet is not None
        examine(unit, carnet, lu)
    assert len(faites) == 2


@pytest.mark.parametrize("octets", [b"", b"PK\x03\x04", b"code;niveau\n", b"\x89PNG"])
def test_what_is_no_workbook_is_refused_in_one_sentence(octets: bytes) -> None:
    with pytest.raises(ClasseurIllisible, match="classeur"):
        read_classeur(octets)
