"""The positionnement asked again in the bilan: kept apart, answered before one looks back, then compared."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.bascule.service import apply_bascule
from caprse.carnet.membres.ouverture import open_bilan
from caprse.carnet.positionnement.comparaison import Comparaison, compare_with_depart
from caprse.carnet.positionnement.fleches import Passage, Sens, describe_groupes, is_meme_question
from caprse.carnet.positionnement.regles import Moment
from caprse.carnet.positionnement.service import (
    PositionnementOuvert,
    finish_positionnement,
    get_positionnement,
    save_position,
)
from caprse.carnet.positionnement.vue_simple import FIN
from caprse.carnet.regles import Saisie
from caprse.carnet.service import VIDE
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.carnet.bascule.test_service import build_correspondance, build_suite, publish
from tests.carnet.positionnement.test_web import SITE, open_client
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.ecran import click, open_page, prepare_page, read, read_html, run
from tests.fabrique import build_referentiel
from tests.monde import Monde

E1, E2 = "T01-A", "T02-A"
FIN_BILAN = date(2027, 12, 1)


def close(monde: Monde, numero: int) -> None:
    trimestre = get_value(
        "select id from trimestre where collectif_id = :c and numero = :n", c=monde.collectif, n=numero
    )
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, trimestre)


def start_bilan(monde: Monde) -> UUID:
    """The first trimestre closes, the bilan opens; gives the carnet of structure 0 in it."""
    close(monde, 1)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        open_bilan(unit, monde.collectif, FIN_BILAN)
    carnet: UUID = get_value(
        "select c.id from carnet c join trimestre t on t.id = c.trimestre_id"
        " where t.thematique = '' and c.structure_id = :s",
        s=monde.structures[0],
    )
    return carnet


def say(
    monde: Monde, moment: Moment, enjeu: str = E1, niveau: int | None = 2, version: int = 0, personne: str = "ali"
) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        save_position(unit, monde.structures[0], enjeu, niveau, niveau is None, version, moment)


def finish(monde: Monde, moment: Moment = Moment.ARRIVEE, personne: str = "ali") -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        finish_positionnement(unit, monde.structures[0], moment)


def look(monde: Monde, moment: Moment | None = None, personne: str = "aya") -> PositionnementOuvert:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        lu = get_positionnement(unit, monde.structures[0], moment)
    assert lu is not None
    return lu[0]


def compare(monde: Monde, personne: str = "aya") -> Comparaison | None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        lu = get_positionnement(unit, monde.structures[0])
        return compare_with_depart(unit, *lu) if lu is not None else None


def list_sens(monde: Monde) -> dict[str, tuple[Sens, int]]:
    comparaison = compare(monde)
    assert comparaison is not None
    return {f.enjeu: (f.sens, f.pas) for groupe in comparaison.groupes for f in groupe.fleches}


def test_it_is_kept_apart_from_what_was_said_at_the_start(monde: Monde) -> None:
    say(monde, Moment.DEPART, niveau=1)
    start_bilan(monde)
    assert (look(monde).moment, look(monde).positions) == (Moment.ARRIVEE, {})
    say(monde, Moment.ARRIVEE, niveau=3)
    assert look(monde).positions[E1].niveau == 3
    assert look(monde, Moment.DEPART).positions[E1].niveau == 1
    assert execute("select moment, niveau, version from positionnement order by moment") == [
        ("arrivee", 3, 1),
        ("depart", 1, 1),
    ]


def test_before_the_bilan_there_is_none_and_during_it_the_start_stands_still(monde: Monde) -> None:
    assert look(monde).moment is Moment.DEPART
    with pytest.raises(Introuvable):
        say(monde, Moment.ARRIVEE)
    say(monde, Moment.DEPART)
    start_bilan(monde)
    with pytest.raises(Refus, match="Le bilan est ouvert"):
        say(monde, Moment.DEPART, niveau=4, version=1)
    with pytest.raises(Refus, match="Le bilan est ouvert"):
        finish(monde, Moment.DEPART)


def test_a_colleague_who_answered_meanwhile_is_not_overwritten(monde: Monde) -> None:
    start_bilan(monde)
    say(monde, Moment.ARRIVEE, niveau=3)
    with pytest.raises(Refus, match="Ali a répondu"):
        say(monde, Moment.ARRIVEE, niveau=1, personne="alice")
    assert look(monde).positions[E1].niveau == 3


def test_who_may_answer_it_and_who_may_read_it(monde: Monde) -> None:
    start_bilan(monde)
    ici = monde.structures[0]
    # The same answer again is no conflict.
    check_rights(monde, {"alice", "ali"}, lambda unit: save_position(unit, ici, E1, 2, False, 0, Moment.ARRIVEE))
    say(monde, Moment.ARRIVEE)
    check_rights(monde, {"alice", "ali"}, lambda unit: finish_positionnement(unit, ici, Moment.ARRIVEE))
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: get_positionnement(unit, ici))


def test_finished_it_does_not_move_and_neither_does_it_once_the_bilan_is_closed(monde: Monde) -> None:
    start_bilan(monde)
    with pytest.raises(Refus, match="au moins une"):
        finish(monde)
    say(monde, Moment.ARRIVEE)
    finish(monde)
    finish(monde)
    with pytest.raises(Refus, match="est terminé"):
        say(monde, Moment.ARRIVEE, niveau=4, version=1)
    execute("update structure set arrivee_le = null where id = :s", s=monde.structures[0])
    say(monde, Moment.ARRIVEE, niveau=4, version=1)
    close(monde, 2)
    with pytest.raises(Refus, match="Le bilan est clos"):
        say(monde, Moment.ARRIVEE, niveau=0, version=2)
    assert compare(monde) is not None


def test_what_was_said_at_the_start_is_not_shown_before_it_is_finished(monde: Monde) -> None:
    say(monde, Moment.DEPART, niveau=4)
    start_bilan(monde)
    say(monde, Moment.ARRIVEE, niveau=1)
    assert compare(monde) is None
    page = open_page(monde, "alice", "positionnement", simple="1")
    assert "Départ" not in read(page)
    finish(monde)
    page = open_page(monde, "alice", "positionnement")
    assert "3 marches de moins" in read_html(page)


def test_each_enjeu_says_what_moved_and_nothing_where_one_answer_is_missing(monde: Monde) -> None:
    for enjeu, niveau in ((E1, 1), ("T01-B", 2), (E2, 3)):
        say(monde, Moment.DEPART, enjeu, niveau)
    start_bilan(monde)
    for enjeu, dit in ((E1, 3), ("T01-B", 2), (E2, None), ("T02-B", 4)):
        say(monde, Moment.ARRIVEE, enjeu, dit)
    finish(monde)
    assert list_sens(monde) == {
        E1: (Sens.MONTE, 2),
        "T01-B": (Sens.PAREIL, 0),
        E2: (Sens.SANS, 0),
        "T02-B": (Sens.SANS, 0),
    }
    comparaison = compare(monde)
    assert comparaison is not None
    assert describe_groupes(comparaison.groupes) == (
        "Sur 2\u00a0enjeux comparés aux deux moments : 1 plus haut, 1 au même niveau."
    )


def test_after_a_change_of_version_the_arrow_follows_the_code(monde: Monde) -> None:
    say(monde, Moment.DEPART, niveau=1)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, publish(build_suite()), build_correspondance())
    start_bilan(monde)
    say(monde, Moment.ARRIVEE, niveau=2)
    finish(monde)
    assert list_sens(monde)[E1] == (Sens.MONTE, 1)


def test_a_change_of_version_during_the_bilan_keeps_both_moments(monde: Monde) -> None:
    say(monde, Moment.DEPART, niveau=1)
    start_bilan(monde)
    say(monde, Moment.ARRIVEE, niveau=4)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, publish(build_suite()), build_correspondance())
    finish(monde)
    assert list_sens(monde)[E1] == (Sens.MONTE, 3)


def test_an_answer_carried_over_from_other_questions_or_another_scale_is_compared_with_nothing() -> None:
    avant, apres, echelle = (
        build_referentiel(themes=1),
        build_referentiel(themes=2),
        build_referentiel(nb_niveaux=4, themes=2),
    )
    a, b, c = uuid4(), uuid4(), uuid4()
    jour = datetime.fromisoformat("2026-05-01T09:00:00+02:00")
    veille, referentiels = jour - timedelta(days=1), {a: avant, b: apres, c: echelle}
    passages = [Passage(a, b, jour)]
    assert is_meme_question(E1, veille, passages, referentiels)
    assert not is_meme_question(E2, veille, passages, referentiels)
    assert is_meme_question(E2, jour, passages, referentiels)
    assert not is_meme_question(E1, veille, [Passage(b, c, jour)], referentiels)


def send(monde: Monde, adresse: str, lieu: UUID, niveau: int, personne: str = "alice") -> dict[str, Any]:
    corps = {
        "carnet": str(lieu),
        "critere": E1,
        "saisie": asdict(Saisie(niveau=niveau)),
        "version": 0,
        "vue": asdict(VIDE),
    }
    dit: dict[str, Any] = open_client(monde, personne).post(adresse, json=corps, headers=SITE).json()
    return dit


def test_it_has_a_door_of_its_own_so_that_an_old_draft_of_the_start_never_enters(monde: Monde) -> None:
    carnet = start_bilan(monde)
    assert "Le bilan est ouvert" in send(monde, "/positions", monde.structures[0], 4)["phrase"]
    assert send(monde, "/positions/arrivee", monde.structures[0], 4)["suite"] == "refus"
    assert send(monde, "/positions/arrivee", carnet, 3)["version"] == 1
    assert send(monde, "/positions/arrivee", carnet, 1, "ali")["etat"]["saisie"]["niveau"] == 3
    assert "etat" not in send(monde, "/positions/arrivee", carnet, 1, "bob")
    client = open_client(monde, "aya")
    dit = client.get(f"/positions/arrivee/{carnet}").json()
    assert (dit["carnet"], dit["etats"][E1]["saisie"]["niveau"]) == ("ouvert", 3)
    assert open_client(monde, "bob").get(f"/positions/arrivee/{carnet}").json()["suite"] == "refus"
    assert execute("select moment, niveau from positionnement") == [("arrivee", 3)]


def test_the_page_ends_it_once_and_shows_both(monde: Monde, installation: Installation) -> None:
    say(monde, Moment.DEPART, niveau=1)
    start_bilan(monde)
    page = open_page(monde, "alice", "positionnement", simple="1")
    page.radio(key=f"position-arrivee-{E1}").set_value(2)
    page = run(page)
    page.session_state[FIN] = True
    assert "Ensuite il ne change plus, et vous le lisez à côté" in read(run(page))
    click(page, "terminer")
    vu = read_html(page)
    assert "1 marche de plus" in vu
    assert "1 · Niveau 1" in vu.replace("\u00a0", " ")
    with count_statements(installation.moteur) as vues:
        run(page)
    assert len(vues) <= 8


def test_the_journal_and_the_export_tell_both_apart(monde: Monde) -> None:
    say(monde, Moment.DEPART, niveau=1)
    start_bilan(monde)
    say(monde, Moment.ARRIVEE, niveau=2)
    finish(monde)
    vu = read_html(open_page(monde, "alice", "journal"))
    assert "a terminé le point d’arrivée" in vu
    assert "dans le point d’arrivée" in vu
    assert "dans le point de départ" in vu


def test_the_question_on_the_page_of_a_reader_can_not_be_ended(monde: Monde) -> None:
    start_bilan(monde)
    page = prepare_page(monde, "aya", "positionnement")
    page.session_state[FIN] = True
    assert "Terminer notre" not in read(run(page))
