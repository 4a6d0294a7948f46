"""How Alembic runs a migration: one connection given by the caller, bounded waits, one migration at a time."""

from __future__ import annotations

from alembic import context
from sqlalchemy import func, select

from caprse.socle.base import Base

# Two deployments must not migrate at once; the number only has to be ours.
VERROU = 7_265_001

connexion = context.config.attributes["connexion"]
connexion.execute(select(func.set_config("statement_timeout", "120s", False)))
# Waited for as long as a migration may take; the short wait for locks, after it, is for the tables that people use.
connexion.execute(select(func.pg_advisory_lock(VERROU)))
connexion.execute(select(func.set_config("lock_timeout", "4s", False)))
connexion.commit()
try:
    context.configure(connection=connexion, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
finally:
    connexion.execute(select(func.pg_advisory_unlock(VERROU)))
    connexion.commit()
