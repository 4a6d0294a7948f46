"""A session held by whoever changes it, so that consoles and walls act in turn, and shown again to who follows it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, select, update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.seance.modele import Etape, Mur, Seance
from caprse.seance.regles import Ecran, EtatSeance
from caprse.socle.erreurs import Introuvable

QUOI = "Cette séance"


@dataclass(frozen=True, slots=True)
class Tenue:
    """A session whose row is held until the end of the transaction."""

    id: UUID
    collectif_id: UUID
    rencontre_id: UUID
    titre: str
    etat: EtatSeance
    repetition: bool
    etape_id: UUID | None
    ecran: Ecran
    theme: str
    version: int

    @property
    def cle(self) -> dict[str, UUID]:
        return {"collectif": self.collectif_id, "seance": self.id}


def lock_seance(
    unit: Unit, seance: UUID | ScalarSelect[UUID], quoi: str = QUOI, *, on_behalf_of: Unit | None = None
) -> Tenue:
    """Hold a session until the end of the transaction. For the animation and systeme. Raises Introuvable.

    ``seance``: its id, or the query that finds it. ``on_behalf_of``: whose right is checked, where systeme reads.
    Locked first, read after: what one waited for is then seen. Phones may join meanwhile: their foreign keys do not
    wait for this lock.
    """
    ligne = unit.db.execute(
        select(
            Seance.id,
            Seance.collectif_id,
            Seance.rencontre_id,
            Seance.titre,
            Seance.etat,
            Seance.repetition,
            Seance.etape_id,
            Seance.ecran,
            Seance.theme,
            Seance.version,
        )
        .where(Seance.id == seance)
        .with_for_update(key_share=True)
    ).one_or_none()
    (on_behalf_of or unit).check(Operation.UPDATE_SEANCE, ligne.collectif_id if ligne else None, quoi=quoi)
    if ligne is None:
        raise Introuvable(quoi)
    ident, collectif_id, rencontre_id, titre, etat, repetition, etape_id, ecran, theme, version = ligne
    return Tenue(
        ident, collectif_id, rencontre_id, titre, EtatSeance(etat), repetition, etape_id, Ecran(ecran), theme, version
    )


def touch_seance(unit: Unit, tenue: Tenue, **valeurs: object) -> None:
    """Write what changes of a session that is held, if anything; whoever follows it then looks again."""
    unit.db.execute(
        update(Seance)
        .where(Seance.collectif_id == tenue.collectif_id, Seance.id == tenue.id)
        .values(revision=Seance.revision + 1, **valeurs)
        .execution_options(synchronize_session=False)
    )


def list_etapes(unit: Unit, tenue: Tenue) -> list[UUID]:
    """The steps of a session that is held, in order."""
    return list(
        unit.db.scalars(
            select(Etape.id)
            .where(Etape.collectif_id == tenue.collectif_id, Etape.seance_id == tenue.id)
            .order_by(Etape.ordre)
        )
    )


def close_murs(unit: Unit, seance_id: UUID) -> int:
    """End every wall of a session and its unused code, at once; returns how many. Idempotent.

    For the animation. Raises Introuvable.
    """
    collectif_id = unit.db.scalar(select(Seance.collectif_id).where(Seance.id == seance_id))
    unit.check(Operation.UPDATE_SEANCE, collectif_id, quoi=QUOI)
    if collectif_id is None:
        raise Introuvable(QUOI)
    with as_systeme(unit) as systeme:
        return len(
            systeme.db.execute(
                update(Mur)
                .where(Mur.collectif_id == collectif_id, Mur.seance_id == seance_id, Mur.ferme_le.is_(None))
                .values(code=None, ferme_le=unit.now)
                .returning(Mur.id)
            ).all()
        )
