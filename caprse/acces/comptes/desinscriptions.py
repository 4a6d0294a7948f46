"""Kinds of reminders that a person wants no more: said with the link of a mail, or on one's account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.jetons import LONGUEUR_MAX
from caprse.acces.modele import Compte, Desinscription
from caprse.acces.unite import Unit, hash_jeton
from caprse.courrier.fabriques import list_genres
from caprse.courrier.modele import Courriel
from caprse.socle.erreurs import ErreurMetier, Introuvable, Refus


class LienInconnu(ErreurMetier):
    """A link of a reminder that the base no longer knows."""

    def __init__(self) -> None:
        super().__init__(
            "Ce lien est incomplet ou trop ancien. Vous pouvez choisir vos rappels dans le cahier, sur la page "
            "« Mon compte »."
        )


@dataclass(frozen=True)
class Abonnement:
    """Whether a person receives the reminders of a genre."""

    compte_id: UUID
    courriel: str
    genre: str
    desinscrit: bool


def get_abonnement(unit: Unit, jeton: str) -> Abonnement:
    """Whose reminders the link speaks of. Raises LienInconnu. For the system unit."""
    ligne = None
    if len(jeton) <= LONGUEUR_MAX:
        ligne = unit.db.execute(
            select(Compte.id, Compte.courriel, Courriel.genre, Desinscription.depuis)
            .select_from(Courriel)
            .join(Compte, Compte.id == Courriel.compte_id)
            .outerjoin(
                Desinscription,
                (Desinscription.compte_id == Compte.id) & (Desinscription.genre == Courriel.genre),
            )
            .where(Courriel.desinscription == hash_jeton(jeton))
        ).one_or_none()
    if ligne is None:
        raise LienInconnu
    return Abonnement(ligne[0], ligne[1], ligne[2], ligne[3] is not None)


def set_abonnement(unit: Unit, jeton: str, *, abonne: bool) -> Abonnement:
    """Receive the reminders of the link's genre, or no more of them. Raises LienInconnu. For the system unit."""
    abonnement = get_abonnement(unit, jeton)
    _write(unit, abonnement.compte_id, abonnement.genre, abonne=abonne)
    return Abonnement(abonnement.compte_id, abonnement.courriel, abonnement.genre, not abonne)


def list_mes_desinscriptions(unit: Unit) -> frozenset[str]:
    """The genres that the person at the screen wants no more."""
    requete = select(Desinscription.genre).where(Desinscription.compte_id == unit.acteur.compte_id)
    return frozenset(unit.db.scalars(requete))


def list_mes_genres(unit: Unit) -> dict[str, str]:
    """The genres that may reach the person at the screen, with what people call them."""
    return list_genres(unit.installation, {droit.role for droit in unit.acteur.droits})


def save_mes_rappels(unit: Unit, genres: Collection[str]) -> None:
    """Receive these genres, of those that may reach the person, and no other.

    Raises Introuvable without an account, Refus when one is unknown.
    """
    compte_id = unit.acteur.compte_id
    if compte_id is None:
        raise Introuvable("Ce compte")
    connus = list_mes_genres(unit)
    if not set(genres) <= connus.keys():
        raise Refus("Ce genre de rappel n’existe pas.")
    for genre in connus:
        _write(unit, compte_id, genre, abonne=genre in genres)


def _write(unit: Unit, compte_id: UUID, genre: str, *, abonne: bool) -> None:
    if abonne:
        unit.db.execute(
            delete(Desinscription).where(Desinscription.compte_id == compte_id, Desinscription.genre == genre)
        )
    else:
        unit.db.execute(
            insert(Desinscription)
            .values(compte_id=compte_id, genre=genre, depuis=unit.now)
            .on_conflict_do_nothing(index_elements=[Desinscription.compte_id, Desinscription.genre])
        )
