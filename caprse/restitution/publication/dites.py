"""All that was ever shown about one thématique, of trimestres and of the cycle, in the codes of one version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caprse.acces.unite import Unit
from caprse.carnet.places import follow_versions
from caprse.referentiel.schema import Referentiel, Thematique
from caprse.referentiel.service import get_referentiel
from caprse.restitution.publication.filiation import follow_thematique
from caprse.restitution.publication.memoire import build_parue, list_groupes
from caprse.restitution.publication.regles import Parue, list_axes, split_by_axe
from caprse.restitution.publication.regles_cycle import Dite, date_valeur, list_valeurs, read_parts
from caprse.restitution.publication.requetes import LIST_DITES


@dataclass(frozen=True, slots=True)
class Trace:
    """One edition, of a trimestre or of the cycle (of the ``thematique`` that it asks or tells), as it was counted."""

    cycle: bool
    trimestre_id: UUID
    numero: int
    thematique: str
    source: UUID
    empreintes: Mapping[str, str]
    unites: Mapping[str, int | None]
    montres: Sequence[str] = ()
    nommees: Sequence[Mapping[str, Any]] = ()
    population: UUID | None = None
    questions: Mapping[str, Sequence[str] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Traces:
    """All of them, with what leads from the version of each to the one ``vers`` in which they are compared."""

    vers: Referentiel
    vers_id: UUID
    toutes: tuple[Trace, ...]
    suites: Mapping[str, Mapping[str, str]]

    @property
    def groupes(self) -> Iterator[list[str]]:
        """Who was known together when one of them appeared."""
        for trace in self.toutes:
            yield from list_groupes(trace.unites)


def read_traces(unit: Unit, collectif_id: UUID, vers: UUID) -> Traces:
    """For systeme, in one query, one more where versions differ."""
    toutes = tuple(
        Trace(
            ligne.cycle,
            ligne.trimestre_id,
            ligne.numero,
            ligne.thematique,
            UUID(ligne.source),
            ligne.empreintes or {},
            ligne.unites or {},
            ligne.montres or (),
            ligne.nommees or (),
            ligne.population,
            ligne.questions or {},
        )
        for ligne in unit.db.execute(LIST_DITES, {"collectif": collectif_id})
    )
    suites = follow_versions(unit, collectif_id, {str(trace.source) for trace in toutes}, vers)
    return Traces(get_referentiel(unit.db, vers), vers, toutes, suites)


def list_comptees(traces: Traces, trace: Trace) -> set[tuple[str, str | None]]:
    """Whom a figure of the cycle counted: each structure with each critère of which it had a niveau.

    By the codes of ``vers``, None for a question that it does not ask any more.
    """
    suite = traces.suites[str(trace.source)]
    return {(un, suite.get(code)) for un, codes in trace.questions.items() for code in codes or ()}


def list_dites(
    db: Session, traces: Traces, thematique: str, parmi: Iterable[Trace] | None = None, *, datees: bool
) -> list[Dite] | None:
    """What was told of a thématique, figure by figure, in the order in which it came out.

    None when some of it was told of questions that are not quite these any more, or by other parts: nobody then knows
    what a new figure would tell beside it. ``datees``: with the trimestre of each answer.
    """
    nouvelle = traces.vers.thematique(thematique)
    entiere = thematique == traces.vers.transversal
    dites: list[Dite] = []
    for trace in traces.toutes if parmi is None else parmi:
        ancien = get_referentiel(db, trace.source)
        capsule = [ancien.thematique(trace.thematique)] if trace.cycle else ancien.capsule(trace.thematique)
        for part in capsule:
            codes = follow_thematique(part, nouvelle, traces.suites[str(trace.source)])
            if codes == {}:
                continue
            # A bilan shows the block in enjeux, as its own thématique.
            seule = part.code == ancien.transversal and (trace.cycle or part is not capsule[0])
            if codes is None or seule != entiere:
                return None
            if trace.cycle:
                dites.append(_read_cycle(trace, codes, datees=datees))
            else:
                dites += _read_edition(trace, capsule[0], part, codes, datees=datees)
    return dites


def _read_cycle(trace: Trace, codes: Mapping[str, str], *, datees: bool) -> Dite:
    parts = {codes[axe]: qui for axe, qui in split_by_axe(trace.empreintes).items()}
    return Dite(list_valeurs(read_parts(parts, datees=datees)), cycle=True)


def _read_edition(
    trace: Trace, principale: Thematique, part: Thematique, codes: Mapping[str, str], *, datees: bool
) -> Iterator[Dite]:
    """What an edition tells of one part of its capsule: each enjeu that it shows, and the whole."""
    empreintes = trace.empreintes
    if datees:
        empreintes = {un: _date_empreinte(empreinte, trace.numero) for un, empreinte in empreintes.items()}
    parue = build_parue(empreintes, trace.montres, trace.nommees, principale)
    axes = [enjeu.code for enjeu in part.enjeux] if part is principale else [part.code]
    for axe in axes:
        if part is principale and axe in parue.montres:
            yield Dite(list_valeurs({codes[axe]: parue.get_valeurs(axe)}), False, _list_named(parue, [axe], codes))
    if part.code in parue.montres:
        valeurs = list_valeurs({codes[axe]: parue.get_valeurs(axe) for axe in axes})
        yield Dite(valeurs, nommees=_list_named(parue, axes, codes))


def _list_named(parue: Parue, axes: Iterable[str], codes: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset((un, f"{codes[axe]}:{valeur}") for axe in axes for un, valeur in parue.list_named(axe))


def _date_empreinte(empreinte: str, numero: int) -> str:
    return " ".join(f"{axe}:{date_valeur(valeur, [numero])}" for axe, valeur in list_axes(empreinte))
