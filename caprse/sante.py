"""Whether the workbook can work: the database answers, its tables are those of this code."""

from __future__ import annotations

from sqlalchemy import Engine, column, func, literal, or_, select, table
from sqlalchemy.exc import SQLAlchemyError

from caprse.migrations import get_version_attendue, read_version_en_base
from caprse.socle.base_locale import SYSTEME
from caprse.socle.installation import Installation

_PG_ROLES = table("pg_roles", column("rolname"), column("rolsuper"), column("rolbypassrls"))
_EST_SYSTEME = func.pg_has_role(func.session_user(), SYSTEME, "member")
# What the role of a connection may be: too much for the application, or the system's.
ROLES = select(
    _PG_ROLES.c.rolname.label("role"),
    or_(
        _PG_ROLES.c.rolsuper,
        _PG_ROLES.c.rolbypassrls,
        _EST_SYSTEME,
        func.has_table_privilege("public.mandat", "TRUNCATE"),
    ).label("puissant"),
    _EST_SYSTEME.label("systeme"),
).where(_PG_ROLES.c.rolname == func.session_user())


def check_sante(moteur: Engine) -> tuple[bool, dict[str, str]]:
    """Tell whether all is well, and otherwise which part fails."""
    attendue = get_version_attendue()
    try:
        with moteur.connect() as connexion:
            connexion.execute(select(literal(1)))
            en_base = read_version_en_base(connexion)
    except SQLAlchemyError:
        return False, {"etat": "en panne", "base": "ne répond pas", "migrations": "inconnues"}
    if en_base != attendue:
        return False, {"etat": "en panne", "base": "ok", "migrations": f"{en_base or 'aucune'}, attendu {attendue}"}
    return True, {"etat": "ok", "base": "ok", "migrations": attendue}


def find_faute_de_roles(installation: Installation) -> str | None:
    """Why the roles of the base do not keep the application apart from the system; None when they do, or when the base
    does not answer or has no tables yet, which is told elsewhere.
    """
    try:
        with installation.moteur.connect() as connexion:
            if read_version_en_base(connexion) != get_version_attendue():
                return None
            ligne = connexion.execute(ROLES).one()
    except SQLAlchemyError:
        return None
    if ligne.puissant:
        return (
            f"Le rôle « {ligne.role} » de CAPRSE_DATABASE_URL peut trop : superutilisateur, exempté de la sécurité "
            "des lignes, propriétaire des tables ou membre de « caprse_systeme ». Donnez l'adresse du rôle de "
            "l'application."
        )
    try:
        with installation.get_moteurs_systeme().moteur.connect() as connexion:
            if connexion.execute(ROLES).one().systeme:
                return None
    except SQLAlchemyError:
        pass
    return (
        "Le rôle du système n'est pas joignable : rien n'est perdu, mais personne ne pourrait se connecter. Créez-le "
        "(create role caprse_systeme login password '…'), puis donnez son adresse dans CAPRSE_SYSTEME_URL, ou le même "
        "mot de passe qu'au rôle de CAPRSE_DATABASE_URL."
    )
