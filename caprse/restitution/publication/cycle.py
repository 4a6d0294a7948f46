"""Publish where the collectif stands over the whole cycle, at the closing of a trimestre: one thématique at a time.

Each has its own figure and its own rule: one that must wait keeps the last one that was shown, with its date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from caprse.acces.unite import Unit
from caprse.referentiel.marches import list_niveaux
from caprse.restitution.figures.agregats import Agregat, aggregate_axes, compute_empreinte
from caprse.restitution.figures.bilan import Bilan, Source
from caprse.restitution.figures.cycle import AgregatCycle, AxeTenu, list_axes_tenus
from caprse.restitution.publication.dites import Trace, Traces, list_comptees, list_dites, read_traces
from caprse.restitution.publication.edition import Composee, count_groupes, number_unites
from caprse.restitution.publication.etats import Suivi, follow_donnees, read_etat
from caprse.restitution.publication.lecture import TrimestreLu
from caprse.restitution.publication.memoire import Memoire
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.regles import Cadre, split_by_axe
from caprse.restitution.publication.regles_cycle import (
    Dite,
    Parts,
    can_keep_cycle,
    can_publish_cycle,
    can_tell_revus,
    date_valeur,
    list_valeurs,
    read_parts,
)
from caprse.restitution.publication.requetes import GET_CADRE, INSERT_CYCLE, LIST_ETATS


@dataclass(frozen=True, slots=True)
class _Axe:
    """What the members' states hold of one thématique, by structure."""

    code: str
    tenus: Mapping[str, AxeTenu]

    @property
    def parts(self) -> Parts:
        """Each enjeu, with the fingerprint of what each structure holds of it, and since when."""
        par_axe = split_by_axe({un: compute_empreinte(tenu.parts) for un, tenu in self.tenus.items()})
        return {
            axe: {un: date_valeur(valeur, self.tenus[un].origines[axe]) for un, valeur in qui.items()}
            for axe, qui in par_axe.items()
        }

    @property
    def comptees(self) -> set[tuple[str, str | None]]:
        """Each structure with each critère of which it has a niveau."""
        return {(un, code) for un, tenu in self.tenus.items() for code in tenu.questions}


def publish_cycle(unit: Unit, trimestre: TrimestreLu) -> int:
    """Publish each thématique whose figure may be shown; gives how many were.

    For systeme, under `lock_publication`, with the trimestre still open. Counts the members, each by what it
    transmitted in the trimestres that are closed and in this one. Nothing once a later trimestre is closed: the cycle
    has gone on. Five statements, six where versions differ.
    """
    lieu = {"collectif": trimestre.collectif_id, "trimestre": trimestre.id}
    lignes = unit.db.execute(LIST_ETATS, {**lieu, "jour": trimestre.jour}).all()
    if not any(ligne.donnees for ligne in lignes):
        return 0
    ligne = unit.db.execute(GET_CADRE, lieu).one()
    traces = read_traces(unit, trimestre.collectif_id, trimestre.referentiel_id)
    cadre = Cadre(ligne.seuil, ligne.k, build_unites([*(ligne.groupes or ()), *traces.groupes]))
    donnees = {str(une.structure_id): une.donnees or () for une in lignes}
    toutes = [donnee for siennes in donnees.values() for donnee in siennes]
    suivi = follow_donnees(unit, trimestre.collectif_id, toutes, trimestre.referentiel_id)

    @cache
    def list_axes(numero: int) -> dict[str, _Axe]:
        return _list_axes(donnees, suivi, numero)

    axes = list_axes(ligne.rang).values()
    composes = [(axe, contenu) for axe in axes if (contenu := _compose(unit, trimestre, axe, traces, cadre))]
    if composes:
        parus = [
            contenu | {"population": str(_find_population(unit, traces, axe, list_axes) or uuid4())}
            for axe, contenu in composes
        ]
        unit.db.execute(INSERT_CYCLE, {**lieu, "axes": Jsonb(parus), "now": unit.now})
    return len(composes)


def can_keep(
    unit: Unit, trimestre: TrimestreLu, memoire: Memoire, composee: Composee, bilans: Mapping[str, Bilan]
) -> bool:
    """Whether an edition may come out beside the figures of the cycle that count answers of its trimestre already.

    Only a trimestre that was closed, then opened again, has any. For systeme, under `lock_publication`.
    """
    if not memoire.cycle:
        return True
    traces = read_traces(unit, trimestre.collectif_id, trimestre.referentiel_id)
    avant = [une for une in traces.toutes if (une.numero >= memoire.rang if une.cycle else une.numero == memoire.rang)]
    cadre = replace(memoire.cadre, unites=build_unites([*memoire.cadre.unites.items(), *traces.groupes]))
    nouvelle = _trace(trimestre, memoire, composee, bilans)
    return all(
        _can_keep_part(unit, traces, part.code, avant, nouvelle, cadre, datees=datees)
        for part in traces.vers.capsule(trimestre.thematique)
        for datees in (False, True)
    )


def _can_keep_part(
    unit: Unit, traces: Traces, thematique: str, avant: Sequence[Trace], nouvelle: Trace, cadre: Cadre, *, datees: bool
) -> bool:
    anciennes = list_dites(unit.db, traces, thematique, avant, datees=datees)
    nouvelles = list_dites(unit.db, traces, thematique, [nouvelle], datees=datees)
    return anciennes is not None and nouvelles is not None and can_keep_cycle(nouvelles, anciennes, cadre)


def _trace(trimestre: TrimestreLu, memoire: Memoire, composee: Composee, bilans: Mapping[str, Bilan]) -> Trace:
    contenu = composee.edition.to_contenu()
    return Trace(
        False,
        trimestre.id,
        memoire.rang,
        trimestre.thematique,
        trimestre.referentiel_id,
        {un: compute_empreinte(bilans[un].axes) for un in composee.numeros},
        composee.numeros,
        [agregat.code for agregat in composee.edition.agregats if agregat.quartiles is not None],
        contenu["nommees"],
    )


def _list_axes(donnees: Mapping[str, Sequence[Any]], suivi: Suivi, numero: int) -> dict[str, _Axe]:
    """Each thématique by code, as it stands at trimestre ``numero`` by what the answers say now.

    ``donnees``: all that each structure transmitted.
    """
    referentiel = suivi.referentiel
    tenus = {un: list_axes_tenus(referentiel, read_etat(siennes, numero, suivi)) for un, siennes in donnees.items()}
    return {
        theme.code: _Axe(theme.code, {un: axes[theme.code] for un, axes in tenus.items() if theme.code in axes})
        for theme in referentiel.thematiques
    }


def _find_population(
    unit: Unit, traces: Traces, axe: _Axe, list_axes: Callable[[int], dict[str, _Axe]]
) -> UUID | None:
    """What an earlier figure has for ``population``, where it counted the very same and still says what they say.

    ``list_axes``: the thématiques as they stand at a trimestre by what the answers say now.
    As many of both may be others: it is they that are compared. An answer of before that was corrected since is in
    that figure as it was: what differs from it would not be what moved.
    """
    for trace in traces.toutes:
        if trace.population is None or list_comptees(traces, trace) != axe.comptees:
            continue
        alors = list_axes(trace.numero)[axe.code]
        dites = list_dites(unit.db, traces, axe.code, [trace], datees=False)
        if dites == [Dite(list_valeurs(read_parts(alors.parts, datees=False)), cycle=True)]:
            return trace.population
    return None


def _compose(unit: Unit, trimestre: TrimestreLu, axe: _Axe, traces: Traces, cadre: Cadre) -> dict[str, Any] | None:
    """What is written of one thématique, or None when the rules say to wait or nothing changed."""
    parts = axe.parts
    deja = [une for une in traces.toutes if une.cycle and une.trimestre_id == trimestre.id]
    if not axe.tenus or _is_last(unit, traces, axe.code, deja, parts):
        return None
    for datees in (False, True):
        dites = list_dites(unit.db, traces, axe.code, datees=datees)
        if dites is None or not can_publish_cycle(read_parts(parts, datees=datees), dites, cadre):
            return None
    numeros = number_unites(axe.tenus, cadre.unites)
    revus = {un: tenu.revus for un, tenu in axe.tenus.items()}
    # Told once for a trimestre: closed again, a second count would tell who looked at something in between.
    dits = not any(une.thematique == axe.code for une in deja) and can_tell_revus(revus, cadre)
    referentiel = traces.vers
    agregat = AgregatCycle(
        Source(str(trimestre.referentiel_id), referentiel.version, referentiel.titre),
        list_niveaux(referentiel),
        _add_groupes(aggregate_axes([(tenu.figure,) for tenu in axe.tenus.values()])[0], axe.tenus, numeros),
        tuple(
            replace(_add_groupes(part.hide(), parts.get(part.code, {}), numeros), n=part.n)
            for part in aggregate_axes([tenu.parts for tenu in axe.tenus.values()])
        ),
        sum(revus.values()) if dits else None,
    )
    return {
        "thematique": axe.code,
        "structures": len(axe.tenus),
        "agregats": agregat.to_contenu(),
        "lignes": [
            {
                "structure_id": un,
                "empreinte": " ".join(f"{part}:{qui[un]}" for part, qui in parts.items() if un in qui),
                "questions": list(tenu.questions),
                "unite": numeros[un],
            }
            for un, tenu in axe.tenus.items()
        ],
    }


def _is_last(unit: Unit, traces: Traces, thematique: str, deja: Sequence[Trace], parts: Parts) -> bool:
    """Whether the last figure of this very trimestre is this one: closed again, it tells nothing twice."""
    dites = list_dites(unit.db, traces, thematique, deja, datees=True)
    return dites is not None and dites[-1:] == [Dite(list_valeurs(parts), cycle=True)]


def _add_groupes(agregat: Agregat, structures: Mapping[str, Any], numeros: Mapping[str, int]) -> Agregat:
    return replace(agregat, groupes=count_groupes(structures, numeros))
