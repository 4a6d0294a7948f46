"""What a printed bilan is made of, read for whoever may: the very figures of the screens, and what surrounds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_MODIFIABLES, ETATS_TRANSMIS
from caprse.collectif.regles import EtatTrimestre
from caprse.echanges.bilan_imprime.regles import Action, Sorte, Trace
from caprse.echanges.bilan_imprime.requetes import AUTOUR
from caprse.progres.regles import EtatAction
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.service import get_referentiel_pour
from caprse.restitution.chemin.service import CheminVu, get_chemin
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.forces import Rangs, rank_forces
from caprse.restitution.resultats.rapprochements import find_etat
from caprse.restitution.resultats.service import Resultats, TrimestreVu, get_resultats
from caprse.socle.erreurs import Introuvable

QUOI = "Ce document"


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that one document tells. ``vu`` is None before the first trimestre opens, and where there is no carnet.

    ``rangs``: what is strongest and what comes next over the whole cycle, for the document that tells it.
    """

    sorte: Sorte
    resultats: Resultats
    vu: TrimestreVu | None
    chemin: CheminVu
    actions: tuple[Action, ...]
    traces: tuple[Trace, ...]
    rangs: Rangs | None
    aujourdhui: date
    instant: datetime

    @property
    def bilan(self) -> Bilan | None:
        return self.vu.bilan if self.vu is not None else None

    @property
    def provisoire(self) -> bool:
        """Whether the answers may still move."""
        vu = self.vu
        return vu is not None and vu.etat is EtatTrimestre.OUVERT and vu.etat_carnet in ETATS_MODIFIABLES


def get_dossier(unit: Unit, structure_id: UUID, sorte: Sorte, numero: int | None = None) -> Dossier:
    """What a document tells, in three statements: both screens that it prints, then what surrounds them.

    For the people of the structure; for the animation of its collectif, what was transmitted or closed only.
    ``numero``: the trimestre, by default the open one. Raises Introuvable.
    """
    resultats = get_resultats(unit, structure_id, numero)
    chemin = get_chemin(unit, structure_id)
    if not unit.acteur.holds(structure_id):
        unit.check(Operation.UPDATE_RELECTURE, resultats.collectif_id, structure_id, QUOI)
        lisibles = [vu.numero for vu in resultats.trimestres if is_given(vu)]
        if resultats.choisi is not None and resultats.choisi.numero not in lisibles:
            if numero is not None or not lisibles:
                raise Introuvable(QUOI)
            resultats = get_resultats(unit, structure_id, max(lisibles))
        resultats, chemin = _keep_given(resultats, chemin, lisibles)
    ligne = unit.db.execute(AUTOUR, {"structure": structure_id}).mappings().one()
    numeros = {vu.numero for vu in resultats.trimestres}
    return Dossier(
        sorte,
        resultats,
        resultats.choisi if resultats.choisi is not None and resultats.choisi.bilan is not None else None,
        chemin,
        tuple(_read_action(brute) for brute in ligne["actions"] or ()),
        tuple(Trace(numero, titre) for numero, _, titre in ligne["traces"] or () if numero in numeros),
        _rank_cycle(unit, resultats, Profil(frozenset(ligne["types"]), ligne["effectif"]))
        if sorte is Sorte.CYCLE
        else None,
        unit.today,
        unit.now,
    )


def list_imprimables(resultats: Resultats) -> Sequence[TrimestreVu]:
    """The trimestres of which there is something to print, the latest first."""
    return [vu for vu in reversed(resultats.trimestres) if vu.bilan is not None]


def is_given(vu: TrimestreVu) -> bool:
    """Whether the structure gave it: what is being written is its own."""
    return vu.bilan is not None and (vu.etat is EtatTrimestre.CLOS or vu.etat_carnet in ETATS_TRANSMIS)


def _keep_given(resultats: Resultats, chemin: CheminVu, lisibles: Sequence[int]) -> tuple[Resultats, CheminVu]:
    """The same without what is being written."""
    trace = chemin.chemin
    rangees = tuple(
        replace(
            rangee,
            points=tuple(point for point in rangee.points if point.numero in lisibles),
            etapes=tuple(etape for etape in rangee.etapes if etape.numero in lisibles),
        )
        for rangee in trace.rangees
    )
    ouvert = trace.ouvert if trace.ouvert in lisibles else None
    return (
        replace(resultats, trimestres=tuple(vu for vu in resultats.trimestres if vu.numero in lisibles)),
        replace(chemin, chemin=replace(trace, rangees=rangees, ouvert=ouvert)),
    )


def _rank_cycle(unit: Unit, resultats: Resultats, profil: Profil) -> Rangs | None:
    """What stands strongest and what comes next, all thématiques together, in the words of the structure."""
    etat = find_etat(resultats)
    if etat is None:
        return None
    source = next(vu.bilan.source.id for vu in resultats.jusqu_ici if vu.bilan is not None and vu.bilan.etat is etat)
    referentiel = get_referentiel_pour(unit.db, UUID(source), profil)
    return rank_forces(
        referentiel.criteres, referentiel.niveau_max, {tenue.critere: tenue.cotation for tenue in etat.tenues}
    )


def _read_action(brute: Mapping[str, Any]) -> Action:
    return Action(
        brute["quoi"],
        brute["pilote"],
        date.fromisoformat(brute["echeance"]) if brute["echeance"] else None,
        EtatAction(brute["etat"]),
        brute["change"],
        datetime.fromisoformat(brute["faite_le"]) if brute["faite_le"] else None,
    )
