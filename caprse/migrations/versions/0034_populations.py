"""Whether two figures of the cycle count the same structures on the same questions, said without saying which.

Revision ID: 0034
Revises: 0033
"""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody counted them for what came out before: it stays null, and is joined to nothing."""
    op.execute("alter table publication_cycle add column population uuid")
    op.execute("alter table publication_cycle_structure add column questions text[]")


def downgrade() -> None:
    """What was published since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
