"""Many rows in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, cast, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Session

TAILLE = 2000  # rows per statement: each stays far below the statement's time limit, also on a busy machine


def insert_lot(db: Session, modele: type[DeclarativeBase], lignes: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns, one array per column. COPY is refused by row-level security."""
    for debut in range(0, len(lignes), TAILLE):
        lot = lignes[debut : debut + TAILLE]
        colonnes = list(lot[0])
        db.execute(insert(modele).from_select(colonnes, select_lot(modele, colonnes, lot)))


def select_lot(
    modele: type[DeclarativeBase], colonnes: Sequence[str], lignes: Sequence[dict[str, Any]]
) -> Select[Any]:
    """The rows as a query, each column with the type it has in the table and under its own name."""
    types = modele.__table__.columns
    return select(
        *(func.unnest(cast([ligne[nom] for ligne in lignes], ARRAY(types[nom].type))).label(nom) for nom in colonnes)
    )
