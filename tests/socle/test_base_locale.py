"""The embedded server and the engine on it."""

from __future__ import annotations

from sqlalchemy import text

from caprse.acces.unite import open_unit_systeme
from caprse.socle.installation import Installation


def test_the_application_role_is_neither_superuser_nor_exempt_nor_owner(installation: Installation) -> None:
    with open_unit_systeme(installation) as unit:
        role = unit.db.execute(
            text("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
        ).one()
        owned = unit.db.execute(text("select count(*) from pg_tables where tableowner = current_user")).scalar_one()
    assert tuple(role) == (False, False, False)
    assert owned == 0
