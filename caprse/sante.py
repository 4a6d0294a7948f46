"""Whether the workbook can work: the database answers, its tables are those of this code."""

from __future__ import annotations

from sqlalchemy import Engine, literal, select
from sqlalchemy.exc import SQLAlchemyError

from caprse.migrations import get_version_attendue, read_version_en_base


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
