"""The notices of the person at the screen: what happened for them, what they have read of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import ColumnElement, func, select, update

from caprse.acces.unite import Unit
from caprse.courrier.modele import Nouvelle
from caprse.relecture.nouvelles.requetes import LIST_NOUVELLES

MONTREES = 100


@dataclass(frozen=True)
class NouvelleVue:
    """One notice. ``page`` and ``adresse``: the page that it leads to, and its parameters."""

    cle: str
    genre: str
    titre: str
    detail: str
    page: str
    adresse: dict[str, str]
    cree_le: datetime
    lue: bool


@dataclass(frozen=True)
class Nouvelles:
    """What the page shows, the latest first; ``non_lues`` counts all that wait, shown or not."""

    toutes: tuple[NouvelleVue, ...]
    non_lues: int


def list_nouvelles(unit: Unit) -> Nouvelles:
    """The notices of whoever is at the screen, in one query."""
    lignes = unit.db.execute(
        LIST_NOUVELLES, {"compte": unit.acteur.compte_id, "now": unit.now, "montrees": MONTREES}
    ).all()
    vues = sorted((_build_vue(ligne) for ligne in lignes), key=lambda vue: vue.cree_le, reverse=True)
    return Nouvelles(tuple(vues), lignes[0].non_lues if lignes else 0)


def count_nouvelles(unit: Unit) -> int:
    """How many notices wait for whoever is at the screen."""
    if unit.acteur.compte_id is None:
        return 0
    attendent = (
        Nouvelle.compte_id == unit.acteur.compte_id,
        Nouvelle.lue_le.is_(None),
        Nouvelle.cree_le <= unit.now,
    )
    return unit.db.scalar(select(func.count()).where(*attendent)) or 0


def mark_lue(unit: Unit, cle: str) -> None:
    """The person has read this one; again, or one that went away, changes nothing."""
    _mark(unit, Nouvelle.cle == cle)


def mark_toutes_lues(unit: Unit) -> int:
    """The person has read all that is there; returns how many waited."""
    return _mark(unit, Nouvelle.cree_le <= unit.now)


def _mark(unit: Unit, quoi: ColumnElement[bool]) -> int:
    marquees = unit.db.execute(
        update(Nouvelle)
        .where(Nouvelle.compte_id == unit.acteur.compte_id, Nouvelle.lue_le.is_(None), quoi)
        .values(lue_le=unit.now)
        .returning(Nouvelle.cle)
        .execution_options(synchronize_session=False)
    )
    return len(marquees.all())


def _build_vue(ligne: Any) -> NouvelleVue:
    page, _, parametres = ligne.chemin.partition("?")
    return NouvelleVue(
        ligne.cle,
        ligne.genre,
        ligne.titre,
        ligne.detail,
        page,
        dict(parse_qsl(parametres)),
        ligne.cree_le,
        ligne.lue_le is not None,
    )
