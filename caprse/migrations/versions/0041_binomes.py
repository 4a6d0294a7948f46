"""What structures offer each other and look for, the binômes that come of it, their visits.

Revision ID: 0041
Revises: 0040
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0041_binomes.sql")


def upgrade() -> None:
    """The tables, who may see and write them, what becomes of them when two structures are one."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What structures declared and the visits that they told would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
