"""What the screen of the trimestres reads: the calendar, and what the gesture under way needs to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.membres.adhesions import list_adherentes
from caprse.collectif.calendrier.regles_bilan import Passage, PlanBilan, plan_bilan, refusal_to_open_bilan
from caprse.collectif.calendrier.service import Calendrier, TrimestreListe, get_calendrier
from caprse.collectif.regles import get_jour_ouverture
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import VersionStockee, get_referentiel, list_versions
from caprse.restitution.trimestres.manques import Manques, get_manques
from caprse.restitution.trimestres.requetes import COUNT_TRANSMIS


class GesteTrimestre(StrEnum):
    """What is done to the trimestres, one thing at a time."""

    CREATION = "creation"
    DATES = "dates"
    OUVERTURE = "ouverture"
    BILAN = "bilan"
    PROLONGATION = "prolongation"
    CLOTURE = "cloture"
    REOUVERTURE = "reouverture"


@dataclass(frozen=True, slots=True)
class EnCours:
    """A gesture under way on the screen: on which trimestre, and with which version of the référentiel."""

    geste: GesteTrimestre | None = None
    trimestre_id: UUID | None = None
    referentiel_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Envois:
    """How many carnets are transmitted, of how many, and how many of them are re-read."""

    transmis: int
    carnets: int
    relus: int


@dataclass(frozen=True, slots=True)
class Trimestres:
    """What the screen needs; ``adherentes`` and ``manques`` only where something is being opened or closed.

    ``bilan``: what opening it would make, where it can be. ``envois``: of the open trimestre.
    """

    calendrier: Calendrier
    versions: Sequence[VersionStockee]
    referentiels: Mapping[UUID, Referentiel]
    adherentes: tuple[str, ...]
    manques: Manques | None
    today: date
    bilan: PlanBilan | None = None
    envois: Envois | None = None


def get_trimestres(unit: Unit, collectif_id: UUID, en_cours: EnCours) -> Trimestres:
    """The trimestres of a collectif, with what the gesture under way asks for. For its animation; raises Introuvable.

    A version that is not stored any more counts as the first one.
    """
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi="Ce collectif")
    calendrier = get_calendrier(unit, collectif_id)
    versions = list_versions(unit.db)
    ids = {trimestre.referentiel_id for trimestre in calendrier.trimestres}
    if en_cours.geste in {GesteTrimestre.CREATION, GesteTrimestre.DATES} and versions:
        connues = {version.id for version in versions}
        ids.add(en_cours.referentiel_id if en_cours.referentiel_id in connues else versions[0].id)
    bilan = find_bilan(calendrier, unit.today)
    ici = next((trimestre for trimestre in calendrier.trimestres if trimestre.id == en_cours.trimestre_id), None)
    adherentes: tuple[str, ...] = ()
    manques: Manques | None = None
    if ici is not None and en_cours.geste is GesteTrimestre.OUVERTURE:
        adherentes = list_adherentes(unit, collectif_id, get_jour_ouverture(ici.debut, unit.today))
    elif bilan is not None and en_cours.geste is GesteTrimestre.BILAN:
        adherentes = list_adherentes(unit, collectif_id, get_jour_ouverture(bilan.debut, unit.today))
    elif ici is not None and en_cours.geste is GesteTrimestre.CLOTURE:
        manques = get_manques(unit, ici.id)
    referentiels = {i: get_referentiel(unit.db, i) for i in ids}
    ouvert = calendrier.ouvert
    # What is being done with it says its own.
    envois = None if ouvert is None or ouvert == ici else _count_envois(unit, collectif_id, ouvert)
    return Trimestres(calendrier, versions, referentiels, adherentes, manques, unit.today, bilan, envois)


def _count_envois(unit: Unit, collectif_id: UUID, ouvert: TrimestreListe) -> Envois:
    compte = unit.db.execute(COUNT_TRANSMIS, {"collectif": collectif_id, "trimestre": ouvert.id}).one()
    return Envois(compte.transmis, compte.carnets, compte.relus)


def find_bilan(calendrier: Calendrier, today: date) -> PlanBilan | None:
    """What opening the bilan would make, or None where it cannot open."""
    passages = [Passage(t.numero, t.thematique, t.etat, t.debut, t.fin) for t in calendrier.trimestres]
    return None if refusal_to_open_bilan(passages) else plan_bilan(passages, calendrier.fin, today)
