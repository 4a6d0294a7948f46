"""Invariant 5 over random histories: nobody who keeps every edition reads the answers of another structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from caprse.restitution.figures.bilan import Bilan, compute_bilan
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.publication.edition import Edition, compose_edition, read_candidate
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.noms import close_names
from caprse.restitution.publication.regles import Cadre, Parue
from tests.fabrique import build_referentiel
from tests.surete.visibilite.attaquant import Vue, count_rank, list_read

REFERENTIEL = build_referentiel(themes=1, criteres=5)
TOTAL = "T01"
ENJEUX = {enjeu.code: enjeu.criteres[0].code for enjeu in REFERENTIEL.thematique(TOTAL).enjeux}
AXES = (*ENJEUX, "TRA")
QUESTIONS = (*ENJEUX.values(), "TRA-01")
STRUCTURES = "abcdefghij"
REPONSES = st.tuples(*[st.sampled_from((1, 2, None)) for _ in AXES]).filter(any)


@dataclass
class Histoire:
    """A trimestre as it goes: who answers what, who is a member, who offers its name, what was shown."""

    cadre: Cadre
    reponses: dict[str, tuple[int | None, ...]] = field(default_factory=dict)
    parties: set[str] = field(default_factory=set)
    volontaires: set[str] = field(default_factory=set)
    vues: list[Vue] = field(default_factory=list)
    parues: list[Parue] = field(default_factory=list)

    def look(self, *, cloture: bool = False) -> bool:
        """Somebody looks, or the trimestre closes: what is due appears."""
        bilans = {un: build_bilan(un, reponses) for un, reponses in self.reponses.items() if un not in self.parties}
        restants = len(set(STRUCTURES) - self.parties - bilans.keys())
        composee = compose_edition(bilans, self.volontaires, self.parues, restants, self.cadre, cloture=cloture)
        if composee is None:
            return False
        self.vues.append(Vue(composee.edition, bilans))
        self.parues.append(remember(composee.edition, bilans, self.cadre))
        return True


def build_bilan(nom: str, reponses: Sequence[int | None]) -> Bilan:
    cotations = {code: Cotation(niveau) for code, niveau in zip(QUESTIONS, reponses, strict=True)}
    return compute_bilan(REFERENTIEL, "source", TOTAL, nom, cotations, {})


def remember(edition: Edition, bilans: Mapping[str, Bilan], cadre: Cadre) -> Parue:
    """An edition as the database gives it back."""
    nommees: dict[str, set[str]] = {}
    for nommee in edition.nommees:
        for figure in nommee.figures:
            nommees.setdefault(figure.code, set()).add(nommee.structure_id)
    parue = replace(read_candidate(bilans, cadre), nommees={axe: frozenset(qui) for axe, qui in nommees.items()})
    return close_names(parue, TOTAL, list(ENJEUX))


# A counter-example is long to shrink, and is read as well as it stands.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

structures = st.sampled_from(STRUCTURES)


def gather(au_moins: int, au_plus: int) -> st.SearchStrategy[set[str]]:
    return st.sets(structures, min_size=au_moins, max_size=au_plus)


# Answers that come back to what they were, and groups that move together, make the histories where sets overlap.
evenements = st.lists(
    st.one_of(
        st.tuples(st.just("transmettre"), gather(3, 5), st.sampled_from(((1, 2, 1), (2, 1, 1), (1, None, 2)))),
        st.tuples(st.just("transmettre"), gather(1, 10), REPONSES),
        st.tuples(st.just("rendre"), gather(3, 5), st.none()),
        st.tuples(st.just("rendre"), gather(1, 3), st.none()),
        st.tuples(st.just("partir"), gather(1, 3), st.none()),
        st.tuples(st.just("revenir"), gather(1, 10), st.none()),
        st.tuples(st.just("se nommer"), gather(1, 5), st.none()),
        st.tuples(st.just("se taire"), gather(1, 5), st.none()),
        st.tuples(st.just("clore"), st.just(set[str]()), st.none()),
    ),
    min_size=4,
    max_size=16,
)
groupes = st.lists(gather(2, 3), max_size=2)
premieres = st.tuples(st.sampled_from((5, 7, 10)), st.lists(REPONSES, min_size=10, max_size=10)).map(
    lambda paire: dict(zip(STRUCTURES[: paire[0]], paire[1], strict=False))
)


def play(histoire: Histoire, suite: Sequence[tuple[str, set[str], tuple[int | None, ...] | None]]) -> None:
    """One event after the other; somebody looks after each."""
    histoire.look()
    for quoi, qui, reponses in suite:
        match quoi:
            case "transmettre":
                histoire.reponses |= dict.fromkeys(qui, reponses or ())
            case "rendre":
                histoire.reponses = {un: r for un, r in histoire.reponses.items() if un not in qui}
            case "partir":
                histoire.parties |= qui
            case "revenir":
                histoire.parties -= qui
            case "se nommer":
                histoire.volontaires |= qui
            case "se taire":
                histoire.volontaires -= qui
        histoire.look(cloture=quoi == "clore")


@settings(max_examples=300, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(premieres, evenements, groupes, gather(0, 5), st.integers(3, 5), st.integers(3, 4))
def test_nobody_reads_another_structure_whatever_happened(
    premieres: dict[str, tuple[int | None, ...]],
    suite: list[tuple[str, set[str], tuple[int | None, ...] | None]],
    comptes: list[set[str]],
    volontaires: set[str],
    seuil: int,
    k: int,
) -> None:
    histoire = Histoire(Cadre(seuil, k, build_unites(comptes)), dict(premieres), volontaires=set(volontaires))
    play(histoire, suite)
    event(f"éditions : {min(len(histoire.vues), 4)}")
    for siennes in (set(), *({un} for un in STRUCTURES), *comptes):
        for suivies in (False, True):
            assert not list_read(histoire.vues, siennes, suivies=suivies), (siennes, suivies)


def show(noms: str, reponses: Mapping[str, tuple[int | None, ...]], nommees: str = "") -> Vue:
    """An edition over these structures without asking any rule."""
    bilans = {un: build_bilan(un, reponses.get(un, (1, 2, 1))) for un in noms}
    cadre = Cadre(1, 0)
    histoire = Histoire(cadre, {un: reponses.get(un, (1, 2, 1)) for un in noms}, set(STRUCTURES) - set(noms))
    histoire.volontaires = set(nommees)
    assert histoire.look(cloture=True)
    return Vue(histoire.vues[0].edition, bilans)


@pytest.mark.parametrize(
    ("vues", "siennes", "lues"),
    [
        ([show("abcdefg", {})], "", ""),
        # One structure more: it is the difference.
        ([show("abcdefg", {}), show("abcdefgh", {})], "", "h"),
        ([show("abcdefg", {}), show("abcdefghij", {})], "", ""),
        ([show("abcdefg", {}), show("abcdefghij", {})], "h", ""),
        ([show("abcdefg", {}), show("abcdefghij", {})], "hi", "j"),
        ([show("abcdefg", {}), show("abcdefghij", {}, "hi")], "", "j"),
        # No two of them differ by fewer than three structures; all four together tell twice the figure of c.
        ([show("fghij", {}), show("abcfghij", {}), show("cdefghij", {}), show("abdefghij", {})], "", "c"),
    ],
)
def test_the_attacker_reads_what_may_be_read(vues: list[Vue], siennes: str, lues: str) -> None:
    assert list_read(vues, set(siennes), suivies=False) == set(lues)


def test_a_rank_counts_independent_lines() -> None:
    x, y = ("a", "X", (1,)), ("b", "X", (1,))
    assert count_rank([]) == 0
    assert count_rank([{x: 1, y: 1}, {x: 1}, {y: 1}]) == 2
