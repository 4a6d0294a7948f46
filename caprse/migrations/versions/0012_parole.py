"""What waits between two people of an animation; a system that reads less, and gives its mandates back.

Revision ID: 0012
Revises: 0010
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

_DOSSIER = Path(__file__).parent


def upgrade() -> None:
    for nom in ("desaccord", "systeme"):
        requete = (_DOSSIER / f"0012_{nom}.sql").read_text(encoding="utf-8")
        op.get_bind().exec_driver_sql(requete.replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
