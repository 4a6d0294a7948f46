"""The outbox as the administration sees it: what left, what waits and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.courrier.facteur import EFFACE, ESSAIS_MAX, wake_after_commit
from caprse.courrier.modele import Courriel
from caprse.socle.erreurs import Introuvable


@dataclass(frozen=True)
class CourrielVu:
    """A mail of the outbox. ``contenu`` is there only where no mail server is set, for lack of another way to hand it
    over; ``abandonne`` when it is no longer tried by itself; ``annule``: why a reminder had no reason to be any more.
    """

    id: UUID
    destinataire: str
    objet: str
    cree_le: datetime
    envoye_le: datetime | None
    essais: int
    erreur: str | None
    contenu: str | None
    abandonne: bool
    annule: str


def list_courriels(unit: Unit, debut: int = 0, taille: int = 20, *, partis: bool | None = None) -> list[CourrielVu]:
    """Mails, newest first; one more than ``taille`` when there are others after. Raises Introuvable.

    ``partis``: those that left, or those that did not (cancelled ones aside); all of them when None.
    """
    unit.check(Operation.UPDATE_INSTALLATION)
    sans_serveur = unit.installation.reglages.sans_courrier
    requete = select(Courriel)
    if partis is not None:
        requete = requete.where(Courriel.envoye_le.is_not(None) if partis else Courriel.envoye_le.is_(None))
    if partis is False:
        requete = requete.where(Courriel.annule_le.is_(None))
    courriels = unit.db.scalars(
        requete.order_by(Courriel.cree_le.desc(), Courriel.id)
        .limit(min(max(1, taille), 100) + 1)
        .offset(max(0, debut))
    )
    return [
        CourrielVu(
            c.id,
            c.destinataire,
            c.objet,
            c.cree_le,
            c.envoye_le,
            c.essais,
            c.erreur,
            c.contenu if sans_serveur and c.envoye_le is None else None,
            c.envoye_le is None and (c.essais >= ESSAIS_MAX or c.contenu == EFFACE),
            c.motif if c.annule_le is not None else "",
        )
        for c in courriels
    ]


def retry_courriel(unit: Unit, courriel_id: UUID) -> None:
    """Try a mail again now, whatever was said of it before. Raises Introuvable when it left or was forgotten."""
    unit.check(Operation.UPDATE_INSTALLATION, quoi="Ce message")
    with as_systeme(unit) as systeme:
        remis = systeme.db.scalar(
            update(Courriel)
            .where(Courriel.id == courriel_id, Courriel.envoye_le.is_(None), Courriel.contenu != EFFACE)
            .values(essais=0, erreur=None, envoyer_apres=unit.now)
            .returning(Courriel.id)
        )
        if remis is None:
            raise Introuvable("Ce message")
    wake_after_commit(unit.db)
