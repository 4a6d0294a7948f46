"""The notices of the person at the screen: what happened for them, what they have read of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from sqlalchemy import ColumnElement, update

from caprse.acces.unite import Unit
from caprse.collectif.regles import TypeRencontre
from caprse.collectif.rencontres.regles import VENEZ_VOUS, EtatPresence, Moment, find_moment
from caprse.courrier.modele import Nouvelle
from caprse.relecture.nouvelles.requetes import COUNT_ATTENTES, LIST_NOUVELLES

MONTREES = 100


@dataclass(frozen=True)
class Invitation:
    """The meeting that a notice asks to come to, when it is, where one enters it, and what the person said."""

    rencontre_id: UUID
    collectif_id: UUID
    jour: date
    heure: time | None
    duree_minutes: int
    type: TypeRencontre
    lien: str
    dite: EtatPresence | None

    def is_finie(self, now: datetime) -> bool:
        """Whether nothing can be answered any more."""
        return find_moment(self, now) is Moment.APRES

    def is_en_cours(self, now: datetime) -> bool:
        """Whether it runs: nothing is asked any more, one goes in."""
        return find_moment(self, now) is Moment.PENDANT


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
    invitation: Invitation | None = None

    def name_titre(self, now: datetime) -> str:
        """What it says now: a meeting that has begun is not asked about."""
        if self.invitation is not None and self.invitation.is_en_cours(now) and self.titre.startswith(VENEZ_VOUS):
            return f"C’est en ce moment\u00a0: {self.titre.removeprefix(VENEZ_VOUS)}"
        return self.titre


@dataclass(frozen=True)
class Nouvelles:
    """What the page shows, the latest first; ``non_lues`` counts all that wait, shown or not."""

    toutes: tuple[NouvelleVue, ...]
    non_lues: int


@dataclass(frozen=True)
class Aussi:
    """What waits elsewhere than among the notices, in a few words, and the way to it."""

    libelle: str
    page: str
    adresse: dict[str, str]


@dataclass(frozen=True)
class Attentes:
    """What the menu says that waits: notices, and discussions with a message that was not read."""

    nouvelles: int = 0
    discussions: int = 0

    @property
    def toutes(self) -> int:
        return self.nouvelles + self.discussions


def list_nouvelles(unit: Unit) -> Nouvelles:
    """The notices of whoever is at the screen, in one query."""
    lignes = unit.db.execute(
        LIST_NOUVELLES, {"compte": unit.acteur.compte_id, "now": unit.now, "montrees": MONTREES}
    ).all()
    vues = sorted((_build_vue(ligne) for ligne in lignes), key=lambda vue: vue.cree_le, reverse=True)
    return Nouvelles(tuple(vues), lignes[0].non_lues if lignes else 0)


def list_du_jour(vues: Iterable[NouvelleVue], now: datetime, today: date) -> list[NouvelleVue]:
    """What asks to come to a meeting of today that is not over: it comes before the rest."""
    par_rencontre: dict[UUID, NouvelleVue] = {}
    for vue in vues:
        if vue.invitation and vue.invitation.jour == today and not vue.invitation.is_finie(now):
            par_rencontre.setdefault(vue.invitation.rencontre_id, vue)
    return list(par_rencontre.values())


def count_attentes(unit: Unit) -> Attentes:
    """What waits for whoever is at the screen, in one statement.

    Whoever animates has the messages of all structures on the board, by carnet: they are not counted here.
    """
    if unit.acteur.compte_id is None:
        return Attentes()
    ligne = unit.db.execute(
        COUNT_ATTENTES,
        {
            "compte": unit.acteur.compte_id,
            "now": unit.now,
            "structures": [droit.structure_id for droit in unit.acteur.structures()],
        },
    ).one()
    return Attentes(ligne.nouvelles, ligne.discussions)


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
        _build_invitation(ligne),
    )


def _build_invitation(ligne: Any) -> Invitation | None:
    if ligne.rencontre_id is None:
        return None
    dite = EtatPresence(ligne.dite) if ligne.dite else None
    return Invitation(
        ligne.rencontre_id,
        ligne.collectif_id,
        ligne.jour,
        ligne.heure,
        ligne.duree_minutes,
        TypeRencontre(ligne.type),
        ligne.lien,
        dite,
    )
