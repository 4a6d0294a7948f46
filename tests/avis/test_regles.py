"""The spread of a set of voices, and what of it may be shown: no figure from which fewer than five voices follow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from statistics import median_low
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.avis.regles import (
    GROUPES,
    SEUIL,
    TRES,
    VOIX_MAX,
    Accord,
    Ecart,
    Part,
    Raison,
    Resultat,
    Voix,
    build_resultat,
    from_contenu,
    list_reasons_against_opening,
    list_reasons_against_tally,
    rank,
    to_contenu,
)

A, B, C = (UUID(int=i) for i in (1, 2, 3))
NIVEAUX = 5

une_voix = st.builds(
    Voix,
    st.sampled_from([A, B, C]),
    st.none() | st.integers(0, NIVEAUX - 1),
    st.booleans(),
    st.just(1),
)
des_voix = st.lists(une_voix, max_size=40)


def say(groupe: UUID, *niveaux: int | None, connue: bool = False) -> list[Voix]:
    return [Voix(groupe, niveau, connue) for niveau in niveaux]


def build(voix: list[Voix]) -> Resultat:
    return build_resultat(voix, [A, B, C], NIVEAUX)


def show(part: Part) -> Ecart:
    assert part.ecart is not None
    return part.ecart


@given(st.lists(st.integers(0, NIVEAUX - 1), max_size=30))
def test_the_distance_is_the_mean_over_all_pairs_and_the_median_is_somebodys(niveaux: list[int]) -> None:
    ecart = sum((Ecart((0,) * NIVEAUX).add(Voix(A, n)) for n in niveaux), Ecart((0,) * NIVEAUX))
    paires = list(combinations(niveaux, 2))
    assert ecart.distance == (Fraction(sum(abs(a - b) for a, b in paires), len(paires)) if paires else 0)
    assert ecart.mediane == (median_low(niveaux) if niveaux else None)
    assert ecart.bornes == ((min(niveaux), max(niveaux)) if niveaux else None)
    assert (ecart.accord is Accord.ENTIER) == (len(set(niveaux)) < 2)


@given(des_voix)
def test_who_does_not_know_moves_no_median_and_no_distance(voix: list[Voix]) -> None:
    ecart = sum((Ecart((0,) * NIVEAUX).add(v) for v in voix), Ecart((0,) * NIVEAUX))
    savent = sum((Ecart((0,) * NIVEAUX).add(v) for v in voix if v.niveau is not None), Ecart((0,) * NIVEAUX))
    assert (ecart.mediane, ecart.distance, ecart.bornes) == (savent.mediane, savent.distance, savent.bornes)
    assert ecart.sait_pas == sum(v.niveau is None for v in voix)


@given(des_voix, st.randoms())
def test_the_order_of_the_voices_says_nothing(voix: list[Voix], hasard: object) -> None:
    melees = list(voix)
    hasard.shuffle(melees)  # type: ignore[attr-defined]
    assert build(melees) == build(voix)


def list_secretes(voix: list[Voix], groupes: set[UUID]) -> list[Voix]:
    return [v for v in voix if not v.connue and v.groupe in groupes]


def list_shown_sets(voix: list[Voix], resultat: Resultat) -> Iterator[set[UUID]]:
    """For each spread shown, the groups whose secret voices it counts."""
    for groupes, part in [({A, B, C}, resultat.ensemble), *(({g}, p) for g, p in resultat.groupes.items())]:
        if part.ecart is not None and not part.ecartees and list_secretes(voix, groupes):
            yield groupes


@given(des_voix)
def test_no_figure_and_no_difference_of_figures_counts_fewer_than_five_secret_voices(voix: list[Voix]) -> None:
    resultat = build(voix)
    montres = list(list_shown_sets(voix, resultat))
    parts = [groupes for groupes in montres if len(groupes) == 1]
    for taille in range(len(parts) + 1):
        for choisies in combinations(parts, taille):
            ensemble: set[UUID] = set().union(*choisies)
            if choisies:
                assert len(list_secretes(voix, ensemble)) >= SEUIL
            if {A, B, C} in montres:
                reste = len(list_secretes(voix, {A, B, C} - ensemble))
                assert reste == 0 or reste >= SEUIL


@given(des_voix)
def test_what_is_shown_is_true(voix: list[Voix]) -> None:
    resultat = build(voix)
    for groupes, part in [({A, B, C}, resultat.ensemble), *(({g}, p) for g, p in resultat.groupes.items())]:
        siennes = [v for v in voix if v.groupe in groupes]
        assert part.nombre == len(siennes)
        assert (part.ecart is None) == (part.raison is not None)
        if part.ecart is not None:
            comptees = [v for v in siennes if v.connue or not part.ecartees]
            assert part.ecart.nombre == len(comptees) >= SEUIL
            assert part.ecart.nombre + part.ecartees == part.nombre
            assert part.ecart.niveaux == tuple(sum(v.niveau == n for v in comptees) for n in range(NIVEAUX))


@given(des_voix)
def test_a_whole_of_five_secret_voices_is_always_shown(voix: list[Voix]) -> None:
    secretes = len(list_secretes(voix, {A, B, C}))
    assert (build(voix).ensemble.ecart is not None) == (
        len(voix) >= SEUIL if secretes in {0, *range(SEUIL, 99)} else len(voix) - secretes >= SEUIL
    )


@given(des_voix)
def test_what_is_frozen_is_read_again_as_it_was(voix: list[Voix]) -> None:
    resultat = build(voix)
    assert from_contenu(json.loads(json.dumps(to_contenu(resultat)))) == resultat


def test_a_small_group_is_counted_in_the_whole_and_takes_another_group_with_it() -> None:
    """Nine of the team, six of the board, three in parcours: the board is not shown, or the three would follow."""
    resultat = build([*say(A, *[2] * 9), *say(B, *[1] * 6), *say(C, 0, 4, None)])
    assert show(resultat.ensemble).niveaux == (1, 6, 9, 0, 1)
    assert show(resultat.ensemble).sait_pas == 1
    assert resultat.groupes[C] == Part(3, raison=Raison.PEU)
    assert resultat.groupes[B] == Part(6, raison=Raison.DEDUCTION)
    assert show(resultat.groupes[A]).nombre == 9


def test_two_small_groups_that_make_five_hide_nobody_else() -> None:
    resultat = build([*say(A, *[2] * 5), *say(B, 1, 1), *say(C, 0, 0, 0)])
    assert show(resultat.groupes[A]).nombre == 5
    assert {resultat.groupes[B].raison, resultat.groupes[C].raison} == {Raison.PEU}


def test_one_phone_beside_twenty_sheets_is_left_out_and_it_is_said() -> None:
    """The direction typed the sheets: with the phone's voice among them, it would only have to subtract."""
    resultat = build([Voix(B, 2, connue=True, nombre=20), *say(B, 4)])
    assert resultat.ensemble == resultat.groupes[B] == Part(21, Ecart((0, 0, 20, 0, 0)), None, 1)


def test_six_voices_two_phones_one_sheet_and_three_accounts_show_the_whole() -> None:
    resultat = build([*say(A, 1, 2, 2), *say(B, 0, 1), *say(B, 3, connue=True)])
    assert show(resultat.ensemble).niveaux == (1, 2, 2, 1, 0)
    assert {part.raison for part in resultat.groupes.values()} == {Raison.PEU}


def test_four_voices_show_nothing() -> None:
    assert build(say(A, 1, 2, 3, 4)).ensemble == Part(4, raison=Raison.PEU)


def test_where_people_disagree_most_comes_first_and_what_is_not_shown_last() -> None:
    resultats = {
        "peu": build(say(A, 0, 4)),
        "accord": build(say(A, *[2] * 6)),
        "partage": build(say(A, 0, 0, 0, 4, 4, 4)),
        "moins": build(say(A, 0, 0, 1, 2, 2)),
        "proche": build(say(A, 1, 1, 2, 2, 2)),
    }
    assert rank(resultats) == ["partage", "moins", "proche", "accord", "peu"]
    accords = [show(resultats[code].ensemble).accord for code in rank(resultats)[:4]]
    assert accords == [Accord.TRES_PARTAGE, Accord.PARTAGE, Accord.PROCHE, Accord.ENTIER]


@pytest.mark.parametrize(
    ("niveaux", "sait_pas"),
    [([1, 2], 0), ([1] * 6, 0), ([0, 0, 0, 0, -1], 0), ([0] * 5, -2), ([VOIX_MAX, 0, 0, 0, 0], 1)],
)
def test_an_absurd_tally_is_refused(niveaux: list[int], sait_pas: int) -> None:
    assert len(list_reasons_against_tally(niveaux, sait_pas, NIVEAUX)) == 1


def test_a_tally_of_nobody_is_one() -> None:
    assert list_reasons_against_tally([0] * NIVEAUX, 0, NIVEAUX) == []


JOUR = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("criteres", "groupes", "jours"),
    [
        ([], GROUPES, 3),
        (["X-01"], GROUPES, 3),
        (["T01-01", "T01-01"], GROUPES, 3),
        (["T01-01"], (), 3),
        (["T01-01"], tuple("abcdefg"), 3),
        (["T01-01"], ("Atelier", "atelier"), 3),
        (["T01-01"], ("",), 3),
        (["T01-01"], GROUPES, -1),
        (["T01-01"], GROUPES, 121),
    ],
)
def test_a_consultation_that_makes_no_sense_is_not_opened(
    criteres: list[str], groupes: tuple[str, ...], jours: int
) -> None:
    fin = JOUR + timedelta(days=jours)
    assert len(list_reasons_against_opening(criteres, ["T01-01", "T01-02"], groupes, fin, JOUR)) == 1


def test_one_that_ends_today_may_be_opened() -> None:
    assert list_reasons_against_opening(["T01-01"], ["T01-01"], GROUPES, JOUR, JOUR) == []


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.integers(0, 4))
def test_voices_are_far_from_an_answer_by_their_mean_distance_to_it(niveaux: list[int], niveau: int) -> None:
    ecart = Ecart(tuple(niveaux.count(n) for n in range(5)), 2)
    ecarts = [abs(n - niveau) for n in niveaux]
    assert ecart.is_loin(niveau) == (Fraction(sum(ecarts), len(ecarts)) >= TRES)


def test_who_does_not_know_is_far_from_nothing() -> None:
    assert not Ecart((0,) * 5, 9).is_loin(4)
