"""What a meeting gathers: its agenda, who comes, what is decided. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from caprse.collectif.regles import TypeRencontre
from caprse.referentiel.schema import Critere

ORDRE_MAX = 8000
QUOI_MAX, PILOTE_MAX = 500, 120
PERSONNES = range(100)


class EtatPresence(StrEnum):
    """What a structure says before, and what was seen."""

    VIENDRA = "viendra"
    PEUT_ETRE = "peut_etre"
    EXCUSEE = "excusee"
    PRESENTE = "presente"
    ABSENTE = "absente"


class EtatDecision(StrEnum):
    A_SUIVRE = "a_suivre"
    FAITE = "faite"
    ABANDONNEE = "abandonnee"


LIBELLES_PRESENCE = {
    EtatPresence.VIENDRA: "viendra",
    EtatPresence.PEUT_ETRE: "viendra peut-être",
    EtatPresence.EXCUSEE: "ne pourra pas venir",
    EtatPresence.PRESENTE: "était là",
    EtatPresence.ABSENTE: "n'était pas là",
}
LIBELLES_DECISION = {
    EtatDecision.A_SUIVRE: "à suivre",
    EtatDecision.FAITE: "faite",
    EtatDecision.ABANDONNEE: "abandonnée",
}
# What a structure says of itself, as it says it.
ANNONCES = {
    EtatPresence.VIENDRA: "Je viens",
    EtatPresence.PEUT_ETRE: "Peut-être",
    EtatPresence.EXCUSEE: "Je ne peux pas",
}
CONSTATS = (EtatPresence.PRESENTE, EtatPresence.ABSENTE)


@dataclass(frozen=True)
class SaisieDecision:
    """What is typed for a decision. No structure: it is for the whole collectif."""

    quoi: str
    pilote: str = ""
    echeance: date | None = None
    etat: EtatDecision = EtatDecision.A_SUIVRE


def propose_points(criteres: Iterable[Critere], a_discuter: Iterable[str], decisions: Iterable[str]) -> str:
    """The lines of an agenda: a round on open decisions, then each critère to discuss, in their order."""
    voulus = set(a_discuter)
    points = [f"Où en est : {quoi}" for quoi in decisions]
    points += [critere.titre for critere in criteres if critere.code in voulus]
    return "\n".join(points)


def add_points(ordre: str, proposition: str) -> str:
    """The agenda with the proposed lines it lacks at its end: what was written stays first."""
    presents = {ligne.strip() for ligne in ordre.splitlines()}
    manquants = [ligne for ligne in proposition.splitlines() if ligne.strip() not in presents]
    return "\n".join([*([ordre.strip()] if ordre.strip() else []), *manquants])


def count_jours(jour: date, today: date) -> str:
    """``aujourd'hui``, ``demain``, ``dans 12 jours``; empty for the past."""
    ecart = (jour - today).days
    if ecart < 0:
        return ""
    if ecart < 2:
        return "demain" if ecart else "aujourd'hui"
    return f"dans {ecart:d} jours"


def check_ordre_du_jour(texte: str) -> list[str]:
    """Every reason to refuse an agenda."""
    return [f"L'ordre du jour compte au plus {ORDRE_MAX} caractères."] if len(texte.strip()) > ORDRE_MAX else []


def check_presence(etat: str, personnes: int, *, animation: bool) -> list[str]:
    """Every reason to refuse a presence; only the animation settles what was seen."""
    raisons = []
    if etat not in set(EtatPresence) or (not animation and etat not in ANNONCES):
        raisons.append("Dites si votre structure viendra, viendra peut-être ou ne pourra pas venir.")
    if personnes not in PERSONNES:
        raisons.append(f"Le nombre de personnes va de {PERSONNES.start} à {PERSONNES.stop - 1}.")
    return raisons


def check_decision(saisie: SaisieDecision, annees: range) -> list[str]:
    """Every reason to refuse a decision."""
    raisons = []
    if not 1 <= len(saisie.quoi.strip()) <= QUOI_MAX:
        raisons.append(f"Écrivez ce qui est décidé, en {QUOI_MAX} caractères au plus.")
    if len(saisie.pilote.strip()) > PILOTE_MAX:
        raisons.append(f"Le nom de qui pilote compte au plus {PILOTE_MAX} caractères.")
    if saisie.echeance is not None and saisie.echeance.year not in annees:
        raisons.append(f"L'échéance se place entre {annees.start} et {annees.stop - 1}.")
    if saisie.etat not in set(EtatDecision):
        raisons.append("Choisissez où en est la décision.")
    return raisons


@dataclass(frozen=True)
class RencontreListee:
    """A meeting, as screens show it."""

    id: UUID
    type: TypeRencontre
    titre: str
    jour: date
    heure: time | None
    lieu: str
    lien: str
    duree_minutes: int


def read_rencontre(brut: Mapping[str, Any]) -> RencontreListee:
    """A meeting from a row of ``rencontre`` as JSON."""
    return RencontreListee(
        UUID(brut["id"]),
        TypeRencontre(brut["type"]),
        brut["titre"],
        date.fromisoformat(brut["jour"]),
        time.fromisoformat(brut["heure"]) if brut["heure"] else None,
        brut["lieu"],
        brut["lien"],
        brut["duree_minutes"],
    )
