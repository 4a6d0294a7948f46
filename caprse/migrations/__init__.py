"""Migrations, shipped inside the package: ``migrate`` brings a base to the version of this code."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, select, table
from sqlalchemy.exc import ProgrammingError

from caprse.socle.base import create_moteur_proprietaire

# Tables that a dump of a migrated base cannot lack.
TABLES_TEMOINS = ("journal", "reponse", "carnet", "referentiel", "alembic_version")
_VERSION = table("alembic_version", column("version_num"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def migrate(url: str) -> str:
    """Apply what is missing with the owner's role; returns the version reached. Raises Refus behind a pooler."""
    moteur = create_moteur_proprietaire(url)
    with moteur.connect() as connexion:
        config = _config()
        config.attributes["connexion"] = connexion
        command.upgrade(config, "head")
    return get_version_attendue()


def get_version_attendue() -> str:
    """The version this code was written for."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def read_version_en_base(connexion: Connection) -> str | None:
    """The version the base has, or None when it was never migrated."""
    try:
        return connexion.execute(select(_VERSION.c.version_num)).scalar_one_or_none()
    except ProgrammingError:
        connexion.rollback()
        return None
