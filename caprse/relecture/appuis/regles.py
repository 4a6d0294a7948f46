"""Appuis: what may follow what, what may be typed, how many half-days are left. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caprse.socle.francais import bind_nombre, format_nombre, format_pluriel
from caprse.socle.signes import can_be_stored

DROIT_ANNUEL = 4  # half-days per structure and calendar year: two days
DEMI_JOURNEES_MAX = 40
TEXTE_MAX = 2000
ANNEES = range(2000, 2100)


class EtatAppui(StrEnum):
    DEMANDE = "demande"
    ACCEPTE = "accepte"
    PLANIFIE = "planifie"
    CLOS = "clos"
    REFUSE = "refuse"
    ANNULE = "annule"


LIBELLES_ETAT = {
    EtatAppui.DEMANDE: "Demandé",
    EtatAppui.ACCEPTE: "Accepté",
    EtatAppui.PLANIFIE: "Prévu",
    EtatAppui.CLOS: "Terminé",
    EtatAppui.REFUSE: "Refusé",
    EtatAppui.ANNULE: "Annulé",
}
ETATS_OUVERTS = frozenset({EtatAppui.DEMANDE, EtatAppui.ACCEPTE, EtatAppui.PLANIFIE})

# A planned appui may be planned again, for another day.
SUITES: dict[EtatAppui, frozenset[EtatAppui]] = {
    EtatAppui.DEMANDE: frozenset(
        {EtatAppui.ACCEPTE, EtatAppui.PLANIFIE, EtatAppui.CLOS, EtatAppui.REFUSE, EtatAppui.ANNULE}
    ),
    EtatAppui.ACCEPTE: frozenset({EtatAppui.PLANIFIE, EtatAppui.CLOS, EtatAppui.REFUSE, EtatAppui.ANNULE}),
    EtatAppui.PLANIFIE: frozenset({EtatAppui.PLANIFIE, EtatAppui.CLOS, EtatAppui.REFUSE, EtatAppui.ANNULE}),
    EtatAppui.CLOS: frozenset(),
    EtatAppui.REFUSE: frozenset(),
    EtatAppui.ANNULE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Suite:
    """What the animation makes of a request. ``jour``: when it is planned for, or when it ended."""

    etat: EtatAppui
    reponse: str = ""
    jour: date | None = None
    demi_journees: int = 0


@dataclass(frozen=True, slots=True)
class Decompte:
    """What counts of an appui: its half-days, and the year that they belong to."""

    etat: EtatAppui
    annee: int
    demi_journees: int


@dataclass(frozen=True, slots=True)
class Solde:
    """Half-days of one structure in one year. ``reste`` is never negative; ``depassement`` says by how much it is."""

    annee: int
    utilise: int
    prevu: int
    droit: int = DROIT_ANNUEL

    @property
    def reste(self) -> int:
        return max(0, self.droit - self.utilise - self.prevu)

    @property
    def depassement(self) -> int:
        return max(0, self.utilise + self.prevu - self.droit)


def get_annee(etat: EtatAppui, demande: date, prevu: date | None, clos: date | None, today: date) -> int:
    """The year that an appui counts for: when it ended, else when it is planned, else this year while it is open."""
    if etat is EtatAppui.CLOS and clos is not None:
        return clos.year
    if etat is EtatAppui.PLANIFIE and prevu is not None:
        return prevu.year
    return today.year if etat in ETATS_OUVERTS else demande.year


def compute_solde(comptes: Iterable[Decompte], annee: int) -> Solde:
    """Half-days used (closed) and planned in that year. What was refused or cancelled counts for nothing."""
    utilise = prevu = 0
    for compte in comptes:
        if compte.annee != annee:
            continue
        if compte.etat is EtatAppui.CLOS:
            utilise += compte.demi_journees
        elif compte.etat in ETATS_OUVERTS:
            prevu += compte.demi_journees
    return Solde(annee, utilise, prevu)


def refusal_to_change(etat: EtatAppui, suite: EtatAppui) -> str | None:
    """Why an appui may not go from one état to another, or None."""
    if suite in SUITES[etat]:
        return None
    if etat not in ETATS_OUVERTS:
        return "Cet appui est terminé : il ne change plus."
    return f"Un appui « {LIBELLES_ETAT[etat].lower()} » ne peut pas devenir « {LIBELLES_ETAT[suite].lower()} »."


def list_reasons_against_demande(demande: str) -> list[str]:
    """Why a request is refused, each reason a French sentence."""
    raisons = []
    if not demande.strip():
        raisons.append("Dites en quelques mots de quoi vous avez besoin.")
    return raisons + _list_reasons_against_texte(demande)


def list_reasons_against_suite(suite: Suite, demande: date, today: date) -> list[str]:
    """Why an answer is refused, each reason a French sentence; ``demande``: the day of the request."""
    raisons = _list_reasons_against_texte(suite.reponse)
    if suite.etat is EtatAppui.REFUSE and not suite.reponse.strip():
        raisons.append("Dites en quelques mots pourquoi, ou ce que la structure peut faire.")
    if type(suite.demi_journees) is not int or not 0 <= suite.demi_journees <= DEMI_JOURNEES_MAX:
        raisons.append(f"Le nombre de demi-journées va de 0 à {DEMI_JOURNEES_MAX}.")
    if suite.etat is EtatAppui.PLANIFIE and suite.jour is None:
        raisons.append("Choisissez le jour de l’appui.")
    if suite.etat is EtatAppui.CLOS and suite.jour is None:
        raisons.append("Dites quel jour l’appui s’est terminé.")
    if suite.jour is not None and suite.jour.year not in ANNEES:
        raisons.append(f"Le jour doit être entre {ANNEES[0]} et {ANNEES[-1]}.")
    elif suite.jour is not None and suite.etat is EtatAppui.PLANIFIE and suite.jour < demande:
        raisons.append("L’appui ne peut pas être prévu avant sa demande.")
    elif suite.jour is not None and suite.etat is EtatAppui.CLOS and suite.jour > today:
        # It may have ended before it was asked for here: help is often given first and noted after.
        raisons.append("L’appui ne peut pas être terminé à une date à venir : prévoyez-le plutôt.")
    return raisons


def describe_solde(solde: Solde) -> str:
    """``2026 : 2 demi-journées prévues, 1 utilisée, 1 disponible sur 4.`` Nothing is not said."""
    if not solde.utilise and not solde.prevu:
        return (
            f"{solde.annee} : {format_pluriel(solde.reste, 'demi-journée disponible', 'demi-journées disponibles')}."
        )
    comptes = [(solde.prevu, "prévue"), (solde.utilise, "utilisée")]
    (premier, mot), *suite = [compte for compte in comptes if compte[0]]
    dits = [format_pluriel(premier, f"demi-journée {mot}", f"demi-journées {mot}s")]
    dits += [format_pluriel(nombre, nom) for nombre, nom in suite]
    debut = f"{solde.annee} : {', '.join(dits)}"
    if solde.depassement:
        depassement = format_pluriel(solde.depassement, "demi-journée")
        return f"{debut}. C’est {depassement} de plus que les {solde.droit} de l’année."
    return f"{debut}, {format_pluriel(solde.reste, 'disponible')} sur {solde.droit}."


def format_jours(demi_journees: int) -> str:
    """``2 jours``, ``0,5 jour``: half-days as days."""
    jours = demi_journees / 2
    return bind_nombre(format_nombre(jours, demi_journees % 2), "jours" if jours >= 2 else "jour")


def _list_reasons_against_texte(texte: str) -> list[str]:
    raisons = []
    if len(texte) > TEXTE_MAX:
        raisons.append(f"Le texte est trop long : {len(texte)} signes, {TEXTE_MAX} au plus. Raccourcissez-le.")
    if not can_be_stored(texte):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    return raisons
