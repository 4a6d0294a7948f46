"""A step of a session shows the collectif's path.

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_GENRES = "'decisions_ouvertes', 'radar', 'repartition', 'vote', 'texte', 'decisions', 'accueil', 'cloture', 'chemin'"


def upgrade() -> None:
    """One kind more."""
    op.execute("alter table etape drop constraint ck_etape_genre")
    op.execute(f"alter table etape add constraint ck_etape_genre check (genre in ({_GENRES}))")


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
