"""Counts of what moved, with an action and without: they agree with the states; no order, no later action counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.effet import ActionNee, Compte, Effet, compute_effets
from caprse.restitution.figures.etats import Donnee, compare_etats, compute_etat
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.figures.series import Halte
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=2, criteres=5)
CODES = [critere.code for critere in REFERENTIEL.criteres]
DEBUT = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 600).map(lambda jours: DEBUT + timedelta(days=jours))
actions = st.lists(st.builds(ActionNee, st.frozensets(st.sampled_from(CODES), max_size=4), instants), max_size=6)


@dataclass(frozen=True)
class NiveauDonne:
    """The niveau that a structure gave to a critère in a trimestre, and when."""

    critere: str
    trimestre: int
    niveau: int
    le: datetime


def compute_effet(niveaux: Sequence[NiveauDonne], nees: Iterable[ActionNee], numero: int) -> Effet:
    """What its critères did up to a trimestre, of the six that there are."""
    donnees = [Donnee(d.critere, d.trimestre, Cotation(d.niveau)) for d in niveaux]
    haltes = [Halte(compute_etat(REFERENTIEL.thematiques, 4, donnees, rang)) for rang in range(1, 7)]
    return compute_effets(haltes, {(d.trimestre, d.critere): d.le for d in niveaux}, nees)[numero]


@st.composite
def histoires(draw: st.DrawFn) -> list[NiveauDonne]:
    """Answers over six trimestres of a hundred days, at most one to a critère in each."""
    lieux = draw(st.lists(st.tuples(st.sampled_from(CODES), st.integers(1, 6)), unique=True, max_size=40))
    return [
        NiveauDonne(
            code, numero, draw(st.integers(0, 4)), DEBUT + timedelta(days=100 * numero - draw(st.integers(1, 99)))
        )
        for code, numero in lieux
    ]


@given(histoires(), actions, st.integers(1, 6))
def test_both_lines_add_up_to_what_the_states_tell(
    niveaux: list[NiveauDonne], nees: list[ActionNee], numero: int
) -> None:
    effet = compute_effet(niveaux, nees, numero)
    donnees = [Donnee(d.critere, d.trimestre, Cotation(d.niveau)) for d in niveaux]
    etat = compute_etat(REFERENTIEL.thematiques, 4, donnees, numero)
    # Where each critère stood the first time, as a state of its own.
    montes = revus = 0
    for tenue in etat.tenues:
        siennes = [donnee for donnee in donnees if donnee.critere == tenue.critere]
        premier = min(donnee.trimestre for donnee in siennes)
        if premier == tenue.trimestre:
            continue
        avant = compute_etat(REFERENTIEL.thematiques, 4, siennes, premier)
        revus += 1
        montes += len(compare_etats(avant, etat).montes)
    assert effet.avec + effet.sans == Compte(revus, montes)


@given(histoires(), actions, st.integers(1, 6), st.randoms(use_true_random=False))
def test_the_order_changes_nothing(
    niveaux: list[NiveauDonne], nees: list[ActionNee], numero: int, hasard: Random
) -> None:
    attendu = compute_effet(niveaux, nees, numero)
    hasard.shuffle(niveaux)
    hasard.shuffle(nees)
    assert compute_effet(niveaux, nees, numero) == attendu


@given(histoires(), actions, st.integers(1, 6))
def test_an_action_born_after_the_move_does_not_count(
    niveaux: list[NiveauDonne], nees: list[ActionNee], numero: int
) -> None:
    derniers = {d.critere: d.le for d in sorted(niveaux, key=lambda d: d.trimestre) if d.trimestre <= numero}
    apres = [
        ActionNee(frozenset({critere}), derniers.get(critere, DEBUT) + timedelta(seconds=un))
        for action in nees
        for un, critere in enumerate(sorted(action.criteres))
    ]
    effet = compute_effet(niveaux, apres, numero)
    assert effet.avec == Compte()
    assert compute_effet(niveaux, [*nees, *apres], numero) == compute_effet(niveaux, nees, numero)


@given(histoires(), actions)
def test_what_comes_later_never_moves_what_was_counted(niveaux: list[NiveauDonne], nees: list[ActionNee]) -> None:
    jusque_la = [donne for donne in niveaux if donne.trimestre <= 3]
    assert compute_effet(niveaux, nees, 3) == compute_effet(jusque_la, nees, 3)
