"""The path of a structure, read from a real base: arrêtés for what is closed, answers for what is open."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.bilan.service import get_parcours
from caprse.carnet.positionnement.regles import Moment
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.restitution.chemin.phrases import describe_chemin, describe_moment, list_recits, quote_mot
from caprse.restitution.chemin.phrases import list_lignes as dire_lignes
from caprse.restitution.chemin.service import CheminVu, get_chemin
from caprse.restitution.chemin.tableaux import list_lignes
from caprse.restitution.figures.chemin import CheminThematique
from caprse.restitution.resultats.rapprochements import compare_cycle
from caprse.restitution.resultats.service import get_resultats
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.carnet.positionnement.test_arrivee import finish, say, start_bilan
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde
from tests.restitution.scene import answer, close, leave, open_next, position

AVANT = {"T01-01": 1, "T01-02": 2, "T01-03": 3}
TROISIEME = (3, "T03", date(2026, 7, 16), date(2026, 10, 15))
DEUXIEME = (2, "T02", date(2026, 4, 16), date(2026, 7, 15))


def read(monde: Monde, nom: str = "alice") -> CheminVu:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return get_chemin(unit, monde.structures[0])


def find(vu: CheminVu, code: str) -> CheminThematique:
    return next(rangee for rangee in vu.chemin.rangees if rangee.code == code)


def start(monde: Monde) -> tuple[UUID, UUID]:
    """The first trimestre answered in February and closed; gives the second one and the carnet of structure 0."""
    answer(monde.carnets[0], AVANT)
    execute("update reponse set modifie_le = '2026-02-20T10:00Z'")
    close(monde)
    trimestre, carnets = open_next(monde, *DEUXIEME)
    return trimestre, carnets[monde.structures[0]]


def act(monde: Monde, quoi: str, le: str | None, *criteres: str, rang: int = 0) -> None:
    execute(
        "insert into action (collectif_id, structure_id, quoi, etat, criteres, faite_le) values"
        " (:c, :s, :q, :e, :k, cast(:le as timestamptz))",
        c=monde.collectif,
        s=monde.structures[rang],
        q=quoi,
        e="faite" if le else "a_faire",
        k=list(criteres),
        le=le,
    )


def test_before_any_answer_there_is_no_path(monde: Monde) -> None:
    vu = read(monde)
    assert (vu.chemin.numeros, list_lignes(vu.chemin, vu.niveaux)) == ((), [])
    assert describe_chemin(vu.chemin) == "Votre chemin commence à la première réponse."


def test_with_one_trimestre_the_path_begins_and_nothing_has_moved(monde: Monde) -> None:
    answer(monde.carnets[0], AVANT)
    vu = read(monde)
    assert (vu.chemin.numeros, vu.chemin.ouvert) == ((1,), 1)
    assert "commence au trimestre\u00a01" in describe_chemin(vu.chemin)
    assert [list_recits(rangee, vu.chemin) for rangee in vu.chemin.rangees] == [[], [], [], []]


def test_what_moved_is_told_with_what_was_done_in_between_and_a_setback_with_its_reason(monde: Monde) -> None:
    act(monde, "Avant de répondre", "2026-02-01T09:00Z", "T01-01")
    _, carnet = start(monde)
    act(monde, "Écrire la règle", "2026-04-20T09:00Z", "T01-01")
    act(monde, "Pas encore faite", None, "T01-01")
    act(monde, "Pour rien de précis", "2026-04-21T09:00Z")
    act(monde, "Chez Bob", "2026-04-20T09:00Z", "T01-01", rang=1)
    answer(carnet, {"T01-01": 3, "T01-02": 1, "T02-01": 2})
    execute(
        "update reponse set commentaire = 'L’encadrante est partie' where carnet_id = :c and critere = 'T01-02'",
        c=carnet,
    )
    vu = read(monde)
    [etape] = find(vu, "T01").etapes
    assert (etape.revus, etape.communs, etape.gagnees, etape.perdues) == (2, 3, 2, 1)
    haut, bas = etape.mouvements
    assert [action.quoi for action in haut.actions] == ["Écrire la règle"]
    assert (bas.mot, bas.actions) == ("L’encadrante est partie", ())
    recit = list_recits(find(vu, "T01"), vu.chemin)[0]
    # What fell back first.
    dits = [(*dire_lignes(mouvement), quote_mot(mouvement)) for mouvement in recit.mouvements]
    assert [[texte.replace("\u00a0", " ") for texte in dit][1:] for dit in dits] == [
        ["", "Raison : « L’encadrante est partie »."],
        ["Après : « Écrire la règle » (20 avril 2026)", ""],
    ]
    assert dits[0][0].replace("\u00a0", " ") == "2 · Niveau 2 → 1 · Niveau 1"
    assert [action.quoi for action in vu.chemin.autres] == ["Pour rien de précis"]
    assert vu.chemin.faites == 3
    moment = describe_moment(2, vu.chemin).replace("\u00a0", " ")
    assert moment == "Trimestre 2 (en cours) · 2 marches gagnées et 1 marche perdue · 2 actions faites"
    assert describe_moment(1, vu.chemin).replace("\u00a0", " ") == "Trimestre 1 · 1 action faite"


def test_the_steps_told_are_those_of_the_whole_cycle(monde: Monde) -> None:
    trimestre, carnet = start(monde)
    answer(carnet, {"T01-01": 4, "T01-02": 0, "T02-01": 2})
    for fini in (False, True):
        if fini:
            close(monde, trimestre)
        etapes = [etape for rangee in read(monde).chemin.rangees for etape in rangee.etapes]
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            compare = compare_cycle(get_resultats(unit, monde.structures[0]))
        assert compare is not None
        assert sum(etape.gagnees for etape in etapes) == compare[1].gagnees == 3
        assert sum(etape.perdues for etape in etapes) == compare[1].perdues == 2
        assert sum(etape.revus for etape in etapes) == compare[1].revus == 2


def test_a_closed_point_is_that_of_its_arrete_whatever_comes_later(monde: Monde) -> None:
    trimestre, carnet = start(monde)
    avant = find(read(monde), "T01").points[0]
    answer(carnet, {"T01-01": 4})
    close(monde, trimestre)
    apres = read(monde)
    assert find(apres, "T01").points[0] == avant
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, trimestre, "Pour voir", date(2026, 7, 15))
    assert find(read(monde), "T01").points[0] == avant


def test_a_trimestre_opened_again_is_read_as_it_stands(monde: Monde) -> None:
    trimestre, _ = start(monde)
    close(monde, trimestre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Une réponse fausse", date(2026, 4, 15))
    answer(monde.carnets[0], {"T01-01": 4})
    point = find(read(monde), "T01").points[0]
    assert point.figure.franchies == sum(AVANT.values()) - AVANT["T01-01"] + 4
    close(monde)
    assert find(read(monde), "T01").points[0] == point


def correct(monde: Monde, niveaux: dict[str, int | None], non_concernes: tuple[str, ...] = ()) -> UUID:
    """The first trimestre is opened again and corrected after the second was closed; gives the carnet of the third."""
    trimestre, carnet = start(monde)
    answer(carnet, {"T02-01": 2})
    close(monde, trimestre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Une réponse fausse", date(2026, 4, 15))
    execute("update reponse set niveau = null where critere = any(:k)", k=list(non_concernes))
    answer(monde.carnets[0], niveaux, non_concernes)
    close(monde)
    return open_next(monde, *TROISIEME)[1][monde.structures[0]]


def sum_told(monde: Monde) -> dict[str, int]:
    """The marches that T01 moved by, wherever they are told."""
    vu = read(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        compare = compare_cycle(get_resultats(unit, monde.structures[0]))
        revues = get_parcours(unit, monde.structures[0]).revues
    lignes = list_lignes(vu.chemin, vu.niveaux)
    recits = [recit for rangee in vu.chemin.rangees for recit in list_recits(rangee, vu.chemin)]
    return {
        "chemin": vu.chemin.gagnees - vu.chemin.perdues,
        "fichier": sum((ligne["Marches gagnées"] or 0) - (ligne["Marches perdues"] or 0) for ligne in lignes),
        "phrases": sum(mouvement.pas for recit in recits for mouvement in recit.mouvements),
        "résultats": compare[1].gagnees - compare[1].perdues if compare else 0,
        "bilan": sum(revue.pas or 0 for revue in revues),
    }


@pytest.mark.parametrize(
    ("niveaux", "non_concernes", "pas"),
    [
        ({"T01-01": 2}, (), 2),  # It stood at 2 all along, not at 1.
        ({"T01-01": 4}, (), 0),
        ({"T01-01": None}, (), 0),  # It had not been answered.
        ({}, ("T01-01",), 0),  # It had not been concerned.
    ],
)
def test_an_answer_that_was_corrected_then_given_again_moved_by_the_same_everywhere(
    monde: Monde, niveaux: dict[str, int | None], non_concernes: tuple[str, ...], pas: int
) -> None:
    carnet = correct(monde, niveaux, non_concernes)
    avant = {point.numero: point for point in find(read(monde), "T01").points}
    answer(carnet, {"T01-01": 4})
    assert sum_told(monde) == dict.fromkeys(("chemin", "fichier", "phrases", "résultats", "bilan"), pas)
    points = {point.numero: point for point in find(read(monde), "T01").points}
    # The second trimestre keeps what it was closed with: no line says that the structure moved there and back.
    assert {numero: points[numero] for numero in (1, 2)} == {numero: avant[numero] for numero in (1, 2)}
    assert points[2].figure.franchies == sum(AVANT.values())
    assert [point.lie for point in points.values()] == [False, False, False]
    trimestre = get_value("select trimestre_id from carnet where id = :c", c=carnet)
    close(monde, trimestre)
    assert set(sum_told(monde).values()) == {pas}


def test_what_was_corrected_in_another_thematique_leaves_the_line_of_this_one(monde: Monde) -> None:
    carnet = correct(monde, {"TRA-01": 3})
    answer(carnet, {"T01-01": 4})
    assert [point.lie for point in find(read(monde), "T01").points] == [False, True, True]


def test_what_is_carried_over_is_hollow(monde: Monde) -> None:
    _, carnet = start(monde)
    answer(carnet, {"T02-01": 1})
    points = find(read(monde), "T01").points
    assert [(point.numero, point.creux, point.lie) for point in points] == [(1, False, False), (2, True, True)]


def test_an_arrete_of_before_has_no_state_and_gives_no_point(monde: Monde) -> None:
    start(monde)
    execute(
        "insert into arrete (collectif_id, trimestre_id, carnet_id, structure_id, numero, transmis, figures)"
        " select collectif_id, trimestre_id, carnet_id, structure_id, numero + 1, transmis, figures - 'etat'"
        " from arrete where carnet_id = :c",
        c=monde.carnets[0],
    )
    vu = read(monde)
    assert [point.numero for point in find(vu, "T01").points] == [2]
    assert find(vu, "T01").etapes == ()


def test_the_start_is_there_and_no_line_leads_from_it(monde: Monde) -> None:
    position(monde, 0, T01_A=4, T01_B=4)
    answer(monde.carnets[0], AVANT)
    rangee = find(read(monde), "T01")
    assert rangee.depart is not None
    assert (rangee.depart.mediane, rangee.arrivee, rangee.fleche) == (4, None, False)
    assert [point.lie for point in rangee.points] == [False]


def test_in_the_bilan_the_start_is_hidden_until_the_arrival_is_given_then_an_arrow_joins_them(monde: Monde) -> None:
    say(monde, Moment.DEPART, niveau=1)
    start_bilan(monde)
    say(monde, Moment.ARRIVEE, niveau=3)
    rangee = find(read(monde), "T01")
    assert (rangee.depart, rangee.arrivee, rangee.fleche) == (None, None, False)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert not get_resultats(unit, monde.structures[0]).depart
    finish(monde)
    rangee = find(read(monde), "T01")
    assert rangee.depart is not None
    assert rangee.arrivee is not None
    assert (rangee.depart.mediane, rangee.arrivee.mediane, rangee.fleche) == (1, 3, True)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert get_resultats(unit, monde.structures[0]).depart


def test_a_structure_that_left_before_the_bilan_still_sees_its_start(monde: Monde) -> None:
    say(monde, Moment.DEPART, niveau=1)
    answer(monde.carnets[0], AVANT)
    leave(monde, 0, date(2026, 3, 1))
    start_bilan(monde)
    # Nobody waits for its arrival.
    assert find(read(monde), "T01").depart is not None
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        parcours = get_parcours(unit, monde.structures[0])
    assert (parcours.bilan, parcours.attend_arrivee, bool(parcours.departs)) == (None, False, True)


def test_the_whole_calendar_is_there_with_what_is_only_prepared(monde: Monde) -> None:
    answer(monde.carnets[0], AVANT)
    open_next(monde, *DEUXIEME, etat="prepare")
    assert [numero for numero, _, _ in read(monde).chemin.jours] == [1, 2]


def test_one_query_whatever_was_answered(installation: Installation, monde: Monde) -> None:
    trimestre, carnet = start(monde)
    answer(carnet, {"T01-01": 4, "T02-01": 2})
    close(monde, trimestre)
    open_next(monde, 3, "T03", date(2026, 7, 16), date(2026, 10, 15))
    act(monde, "Écrire la règle", "2026-04-20T09:00Z", "T01-01")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        get_chemin(unit, monde.structures[0])
    with open_unit(compte_id=monde.comptes["alice"]) as unit, count_statements(installation.moteur) as vues:
        assert len(get_chemin(unit, monde.structures[0]).chemin.numeros) == 3
    assert len(vues) == 1


def test_only_the_people_of_the_structure_and_its_animation_read_its_path(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: get_chemin(unit, monde.structures[0]))
    check_rights(monde, set(), lambda unit: get_chemin(unit, monde.trimestre))
    with open_unit(compte_id=monde.comptes["bob"]) as unit, pytest.raises(Introuvable):
        get_chemin(unit, monde.structures[0])
