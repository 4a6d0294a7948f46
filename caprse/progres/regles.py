"""The plan d'action: what may be typed, what is late, in which order it is read. Pure rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from caprse.socle.francais import sort_key
from caprse.socle.signes import can_be_stored

QUOI_MAX, PILOTE_MAX, CRITERES_MAX = 500, 120, 30
PREMIER_PAS_MAX, CHANGEMENT_MAX = 200, 1000
ANNEES = range(2000, 2100)


class EtatAction(StrEnum):
    A_FAIRE = "a_faire"
    EN_COURS = "en_cours"
    FAITE = "faite"
    ABANDONNEE = "abandonnee"


class Effort(StrEnum):
    """How much of one's time an action takes, as people count it."""

    PEU = "peu"
    MOYEN = "moyen"
    BEAUCOUP = "beaucoup"


LIBELLES_EFFORT = {
    Effort.PEU: "Une heure ou deux",
    Effort.MOYEN: "Quelques jours",
    Effort.BEAUCOUP: "Plusieurs semaines",
}
LIBELLES_ETAT = {
    EtatAction.A_FAIRE: "À faire",
    EtatAction.EN_COURS: "En cours",
    EtatAction.FAITE: "Faite",
    EtatAction.ABANDONNEE: "Abandonnée",
}
# What is over may be taken up again: any état may follow any other.
ETATS_OUVERTS = frozenset({EtatAction.A_FAIRE, EtatAction.EN_COURS})


class Echeant(Protocol):
    """What has a date and an état."""

    @property
    def quoi(self) -> str: ...
    @property
    def echeance(self) -> date | None: ...
    @property
    def etat(self) -> EtatAction: ...


class Suivie(Echeant, Protocol):
    """The same, of one structure among others."""

    @property
    def structure(self) -> str: ...
    @property
    def pilote(self) -> str: ...


A = TypeVar("A", bound=Echeant)
S = TypeVar("S", bound=Suivie)


@dataclass(frozen=True)
class SaisieAction:
    """What is typed for an action. ``criteres`` are codes of the référentiel."""

    quoi: str
    pilote: str = ""
    echeance: date | None = None
    etat: EtatAction = EtatAction.A_FAIRE
    criteres: tuple[str, ...] = ()
    premier_pas: str = ""
    effort: Effort | None = None
    decision_id: UUID | None = None


def add_pas(quoi: str, pas: str) -> str:
    """What is to be done with this first step; under what was typed, which is never written over."""
    return f"{quoi.strip()}\n{pas}" if quoi.strip() else pas


def can_add(quoi: str, pas: str) -> bool:
    """Whether the step says something more, and fits."""
    return pas not in quoi and len(add_pas(quoi, pas)) <= QUOI_MAX


@dataclass(frozen=True, slots=True)
class Periode:
    """The days of one trimestre."""

    numero: int
    debut: date
    fin: date


def list_reasons_against(saisie: SaisieAction, codes: Collection[str], decisions: Collection[UUID] = ()) -> list[str]:
    """Why this input is refused, each reason a French sentence.

    ``codes``: the critères that may be served; ``decisions``: those that it may come from.
    """
    textes = (saisie.quoi, saisie.pilote, saisie.premier_pas)
    raisons = _list_reasons_against_textes(saisie)
    if not all(map(can_be_stored, textes)):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    if saisie.echeance is not None and saisie.echeance.year not in ANNEES:
        raisons.append(f"La date doit être entre {ANNEES[0]} et {ANNEES[-1]}.")
    if saisie.etat not in LIBELLES_ETAT:
        raisons.append("Cet état n’existe pas.")
    if saisie.effort is not None and saisie.effort not in LIBELLES_EFFORT:
        raisons.append("Cette durée n’existe pas.")
    if saisie.decision_id is not None and saisie.decision_id not in decisions:
        raisons.append(
            "Cette décision n’est plus à suivre, ou elle concerne une autre structure. Choisissez-en une autre."
        )
    if len(saisie.criteres) > CRITERES_MAX:
        raisons.append(f"Une action sert {CRITERES_MAX} critères au plus.")
    raisons += [
        f"Le critère « {code} » n’est pas dans vos carnets."
        for code in dict.fromkeys(saisie.criteres)
        if code not in codes
    ]
    return raisons


def _list_reasons_against_textes(saisie: SaisieAction) -> list[str]:
    raisons = []
    if not saisie.quoi.strip():
        raisons.append("Dites ce qu’il y a à faire.")
    if len(saisie.quoi.strip()) > QUOI_MAX:
        raisons.append(f"L’action se dit en {QUOI_MAX} signes au plus.")
    if len(saisie.pilote.strip()) > PILOTE_MAX:
        raisons.append(f"Le nom de la personne qui s’en occupe tient en {PILOTE_MAX} signes au plus.")
    if len(saisie.premier_pas.strip()) > PREMIER_PAS_MAX:
        raisons.append(f"Le premier pas se dit en {PREMIER_PAS_MAX} signes au plus.")
    return raisons


def list_reasons_against_changement(texte: str) -> list[str]:
    """Why what a done action changed is refused, each reason a French sentence."""
    raisons = []
    if not texte.strip():
        raisons.append("Dites en quelques mots ce qui a changé, ou choisissez « Plus tard ».")
    if len(texte.strip()) > CHANGEMENT_MAX:
        raisons.append(f"Ce qui a changé se dit en {CHANGEMENT_MAX} signes au plus.")
    if not can_be_stored(texte):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    return raisons


def find_depuis(etat: EtatAction, ne_le: date, periodes: Sequence[Periode], today: date) -> int | None:
    """The number of the trimestre that an open action was born in, once that trimestre is over; else None.

    Born between two trimestres, it belongs to the one that comes.
    """
    if etat not in ETATS_OUVERTS:
        return None
    siennes = sorted((periode for periode in periodes if ne_le <= periode.fin), key=lambda periode: periode.fin)
    return siennes[0].numero if siennes and siennes[0].fin < today else None


def is_en_retard(etat: EtatAction, echeance: date | None, today: date) -> bool:
    """Whether the action is still to be done and its last day is over."""
    return etat in ETATS_OUVERTS and echeance is not None and echeance < today


def sort_actions(actions: Collection[A]) -> list[A]:
    """What is to be done first, by date (those without a date after), then what is over, the latest first."""
    ouvertes = [action for action in actions if action.etat in ETATS_OUVERTS]
    finies = [action for action in actions if action.etat not in ETATS_OUVERTS]
    ouvertes.sort(key=lambda a: (a.echeance is None, a.echeance or date.max, sort_key(a.quoi)))
    finies.sort(key=lambda a: sort_key(a.quoi))
    finies.sort(key=lambda a: a.echeance or date.min, reverse=True)
    return ouvertes + finies


def describe_echeance(etat: EtatAction, echeance: date | None, today: date) -> str:
    """When it is for, in words: ``dans 3 jours``, ``en retard de 2 jours``. Empty once it is over."""
    if etat not in ETATS_OUVERTS:
        return ""
    if echeance is None:
        return "sans date"
    jours = (echeance - today).days
    if jours == 0:
        return "aujourd’hui"
    if jours == 1:
        return "demain"
    if jours > 0:
        return f"dans {jours} jours"
    return f"en retard de {-jours} jour{'s' if jours < -1 else ''}"


class Tri(StrEnum):
    """What the actions of all may be sorted by: the titles of the columns."""

    STRUCTURE = "structure"
    QUOI = "action"
    PILOTE = "qui"
    ECHEANCE = "quand"
    ETAT = "etat"


LIBELLES_TRI = {
    Tri.STRUCTURE: "Structure",
    Tri.QUOI: "Action",
    Tri.PILOTE: "Qui",
    Tri.ECHEANCE: "Pour quand",
    Tri.ETAT: "État",
}


def sort_by(actions: Collection[S], tri: Tri, *, inverse: bool = False) -> list[S]:
    """By one column; what it says nothing of stays last, and two lines that it does not tell apart as they were."""
    cles: dict[Tri, Callable[[S], tuple[bool, Any]]] = {
        Tri.STRUCTURE: lambda a: (False, sort_key(a.structure)),
        Tri.QUOI: lambda a: (False, sort_key(a.quoi)),
        Tri.PILOTE: lambda a: (not a.pilote, sort_key(a.pilote)),
        Tri.ECHEANCE: lambda a: (a.echeance is None, a.echeance or date.max),
        Tri.ETAT: lambda a: (False, list(LIBELLES_ETAT).index(a.etat)),
    }
    cle = cles[tri]
    rangees = sorted(actions, key=lambda a: cle(a)[1], reverse=inverse)
    return sorted(rangees, key=lambda a: cle(a)[0])
