"""Mails that look like the workbook, notices in the workbook itself, meetings to which one is asked to come.

Revision ID: 0013
Revises: 0010
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_REQUETE = Path(__file__).with_name("0013_nouvelles.sql")


def upgrade() -> None:
    """A column, two tables, their rights."""
    op.get_bind().exec_driver_sql(_REQUETE.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
