"""Beside which critères an action was tried, and how many progressed: counts, and no cause. Pure.

A critère is counted once it was answered with a niveau in two trimestres, from the first to the last, as the path and
the bilan of a structure tell it (``figures.series``): what was not looked at again says nothing, nothing leads over
« non concerné », and one that is not asked any more counts as it did.
It counts with an action when one of the structure's actions on it was born before the later of the two answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caprse.restitution.figures.series import Halte, Question, follow_questions


@dataclass(frozen=True, slots=True)
class ActionNee:
    """The critères of an action, and when it was born."""

    criteres: frozenset[str]
    nee_le: datetime


@dataclass(frozen=True, slots=True)
class Compte:
    """So many critères were looked at again, of which so many went up."""

    revus: int = 0
    montes: int = 0

    def __add__(self, autre: Compte) -> Compte:
        return Compte(self.revus + autre.revus, self.montes + autre.montes)

    def __str__(self) -> str:
        """As the fingerprint of a structure has it."""
        return f"{self.revus}/{self.montes}"


@dataclass(frozen=True, slots=True)
class Effet:
    """One structure: its critères with an action, and without."""

    avec: Compte = Compte()
    sans: Compte = Compte()

    def __add__(self, autre: Effet) -> Effet:
        return Effet(self.avec + autre.avec, self.sans + autre.sans)

    @property
    def empreinte(self) -> str:
        """What tells whether a structure moved, line by line; empty where it has nothing to tell."""
        lignes = (("avec", self.avec), ("sans", self.sans))
        return " ".join(f"{ligne}:{compte}" for ligne, compte in lignes if compte.revus)

    def to_contenu(self) -> dict[str, Any]:
        """Plain JSON for a publication."""
        return {ligne: [c.revus, c.montes] for ligne, c in (("avec", self.avec), ("sans", self.sans))}

    @classmethod
    def from_contenu(cls, contenu: Mapping[str, Any]) -> Effet:
        """What a publication keeps."""
        return cls(Compte(*contenu["avec"]), Compte(*contenu["sans"]))


@dataclass(frozen=True, slots=True)
class EffetMontre:
    """What was told of the collectif at the closing of trimestre ``numero``."""

    numero: int
    avec: Compte
    sans: Compte


def compute_effets(
    haltes: Sequence[Halte], jours: Mapping[tuple[int, str], datetime], actions: Iterable[ActionNee]
) -> dict[int, Effet]:
    """What a structure's critères did up to each of these trimestres, in the order of time.

    ``jours``: when an answer was given, by trimestre and by critère as it was called then.
    """
    nees: dict[str, datetime] = {}
    for action in actions:
        for critere in action.criteres:
            nees[critere] = min(action.nee_le, nees.get(critere, action.nee_le))
    questions = follow_questions(haltes)
    return {
        halte.etat.numero: sum((_count(question, halte.etat.numero, jours, nees) for question in questions), Effet())
        for halte in haltes
    }


def _count(
    question: Question, numero: int, jours: Mapping[tuple[int, str], datetime], nees: Mapping[str, datetime]
) -> Effet:
    """One question as it had moved at trimestre ``numero``; of one cut by « non concerné », the last time it did."""
    series = [[donnee for donnee in serie if donnee.trimestre <= numero] for serie in question.series]
    suivies = [serie for serie in series if len(serie) > 1]
    if not suivies:
        return Effet()
    premier, dernier = suivies[-1][0], suivies[-1][-1]
    compte = Compte(1, int((dernier.cotation.niveau or 0) > (premier.cotation.niveau or 0)))
    # An action keeps the codes of the day it was written: those of then, or those of today.
    nee = min((nees[code] for code in question.codes if code in nees), default=None)
    agie = nee is not None and nee < jours[dernier.trimestre, dernier.critere]
    return Effet(avec=compte) if agie else Effet(sans=compte)
