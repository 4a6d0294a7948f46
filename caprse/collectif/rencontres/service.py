"""Meetings of a collectif: visio, autonomie tutorée, présentiel; their agenda."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import insert, select

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Rencontre, Trimestre
from caprse.collectif.regles import SaisieRencontre, check_rencontre
from caprse.collectif.rencontres.regles import check_ordre_du_jour
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs, clean_texte

QUOI = "Cette rencontre"
MODIFIEE = "Quelqu’un a modifié cette rencontre entre-temps. Rien n’est perdu : rechargez la page, puis recommencez."


def create_rencontre(unit: Unit, trimestre_id: UUID, saisie: SaisieRencontre) -> UUID:
    """Add a meeting to a trimestre. Raises Introuvable, SaisieInvalide with every reason."""
    trimestre = unit.db.scalar(select(Trimestre).where(Trimestre.id == trimestre_id))
    if trimestre is None:
        raise Introuvable("Ce trimestre")
    unit.check(Operation.UPDATE_TRIMESTRE, trimestre.collectif_id, quoi="Ce trimestre")
    saisie = clean_champs(saisie)
    if raisons := check_rencontre(saisie, trimestre.debut, trimestre.fin):
        raise SaisieInvalide(raisons)
    return unit.db.execute(
        insert(Rencontre)
        .values(
            collectif_id=trimestre.collectif_id,
            trimestre_id=trimestre.id,
            modifie_le=unit.now,
            **asdict(saisie),
        )
        .returning(Rencontre.id)
    ).scalar_one()


def update_rencontre(unit: Unit, rencontre_id: UUID, saisie: SaisieRencontre, version: int | None = None) -> None:
    """Change a meeting: day, hour, place, kind; calendars that hold it will take the change.

    Raises Introuvable, SaisieInvalide with every reason, Refus when it moved since ``version`` or was cancelled.
    """
    rencontre, trimestre = _lock(unit, rencontre_id, version)
    saisie = clean_champs(saisie)
    if raisons := check_rencontre(saisie, trimestre.debut, trimestre.fin):
        raise SaisieInvalide(raisons)
    voulues = asdict(saisie)
    changees = {colonne: valeur for colonne, valeur in voulues.items() if getattr(rencontre, colonne) != valeur}
    if not changees:
        return
    for colonne, valeur in changees.items():
        setattr(rencontre, colonne, valeur)
    rencontre.sequence += 1
    _touch(unit, rencontre)


def cancel_rencontre(unit: Unit, rencontre_id: UUID) -> None:
    """Cancel a meeting: screens forget it, calendars that hold it are told. Raises Introuvable."""
    rencontre, _ = get_rencontre(unit, rencontre_id)
    if rencontre.annulee_le is None:
        rencontre.annulee_le = unit.now
        rencontre.sequence += 1
        _touch(unit, rencontre)


def get_rencontre(unit: Unit, rencontre_id: UUID) -> tuple[Rencontre, Trimestre]:
    """The meeting, held until the end of the transaction, and its trimestre. For the animation; raises Introuvable."""
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


def save_ordre_du_jour(unit: Unit, rencontre_id: UUID, texte: str, version: int) -> int:
    """Write the agenda, one point per line; returns the new version.

    Raises Introuvable, SaisieInvalide, Refus when the meeting moved since ``version`` or was cancelled.
    """
    rencontre, _ = _lock(unit, rencontre_id, version)
    texte = clean_texte(texte)
    if raisons := check_ordre_du_jour(texte):
        raise SaisieInvalide(raisons)
    rencontre.ordre_du_jour = texte
    _touch(unit, rencontre)
    return rencontre.version


def _lock(unit: Unit, rencontre_id: UUID, version: int | None) -> tuple[Rencontre, Trimestre]:
    rencontre, trimestre = get_rencontre(unit, rencontre_id)
    if rencontre.annulee_le is not None:
        raise Refus("Cette rencontre est annulée : elle ne change plus.")
    if version is not None and rencontre.version != version:
        raise Refus(MODIFIEE)
    return rencontre, trimestre


def _touch(unit: Unit, rencontre: Rencontre) -> None:
    rencontre.version += 1
    rencontre.modifie_le = unit.now
    unit.db.flush()
