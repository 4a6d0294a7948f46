"""Who may look, and what is said when not yet."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.bilan import Source
from caprse.restitution.publication.edition import Edition, Nommee
from caprse.restitution.publication.visibilite import (
    can_try,
    explain_attente,
    explain_seuil,
    explain_total,
    refusal_to_look,
    restrict_edition,
)
from tests.restitution.exemples import build_agregat, build_figure

OUVERT, CLOS, PREPARE = EtatTrimestre.OUVERT, EtatTrimestre.CLOS, EtatTrimestre.PREPARE
TIERS = (Fraction(1, 3), Fraction(1, 2), Fraction(2, 3))


@pytest.mark.parametrize(
    ("trimestre", "carnet", "adherente", "attendu"),
    [
        (OUVERT, EtatCarnet.TRANSMIS, True, None),
        (OUVERT, EtatCarnet.RELU, True, None),
        (OUVERT, EtatCarnet.TRANSMIS, False, None),
        (OUVERT, EtatCarnet.BROUILLON, True, "quand votre carnet est transmis"),
        (OUVERT, EtatCarnet.A_COMPLETER, True, "quand votre carnet est transmis"),
        (OUVERT, None, True, "quand votre carnet est transmis"),
        (OUVERT, None, False, "ne faisait pas partie"),
        (CLOS, EtatCarnet.BROUILLON, True, None),
        (CLOS, EtatCarnet.BROUILLON, False, None),
        (CLOS, None, True, None),
        (CLOS, None, False, "ne faisait pas partie"),
        (PREPARE, EtatCarnet.TRANSMIS, True, "pas encore ouvert"),
    ],
)
def test_you_answer_before_you_look(
    trimestre: EtatTrimestre, carnet: EtatCarnet | None, adherente: bool, attendu: str | None
) -> None:
    raison = refusal_to_look(trimestre, carnet, adherente)
    assert raison is None if attendu is None else attendu in (raison or "")


@pytest.mark.parametrize("etat", [OUVERT, CLOS])
def test_the_sentence_to_a_structure_tells_the_rule_and_no_other_number(etat: EtatTrimestre) -> None:
    assert set(re.findall(r"\d+", explain_seuil(7, etat))) <= {"7", "3"}


def edition(*agregats: Agregat) -> Edition:
    figures = tuple(build_figure(agregat.code, (0, 1, 0, 0, 0)) for agregat in agregats)
    return Edition(Source("id", "1.0.0", "Essai"), (), "PAR", None, agregats, (Nommee("x", "Xavière", figures),))


def show_grouped(n: int, groupes: dict[int, int], siens: list[tuple[set[str], int | None]]) -> bool:
    """The same where accounts know several of the respondents together."""
    agregat = replace(build_agregat("PAR-A", *TIERS, n=n), groupes=groupes)
    axes, unites = [frozenset(axes) for axes, _ in siens], [unite for _, unite in siens]
    return bool(restrict_edition(edition(agregat), axes, 5, unites).agregats)


A = {"PAR-A"}


@pytest.mark.parametrize(
    ("n", "groupes", "siens", "montre"),
    [
        (6, {0: 2}, [], True),
        (5, {0: 2}, [], False),
        (7, {0: 2}, [(A, 1)], True),
        (6, {0: 2}, [(A, 1)], False),
        # Its own unit holds another besides: that one is an other.
        (6, {0: 2}, [(A, 0)], True),
        (6, {0: 2}, [(A, 0), (A, 0)], False),
        (7, {0: 2}, [(A, 0), (A, 0)], True),
        # It came to know others since: all of them count out, each with its unit.
        (8, {0: 2}, [(A, 0), (A, 0), (A, 3)], True),
        (7, {0: 2}, [(A, 0), (A, 0), (A, 3)], False),
        # Silent on this axis: nothing of its own to take away.
        (6, {0: 2}, [({"PAR-B"}, 0), ({"PAR-B"}, 0)], True),
        # A publication of before gave no numbers.
        (6, {}, [(A, None), (A, None)], False),
        (7, {}, [(A, None), (A, None)], True),
        (9, {0: 9}, [], False),
    ],
)
def test_others_that_one_account_knows_count_once(
    n: int, groupes: dict[int, int], siens: list[tuple[set[str], int | None]], montre: bool
) -> None:
    assert show_grouped(n, groupes, siens) is montre


def test_a_total_goes_with_a_part_that_was_answered_and_is_hidden() -> None:
    def list_shown(n: int) -> list[str]:
        axes = (build_agregat("PAR-A", *TIERS, n=8), build_agregat("PAR-B", *TIERS, n=n), build_agregat("PAR", *TIERS))
        return [agregat.code for agregat in restrict_edition(edition(*axes), (), 5).agregats]

    assert list_shown(5) == ["PAR-A", "PAR-B", "PAR"]
    assert list_shown(4) == ["PAR-A"]
    vide = build_agregat("PAR-B", *TIERS).hide()
    restreinte = restrict_edition(edition(build_agregat("PAR-A", *TIERS), vide, build_agregat("PAR", *TIERS)), (), 5)
    assert [agregat.code for agregat in restreinte.agregats] == ["PAR-A", "PAR"]
    assert explain_total(restreinte) == ""


def test_a_total_that_is_not_shown_is_said_not_to_be() -> None:
    seul = restrict_edition(edition(build_agregat("PAR-A", *TIERS)), (), 5)
    assert "par différence" in explain_total(seul)
    assert explain_total(edition()) == ""


def show(n: int, siens: list[set[str]], seuil: int = 5) -> bool:
    restreinte = restrict_edition(
        edition(build_agregat("PAR-A", *TIERS, n=n)), [frozenset(axes) for axes in siens], seuil
    )
    assert bool(restreinte.nommees) == bool(restreinte.agregats), "un nom ne reste pas sur un axe caché"
    return bool(restreinte.agregats)


@pytest.mark.parametrize(
    ("n", "siens", "montre"),
    [
        (5, [], True),
        (4, [], False),
        (6, [{"PAR-A"}], True),
        (5, [{"PAR-A"}], False),
        # Counted, but silent on this axis: all five are others.
        (5, [{"PAR-B"}], True),
        # Somebody who directs two structures can subtract both.
        (6, [{"PAR-A"}, {"PAR-A"}], False),
        (7, [{"PAR-A"}, {"PAR-A"}], True),
        (7, [{"PAR-A"}, {"PAR-A"}, {"PAR-A"}], False),
    ],
)
def test_what_counts_is_the_others_axis_by_axis(n: int, siens: list[set[str]], montre: bool) -> None:
    assert show(n, siens) is montre


def test_an_axis_that_nobody_answered_is_not_shown() -> None:
    vide = Agregat("PAR-A", "A", "A", 9, None, (0, 0, 0, 0, 0))
    assert restrict_edition(edition(vide), (), 5).agregats == ()


def test_a_thin_axis_is_left_out_beside_the_others() -> None:
    restreinte = restrict_edition(
        edition(build_agregat("PAR-A", *TIERS, n=8), build_agregat("PAR-B", *TIERS, n=4)), (), 5
    )
    assert [agregat.code for agregat in restreinte.agregats] == ["PAR-A"]
    assert [figure.code for figure in restreinte.nommees[0].figures] == ["PAR-A"]


@pytest.mark.parametrize(
    ("candidats", "membres", "bouges", "publie", "essai"),
    [
        (4, 10, 4, False, False),
        (5, 10, 5, False, True),
        (5, 6, 5, False, False),
        (5, 7, 5, False, False),
        (5, 8, 5, False, True),
        (5, 5, 5, False, True),
        (7, 10, 2, True, False),
        (8, 11, 3, True, True),
        (10, 10, 0, True, False),
    ],
)
def test_counts_alone_tell_when_it_is_no_use_to_read_answers(
    candidats: int, membres: int, bouges: int, publie: bool, essai: bool
) -> None:
    assert can_try(candidats, membres, bouges, publie, seuil=5) is essai


@pytest.mark.parametrize(
    ("compte", "attendu"),
    [
        ((4, 10, 4, False), "il en faut au moins 5"),
        ((7, 10, 0, True), None),
        ((7, 10, 2, True), "il en faut au moins 3"),
        ((9, 10, 3, True), "Il ne manque plus que 1"),
        ((8, 10, 3, True), "Il ne manque plus que 2"),
        ((8, 11, 4, True), "laisserait deviner"),
    ],
)
def test_the_animation_is_told_why_nothing_newer_is_published(
    compte: tuple[int, int, int, bool], attendu: str | None
) -> None:
    raison = explain_attente(*compte, seuil=5)
    assert raison is None if attendu is None else attendu in (raison or "").replace("\u00a0", " ")
