"""Steps climbed: exact, order-independent, three silences apart, parts that sum to 100."""

from __future__ import annotations

import json
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.notation import (
    Cotation,
    Figure,
    compute_enjeux,
    compute_positionnement,
    compute_thematique,
    lower_median,
    partition_100,
    sum_figures,
)
from tests.restitution.exemples import build_figure, build_thematique, cotations_for, cote

PAR = build_thematique()
reponses = cotations_for(PAR.criteres)


def test_a_score_is_the_exact_share_of_marches_climbed() -> None:
    accueil = compute_enjeux(PAR, 4, cote(PAR_01=3, PAR_02=1, PAR_03=4))[0]

    assert (accueil.franchies, accueil.possibles) == (8, 12)
    assert accueil.score == Fraction(2, 3)
    assert accueil.repartition == (0, 1, 0, 1, 1)


def test_what_is_not_answered_is_shown_beside_the_score_and_never_counted_as_zero() -> None:
    accueil = compute_enjeux(PAR, 4, cote(PAR_01=4, PAR_02=None))[0]

    assert accueil.score == 1
    assert (accueil.repondus, accueil.applicables) == (1, 3)


def test_niveau_zero_is_an_answer() -> None:
    accueil = compute_enjeux(PAR, 4, cote(PAR_01=0))[0]

    assert accueil.score == 0
    assert accueil.repondus == 1


def test_without_any_answer_there_is_no_score_and_no_median() -> None:
    accueil = compute_enjeux(PAR, 4, {})[0]

    assert accueil.score is None
    assert accueil.mediane is None


def test_non_concerne_leaves_the_applicable_criteres() -> None:
    cotations = {**cote(PAR_01=2), "PAR-02": Cotation(None, non_concerne=True)}
    accueil = compute_enjeux(PAR, 4, cotations)[0]

    assert (accueil.repondus, accueil.applicables, accueil.non_concernes) == (1, 2, 1)
    assert accueil.score == Fraction(1, 2)


def test_a_non_concerne_with_a_niveau_is_refused() -> None:
    with pytest.raises(ValueError, match="ne porte pas de niveau"):
        Cotation(2, non_concerne=True)


@pytest.mark.parametrize("niveau", [-1, 5])
def test_a_niveau_outside_the_echelle_is_refused(niveau: int) -> None:
    with pytest.raises(ValueError, match="n’existe pas dans l’échelle 0 à 4"):
        compute_thematique(PAR, 4, cote(PAR_01=niveau))


def test_answers_to_other_thematiques_are_ignored() -> None:
    assert compute_thematique(PAR, 4, cote(GOV_01=4)).repondus == 0


@pytest.mark.parametrize(
    ("repartition", "mediane"),
    [
        ((0, 0, 0), None),
        ((1, 0, 0), 0),
        ((0, 1, 1), 1),  # two answers: the lower one
        ((1, 0, 1), 0),  # never a niveau that nobody chose
        ((1, 1, 1), 1),
        ((2, 1, 3), 1),
        ((0, 0, 5), 2),
    ],
)
def test_the_median_is_a_niveau_that_somebody_chose(repartition: tuple[int, ...], mediane: int | None) -> None:
    assert lower_median(repartition) == mediane


@given(reponses)
def test_scores_lie_between_nothing_and_everything(cotations: dict[str, Cotation]) -> None:
    for figure in (*compute_enjeux(PAR, 4, cotations), compute_thematique(PAR, 4, cotations)):
        assert figure.score is None or 0 <= figure.score <= 1


@given(reponses)
def test_the_enjeux_add_up_to_their_thematique(cotations: dict[str, Cotation]) -> None:
    enjeux, thematique = compute_enjeux(PAR, 4, cotations), compute_thematique(PAR, 4, cotations)

    assert sum(enjeu.franchies for enjeu in enjeux) == thematique.franchies
    assert sum(enjeu.possibles for enjeu in enjeux) == thematique.possibles
    assert sum_figures(PAR.code, PAR.titre, PAR.titre_court, enjeux) == thematique


@given(reponses, st.randoms())
def test_neither_the_order_of_answers_nor_of_criteres_matters(
    cotations: dict[str, Cotation], hasard: random.Random
) -> None:
    melange = list(cotations.items())
    hasard.shuffle(melange)
    enjeux = tuple(enjeu.model_copy(update={"criteres": enjeu.criteres[::-1]}) for enjeu in PAR.enjeux)
    retourne = PAR.model_copy(update={"enjeux": enjeux})

    assert compute_enjeux(retourne, 4, dict(melange)) == compute_enjeux(PAR, 4, cotations)


@given(reponses, st.sampled_from([critere.code for critere in PAR.criteres]))
def test_non_concerne_weighs_exactly_as_if_the_critere_were_not_there(
    cotations: dict[str, Cotation], code: str
) -> None:
    sans = compute_thematique(PAR, 4, {autre: c for autre, c in cotations.items() if autre != code})
    avec = compute_thematique(PAR, 4, cotations | {code: Cotation(None, non_concerne=True)})

    assert avec.score == sans.score
    assert avec.repartition == sans.repartition
    assert avec.applicables == sans.applicables - 1


@given(reponses, st.sampled_from([critere.code for critere in PAR.criteres]))
def test_leaving_a_critere_open_changes_no_score(cotations: dict[str, Cotation], code: str) -> None:
    sans = {autre: cotation for autre, cotation in cotations.items() if autre != code}

    assert compute_thematique(PAR, 4, sans | {code: Cotation(None)}) == compute_thematique(PAR, 4, sans)


@given(st.integers(2, 5), st.data())
def test_any_echelle_is_scored(niveau_max: int, data: st.DataObject) -> None:
    thematique = build_thematique(niveau_max=niveau_max)
    codes = [critere.code for critere in thematique.criteres]
    plein = {code: Cotation(niveau_max) for code in data.draw(st.sets(st.sampled_from(codes), min_size=1))}

    assert compute_thematique(thematique, niveau_max, plein).score == 1
    assert len(compute_thematique(thematique, niveau_max, plein).repartition) == niveau_max + 1


def test_the_positionnement_reads_one_answer_per_enjeu() -> None:
    depart = compute_positionnement(PAR, 4, cote(PAR_A=1, PAR_C=3))

    assert [figure.score for figure in depart] == [Fraction(1, 4), None, Fraction(3, 4), None]
    assert [figure.applicables for figure in depart] == [1, 1, 1, 1]


def test_axes_of_different_echelles_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="échelles différentes"):
        sum_figures("X", "X", "X", [build_figure("A", (1, 0, 0)), build_figure("B", (1, 0, 0, 0))])


def test_a_figure_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="se contredisent"):
        build_figure("A", (2, 1), applicables=2)


@given(reponses)
def test_an_arrete_gives_back_the_very_same_figure(cotations: dict[str, Cotation]) -> None:
    figure = compute_thematique(PAR, 4, cotations)

    assert Figure.from_contenu(json.loads(json.dumps(figure.to_contenu()))) == figure


def test_an_arrete_whose_marches_were_touched_is_refused() -> None:
    contenu = build_figure("A", (1, 2, 0)).to_contenu() | {"franchies": 5}

    with pytest.raises(ValueError, match="se contredit"):
        Figure.from_contenu(contenu)


parts = st.lists(st.one_of(st.integers(0, 1000), st.fractions(0, 1000)), min_size=1, max_size=12)


@given(parts)
def test_parts_shown_add_up_to_a_hundred(valeurs: list[Fraction | int]) -> None:
    montrees = partition_100(valeurs)

    assert sum(montrees) == (100 if any(valeurs) else 0)
    assert all(montree == 0 for montree, valeur in zip(montrees, valeurs, strict=True) if valeur == 0)


@given(parts)
def test_no_part_is_shown_a_whole_point_away(valeurs: list[Fraction | int]) -> None:
    total = sum(valeurs, Fraction(0))
    for montree, valeur in zip(partition_100(valeurs), valeurs, strict=True):
        assert not total or abs(montree - Fraction(valeur) * 100 / total) < 1


def test_equal_remainders_go_to_the_first() -> None:
    assert partition_100([1, 1, 1]) == (34, 33, 33)


def test_a_negative_part_is_refused() -> None:
    with pytest.raises(ValueError, match="négative"):
        partition_100([2, -1])
