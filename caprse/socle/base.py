"""The database as the rest of the house sees it: one engine, typed columns, one transaction per use case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import psycopg
from sqlalchemy import ColumnElement, Connection, DateTime, Engine, MetaData, create_engine, event, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as DelaiDepasse
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, mapped_column
from sqlalchemy.pool import NullPool

from caprse.socle.erreurs import BaseIndisponible, BaseOccupee, DisquePlein, ErreurMetier, Refus
from caprse.socle.postgres.adresse import build_conninfo, read_adresse
from caprse.socle.postgres.connexion import SET_LIMITES, Connexion, build_connect, check_directe
from caprse.socle.postgres.horloge import HorlogeBase
from caprse.socle.postgres.nettoyage import clean_all_texts

# How long a person waits for a free connection: a slow line is no absent base, everybody has their turn.
ATTENTE_PLACE = 60.0
ADRESSE = "caprse_adresse"


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


def create_moteur(url: str, taille: int = 10, horloge: HorlogeBase | None = None) -> Engine:
    """Build the engine: psycopg 3, UTC, bounded waits. ``url`` is any address that libpq reads.

    Each connection sets ``horloge``. Raises AdresseInvalide.
    """
    read_adresse(url)
    moteur = create_engine(
        "postgresql+psycopg://",
        pool_size=taille,
        max_overflow=taille,
        pool_timeout=ATTENTE_PLACE,
        pool_pre_ping=False,
        pool_recycle=1800,
        use_native_hstore=False,
        hide_parameters=True,
        execution_options={ADRESSE: url},
    )
    connect = build_connect(url, horloge)

    @event.listens_for(moteur, "do_connect")
    def open_connexion(_dialecte: Any, _fiche: Any, _valeurs: Any, options: dict[str, Any]) -> Connexion:
        return connect(options.get("context"))

    event.listen(moteur, "begin", _set_limites)
    event.listen(moteur, "handle_error", _forget_dead_connections)
    event.listen(moteur, "connect", clean_all_texts)
    return moteur


def create_moteur_proprietaire(url: str, reglage: str = "CAPRSE_MIGRATION_URL") -> Engine:
    """An engine without pool nor limits, for the owner's commands, which need a session of their own.

    Raises AdresseInvalide; Refus, when it connects, where a pooler stands before the server.
    """
    conninfo = build_conninfo(url, connect_timeout=10, target_session_attrs="read-write")
    moteur = create_engine("postgresql+psycopg://", poolclass=NullPool, hide_parameters=True)

    @event.listens_for(moteur, "do_connect")
    def open_connexion(_dialecte: Any, _fiche: Any, _valeurs: Any, options: dict[str, Any]) -> Any:
        connexion = psycopg.connect(conninfo, context=options.get("context"), application_name="caprse-proprietaire")
        check_directe(connexion, reglage)
        connexion.rollback()
        return connexion

    return moteur


def get_adresse(moteur: Engine) -> str:
    """The address that this engine was built with."""
    return str(moteur.get_execution_options()[ADRESSE])


def _set_limites(connexion: Connection) -> None:
    """Behind a pooler each transaction may meet another server: it brings its own limits."""
    ouverte = connexion.connection.driver_connection
    if isinstance(ouverte, Connexion) and ouverte.repartie:
        connexion.exec_driver_sql(SET_LIMITES, {"local": True})


def _forget_dead_connections(contexte: Any) -> None:
    """A server that went away ends all pooled connections: drop them together, so that one failure heals the pool."""
    if isinstance(contexte.original_exception, Exception) and contexte.is_disconnect:
        contexte.invalidate_pool_on_disconnect = True


# The server answers, but not this time: a lock or a statement that lasts, two transactions in each other's way, too
# many connections. Trying again is the remedy.
ETATS_OCCUPEE = frozenset({"55P03", "57014", "40P01", "40001", "53300"})
# The server answers and cannot write one more page.
ETAT_DISQUE_PLEIN = "53100"
# Refused by a trigger of ours, whose message is the sentence to show.
ETAT_REFUS = "23001"
MARQUE_REFUS = "caprse: "
# The server that answers cannot write: failover under way, or shutting down.
ETATS_ABSENTE = frozenset({"25006", "57P01", "57P02", "57P03", "57P05", "25P03"})


@contextmanager
def transaction(moteur: Engine) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on any error.

    Raises BaseIndisponible when the server is away, BaseOccupee when it could not do it in time, DisquePlein when it
    has no room left, Refus when a rule that the database keeps says no.
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
    if etat == ETAT_DISQUE_PLEIN:
        return DisquePlein()
    if etat == ETAT_REFUS:
        phrase = read_refus(erreur)
        return Refus(phrase) if phrase is not None else None
    if erreur.connection_invalidated or etat in ETATS_ABSENTE or isinstance(erreur, OperationalError | InterfaceError):
        return BaseIndisponible()
    return None


def sort_by_name(
    nom: ColumnElement[str] | InstrumentedAttribute[str],
) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """The order of a French list, whatever the collations of this Postgres: ``francais.sort_key``, in the base."""
    return func.sort_key(nom).collate("C"), nom.collate("C")


def set_contexte(session: Session, **valeurs: str) -> datetime:
    """Set ``caprse.*`` for this transaction only; row-level security reads it. Gives the base's time."""
    poses = (func.set_config(f"caprse.{nom}", valeur, True) for nom, valeur in valeurs.items())
    instant: datetime = session.execute(select(func.now(), *poses)).one()[0]
    return instant


def read_refus(erreur: DBAPIError) -> str | None:
    """The sentence of a refusal that the base wrote for a person; None for any other error."""
    phrase = erreur.orig.diag.message_primary if isinstance(erreur.orig, psycopg.Error) else None
    return phrase.removeprefix(MARQUE_REFUS) if phrase and phrase.startswith(MARQUE_REFUS) else None
