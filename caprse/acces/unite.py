"""The unit of work: one transaction, with row-level security set for the person who acts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from caprse.acces.regles import Acteur, Droit, Operation, Role
from caprse.socle.base import set_contexte, transaction
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import ErreurMetier, Introuvable
from caprse.socle.installation import Installation, get_installation

SYSTEME = Acteur(None, "Le cahier", systeme=True)

# The base's own function: it says who acts, and sets for this transaction what row-level security reads.
_OPEN = select(func.ouvrir(bindparam("compte", type_=Uuid), bindparam("session", type_=String), type_=JSONB))


class SessionExpiree(ErreurMetier):
    """The person must log in again."""

    def __init__(self) -> None:
        super().__init__(
            "Votre session est terminée. Ce que l'écran disait enregistré l'est ; ce que vous veniez d'écrire ne "
            "l'est pas. Connectez-vous de nouveau."
        )


@dataclass(frozen=True)
class Unit:
    """Database session, person, time: what every use case receives."""

    db: Session
    acteur: Acteur
    now: datetime
    installation: Installation

    @property
    def today(self) -> date:
        return self.now.astimezone(FUSEAU).date()

    def check(
        self,
        operation: Operation,
        collectif_id: UUID | None = None,
        structure_id: UUID | None = None,
        quoi: str = "Cette page",
    ) -> None:
        """Raise Introuvable unless the person may do this there: strangers are not told that it exists."""
        if not self.acteur.can(operation, collectif_id, structure_id):
            raise Introuvable(quoi)


def hash_jeton(jeton: str) -> str:
    """What is kept of a secret: SHA-256, enough for 256 random bits."""
    return hashlib.sha256(jeton.encode()).hexdigest()


@contextmanager
def open_unit(
    *, jeton: str | None = None, compte_id: UUID | None = None, installation: Installation | None = None
) -> Iterator[Unit]:
    """One transaction for a person, by session token (screens) or by account (tests, operator's commands).

    Raises SessionExpiree when the session or the account is closed, BaseIndisponible when Postgres is away.
    """
    installation = installation or get_installation()
    with transaction(installation.moteur) as db:
        ligne = db.execute(
            _OPEN, {"compte": compte_id, "session": hash_jeton(jeton) if jeton is not None else None}
        ).scalar_one()
        if ligne is None:
            raise SessionExpiree
        yield Unit(db, _build_acteur(ligne), installation.horloge(), installation)


@contextmanager
def open_unit_systeme(installation: Installation | None = None) -> Iterator[Unit]:
    """One transaction for what no person does: login, imports, demonstration data, operator's commands."""
    installation = installation or get_installation()
    with transaction(installation.moteur) as db:
        set_contexte(db, profil="systeme")
        yield Unit(db, SYSTEME, installation.horloge(), installation)


@contextmanager
def as_systeme(unit: Unit) -> Iterator[Unit]:
    """Within the same transaction, act for the collectif as a whole: only to publish aggregates and consume links."""
    if unit.acteur.systeme:
        yield unit
        return
    profil = unit.db.scalar(select(func.current_setting("caprse.profil", True))) or ""
    set_contexte(unit.db, profil="systeme")
    try:
        yield replace(unit, acteur=replace(SYSTEME, compte_id=unit.acteur.compte_id))
    except DBAPIError:
        # The base refuses whatever comes next in this transaction: it is lost, and the setting with it.
        raise
    except BaseException:
        if unit.db.is_active:
            set_contexte(unit.db, profil=profil)
        raise
    unit.db.flush()
    set_contexte(unit.db, profil=profil)


def _build_acteur(ligne: dict[str, object]) -> Acteur:
    habilitations: list[dict[str, str | None]] = ligne["habilitations"]  # type: ignore[assignment]
    droits = tuple(
        Droit(
            Role(str(h["role"])),
            UUID(h["collectif_id"]) if h["collectif_id"] else None,
            UUID(h["structure_id"]) if h["structure_id"] else None,
        )
        for h in habilitations
    )
    return Acteur(UUID(str(ligne["id"])), str(ligne["nom"]), str(ligne["courriel"]), droits)
