"""An act is done once: the page gives it an identity, kept in the transaction that does it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.modele import Acte
from caprse.acces.unite import Unit


def do_once(unit: Unit, identite: UUID | None, use_case: Callable[[Unit], str | None]) -> str | None:
    """Run a use case unless this person did this act already; gives its sentence, the first one when it was done.

    The second of two that come together waits for the first, then finds it done, or does it where the first failed.
    An act without identity, or of nobody, is run as it is. Raises what the use case raises: then nothing was done.
    """
    compte = unit.acteur.compte_id
    if identite is None or compte is None:
        return use_case(unit)
    cles = {"compte_id": compte, "identite": identite}
    neuf = unit.db.execute(insert(Acte).values(**cles).on_conflict_do_nothing().returning(Acte.identite)).scalar()
    if neuf is None:
        return unit.db.execute(select(Acte.phrase).filter_by(**cles)).scalar_one() or None
    phrase = use_case(unit)
    if phrase:
        unit.db.execute(
            update(Acte).filter_by(**cles).values(phrase=phrase).execution_options(synchronize_session=False)
        )
    return phrase
