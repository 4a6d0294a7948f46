"""The database as the rest of the house sees it: one engine, typed columns, one transaction per use case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import psycopg
from sqlalchemy import DateTime, Engine, MetaData, create_engine, event, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as DelaiDepasse
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from caprse.socle.erreurs import BaseIndisponible, BaseOccupee, ErreurMetier, Refus

DELAI_REQUETE = "10s"
DELAI_VERROU = "4s"
DELAI_INACTIF = "30s"


class Base(DeclarativeBase):
    """Every table of the house."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB}  # noqa: RUF012


Identifiant = Annotated[UUID, mapped_column(primary_key=True, server_default=func.gen_random_uuid())]
Instant = Annotated[datetime, mapped_column(server_default=func.now())]


def create_moteur(url: str, taille: int = 10) -> Engine:
    """Build the engine: psycopg 3, UTC, bounded waits, connections checked before use. ``url`` is postgresql://…"""
    moteur = create_engine(
        "postgresql+psycopg://" + url.split("://", 1)[1],
        pool_size=taille,
        max_overflow=taille,
        pool_timeout=5,
        pool_pre_ping=False,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": 3,
            "application_name": "caprse",
            "target_session_attrs": "read-write",
            "prepare_threshold": 2,
            "options": f"-c statement_timeout={DELAI_REQUETE} -c lock_timeout={DELAI_VERROU} "
            f"-c idle_in_transaction_session_timeout={DELAI_INACTIF} -c timezone=UTC",
        },
    )
    event.listen(moteur, "handle_error", _forget_dead_connections)
    return moteur


def _forget_dead_connections(contexte: Any) -> None:
    """A server that went away ends all pooled connections: drop them together, so that one failure heals the pool."""
    if isinstance(contexte.original_exception, Exception) and contexte.is_disconnect:
        contexte.invalidate_pool_on_disconnect = True


# The server answers, but not this time: a lock or a statement that lasts, two transactions in each other's way, too
# many connections. Trying again is the remedy.
ETATS_OCCUPEE = frozenset({"55P03", "57014", "40P01", "40001", "53300"})
# Refused by a trigger of ours, whose message is the sentence to show.
ETAT_REFUS = "23001"
MARQUE_REFUS = "caprse: "
# The server that answers cannot write: failover under way, or shutting down.
ETATS_ABSENTE = frozenset({"25006", "57P01", "57P02", "57P03", "57P05", "25P03"})


@contextmanager
def transaction(moteur: Engine) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on any error.

    Raises BaseIndisponible when the server is away, BaseOccupee when it could not do it in time, Refus when a rule
    that the database keeps says no.
    """
    try:
        with Session(moteur, expire_on_commit=False) as session, session.begin():
            yield session
    except DelaiDepasse as erreur:
        raise BaseOccupee from erreur
    except DBAPIError as erreur:
        traduite = _translate(erreur)
        if traduite is None:
            raise
        raise traduite from erreur


def _translate(erreur: DBAPIError) -> ErreurMetier | None:
    """What a database error means to a person; None for a fault of ours."""
    etat = getattr(erreur.orig, "sqlstate", None)
    if etat in ETATS_OCCUPEE:
        return BaseOccupee()
    if etat == ETAT_REFUS:
        phrase = read_refus(erreur)
        return Refus(phrase) if phrase is not None else None
    if erreur.connection_invalidated or etat in ETATS_ABSENTE or isinstance(erreur, OperationalError | InterfaceError):
        return BaseIndisponible()
    return None


def read_refus(erreur: DBAPIError) -> str | None:
    """The sentence of a refusal that the base wrote for a person; None for any other error."""
    phrase = erreur.orig.diag.message_primary if isinstance(erreur.orig, psycopg.Error) else None
    return phrase.removeprefix(MARQUE_REFUS) if phrase and phrase.startswith(MARQUE_REFUS) else None


def set_contexte(session: Session, **valeurs: str) -> None:
    """Set ``caprse.*`` for this transaction only; row-level security reads it."""
    session.execute(select(*(func.set_config(f"caprse.{nom}", valeur, True) for nom, valeur in valeurs.items())))
