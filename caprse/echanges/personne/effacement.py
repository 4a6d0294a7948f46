"""The administration erases an account: the person leaves the base, what they answered stays to their structure."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from caprse.acces.comptes.habilitations import DERNIERE_ADMINISTRATION, count_autres
from caprse.acces.modele import Compte, Habilitation
from caprse.acces.regles import Operation, Role
from caprse.acces.unite import Unit
from caprse.collectif.modele import Collectif
from caprse.echanges.personne.requetes import LAISSEES_SANS_DIRECTION
from caprse.socle.base import sort_by_name
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.francais import enumerate_words

QUOI = "Ce compte"
SOI = "Vous ne pouvez pas effacer votre propre compte : demandez-le à une autre personne de l’administration."


def erase_compte(unit: Unit, compte_id: UUID) -> list[str]:
    """Erase it: name, address, roles, sessions, links, drafts, mails. Gives the structures left without direction.

    A right of the person, which no missing direction holds back; but somebody must stay to administer and to animate.
    Raises Introuvable, Refus for oneself, for the last administration, for the last animation of a collectif.
    """
    unit.check(Operation.UPDATE_INSTALLATION, quoi=QUOI)
    if compte_id == unit.acteur.compte_id:
        raise Refus(SOI)
    # Locks first, in the same order as those who take roles back.
    autres = count_autres(unit, Role.ADMINISTRATION, None, compte_id)
    compte = unit.db.get(Compte, compte_id, with_for_update=True, populate_existing=True)
    if compte is None or compte.efface_le is not None:
        raise Introuvable(QUOI)
    tenus = unit.db.execute(
        select(Habilitation.role, Habilitation.collectif_id).where(Habilitation.compte_id == compte_id)
    ).all()
    if not autres and any(role == Role.ADMINISTRATION for role, _ in tenus):
        raise Refus(DERNIERE_ADMINISTRATION)
    if seuls := _list_animes_seul(unit, compte_id):
        raise Refus(
            f"C’est la dernière personne à l’animation de {enumerate_words(seuls)}. Invitez d’abord quelqu’un d’autre."
        )
    sans_direction = list(unit.db.execute(LAISSEES_SANS_DIRECTION, {"compte": compte_id}).scalars())
    unit.db.execute(select(func.effacer_compte(compte_id)))
    unit.db.expire_all()
    return sans_direction


def _list_animes_seul(unit: Unit, compte_id: UUID) -> list[str]:
    """The collectifs that this account animates and no other open account does; those who do stay locked."""
    siens = select(Habilitation.collectif_id).where(
        Habilitation.compte_id == compte_id, Habilitation.role == Role.ANIMATION
    )
    titulaires = (Habilitation.role == Role.ANIMATION, Habilitation.collectif_id.in_(siens))
    unit.db.execute(select(Habilitation.id).where(*titulaires).order_by(Habilitation.id).with_for_update())
    tenus = (
        select(Habilitation.collectif_id)
        .join(Compte, Compte.id == Habilitation.compte_id)
        .where(*titulaires, Compte.actif, Habilitation.compte_id != compte_id)
    )
    return list(
        unit.db.scalars(
            select(Collectif.nom)
            .where(Collectif.id.in_(siens), Collectif.id.not_in(tenus))
            .order_by(*sort_by_name(Collectif.nom))
        )
    )
