"""The journal says of which meeting a presence is, and tells the demonstration with its people and its days.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0032_journal.sql")


def upgrade() -> None:
    """Write the trigger of the journal again; the lines that are there stay as they are."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Lines would be written otherwise than those before them."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
