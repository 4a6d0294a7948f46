"""What a pratique may be, which words find it, where it helps."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.progres.buts import Cote
from caprse.progres.pratiques.regles import (
    SUITES,
    EtatPratique,
    SaisiePratique,
    build_proche,
    is_faible,
    is_personnel,
    list_faibles,
    list_manques,
    list_mots,
    list_reasons_against,
)
from tests.monde import REFERENTIEL
from tests.progres.pratiques.scene import CRITERE, SAISIE


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"titre": ""}, "titre"),
        ({"titre": "a" * 121}, "120 signes"),
        ({"demarche": "a" * 2001}, "2000 signes"),
        ({"contact": "marie@exemple.fr"}, "fonction"),
        ({"contact": "06 12 34 56 78"}, "fonction"),
        ({"criteres": ("X-99",)}, "plus demandé"),
        ({"criteres": tuple(f"T01-0{rang}" for rang in range(6))}, "5 critères au plus"),
        ({"traces": tuple("abcdef")}, "5 traces au plus"),
    ],
)
def test_what_cannot_be_kept_is_said(change: dict[str, object], dit: str) -> None:
    connus = {f"T01-0{rang}" for rang in range(6)}
    raisons = list_reasons_against(replace(SAISIE, **change), connus)  # type: ignore[arg-type]
    assert len(raisons) == 1
    assert dit in raisons[0]
    assert list_reasons_against(SAISIE, connus) == []


def test_a_draft_needs_a_title_and_a_shared_one_all_that_makes_it_understood() -> None:
    assert list_reasons_against(SaisiePratique("Titre"), ()) == []
    assert len(list_manques(SaisiePratique("Titre"))) == 4
    assert list_manques(SAISIE) == []
    assert not is_personnel("La coordination des chantiers, le mardi de 9 h à 12 h")


def test_nothing_goes_back_to_a_draft_and_everything_may_be_withdrawn() -> None:
    assert all(EtatPratique.BROUILLON not in suites for suites in SUITES.values())
    partages = (EtatPratique.COLLECTIF, EtatPratique.FEDERATION)
    assert all(EtatPratique.RETIREE in SUITES[etat] for etat in partages)


def test_words_are_folded_and_short_ones_tell_nothing() -> None:
    assert list_mots("L’Accueil  à l'ÉTÉ, accueil & vélo-cargo") == ("accueil", "ete", "et", "velo", "cargo")


def _mangle(mot: str, rang: int, geste: str, lettre: str) -> str:
    rang %= len(mot) - 1
    return {
        "retire": mot[:rang] + mot[rang + 1 :],
        "ajoute": mot[:rang] + lettre + mot[rang:],
        "change": mot[:rang] + lettre + mot[rang + 1 :],
        "echange": mot[:rang] + mot[rang + 1] + mot[rang] + mot[rang + 2 :],
    }[geste]


MOTS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=20)
GESTES = st.sampled_from(("retire", "ajoute", "change", "echange"))
LETTRES = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


@given(MOTS, st.integers(0, 40), GESTES, LETTRES)
def test_one_slip_of_the_finger_still_finds_the_word(mot: str, rang: int, geste: str, lettre: str) -> None:
    proche = build_proche(_mangle(mot, rang, geste, lettre))
    assert proche is not None
    assert re.search(proche, f"avant {mot} apres")
    assert re.search(proche, f"avant {mot}s apres")


@given(MOTS, MOTS)
def test_a_word_that_differs_by_its_length_and_more_is_not_found(mot: str, autre: str) -> None:
    proche = build_proche(mot)
    assert proche is not None
    # Other letters altogether.
    assert not re.search(proche, " ".join(autre.upper() for _ in range(2)))


def test_short_and_endless_words_are_taken_as_they_are() -> None:
    assert build_proche("eau") is None
    assert build_proche("a" * 25) is None


@pytest.mark.parametrize(
    ("cote", "faible"),
    [
        (Cote(0), True),
        (Cote(1), True),
        (Cote(2), False),
        (Cote(2, 3), True),
        (Cote(3, 3), False),
        (Cote(None, non_concerne=True), False),
        (Cote(None), False),
    ],
)
def test_where_a_structure_finds_itself_weak(cote: Cote, faible: bool) -> None:
    assert is_faible(cote) is faible


def test_the_latest_answer_says_where_one_is_weak() -> None:
    avant = (REFERENTIEL, "T01", {CRITERE: Cote(0), "T01-02": Cote(1)})
    apres = (REFERENTIEL, "T01", {CRITERE: Cote(3)})
    assert list_faibles([apres, avant]) == ("T01-02",)
