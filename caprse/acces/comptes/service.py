"""Accounts: opened by an invitation, listed and closed by the administration, named by their owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.comptes.habilitations import DERNIERE_ADMINISTRATION, add_habilitation, count_autres
from caprse.acces.comptes.requetes import LIST_COMPTES, LIST_ROLES, LIST_SANS_DIRECTION
from caprse.acces.connexion.liens import stop_liens
from caprse.acces.connexion.sessions import revoke_all
from caprse.acces.modele import Compte, Habilitation, Invitation
from caprse.acces.regles import Operation, Role, refusal_nom
from caprse.acces.unite import Unit, as_systeme
from caprse.socle.adresses import refusal_courriel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.francais import build_pattern
from caprse.socle.signes import clean_ligne


@dataclass(frozen=True)
class RoleTenu:
    """A role of an account, and where; ``collectif``: of which, where it is asked."""

    habilitation_id: UUID
    role: Role
    lieu: str
    collectif: str = ""


@dataclass(frozen=True)
class FicheCompte:
    """An account as the administration sees it. ``venu_le``: when it last logged in, if ever."""

    id: UUID
    nom: str
    courriel: str
    actif: bool
    cree_le: datetime
    venu_le: datetime | None
    roles: tuple[RoleTenu, ...]


@dataclass(frozen=True)
class PageComptes:
    """Some accounts, and how many there are in all."""

    fiches: tuple[FicheCompte, ...]
    total: int


def list_comptes(
    unit: Unit,
    recherche: str = "",
    debut: int = 0,
    taille: int = 20,
    *,
    role: str | None = None,
    actif: bool | None = None,
    recents: bool = False,
) -> PageComptes:
    """Accounts by name, those whose name or address holds ``recherche``. Raises Introuvable.

    ``role``: those who hold it; empty, those who hold none. ``recents``: the newest first. ``total`` is 0 when
    ``debut`` lies beyond the last account.
    """
    unit.check(Operation.UPDATE_INSTALLATION)
    lignes = unit.db.execute(
        LIST_COMPTES,
        {
            "motif": build_pattern(recherche),
            "role": role,
            "actif": actif,
            "recents": recents,
            "debut": max(0, debut),
            "taille": min(max(1, taille), 500),
        },
    ).all()
    return PageComptes(
        tuple(
            FicheCompte(li.id, li.nom, li.courriel, li.actif, li.cree_le, li.venu_le, _build_roles(li.roles))
            for li in lignes
        ),
        lignes[0].total if lignes else 0,
    )


def _build_roles(roles: list[dict[str, Any]]) -> tuple[RoleTenu, ...]:
    return tuple(RoleTenu(UUID(r["id"]), Role(r["role"]), r["lieu"], r.get("collectif", "")) for r in roles)


def list_mes_roles(unit: Unit) -> tuple[RoleTenu, ...]:
    """One's own roles, oldest first."""
    lignes = unit.db.execute(LIST_ROLES, {"compte": unit.acteur.compte_id})
    return tuple(RoleTenu(ligne.id, Role(ligne.role), ligne.lieu) for ligne in lignes)


def update_nom(unit: Unit, nom: str) -> None:
    """Change one's own name, as colleagues see it. Raises SaisieInvalide, Introuvable for no one in particular."""
    nom = clean_ligne(nom)
    if raison := refusal_nom(nom):
        raise SaisieInvalide([raison])
    if unit.acteur.compte_id is None:
        raise Introuvable("Ce compte")
    unit.db.execute(update(Compte).where(Compte.id == unit.acteur.compte_id).values(nom=nom))


def set_actif(unit: Unit, compte_id: UUID, actif: bool) -> list[str]:
    """Close or reopen an account. Closing ends its sessions, its links and the invitations it sent, at once.

    Returns the structures left without direction: closing an account is an emergency brake, never held back by that.
    Raises Introuvable, Refus for oneself and for the last administration.
    """
    unit.check(Operation.UPDATE_INSTALLATION, quoi="Ce compte")
    if compte_id == unit.acteur.compte_id:
        raise Refus("Vous ne pouvez pas fermer votre propre compte.")
    if not actif:
        # Locks first, in the same order as those who take roles back.
        autres = count_autres(unit, Role.ADMINISTRATION, None, compte_id)
        if not autres and _is_administration(unit, compte_id):
            raise Refus(DERNIERE_ADMINISTRATION)
    compte = unit.db.get(Compte, compte_id, with_for_update=True)
    if compte is None or compte.efface_le is not None:
        raise Introuvable("Ce compte")
    compte.actif = actif
    unit.db.flush()
    if actif:
        return []
    revoke_all(unit, compte_id)
    with as_systeme(unit) as systeme:
        stop_liens(systeme, compte_id)
    unit.db.execute(
        update(Invitation)
        .where(Invitation.cree_par == compte_id, Invitation.acceptee_le.is_(None), Invitation.annulee_le.is_(None))
        .values(annulee_le=unit.now),
        execution_options={"synchronize_session": False},
    )
    return _list_sans_direction(unit, compte_id)


def ensure_compte(unit: Unit, courriel: str, nom: str) -> UUID:
    """The account of an address, opened when there is none. For the system unit."""
    unit.db.execute(
        insert(Compte)
        .values(courriel=courriel, nom=nom, cree_le=unit.now)
        .on_conflict_do_nothing(index_elements=[func.lower(Compte.courriel)])
    )
    return unit.db.execute(select(Compte.id).where(func.lower(Compte.courriel) == func.lower(courriel))).scalar_one()


def create_administration(unit: Unit, courriel: str, nom: str) -> UUID:
    """Give the administration to an address, opening its account when there is none. For the system unit alone.

    Raises SaisieInvalide, Introuvable for a person, Refus when the account is closed.
    """
    if not unit.acteur.systeme:
        raise Introuvable("Ce compte")
    courriel, nom = courriel.strip(), clean_ligne(nom)
    if raisons := [raison for raison in (refusal_courriel(courriel), refusal_nom(nom)) if raison]:
        raise SaisieInvalide(raisons)
    compte_id = ensure_compte(unit, courriel, nom)
    if not unit.db.scalar(select(Compte.actif).where(Compte.id == compte_id)):
        raise Refus("Ce compte est fermé : une autre personne de l’administration peut le rouvrir.")
    add_habilitation(unit, compte_id, Role.ADMINISTRATION, None, None)
    return compte_id


def _is_administration(unit: Unit, compte_id: UUID) -> bool:
    return (
        unit.db.scalar(
            select(Habilitation.id).where(
                Habilitation.compte_id == compte_id, Habilitation.role == Role.ADMINISTRATION
            )
        )
        is not None
    )


def _list_sans_direction(unit: Unit, compte_id: UUID) -> list[str]:
    return list(unit.db.execute(LIST_SANS_DIRECTION, {"compte": compte_id}).scalars())
