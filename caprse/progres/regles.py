"""The plan d'action: what may be typed, what is late, in which order it is read. Pure rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from caprse.socle.francais import sort_key
from caprse.socle.signes import can_be_stored

QUOI_MAX, PILOTE_MAX, CRITERES_MAX = 500, 120, 30
ANNEES = range(2000, 2100)


class EtatAction(StrEnum):
    A_FAIRE = "a_faire"
    EN_COURS = "en_cours"
    FAITE = "faite"
    ABANDONNEE = "abandonnee"


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


A = TypeVar("A", bound=Echeant)


@dataclass(frozen=True)
class SaisieAction:
    """What is typed for an action. ``criteres`` are codes of the référentiel."""

    quoi: str
    pilote: str = ""
    echeance: date | None = None
    etat: EtatAction = EtatAction.A_FAIRE
    criteres: tuple[str, ...] = ()


def list_reasons_against(saisie: SaisieAction, codes: Collection[str]) -> list[str]:
    """Why this input is refused, each reason a French sentence; ``codes``: the critères that may be served."""
    raisons = []
    if not saisie.quoi.strip():
        raisons.append("Dites ce qu’il y a à faire.")
    if len(saisie.quoi.strip()) > QUOI_MAX:
        raisons.append(f"L’action se dit en {QUOI_MAX} signes au plus.")
    if len(saisie.pilote.strip()) > PILOTE_MAX:
        raisons.append(f"Le nom de la personne qui s’en occupe tient en {PILOTE_MAX} signes au plus.")
    if not (can_be_stored(saisie.quoi) and can_be_stored(saisie.pilote)):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    if saisie.echeance is not None and saisie.echeance.year not in ANNEES:
        raisons.append(f"La date doit être entre {ANNEES[0]} et {ANNEES[-1]}.")
    if saisie.etat not in LIBELLES_ETAT:
        raisons.append("Cet état n’existe pas.")
    if len(saisie.criteres) > CRITERES_MAX:
        raisons.append(f"Une action sert {CRITERES_MAX} critères au plus.")
    raisons += [
        f"Le critère « {code} » n’est pas dans vos carnets."
        for code in dict.fromkeys(saisie.criteres)
        if code not in codes
    ]
    return raisons


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
