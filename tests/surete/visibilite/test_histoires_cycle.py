"""Invariant 5 over a cycle: nobody who keeps the trimestre's editions and the cycle's reads another structure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from caprse.restitution.figures.agregats import aggregate_axes, compute_empreinte
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.publication.edition import Edition
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.regles import Cadre, Parue, split_by_axe
from caprse.restitution.publication.regles_cycle import Dite, Parts, can_keep_cycle, can_publish_cycle, list_valeurs
from tests.surete.visibilite.attaquant import Vue, list_read
from tests.surete.visibilite.test_histoires import (
    ENJEUX,
    PHASES,
    REPONSES,
    STRUCTURES,
    TOTAL,
    Histoire,
    build_bilan,
    evenements,
    gather,
    groupes,
    play,
    premieres,
)

# What happens once the trimestre that asked the thématique is closed: revisions, departures, returns; then it closes.
suites = st.lists(
    st.one_of(
        st.tuples(st.just("revoir"), gather(1, 5), REPONSES),
        st.tuples(st.just("revoir"), gather(3, 5), st.sampled_from(((1, 2, 1), (2, 1, 1), (2, 2, 1)))),
        st.tuples(st.just("partir"), gather(1, 3), st.none()),
        st.tuples(st.just("revenir"), gather(1, 5), st.none()),
    ),
    min_size=1,
    max_size=8,
)


@dataclass
class Cycle:
    """After the trimestre: the states as they go, the figures of the cycle that came out."""

    histoire: Histoire
    vues: list[Vue] = field(default_factory=list)
    dites: list[Dite] = field(default_factory=list)

    def close(self) -> bool:
        """A trimestre closes: the thématique's figure of the cycle is published where the rule allows it."""
        bilans = {
            un: bilan
            for un, reponses in self.histoire.reponses.items()
            if un not in self.histoire.parties
            for bilan in (build_bilan(un, (*reponses[:-1], None)),)
            if bilan.total.repondus
        }
        if not can_publish_cycle(get_parts(bilans), self.dites, self.histoire.cadre):
            return False
        self.dites.append(Dite(list_valeurs(get_parts(bilans)), cycle=True))
        modele = next(iter(bilans.values()))
        agregats = aggregate_axes([(bilan.total,) for bilan in bilans.values()])
        self.vues.append(Vue(Edition(modele.source, modele.niveaux, TOTAL, None, agregats, ()), bilans))
        return True


def get_parts(bilans: Mapping[str, Bilan]) -> Parts:
    return split_by_axe({un: compute_empreinte(bilan.enjeux) for un, bilan in bilans.items()})


def tell(parue: Parue) -> list[Dite]:
    """What an edition told, figure by figure, as the cycle compares it."""
    parts = {axe: parue.get_valeurs(axe) for axe in ENJEUX}
    noms = frozenset(
        (structure, f"{axe}:{qui[structure]}")
        for axe, qui in parts.items()
        for structure in parue.get_nommees(axe) & qui.keys()
    )
    seuls = [Dite(list_valeurs({axe: parts[axe]}), False, noms) for axe in ENJEUX if axe in parue.montres]
    dites = [Dite(dite.valeurs, False, noms & dite.valeurs) for dite in seuls]
    return [*dites, *([Dite(list_valeurs(parts), nommees=noms)] if TOTAL in parue.montres else [])]


@settings(max_examples=200, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(premieres, evenements, suites, groupes, gather(0, 5), st.integers(3, 5), st.integers(3, 4), st.booleans())
def test_nobody_reads_another_structure_from_the_cycle(
    premieres: dict[str, tuple[int | None, ...]],
    trimestre: list[tuple[str, set[str], tuple[int | None, ...] | None]],
    suite: list[tuple[str, set[str], tuple[int | None, ...] | None]],
    comptes: list[set[str]],
    volontaires: set[str],
    seuil: int,
    k: int,
    rouvert: bool,
) -> None:
    histoire = Histoire(Cadre(seuil, k, build_unites(comptes)), dict(premieres), volontaires=set(volontaires))
    play(histoire, trimestre)
    histoire.look(cloture=True)
    cycle = Cycle(histoire, dites=[dite for parue in histoire.parues for dite in tell(parue)])
    closes = [cycle.close()]
    for quoi, qui, reponses in suite:
        match quoi:
            case "revoir":
                histoire.reponses |= {un: reponses or () for un in qui if un in histoire.reponses}
            case "partir":
                histoire.parties |= qui
            case "revenir":
                histoire.parties -= qui
        closes.append(cycle.close())
    if rouvert:
        # The first trimestre opens again with the answers of today, and closes: its edition has the last word or none.
        avant = len(histoire.vues)
        if histoire.look(cloture=True) and not can_keep_cycle(tell(histoire.parues[-1]), cycle.dites, histoire.cadre):
            del histoire.vues[avant:]
    event(f"cycles : {min(sum(closes), 3)} sur {min(len(closes), 5)}")
    # The block that every trimestre asks anew is not of this thématique.
    vues = [*histoire.vues, *cycle.vues]
    for siennes in (set(), *({un} for un in STRUCTURES), *comptes):
        for suivies in (False, True):
            assert not list_read(vues, siennes, suivies=suivies), (siennes, suivies)
