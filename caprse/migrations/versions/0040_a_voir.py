"""A critère of a carnet given to a colleague until a day; a question of a consultation shown before the others;
what hangs on a critère follows it through a bascule.

Revision ID: 0040
Revises: 0039
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_SQL = tuple(Path(__file__).with_name(nom) for nom in ("0040_a_voir.sql", "0040_reunion.sql", "0040_suites.sql"))


def upgrade() -> None:
    """The tables, who may see and write them; what ends a demand, closes a question, follows a critère."""
    for fichier in _SQL:
        op.get_bind().exec_driver_sql(fichier.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What people asked each other since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
