"""The bilan of a cycle: when it may open, on which days, what it leaves behind. Pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caprse.collectif.regles import ANNEES, TRIMESTRES_MAX, EtatTrimestre
from caprse.referentiel.schema import SANS_THEMATIQUE
from caprse.socle.dates import format_date
from caprse.socle.francais import enumerate_words

DUREE = timedelta(days=30)
TERMINE = "Le bilan de ce collectif est fait ou en cours : aucun trimestre ne s’ouvre plus."


@dataclass(frozen=True, slots=True)
class Passage:
    """One trimestre of the collectif, as these rules look at it."""

    numero: int
    thematique: str
    etat: EtatTrimestre
    debut: date
    fin: date


@dataclass(frozen=True, slots=True)
class PlanBilan:
    """What opening the bilan would make; ``laisses``: the prepared trimestres that would never open."""

    numero: int
    debut: date
    fin: date
    laisses: tuple[int, ...]


def is_bilan(thematique: str | None) -> bool:
    """Whether a trimestre of this thématique is the bilan."""
    return thematique == SANS_THEMATIQUE


def refusal_to_open_bilan(passages: Sequence[Passage]) -> str | None:
    """Why the bilan of these trimestres cannot open, or None."""
    if any(is_bilan(passage.thematique) for passage in passages):
        return "Ce collectif a déjà son bilan."
    if (ouvert := next((p.numero for p in passages if p.etat is EtatTrimestre.OUVERT), None)) is not None:
        return f"Le trimestre\u00a0{ouvert} est encore ouvert : clôturez-le avant d’ouvrir le bilan."
    if not any(passage.etat is EtatTrimestre.CLOS for passage in passages):
        return "Un bilan regarde en arrière : clôturez d’abord un trimestre."
    if max(passage.numero for passage in passages) >= TRIMESTRES_MAX:
        return f"Un calendrier compte de 1 à {TRIMESTRES_MAX} trimestres."
    return None


def plan_bilan(passages: Sequence[Passage], fin_du_cycle: date, today: date) -> PlanBilan:
    """The bilan after these trimestres; ``refusal_to_open_bilan`` must have said None.

    It begins today, or the day after the last one that was opened where that one's days are not over; it ends with the
    cycle, or after a month where the cycle is over by then.
    """
    faits = [passage for passage in passages if passage.etat is not EtatTrimestre.PREPARE]
    debut = max(today, max(passage.fin for passage in faits) + timedelta(days=1))
    return PlanBilan(
        max(passage.numero for passage in passages) + 1,
        debut,
        fin_du_cycle if fin_du_cycle > debut else debut + DUREE,
        tuple(sorted(passage.numero for passage in passages if passage.etat is EtatTrimestre.PREPARE)),
    )


def check_fin(debut: date, fin: date) -> list[str]:
    """Every reason to refuse the last day of a bilan."""
    raisons = []
    if fin.year not in ANNEES:
        raisons.append(f"Les dates se placent entre {ANNEES.start} et {ANNEES.stop - 1}.")
    if fin <= debut:
        raisons.append(f"Le bilan commence le {format_date(debut)} : son dernier jour vient après.")
    return raisons


def warning_to_leave(laisses: Sequence[int]) -> str | None:
    """What to confirm where prepared trimestres would never open, or None."""
    if not laisses:
        return None
    numeros = enumerate_words([str(numero) for numero in laisses])
    if len(laisses) == 1:
        return f"Le trimestre\u00a0{numeros} est préparé et ne s’ouvrira plus : le bilan vient en dernier."
    return f"Les trimestres\u00a0{numeros} sont préparés et ne s’ouvriront plus : le bilan vient en dernier."
