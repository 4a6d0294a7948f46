"""Who acts is looked up, never believed: the system's own role, rights by index, membership by period.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_DOSSIER = Path(__file__).parent


def upgrade() -> None:
    """Tables, then who acts, then what each may see, then the demonstration, which reaches nothing real."""
    for nom in ("tables", "identite", "gardes", "politiques", "demo", "systeme"):
        requete = (_DOSSIER / f"0010_{nom}.sql").read_text(encoding="utf-8")
        op.get_bind().exec_driver_sql(requete.replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
