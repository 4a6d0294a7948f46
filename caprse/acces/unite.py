"""The unit of work: one transaction, with row-level security set for the person who acts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, String, Uuid, bindparam, cast, delete, func, insert, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from caprse.acces.modele import Mandat
from caprse.acces.regles import Acteur, Droit, Operation, Role
from caprse.socle.base import set_contexte, transaction
from caprse.socle.cache import Cache
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import ErreurMetier, Introuvable
from caprse.socle.installation import Installation, get_installation

SYSTEME = Acteur(None, "Le cahier", systeme=True)

# The base's own function: it says who acts. Row-level security looks their rights up from there.
_OPEN = select(
    func.ouvrir(
        bindparam("compte", type_=Uuid),
        bindparam("session", type_=String),
        bindparam("connus", type_=BigInteger),
        type_=JSONB,
    ),
    func.now(),
    # Where rights are looked up first; it gives none.
    func.set_config("caprse.ici", bindparam("ici", type_=String), True),
)
_TRANSACTION = select(
    cast(cast(func.pg_current_xact_id(), String), BigInteger), func.current_setting("caprse.profil", True)
)
_FINIE = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), String), BigInteger)
_MANDER = insert(Mandat).add_cte(
    delete(Mandat)
    # A transaction that goes on may hold its own: only one of another time of the server is judged by its age.
    .where(or_(Mandat.transaction_id < _FINIE, Mandat.expire_le < func.now() - timedelta(days=1)))
    .cte("finis")
)
_RENDRE = select(func.rendre_mandat(), func.set_config("caprse.profil", bindparam("profil", type_=String), True))

# By session: the number of the account's rights, and who it is. The base says at each transaction whether they moved.
_connus: Cache[str, tuple[int, Acteur]] = Cache(2000)


class SessionExpiree(ErreurMetier):
    """The person must log in again."""

    def __init__(self) -> None:
        super().__init__(
            "Votre session est terminée. Ce que l’écran disait enregistré l’est ; ce que vous veniez d’écrire ne "
            "l’est pas. Connectez-vous de nouveau."
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
    *,
    jeton: str | None = None,
    compte_id: UUID | None = None,
    installation: Installation | None = None,
    ici: UUID | None = None,
) -> Iterator[Unit]:
    """One transaction for a person, by session token (screens) or by account (tests, operator's commands).

    ``ici``: the structure that it is about, where that is known: a hint of where to look rights up, never a right.
    Raises SessionExpiree when the session or the account is closed, BaseIndisponible when Postgres is away.
    """
    installation = installation or get_installation()
    session = hash_jeton(jeton) if jeton is not None else None
    connu = _connus.find(session) if session is not None else None
    with transaction(installation.moteur) as db:
        if session is None and compte_id is not None:
            _give_mandat(installation, db.execute(_TRANSACTION).one()[0], compte_id)
        connus = connu[0] if connu is not None else None
        ligne, instant, _ = db.execute(
            _OPEN, {"compte": compte_id, "session": session, "connus": connus, "ici": str(ici or "")}
        ).one()
        if ligne is None:
            raise SessionExpiree
        yield Unit(db, _build_acteur(ligne, session, connu), installation.read_now(instant), installation)


@contextmanager
def open_unit_systeme(installation: Installation | None = None) -> Iterator[Unit]:
    """One transaction for what no person does: login, imports, demonstration data, operator's commands."""
    installation = installation or get_installation()
    with transaction(installation.get_moteurs_systeme().moteur) as db:
        instant = set_contexte(db, profil="systeme")
        yield Unit(db, SYSTEME, installation.read_now(instant), installation)


@contextmanager
def as_systeme(unit: Unit) -> Iterator[Unit]:
    """Within the same transaction, act for the collectif as a whole: only to publish aggregates and consume links.

    The application's role cannot give itself this: the system's own connection gives this transaction a mandate, which
    is given back at the end of the block.
    """
    if unit.acteur.systeme:
        yield unit
        return
    numero, profil = unit.db.execute(_TRANSACTION).one()
    _give_mandat(unit.installation, numero, None)
    profil = profil or ""
    set_contexte(unit.db, profil="systeme")
    try:
        yield replace(unit, acteur=replace(SYSTEME, compte_id=unit.acteur.compte_id))
    except DBAPIError:
        # The base refuses whatever comes next in this transaction: it is lost, and the setting with it.
        raise
    except BaseException:
        if unit.db.is_active:
            unit.db.execute(_RENDRE, {"profil": profil})
        raise
    unit.db.flush()
    unit.db.execute(_RENDRE, {"profil": profil})


def _give_mandat(installation: Installation, numero: int, compte_id: UUID | None) -> None:
    """Let one transaction of the application act for this account, or for the system, until it ends."""
    with transaction(installation.get_moteurs_systeme().mandats) as db:
        set_contexte(db, profil="systeme")
        db.execute(_MANDER, {"transaction_id": numero, "compte_id": compte_id})


def _build_acteur(ligne: dict[str, Any], session: str | None, connu: tuple[int, Acteur] | None) -> Acteur:
    """The person, as the base tells them; their rights as they were remembered, when they have not moved."""
    identite = {"nom": ligne["nom"], "courriel": ligne["courriel"], "demo": ligne["demo"]}
    habilitations = ligne.get("habilitations")
    if habilitations is None:
        assert connu is not None  # noqa: S101 - the base leaves out what it was told is known
        acteur = connu[1]
        return (
            acteur
            if acteur.nom == ligne["nom"] and acteur.courriel == ligne["courriel"]
            else replace(acteur, **identite)
        )
    droits = tuple(
        Droit(Role(role), UUID(collectif) if collectif else None, UUID(structure) if structure else None)
        for role, collectif, structure in habilitations
    )
    acteur = Acteur(UUID(ligne["id"]), droits=droits, **identite)
    if session is not None:
        _connus.set(session, (ligne["droits"], acteur))
    return acteur
