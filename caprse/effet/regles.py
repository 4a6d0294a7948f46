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

from caprse.restitution.figures.series import Halte, Question, follow_questions
from caprse.restitution.publication.combinaisons import can_isolate
from caprse.restitution.publication.mouvements import can_reveal, count_unites, list_moved
from caprse.restitution.publication.regles import Cadre

PRUDENCE = (
    "Ce n’est pas une preuve : d’autres choses ont changé, et une structure choisit ses actions là où elle veut "
    "avancer."
)


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


@dataclass(frozen=True, slots=True)
class Effet:
    """One structure: its critères with an action, and without."""

    avec: Compte = Compte()
    sans: Compte = Compte()

    def __add__(self, autre: Effet) -> Effet:
        return Effet(self.avec + autre.avec, self.sans + autre.sans)


@dataclass(frozen=True, slots=True)
class EffetMontre:
    """What may be told of the collectif at the closing of trimestre ``numero``."""

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


def choose_effet(par_cloture: Mapping[int, Mapping[str, Effet]], cadre: Cadre) -> EffetMontre | None:
    """The latest closing whose counts may be told beside those of every earlier one that were; None when none may.

    ``par_cloture``: the number of each closed trimestre → its structures. Each line is told of enough units, or of
    nobody, and moves by the rule of moves. Both or none: how many critères were looked at again in all is told of the
    cycle, so that one line alone would tell of the other.
    """
    montre: EffetMontre | None = None
    parues: dict[str, list[Mapping[str, str]]] = {"avec": [], "sans": []}
    for numero, effets in sorted(par_cloture.items()):
        comptes = {
            ligne: {un: compte for un, e in effets.items() if (compte := getattr(e, ligne)).revus} for ligne in parues
        }
        nouvelles = {
            ligne: {un: f"{compte.revus}/{compte.montes}" for un, compte in siens.items()}
            for ligne, siens in comptes.items()
        }
        if any(nouvelles.values()) and all(_can_tell(nouvelles[ligne], parues[ligne], cadre) for ligne in parues):
            sommes = {ligne: sum(siens.values(), Compte()) for ligne, siens in comptes.items()}
            montre = EffetMontre(numero, **sommes)
            for ligne, nouvelle in nouvelles.items():
                parues[ligne].append(nouvelle)
    return montre


def _can_tell(nouvelle: Mapping[str, str], parues: Sequence[Mapping[str, str]], cadre: Cadre) -> bool:
    if nouvelle and count_unites(nouvelle, cadre.unites) < cadre.seuil:
        return False
    if any(dict(parue) == dict(nouvelle) for parue in parues):
        return True
    return all(
        can_reveal(list_moved(parue, nouvelle), (), cadre.unites, cadre.k) for parue in parues
    ) and not can_isolate(parues, nouvelle, (), cadre.unites, min(cadre.k, cadre.seuil))
