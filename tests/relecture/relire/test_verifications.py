"""Points à vérifier: each rule, its edges, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.carnet.regles import Saisie
from caprse.relecture.relire.verifications import (
    ActionOuverte,
    Ancienne,
    ExamenCarnet,
    GenrePoint,
    Pairs,
    Point,
    list_points,
)
from caprse.relecture.relire.vue_structure import name_points
from tests.ecran import unescape
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=2, criteres=8)
ENJEUX = tuple(enjeu for part in REFERENTIEL.capsule("T01") for enjeu in part.enjeux)
CODES = tuple(critere.code for enjeu in ENJEUX for critere in enjeu.criteres)
JOUR = date(2026, 3, 14)
HIER = JOUR - timedelta(days=1)
RIEN = ExamenCarnet(ENJEUX, {}, JOUR)
TRACE = Saisie(niveau=3, trace_titre="Compte rendu")
NON = Saisie(non_concerne=True, motif="Sans objet")


def examine(saisie: Saisie, code: str = "T01-01", **reste: Any) -> list[GenrePoint]:
    return [point.genre for point in list_points(replace(RIEN, saisies={code: saisie}, **reste))]


@pytest.mark.parametrize(
    ("saisie", "attendus"),
    [
        (Saisie(), []),
        (Saisie(niveau=0), []),
        (Saisie(niveau=1), []),
        (Saisie(niveau=2), [GenrePoint.SANS_TRACE]),
        (Saisie(niveau=4), [GenrePoint.SANS_TRACE]),
        (Saisie(niveau=2, trace_titre="PV"), []),
        (Saisie(niveau=2, trace_lien="https://exemple.test"), []),
        (Saisie(niveau=2, deja_regle=True), [GenrePoint.DEJA_REGLE]),
        (Saisie(niveau=0, deja_regle=True), [GenrePoint.DEJA_REGLE]),
        (Saisie(niveau=2, deja_regle=True, trace_titre="PV"), []),
        (replace(TRACE, cible=2), [GenrePoint.CIBLE]),
        (replace(TRACE, cible=3), []),
        (replace(TRACE, cible=0), [GenrePoint.CIBLE]),
        (Saisie(cible=0), []),
        (NON, []),
    ],
)
def test_one_answer_alone(saisie: Saisie, attendus: list[GenrePoint]) -> None:
    assert examine(saisie) == attendus


@pytest.mark.parametrize("saisie", [Saisie(niveau=3), Saisie(niveau=2, deja_regle=True)])
def test_a_file_or_a_photo_joined_to_the_answer_is_a_trace(saisie: Saisie) -> None:
    assert examine(saisie, jointes={"T01-01"}) == []
    assert examine(saisie, jointes={"T01-02"}) != []


@pytest.mark.parametrize(
    ("avant", "saisie", "attendu"),
    [
        (Saisie(niveau=4), Saisie(niveau=1), True),
        (Saisie(niveau=3), Saisie(niveau=1), True),
        (Saisie(niveau=2), Saisie(niveau=1), False),
        (Saisie(niveau=1), Saisie(niveau=1), False),
        (Saisie(niveau=3), Saisie(niveau=1, commentaire="Départ du référent"), False),
        (Saisie(niveau=3), Saisie(niveau=1, commentaire="  "), True),
        (NON, Saisie(niveau=0), False),
        (Saisie(niveau=3), NON, False),
    ],
)
def test_a_fall_without_a_word(avant: Saisie, saisie: Saisie, attendu: bool) -> None:
    vus = examine(saisie, anciennes={"T01-01": Ancienne(avant, 1)})
    assert (GenrePoint.BAISSE in vus) is attendu


@pytest.mark.parametrize(
    ("pairs", "types", "code", "attendu"),
    [
        (Pairs(5, 0), ("EI",), "T01-01", True),
        (Pairs(4, 0), ("EI",), "T01-01", False),
        (Pairs(9, 1), ("EI",), "T01-01", False),
        (None, ("EI",), "T01-01", False),
        # T01-07 is for AI and ACI: others are rightly not concerned.
        (Pairs(5, 0), ("EI",), "T01-07", False),
        (Pairs(5, 0), ("EI", "ACI"), "T01-07", True),
    ],
)
def test_not_concerned_alone(pairs: Pairs | None, types: tuple[str, ...], code: str, attendu: bool) -> None:
    vus = examine(NON, code, pairs={code: pairs} if pairs else {}, types=types, seuil=5)
    assert vus == ([GenrePoint.NON_CONCERNE] if attendu else [])


def test_whoever_is_concerned_is_told_nothing_of_the_others() -> None:
    assert examine(Saisie(niveau=1), pairs={"T01-01": Pairs(9, 0)}) == []


@pytest.mark.parametrize(
    ("action", "places"),
    [
        (ActionOuverte("Former", HIER, ("T01-02",)), ["T01-02"]),
        (ActionOuverte("Former", JOUR, ("T01-02",)), []),
        (ActionOuverte("Former", None, ("T01-02",)), []),
        (ActionOuverte("Former", HIER, ("T02-01", "T01-05", "T01-03")), ["T01-03"]),
        (ActionOuverte("Former", HIER, ()), [None]),
        (ActionOuverte("Former", HIER, ("T02-01",)), []),
    ],
)
def test_an_action_past_its_date_is_told_once_at_its_place(action: ActionOuverte, places: list[str | None]) -> None:
    points = list_points(replace(RIEN, actions=[action]))
    assert [point.critere for point in points] == places
    assert all(point.genre is GenrePoint.ACTION and "Former" in point.phrase for point in points)


def copies(nombre: int, trimestre: int = 1) -> tuple[dict[str, Saisie], dict[str, Ancienne]]:
    saisies = {code: Saisie(niveau=1, commentaire="Comme avant") for code in CODES[:nombre]}
    return saisies, {code: Ancienne(saisie, trimestre) for code, saisie in saisies.items()}


def test_three_answers_copied_are_told_once_for_the_carnet() -> None:
    saisies, anciennes = copies(3)
    (point,) = list_points(replace(RIEN, saisies=saisies, anciennes=anciennes))
    assert (point.critere, point.genre, point.etape) == (None, GenrePoint.COPIE, "T01-A")
    assert "3 réponses" in point.phrase
    assert "trimestre\u00a01" in point.phrase


@pytest.mark.parametrize(
    "changee",
    [
        Saisie(niveau=2, commentaire="Comme avant", trace_titre="PV"),
        Saisie(niveau=1, commentaire="Autre chose"),
        Saisie(non_concerne=True, motif="m", commentaire="Comme avant"),
    ],
)
def test_one_change_is_enough_not_to_be_a_copy(changee: Saisie) -> None:
    saisies, anciennes = copies(4)
    saisies[CODES[1]] = changee
    assert list_points(replace(RIEN, saisies=saisies, anciennes=anciennes)) == ()


def test_two_answers_in_common_say_nothing() -> None:
    saisies, anciennes = copies(2)
    saisies |= {code: Saisie(niveau=0) for code in CODES[2:]}
    assert list_points(replace(RIEN, saisies=saisies, anciennes=anciennes)) == ()


def test_answers_not_given_yet_are_not_copies() -> None:
    saisies, anciennes = copies(3)
    vides = dict.fromkeys(saisies, Saisie())
    anciennes = {code: Ancienne(Saisie(), 1) for code in anciennes}
    assert list_points(replace(RIEN, saisies=vides, anciennes=anciennes)) == ()


def test_only_the_last_trimestre_is_compared() -> None:
    saisies, anciennes = copies(4)
    anciennes[CODES[0]] = replace(anciennes[CODES[0]], trimestre=2)
    assert list_points(replace(RIEN, saisies=saisies, anciennes=anciennes)) == ()


def test_points_follow_the_referentiel_then_the_kinds_and_the_carnet_comes_last() -> None:
    saisies = {code: Saisie(niveau=2, cible=1, deja_regle=rang > 4) for rang, code in enumerate(reversed(CODES))}
    actions = [ActionOuverte("B", HIER, (CODES[1],)), ActionOuverte("A", HIER), ActionOuverte("C", HIER, (CODES[1],))]
    points = list_points(replace(RIEN, saisies=saisies, actions=actions))
    rangs = [len(CODES) if point.critere is None else CODES.index(point.critere) for point in points]
    assert rangs == sorted(rangs)
    ordre = list(GenrePoint)
    for code in CODES:
        genres = [ordre.index(point.genre) for point in points if point.critere == code]
        assert genres == sorted(genres)
    etapes = {critere.code: enjeu.code for enjeu in ENJEUX for critere in enjeu.criteres}
    assert all(point.etape == etapes[point.critere] for point in points if point.critere)


_SAISIES = st.builds(
    Saisie,
    niveau=st.none() | st.integers(0, 4),
    cible=st.none() | st.integers(0, 4),
    commentaire=st.sampled_from(["", "mot"]),
    deja_regle=st.booleans(),
    trace_titre=st.sampled_from(["", "PV"]),
)
_EXAMENS = st.builds(
    ExamenCarnet,
    st.just(ENJEUX),
    st.dictionaries(st.sampled_from(CODES), _SAISIES),
    st.just(JOUR),
    st.dictionaries(st.sampled_from(CODES), st.builds(Ancienne, _SAISIES, st.integers(1, 3))),
    st.lists(st.builds(ActionOuverte, st.just("Agir"), st.none() | st.dates(), st.just(CODES[:1]))),
    st.just(("EI",)),
    st.dictionaries(st.sampled_from(CODES), st.builds(Pairs, st.integers(0, 9), st.integers(0, 3))),
)


_T = TypeVar("_T")


@given(_EXAMENS, st.randoms())
def test_any_carnet_gives_the_same_points_whatever_the_order_of_its_answers(
    examen: ExamenCarnet, hasard: Random
) -> None:
    def shuffle(donnees: Mapping[str, _T]) -> dict[str, _T]:
        cles = list(donnees)
        hasard.shuffle(cles)
        return {cle: donnees[cle] for cle in cles}

    points = list_points(examen)
    melange = replace(
        examen,
        saisies=shuffle(examen.saisies),
        anciennes=shuffle(examen.anciennes),
        pairs=shuffle(examen.pairs),
        actions=list(reversed(examen.actions)),
    )
    assert list_points(melange) == points
    assert all(isinstance(point, Point) and point.phrase for point in points)
    assert all(point.critere in {*CODES, None} for point in points)


def test_one_point_alone_says_what_it_is_about() -> None:
    sans_trace = Point("T01-01", GenrePoint.SANS_TRACE, "Pas de trace.", "T01-A")
    action = Point("T01-01", GenrePoint.ACTION, "Une phrase.", "T01-A")
    noms = [
        unescape(name_points(points, REFERENTIEL)).replace("\u00a0", " ")
        for points in ((sans_trace,), (action,), (replace(sans_trace, critere=None),), (sans_trace, action))
    ]
    assert noms == [
        "À vérifier : Critère T01-01",
        "À vérifier : une action en retard",
        "À vérifier : tout le carnet",
        "2 points à vérifier",
    ]
