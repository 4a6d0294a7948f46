"""Several voices on a carnet: consultations, their voices until they are counted, what may be shown of them.

Revision ID: 0036
Revises: 0035
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0036_avis.sql")


def upgrade() -> None:
    """Tables, who may see and write them; a structure that consulted is no longer merged away."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What people said since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
