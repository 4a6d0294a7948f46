"""What a meeting gathers: its agenda, who comes, what is decided. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from caprse.collectif.regles import TypeRencontre
from caprse.referentiel.schema import Critere
from caprse.socle.dates import FUSEAU
from caprse.socle.francais import fold

ORDRE_MAX = 8000
QUOI_MAX, PILOTE_MAX = 500, 120
PERSONNES = range(100)
CHACUNE = frozenset({"chaque", "chacun", "chacune", "tout", "tous", "toute", "toutes"})

VENEZ_VOUS = "Venez-vous ? "  # how the notice of a meeting begins, until the meeting does


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


class Moment(StrEnum):
    """Where one stands with a meeting: it is to come, it runs, it is over."""

    AVANT = "avant"
    PENDANT = "pendant"
    APRES = "apres"


class Prevue(Protocol):
    """What says when a meeting is."""

    @property
    def jour(self) -> date: ...
    @property
    def heure(self) -> time | None: ...
    @property
    def duree_minutes(self) -> int: ...


LIBELLES_PRESENCE = {
    EtatPresence.VIENDRA: "viendra",
    EtatPresence.PEUT_ETRE: "viendra peut-être",
    EtatPresence.EXCUSEE: "ne pourra pas venir",
    EtatPresence.PRESENTE: "était là",
    EtatPresence.ABSENTE: "n’était pas là",
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


def propose_points(
    criteres: Iterable[Critere], a_discuter: Iterable[str], decisions: Iterable[str], plans: str = ""
) -> str:
    """The lines of an agenda: a round on open decisions, on the ``plans``, then each critère to discuss, in order."""
    voulus = set(a_discuter)
    points = [f"Où en est : {quoi}" for quoi in decisions]
    points += [plans] if plans else []
    points += [critere.titre for critere in criteres if critere.code in voulus]
    return "\n".join(points)


def add_points(ordre: str, proposition: str) -> str:
    """The agenda with the proposed lines it lacks at its end: what was written stays first."""
    presents = {ligne.strip() for ligne in ordre.splitlines()}
    manquants = [ligne for ligne in proposition.splitlines() if ligne.strip() not in presents]
    return "\n".join([*([ordre.strip()] if ordre.strip() else []), *manquants])


def count_jours(jour: date, today: date) -> str:
    """``aujourd'hui``, ``demain``, ``dans 12 jours``; empty for the past."""
    return say_ecart((jour - today).days)


def is_pour_chacune(pilote: str) -> bool:
    """Whether who leads a decision of all, as it was typed, is everyone: nobody, « Chaque direction », « Tous »."""
    mots = fold(pilote).split()
    return not mots or mots[0] in CHACUNE


def say_ecart(jours: int) -> str:
    """The same of a number of days to go."""
    if jours < 0:
        return ""
    if jours < 2:
        return "demain" if jours else "aujourd’hui"
    return f"dans {jours:d} jours"


def compute_fin(rencontre: Prevue) -> datetime:
    """When a meeting is over: its hour and its length; without an hour, the end of its day. As PAS_FINIE in SQL."""
    if rencontre.heure is None:
        return datetime.combine(rencontre.jour + timedelta(days=1), time(), FUSEAU)
    return datetime.combine(rencontre.jour, rencontre.heure, FUSEAU) + timedelta(minutes=rencontre.duree_minutes)


def find_moment(rencontre: Prevue, now: datetime) -> Moment:
    """Where one stands; without an hour nothing says that it runs: it is to come until its day is over."""
    if now >= compute_fin(rencontre):
        return Moment.APRES
    if rencontre.heure is None or now < datetime.combine(rencontre.jour, rencontre.heure, FUSEAU):
        return Moment.AVANT
    return Moment.PENDANT


def say_moment(rencontre: Prevue, now: datetime) -> str:
    """``dans 12 jours``, ``en ce moment``, ``a eu lieu ce matin``; empty once its day is over."""
    today = now.astimezone(FUSEAU).date()
    match find_moment(rencontre, now):
        case Moment.AVANT:
            return count_jours(rencontre.jour, today)
        case Moment.PENDANT:
            return "en ce moment"
    if rencontre.jour != today or rencontre.heure is None:
        return ""
    matin, soir = time(12), time(18)
    quand = "ce matin" if rencontre.heure < matin else "cet après-midi" if rencontre.heure < soir else "ce soir"
    return f"a eu lieu {quand}"


def check_ordre_du_jour(texte: str) -> list[str]:
    """Every reason to refuse an agenda."""
    return [f"L’ordre du jour compte au plus {ORDRE_MAX} caractères."] if len(texte.strip()) > ORDRE_MAX else []


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
        raisons.append(f"L’échéance se place entre {annees.start} et {annees.stop - 1}.")
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


@dataclass(frozen=True)
class SeanceDite:
    """The session of a meeting, as far as this person may know it: ``id`` for whoever drives it."""

    id: UUID | None
    en_cours: bool
    finie: bool = False
