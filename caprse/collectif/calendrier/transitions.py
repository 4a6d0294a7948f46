"""Extending an open trimestre, opening a closed one again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from caprse.acces.unite import Unit
from caprse.collectif.calendrier.verrou import lock_trimestre
from caprse.collectif.modele import Trimestre
from caprse.collectif.regles import (
    EtatTrimestre,
    check_reouverture,
    check_trimestre,
    refusal_to_reopen,
)
from caprse.referentiel.modele import VersionReferentiel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_texte


@dataclass(frozen=True)
class Prolongation:
    """What extending did: ``inchange`` when the last day was that one already."""

    numero: int
    fin: date
    inchange: bool


@dataclass(frozen=True)
class Reouverture:
    """What reopening did: ``deja_ouvert`` when there was nothing to do."""

    numero: int
    fin: date
    deja_ouvert: bool


def extend_trimestre(unit: Unit, trimestre_id: UUID, fin: date) -> Prolongation:
    """Move the last day of an open trimestre. A second call changes nothing.

    Raises Introuvable, Refus when it is not open, SaisieInvalide when the day is past or covers another trimestre.
    """
    trimestres, ici = lock_trimestre(unit, trimestre_id)
    if ici.etat != EtatTrimestre.OUVERT:
        raise Refus(f"Le trimestre\u00a0{ici.numero} n’est pas ouvert : seul un trimestre ouvert se prolonge.")
    if fin == ici.fin:
        return Prolongation(ici.numero, fin, inchange=True)
    raisons = check_trimestre(ici.etat, ici.debut, fin, _list_autres(trimestres, ici), change_thematique=False)
    if fin < unit.today:
        raisons.append("Le dernier jour est aujourd’hui ou plus tard. Pour finir maintenant, clôturez le trimestre.")
    if raisons:
        raise SaisieInvalide(raisons)
    _write(unit, ici, fin=fin)
    return Prolongation(ici.numero, fin, inchange=False)


def reopen_trimestre(unit: Unit, trimestre_id: UUID, motif: str, fin: date) -> Reouverture:
    """Open a closed trimestre again until ``fin``, for a reason that stays in the journal. Its arrêtés stay.

    Carnets keep their state: the animation sends back those that must change. A second call changes nothing. Raises
    Introuvable, Refus when it is not closed or another one is open, SaisieInvalide with every reason.
    """
    motif = clean_texte(motif)
    trimestres, ici = lock_trimestre(unit, trimestre_id)
    if ici.etat == EtatTrimestre.OUVERT and ici.rouvert_le is not None:
        return Reouverture(ici.numero, ici.fin, deja_ouvert=True)
    ouverts = [t.numero for t in trimestres if t.etat == EtatTrimestre.OUVERT and t.id != ici.id]
    if raison := refusal_to_reopen(ici.numero, ici.etat, ouverts, repris=ici.repris_le is not None):
        raise Refus(raison)
    if raisons := check_reouverture(motif, ici.debut, fin, unit.today, _list_autres(trimestres, ici)):
        raise SaisieInvalide(raisons)
    _write(
        unit,
        ici,
        etat=EtatTrimestre.OUVERT,
        clos_le=None,
        rouvert_le=unit.now,
        motif_reouverture=motif,
        fin=fin,
    )
    return Reouverture(ici.numero, fin, deja_ouvert=False)


def check_version(unit: Unit, referentiel_id: UUID, thematique: str) -> None:
    """That this version of a référentiel holds the thématique. Raises Introuvable, SaisieInvalide."""
    present = unit.db.scalar(
        select(func.jsonb_exists(VersionReferentiel.contenu["ordre"], thematique)).where(
            VersionReferentiel.id == referentiel_id
        )
    )
    if present is None:
        raise Introuvable("Ce référentiel")
    if not present:
        raise SaisieInvalide([f"La thématique « {thematique} » n’est pas dans le référentiel."])


def _list_autres(trimestres: Sequence[Trimestre], ici: Trimestre) -> list[tuple[int, date, date]]:
    return [(t.numero, t.debut, t.fin) for t in trimestres if t.id != ici.id]


def _write(unit: Unit, ici: Trimestre, **valeurs: Any) -> None:
    unit.db.execute(
        update(Trimestre)
        .where(Trimestre.collectif_id == ici.collectif_id, Trimestre.id == ici.id)
        .values(**valeurs, version=Trimestre.version + 1)
        .execution_options(synchronize_session=False)
    )
