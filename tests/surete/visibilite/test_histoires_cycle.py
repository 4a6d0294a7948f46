"""Invariant 5 over a cycle: nobody who keeps the trimestre's editions and the cycle's reads another structure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from caprse.restitution.figures.agregats import aggregate_axes, compute_empreinte
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.edition import Edition, Nommee
from caprse.restitution.publication.mouvements import build_unites, count_unites
from caprse.restitution.publication.regles import Cadre, Parue, split_by_axe
from caprse.restitution.publication.regles_cycle import (
    Dite,
    Parts,
    can_keep_cycle,
    can_publish_cycle,
    date_valeur,
    list_valeurs,
    read_parts,
)
from tests.surete.visibilite.attaquant import Vue, count_rank, list_read
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
    """After the trimestre: the states as they go, the figures of the cycle that came out.

    ``dates``: of which trimestre the answer of a structure to an enjeu is, when it is not of the first one.
    """

    histoire: Histoire
    numero: int = 1
    dates: dict[tuple[str, str], int] = field(default_factory=dict)
    vues: list[Vue] = field(default_factory=list)
    parues: list[Parts] = field(default_factory=list)

    def revise(self, qui: set[str], reponses: tuple[int | None, ...]) -> None:
        """Some look again at what they had answered: nothing is taken back."""
        for un in qui & self.histoire.reponses.keys():
            avant = self.histoire.reponses[un]
            for axe, ancienne, nouvelle in zip(ENJEUX, avant, reponses, strict=False):
                if ancienne is not None and nouvelle is not None:
                    self.dates[un, axe] = self.numero
            self.histoire.reponses[un] = tuple(
                ancienne if ancienne is None or nouvelle is None else nouvelle
                for ancienne, nouvelle in zip(avant, reponses, strict=True)
            )

    def close(self) -> bool:
        """A trimestre closes: the thématique's figure of the cycle is published where the rule allows it."""
        bilans = {
            un: bilan
            for un, reponses in self.histoire.reponses.items()
            if un not in self.histoire.parties
            for bilan in (build_bilan(un, (*reponses[:-1], None)),)
            if bilan.total.repondus
        }
        parts = self.get_parts(bilans)
        if not all(
            can_publish_cycle(read_parts(parts, datees=datees), self.list_dites(datees=datees), self.histoire.cadre)
            for datees in (False, True)
        ):
            return False
        self.parues.append(parts)
        modele = next(iter(bilans.values()))
        agregats = aggregate_axes([(bilan.total,) for bilan in bilans.values()])
        dates = {un: self.stamp(bilan) for un, bilan in bilans.items()}
        self.vues.append(Vue(Edition(modele.source, modele.niveaux, TOTAL, None, agregats, ()), dates))
        return True

    def get_parts(self, bilans: Mapping[str, Bilan]) -> Parts:
        par_axe = split_by_axe({un: compute_empreinte(bilan.enjeux) for un, bilan in bilans.items()})
        return {
            axe: {un: date_valeur(valeur, [self.dates.get((un, axe), 1)]) for un, valeur in qui.items()}
            for axe, qui in par_axe.items()
        }

    def list_dites(self, *, datees: bool) -> list[Dite]:
        avant = [dite for parue in self.histoire.parues for dite in tell(parue, datees=datees)]
        return [*avant, *(Dite(list_valeurs(read_parts(p, datees=datees)), cycle=True) for p in self.parues)]

    def stamp(self, bilan: Bilan) -> Bilan:
        """The same figures, told apart by the trimestre of their answers."""
        return replace(
            bilan, enjeux=tuple(stamp(f, self.dates.get((bilan.structure, f.code), 1)) for f in bilan.enjeux)
        )


def stamp(figure: Figure, numero: int) -> Figure:
    return replace(figure, repartition=(*figure.repartition, numero), applicables=99) if figure.repondus else figure


def tell(parue: Parue, *, datees: bool) -> list[Dite]:
    """What an edition told, figure by figure, as the cycle compares it."""
    parts = {
        axe: {un: date_valeur(valeur, [1]) if datees else valeur for un, valeur in parue.get_valeurs(axe).items()}
        for axe in ENJEUX
    }
    noms = frozenset(
        (structure, f"{axe}:{qui[structure]}")
        for axe, qui in parts.items()
        for structure in parue.get_nommees(axe) & qui.keys()
    )
    lignes = [list_valeurs({axe: parts[axe]}) for axe in ENJEUX if axe in parue.montres]
    dites = [Dite(ligne, False, noms & ligne) for ligne in lignes]
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
    cycle = Cycle(histoire)
    closes = [cycle.close()]
    for quoi, qui, reponses in suite:
        cycle.numero += 1
        match quoi:
            case "revoir":
                cycle.revise(qui, reponses or ())
            case "partir":
                histoire.parties |= qui
            case "revenir":
                histoire.parties -= qui
        closes.append(cycle.close())
    if rouvert:
        # The first trimestre opens again with the answers of today, and closes: its edition comes out, or waits.
        cycle.dates = {}
        lignes = {datees: cycle.list_dites(datees=datees) for datees in (False, True)}
        avant = len(histoire.vues)
        if histoire.look(cloture=True) and not all(
            can_keep_cycle(tell(histoire.parues[-1], datees=datees), lignes[datees], histoire.cadre)
            for datees in (False, True)
        ):
            del histoire.vues[avant:]
    event(f"cycles : {min(sum(closes), 3)} sur {min(len(closes), 5)}")
    datees = [
        Vue(
            replace(vue.edition, nommees=tuple(stamp_named(nommee) for nommee in vue.edition.nommees)),
            {un: replace(bilan, enjeux=tuple(stamp(f, 1) for f in bilan.enjeux)) for un, bilan in vue.bilans.items()},
        )
        for vue in histoire.vues
    ]
    simples = [
        Vue(
            vue.edition,
            {un: replace(bilan, enjeux=tuple(unstamp(f) for f in bilan.enjeux)) for un, bilan in vue.bilans.items()},
        )
        for vue in cycle.vues
    ]
    for vues in ([*histoire.vues, *simples], [*datees, *cycle.vues]):
        for siennes in (set(), *({un} for un in STRUCTURES), *comptes):
            for suivies in (False, True):
                assert not list_read(vues, siennes, suivies=suivies), (siennes, suivies)


def stamp_named(nommee: Nommee) -> Nommee:
    return replace(nommee, figures=tuple(stamp(figure, 1) for figure in nommee.figures))


def unstamp(figure: Figure) -> Figure:
    return replace(figure, repartition=figure.repartition[:-1]) if figure.repondus else figure


# The block that every trimestre asks anew: its editions, each over those who transmitted, and the cycle after each.
passages = st.lists(gather(5, 10), min_size=2, max_size=6)


@settings(max_examples=200, deadline=None, phases=PHASES)
@given(passages, st.lists(st.integers(1, 2), min_size=10, max_size=10), groupes)
def test_nobody_is_read_from_the_block_that_is_asked_anew(
    passages: list[set[str]], niveaux: list[int], comptes: list[set[str]]
) -> None:
    cadre = Cadre(5, 3, build_unites(comptes))
    tenues: dict[str, str] = {}
    parues: list[Parts] = []
    publies = 0
    for numero, transmis in enumerate(passages, 1):
        # Everybody answers the same at each time: only the trimestre tells one answer from another.
        ici = {un: date_valeur(str(niveaux[STRUCTURES.index(un)]), [numero]) for un in transmis}
        tenues |= ici
        if count_unites(ici, cadre.unites) >= cadre.seuil:
            parues.append({"TRA": ici})
        parts = {"TRA": dict(tenues)}
        if all(
            can_publish_cycle(
                read_parts(parts, datees=datees),
                [Dite(list_valeurs(read_parts(une, datees=datees))) for une in parues],
                cadre,
            )
            for datees in (False, True)
        ):
            publies += 1
            parues.append(parts)
    event(f"cycles : {min(publies, 3)}")
    vides: tuple[int, ...] = ()
    lignes = [{(un, valeur, vides): 1 for un, valeur in parue["TRA"].items()} for parue in parues]
    for siennes in (set(), *({un} for un in STRUCTURES), *comptes):
        sues = [{i: un for i, un in ligne.items() if i[0] not in siennes} for ligne in lignes]
        for structure in set(STRUCTURES) - siennes:
            sans = [{i: un for i, un in ligne.items() if i[0] != structure} for ligne in sues]
            assert count_rank(sans) == count_rank(sues), (structure, siennes)
