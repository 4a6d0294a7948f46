"""The pratiques that structures share: what they do, who found it useful, who tried it.

Revision ID: 0038
Revises: 0037
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables, who reads them, what is found in them."""
    requete = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(requete.replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
