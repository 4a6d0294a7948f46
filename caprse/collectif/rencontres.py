"""Meetings of a collectif: visio, autonomie tutorée, présentiel."""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID

from sqlalchemy import insert, select

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Rencontre, Trimestre
from caprse.collectif.regles import SaisieRencontre, check_rencontre
from caprse.socle.erreurs import Introuvable, SaisieInvalide

QUOI = "Cette rencontre"


def create_rencontre(unit: Unit, trimestre_id: UUID, saisie: SaisieRencontre) -> UUID:
    """Add a meeting to a trimestre. Raises Introuvable, SaisieInvalide with every reason."""
    trimestre = unit.db.scalar(select(Trimestre).where(Trimestre.id == trimestre_id))
    if trimestre is None:
        raise Introuvable("Ce trimestre")
    unit.check(Operation.UPDATE_TRIMESTRE, trimestre.collectif_id, quoi="Ce trimestre")
    if raisons := check_rencontre(saisie, trimestre.debut, trimestre.fin):
        raise SaisieInvalide(raisons)
    return unit.db.execute(
        insert(Rencontre)
        .values(collectif_id=trimestre.collectif_id, trimestre_id=trimestre.id, **asdict(_clean(saisie)))
        .returning(Rencontre.id)
    ).scalar_one()


def update_rencontre(unit: Unit, rencontre_id: UUID, saisie: SaisieRencontre) -> None:
    """Change a meeting: day, hour, place, kind. Raises Introuvable, SaisieInvalide with every reason."""
    rencontre, trimestre = _get_rencontre(unit, rencontre_id)
    if raisons := check_rencontre(saisie, trimestre.debut, trimestre.fin):
        raise SaisieInvalide(raisons)
    for colonne, valeur in asdict(_clean(saisie)).items():
        setattr(rencontre, colonne, valeur)
    unit.db.flush()


def cancel_rencontre(unit: Unit, rencontre_id: UUID) -> None:
    """Cancel a meeting: screens forget it, calendars that hold it are told. Raises Introuvable."""
    rencontre, _ = _get_rencontre(unit, rencontre_id)
    if rencontre.annulee_le is None:
        rencontre.annulee_le = rencontre.modifie_le = unit.now
        rencontre.sequence += 1
    unit.db.flush()


def _get_rencontre(unit: Unit, rencontre_id: UUID) -> tuple[Rencontre, Trimestre]:
    ligne = unit.db.execute(
        select(Rencontre, Trimestre)
        .join(Trimestre, (Trimestre.collectif_id == Rencontre.collectif_id) & (Trimestre.id == Rencontre.trimestre_id))
        .where(Rencontre.id == rencontre_id)
        .with_for_update(of=Rencontre)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_TRIMESTRE, ligne[0].collectif_id, quoi=QUOI)
    return ligne[0], ligne[1]


def _clean(saisie: SaisieRencontre) -> SaisieRencontre:
    return replace(saisie, titre=saisie.titre.strip(), lieu=saisie.lieu.strip(), lien=saisie.lien.strip())
