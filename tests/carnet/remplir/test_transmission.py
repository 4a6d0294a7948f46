"""Transitions of a carnet: transmit, ask to reopen, send back."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.conflits import settle_conflit, submit_reponse
from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.carnet.remplir.transmission import ask_reopening, mark_carnet_relu, send_back_carnet, send_carnet
from caprse.carnet.service import CarnetOuvert, get_carnet, save_reponse
from caprse.socle.erreurs import ErreurMetier, Introuvable, Refus
from caprse.socle.installation import Installation
from tests.monde import Monde


def read(installation: Installation, monde: Monde, nom: str = "alice") -> CarnetOuvert:
    with open_unit(compte_id=monde.comptes[nom], installation=installation) as unit:
        carnet = get_carnet(unit, monde.structures[0])
    assert carnet is not None
    return carnet


def send(installation: Installation, monde: Monde, nom: str = "alice", motif: str = "À voir avec le CA") -> None:
    version = read(installation, monde).version
    with open_unit(compte_id=monde.comptes[nom], installation=installation) as unit:
        send_carnet(unit, monde.carnets[0], version, motif)


def test_the_direction_transmits_and_the_answers_are_locked(installation: Installation, monde: Monde) -> None:
    send(installation, monde)
    carnet = read(installation, monde)
    assert carnet.etat is EtatCarnet.TRANSMIS
    assert carnet.transmis_le == installation.horloge()
    assert carnet.motif_incomplet == "À voir avec le CA"
    with (
        pytest.raises(Refus, match="transmis"),
        open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit,
    ):
        save_reponse(unit, carnet.id, monde.criteres[0], Saisie(niveau=1), 0)


def test_what_is_missing_asks_for_a_reason(installation: Installation, monde: Monde) -> None:
    with pytest.raises(Refus, match="manque"):
        send(installation, monde, motif="   ")
    assert read(installation, monde).etat is EtatCarnet.BROUILLON


def test_a_whole_carnet_needs_no_reason(installation: Installation, monde: Monde) -> None:
    for critere in monde.criteres:
        with open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit:
            save_reponse(unit, monde.carnets[0], critere, Saisie(niveau=2), 0)
    send(installation, monde, motif="")
    assert read(installation, monde).etat is EtatCarnet.TRANSMIS


def test_two_answers_to_one_question_are_none_until_one_is_chosen(installation: Installation, monde: Monde) -> None:
    for critere in monde.criteres:
        with open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit:
            save_reponse(unit, monde.carnets[0], critere, Saisie(niveau=2), 0)
    with open_unit(compte_id=monde.comptes["alice"], installation=installation) as unit:
        suite = submit_reponse(unit, monde.carnets[0], monde.criteres[0], Saisie(niveau=4), 0, Saisie())
    assert suite.conflits
    with pytest.raises(Refus, match="manque"):
        send(installation, monde, motif="")
    with open_unit(compte_id=monde.comptes["alice"], installation=installation) as unit:
        settle_conflit(unit, monde.carnets[0], monde.criteres[0], suite.conflits[0], False, suite.reponse)
    send(installation, monde, motif="")
    assert read(installation, monde).etat is EtatCarnet.TRANSMIS


@pytest.mark.parametrize("nom", ["ali", "aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne"])
def test_nobody_else_transmits(installation: Installation, monde: Monde, nom: str) -> None:
    with pytest.raises(Introuvable):
        send(installation, monde, nom)
    assert read(installation, monde).etat is EtatCarnet.BROUILLON


def test_twice_is_refused(installation: Installation, monde: Monde) -> None:
    send(installation, monde)
    with pytest.raises(Refus, match="déjà transmis"):
        send(installation, monde)


def test_a_carnet_that_moved_meanwhile_is_refused(installation: Installation, monde: Monde) -> None:
    with (
        pytest.raises(Refus, match="entre-temps"),
        open_unit(compte_id=monde.comptes["alice"], installation=installation) as unit,
    ):
        send_carnet(unit, monde.carnets[0], 7, "motif")


def test_the_direction_asks_and_the_animation_sends_back(installation: Installation, monde: Monde) -> None:
    send(installation, monde)
    with open_unit(compte_id=monde.comptes["alice"], installation=installation) as unit:
        ask_reopening(unit, monde.carnets[0], 2, "Une erreur sur le premier critère")
    assert read(installation, monde).reouverture_demandee_le == installation.horloge()
    with open_unit(compte_id=monde.comptes["anna"], installation=installation) as unit:
        send_back_carnet(unit, monde.carnets[0], 3)
    carnet = read(installation, monde)
    assert (carnet.etat, carnet.reouverture_demandee_le) == (EtatCarnet.A_COMPLETER, None)
    with open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit:
        save_reponse(unit, carnet.id, monde.criteres[0], Saisie(niveau=1), 0)
    send(installation, monde)
    assert read(installation, monde).etat is EtatCarnet.TRANSMIS


def test_asking_without_a_reason_or_before_transmitting_is_refused(installation: Installation, monde: Monde) -> None:
    for motif, phrase in (("parce que", "pas transmis"), ("", "pourquoi")):
        if motif == "":
            send(installation, monde)
        with (
            pytest.raises(Refus, match=phrase),
            open_unit(compte_id=monde.comptes["alice"], installation=installation) as unit,
        ):
            ask_reopening(unit, monde.carnets[0], read(installation, monde).version, motif)


@pytest.mark.parametrize("nom", ["alice", "ali", "aya", "bob", "charlie", "clara", "adam", "fanny", "personne"])
def test_only_the_animation_of_the_collectif_sends_back(installation: Installation, monde: Monde, nom: str) -> None:
    send(installation, monde)
    with (
        pytest.raises(Introuvable),
        open_unit(compte_id=monde.comptes[nom], installation=installation) as unit,
    ):
        send_back_carnet(unit, monde.carnets[0], 2)


def test_a_transmitted_carnet_is_marked_as_re_read_once(installation: Installation, monde: Monde) -> None:
    with (
        pytest.raises(Refus, match="pas transmis"),
        open_unit(compte_id=monde.comptes["anna"], installation=installation) as unit,
    ):
        mark_carnet_relu(unit, monde.carnets[0], 1)
    send(installation, monde)
    for version, phrase in ((1, "entre-temps"), (2, ""), (3, "déjà relu")):
        with open_unit(compte_id=monde.comptes["anna"], installation=installation) as unit:
            if phrase:
                with pytest.raises(Refus, match=phrase):
                    mark_carnet_relu(unit, monde.carnets[0], version)
            else:
                mark_carnet_relu(unit, monde.carnets[0], version)
    assert read(installation, monde).etat is EtatCarnet.RELU


def test_a_carnet_of_a_closed_trimestre_is_not_marked_any_more(installation: Installation, monde: Monde) -> None:
    send(installation, monde)
    with open_unit_systeme(installation) as unit:
        unit.db.execute(
            text("update trimestre set etat = 'clos', clos_le = now() where id = :t"), {"t": monde.trimestre}
        )
    with (
        pytest.raises(Refus, match="clos"),
        open_unit(compte_id=monde.comptes["anna"], installation=installation) as unit,
    ):
        mark_carnet_relu(unit, monde.carnets[0], 2)


@pytest.mark.parametrize("nom", ["alice", "ali", "aya", "bob", "charlie", "clara", "adam", "fanny", "personne"])
def test_only_the_animation_of_the_collectif_marks_as_re_read(
    installation: Installation, monde: Monde, nom: str
) -> None:
    send(installation, monde)
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes[nom], installation=installation) as unit:
        mark_carnet_relu(unit, monde.carnets[0], 2)


def test_two_directions_at_once_transmit_once(installation: Installation, monde: Monde) -> None:
    depart = Barrier(2)
    refus: list[str] = []

    def transmit() -> None:
        depart.wait()
        try:
            with open_unit(compte_id=monde.comptes["alice"], installation=installation) as unit:
                send_carnet(unit, monde.carnets[0], 1, "motif")
        except ErreurMetier as erreur:
            refus.append(str(erreur))

    fils = [Thread(target=transmit) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(refus) == 1
    assert read(installation, monde).version == 2


def test_the_journal_has_before_and_after(installation: Installation, monde: Monde) -> None:
    send(installation, monde)
    with open_unit_systeme(installation) as unit:
        ligne = unit.db.execute(
            text(
                "select compte_id, avant ->> 'etat', apres ->> 'etat' from journal"
                " where objet = 'carnet' and operation = 'UPDATE'"
            )
        ).one()
    assert tuple(ligne) == (monde.comptes["alice"], "brouillon", "transmis")
