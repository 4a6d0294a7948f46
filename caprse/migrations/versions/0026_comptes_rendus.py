"""A line of the journal about minutes says which séance they are of, also when they change.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0026_comptes_rendus.sql")


def upgrade() -> None:
    """Write the trigger of the journal again; the lines that are there stay as they are."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
