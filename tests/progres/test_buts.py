"""What an action aims at, without a base."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.progres.buts import BUT_MAX, But, Cote, find_but, is_atteint, list_buts, order_criteres, shorten_but
from tests.fabrique import build_referentiel

NIVEAUX = {rang: f"Niveau {rang} écrit" for rang in range(5)}
REFERENTIEL = build_referentiel(themes=2)
PREMIERE, DEUXIEME = REFERENTIEL.ordre[:2]


@pytest.mark.parametrize(
    ("cote", "vise"),
    [
        (Cote(1), 2),
        (Cote(1, 3), 3),
        (Cote(3, 2), 4),  # a cible that is behind says nothing of what comes next
        (Cote(4), None),
        (Cote(None), None),
        (Cote(None, non_concerne=True), None),
    ],
)
def test_the_goal_is_the_cible_or_the_next_niveau(cote: Cote, vise: int | None) -> None:
    but = find_but(cote, NIVEAUX)
    assert (but.vise if but else None) == vise
    if but is not None:
        assert but == But(cote.niveau or 0, vise or 0, f"Niveau {vise} écrit")


def test_the_latest_answer_decides_and_non_concerne_has_no_goal() -> None:
    code = REFERENTIEL.thematique(PREMIERE).criteres[0].code
    autre = REFERENTIEL.thematique(PREMIERE).criteres[1].code
    recent, ancien = {code: Cote(2), autre: Cote(None)}, {code: Cote(0), autre: Cote(1)}
    buts = list_buts([(REFERENTIEL, PREMIERE, recent), (REFERENTIEL, PREMIERE, ancien)])
    assert (buts[code].niveau, buts[code].vise) == (2, 3)
    # Not answered is no answer: the one before stands.
    assert (buts[autre].niveau, buts[autre].vise) == (1, 2)
    ecarte = {code: Cote(None, non_concerne=True)}
    assert code not in list_buts([(REFERENTIEL, PREMIERE, ecarte), (REFERENTIEL, PREMIERE, ancien)])
    assert list_buts([(REFERENTIEL, DEUXIEME, ancien)]) == {}


def test_the_goal_is_worded_as_the_version_that_was_answered() -> None:
    critere = REFERENTIEL.thematique(PREMIERE).criteres[0]
    assert list_buts([(REFERENTIEL, PREMIERE, {critere.code: Cote(1)})])[critere.code].texte == critere.niveaux[2]


def test_the_critere_that_is_aimed_at_stays_first_while_it_is_served() -> None:
    assert order_criteres(("B", "A", "B"), "A") == ("A", "B")
    assert order_criteres(("B", "C"), "A") == ("B", "C")
    assert order_criteres((), "A") == ()
    assert order_criteres(("B", "A"), None) == ("B", "A")


@given(st.text(alphabet="ab ,é", max_size=900))
def test_a_goal_always_fits_and_is_cut_after_a_word(texte: str) -> None:
    court = shorten_but(texte)
    assert len(court) <= BUT_MAX
    assert court == texte if len(texte) <= BUT_MAX else court.endswith(" …")


def test_a_goal_of_one_endless_word_still_fits() -> None:
    assert 0 < len(shorten_but("x" * 2000)) <= BUT_MAX


def test_what_the_carnet_says_already_is_no_longer_aimed_at() -> None:
    assert is_atteint(2, find_but(Cote(2), NIVEAUX))
    assert is_atteint(2, find_but(Cote(3), NIVEAUX))
    assert not is_atteint(2, find_but(Cote(1), NIVEAUX))
    assert not is_atteint(2, None)


def test_an_answer_looked_at_again_in_a_later_carnet_is_the_one_that_counts() -> None:
    critere = REFERENTIEL.thematique(PREMIERE).criteres[0]
    passages = [
        (REFERENTIEL, DEUXIEME, {critere.code: Cote(2)}),
        (REFERENTIEL, PREMIERE, {critere.code: Cote(1)}),
    ]
    but = list_buts(passages)[critere.code]
    assert (but.niveau, but.vise) == (2, 3)
    assert list_buts(passages[:1]) == {}, "what no carnet asked is of a version left behind"
