"""A structure comes from another installation with its past.

Revision ID: 0048
Revises: 0044
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0048"
down_revision = "0045"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0048_portage.sql")


def upgrade() -> None:
    """Its table, and the guards that let the past of a new structure in."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What came with a structure would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
