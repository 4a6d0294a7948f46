"""Which answers are proposed first, and why: none is lost, and nothing is proposed without a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.carnet.regles import Saisie, list_reasons_against
from caprse.progres.regles import EtatAction
from caprse.relecture.revoir.regles import (
    ActionServie,
    Anterieure,
    Motif,
    confirm,
    list_motifs,
    split_anterieures,
)

TODAY = date(2026, 9, 1)
REPONDU = datetime(2026, 3, 1, 9, tzinfo=UTC)
APRES, AVANT = REPONDU + timedelta(days=30), REPONDU - timedelta(days=30)


def act(etat: EtatAction, echeance: date | None = None, faite_le: datetime = APRES) -> ActionServie:
    return ActionServie("Écrire la charte", etat, echeance, faite_le if etat is EtatAction.FAITE else None)


def build(saisie: Saisie | None = None, trimestre: int = 2, **autres: object) -> Anterieure:
    return Anterieure("T01-01", saisie or Saisie(niveau=1), trimestre, REPONDU, **autres)  # type: ignore[arg-type]


niveaux = st.integers(0, 4)
saisies = st.one_of(
    st.builds(
        lambda niveau, trace: Saisie(niveau=niveau, trace_titre=trace), niveaux, st.sampled_from(["", "Charte"])
    ),
    st.builds(lambda un, autre: Saisie(niveau=min(un, autre), cible=max(un, autre)), niveaux, niveaux),
    st.just(Saisie(non_concerne=True, motif="Pas de locaux")),
)
actions = st.builds(
    ActionServie,
    st.just("Écrire la charte"),
    st.sampled_from([EtatAction.A_FAIRE, EtatAction.EN_COURS, EtatAction.FAITE]),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.sampled_from([None, AVANT, APRES]),
)
anterieures = st.builds(
    Anterieure,
    st.sampled_from([f"T01-0{rang}" for rang in range(1, 8)]),
    saisies,
    st.integers(1, 4),
    st.just(REPONDU),
    st.booleans(),
    st.just(""),
    st.booleans(),
    st.lists(actions, max_size=3).map(tuple),
)


@given(st.lists(anterieures, unique_by=lambda a: a.critere), st.integers(5, 7))
def test_each_answer_is_offered_once_and_a_proposed_one_has_its_reason(toutes: list[Anterieure], numero: int) -> None:
    proposees, autres = split_anterieures(toutes, numero, TODAY)
    offertes = [*(proposee.anterieure for proposee in proposees), *autres]
    assert sorted(a.critere for a in offertes) == sorted(a.critere for a in toutes)
    assert all(proposee.motifs for proposee in proposees)
    assert all(not list_motifs(anterieure, numero, TODAY) for anterieure in autres)


@given(st.lists(anterieures, unique_by=lambda a: a.critere), st.integers(5, 7))
def test_the_strongest_reason_comes_first_and_among_equals_the_order_stays(
    toutes: list[Anterieure], numero: int
) -> None:
    proposees, _ = split_anterieures(toutes, numero, TODAY)
    rangs = [list(Motif).index(proposee.motifs[0]) for proposee in proposees]
    assert rangs == sorted(rangs)
    for motif in Motif:
        siennes = [p.anterieure.critere for p in proposees if p.motifs[0] is motif]
        assert siennes == [a.critere for a in toutes if a.critere in siennes]


@given(saisies)
def test_what_is_confirmed_is_an_answer_that_the_base_takes(saisie: Saisie) -> None:
    redite = confirm(build(saisie))
    assert list_reasons_against(redite, 4) == []
    assert (redite.niveau, redite.non_concerne, redite.cible) == (saisie.niveau, saisie.non_concerne, saisie.cible)


@pytest.mark.parametrize(
    ("action", "proposee"),
    [
        (act(EtatAction.FAITE), True),
        (act(EtatAction.FAITE, faite_le=AVANT), False),
        (act(EtatAction.EN_COURS), False),
    ],
)
def test_an_action_done_since_the_answer_proposes_it(action: ActionServie, proposee: bool) -> None:
    motifs = list_motifs(build(actions=(action,)), 3, TODAY)
    assert motifs == ((Motif.ACTION_FAITE,) if proposee else ())


@pytest.mark.parametrize(
    ("saisie", "numero", "echeance", "echue"),
    [
        (Saisie(niveau=1, cible=3), 4, None, True),
        (Saisie(niveau=1, cible=3), 3, None, False),
        (Saisie(niveau=1, cible=3), 3, date(2026, 8, 31), True),
        (Saisie(niveau=1, cible=3), 3, date(2026, 9, 1), False),
        (Saisie(niveau=3, cible=3), 6, date(2026, 1, 1), False),
        (Saisie(niveau=1), 6, date(2026, 1, 1), False),
        (Saisie(non_concerne=True, motif="Pas ici"), 6, None, False),
    ],
)
def test_a_cible_comes_due_with_its_action_or_after_two_trimestres(
    saisie: Saisie, numero: int, echeance: date | None, echue: bool
) -> None:
    anterieure = build(saisie, actions=(act(EtatAction.A_FAIRE, echeance),) if echeance else ())
    assert (Motif.CIBLE_ECHUE in list_motifs(anterieure, numero, TODAY)) is echue


def test_what_was_named_or_left_in_discussion_is_proposed() -> None:
    assert list_motifs(build(nommee=True, discutee=True), 3, TODAY) == (Motif.NOMMEE, Motif.DISCUTEE)
    assert list_motifs(build(avis_loin=True), 3, TODAY) == (Motif.DISCUTEE,)
    assert list_motifs(build(), 3, TODAY) == ()
