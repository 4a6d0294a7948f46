"""Open words after their reveal: shown one group at a time by the animation, hidden, or merged."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Update, exists, or_, select, update
from sqlalchemy.orm import aliased

from caprse.acces.unite import Unit, as_systeme
from caprse.seance.modele import Mot, Tour
from caprse.seance.regles import EtatMot, refusal_when_not_running
from caprse.seance.tenue import lock_seance, touch_seance
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Ce mot"


def set_mot(unit: Unit, tour_id: UUID, cle: str, etat: EtatMot) -> None:
    """Show a group of words on the wall, hide it, or put it back to wait. For the animation.

    Raises Introuvable, also for words that were merged into others; Refus once the session is over.
    """
    _run(unit, tour_id, update(Mot).where(Mot.cle == cle, Mot.groupe.is_(None)).values(etat=EtatMot(etat)))


def show_mots(unit: Unit, tour_id: UUID) -> None:
    """Show every group that waits; those that were hidden stay so. For the animation. Raises as ``set_mot``."""
    _run(
        unit,
        tour_id,
        update(Mot).where(Mot.etat == EtatMot.ATTENTE, Mot.groupe.is_(None)).values(etat=EtatMot.MONTRE),
    )


def merge_mots(unit: Unit, tour_id: UUID, cle: str, vers: str) -> None:
    """Make one group part of another, which keeps its words and state. For the animation. Raises as ``set_mot``."""
    if cle == vers:
        raise Refus("Choisissez un autre groupe de mots.")
    tete = aliased(Mot)
    # What was merged into the group follows it, so that a head never has a head.
    _run(
        unit,
        tour_id,
        update(Mot)
        .where(
            or_(Mot.cle == cle, Mot.groupe == cle),
            exists().where(
                tete.collectif_id == Mot.collectif_id,
                tete.tour_id == Mot.tour_id,
                tete.cle == vers,
                tete.groupe.is_(None),
            ),
        )
        .values(groupe=vers),
    )


def split_mot(unit: Unit, tour_id: UUID, cle: str) -> None:
    """Take words out of the group they were merged into; they wait again. For the animation. Raises as ``set_mot``."""
    _run(
        unit,
        tour_id,
        update(Mot).where(Mot.cle == cle, Mot.groupe.is_not(None)).values(groupe=None, etat=EtatMot.ATTENTE),
    )


def _run(unit: Unit, tour_id: UUID, changement: Update) -> None:
    """Change words of this tour, with its session held, as every command of the console does."""
    with as_systeme(unit) as systeme:
        seance = select(Tour.seance_id).where(Tour.id == tour_id).scalar_subquery()
        tenue = lock_seance(systeme, seance, QUOI, on_behalf_of=unit)
        if raison := refusal_when_not_running(tenue.etat):
            raise Refus(raison)
        changes = systeme.db.execute(
            changement.where(Mot.collectif_id == tenue.collectif_id, Mot.tour_id == tour_id)
            .returning(Mot.cle)
            .execution_options(synchronize_session=False)
        )
        if not changes.all():
            raise Introuvable(QUOI)
        touch_seance(systeme, tenue)
