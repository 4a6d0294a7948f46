"""States, dates, types and meetings of a collectif: pure rules."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import get_args
from uuid import UUID

from caprse.referentiel.schema import EFFECTIF_MAX, TypeStructure
from caprse.socle.dates import format_date
from caprse.socle.francais import enumerate_words, format_nombre

TYPES: tuple[str, ...] = get_args(TypeStructure)
DEPARTEMENTS = frozenset(
    {f"{numero:02}" for numero in range(1, 96) if numero != 20}
    | {"2A", "2B"}
    | {str(numero) for numero in range(971, 979)}
    | {"986", "987", "988"}
)
MOIS_MIN, MOIS_MAX = 1, 60
SEUIL_MIN, SEUIL_MAX = 3, 50
MOUVEMENT_MIN, MOUVEMENT_MAX = 3, 10
TRIMESTRES_MAX = 40
MOTIF_MAX = 1000
MOIS_DE_TRIMESTRE = 3
NOM_MAX, COMMUNE_MAX = 200, 120
TITRE_MAX, LIEU_MAX, LIEN_MAX = 200, 200, 1000
ANNEES = range(2000, 2100)
DUREES = range(15, 24 * 60 + 1)  # minutes
DELAI_OUVERTURE = timedelta(days=14)  # opening a little before the first day is nothing odd
MARGE_RENCONTRE = timedelta(days=31)  # a meeting may fall just before or after its trimestre, not in another year


class EtatTrimestre(StrEnum):
    PREPARE = "prepare"
    OUVERT = "ouvert"
    CLOS = "clos"


@dataclass(frozen=True, slots=True)
class TrimestreAuChoix:
    """One trimestre of a list to choose from."""

    id: UUID
    numero: int
    titre: str
    debut: date
    fin: date
    etat: EtatTrimestre


class TypeRencontre(StrEnum):
    VISIO = "visio"
    AUTONOMIE = "autonomie"
    PRESENTIEL = "presentiel"


LIBELLES_ETAT = {EtatTrimestre.PREPARE: "préparé", EtatTrimestre.OUVERT: "ouvert", EtatTrimestre.CLOS: "clos"}
LIBELLES_RENCONTRE = {
    TypeRencontre.VISIO: "visio",
    TypeRencontre.AUTONOMIE: "autonomie tutorée",
    TypeRencontre.PRESENTIEL: "présentiel",
}


@dataclass(frozen=True)
class Capsule:
    """One line of a calendar: what a trimestre will be. Both days are included."""

    numero: int
    thematique: str
    debut: date
    fin: date


@dataclass(frozen=True, slots=True)
class Seuils:
    """What protects the answers of each: how many others a figure rests on, how many must move for it to move."""

    anonymat: int = 5
    mouvement: int = 3


@dataclass(frozen=True)
class SaisieRencontre:
    """What is typed for a meeting."""

    type: str
    titre: str
    jour: date
    heure: time | None = None
    lieu: str = ""
    lien: str = ""
    duree_minutes: int = 120


def format_structure(nom: str, commune: str, departement: str) -> str:
    """``AILES (REVEL, 31)``: enough to tell two structures of the same name apart."""
    lieu = ", ".join(part for part in (commune, departement) if part)
    return f"{nom} ({lieu})" if lieu else nom


def add_months(jour: date, mois: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))


def refusal_to_plan(debut: date, mois: int, nombre: int) -> str | None:
    """Why ``nombre`` trimestres cannot be laid over ``mois`` months from ``debut``, or None."""
    if not MOIS_MIN <= mois <= MOIS_MAX:
        return f"La durée d’un collectif va de {MOIS_MIN} à {MOIS_MAX} mois."
    if not 1 <= nombre <= TRIMESTRES_MAX:
        return f"Un calendrier compte de 1 à {TRIMESTRES_MAX} trimestres."
    if (add_months(debut, mois) - debut).days < 2 * nombre:
        return f"La durée ({mois} mois) est trop courte pour {nombre} trimestres."
    return None


def build_calendrier(debut: date, mois: int, thematiques: Sequence[str]) -> tuple[Capsule, ...]:
    """The calendar of a collectif: one trimestre per thématique, one after the other, without a gap.

    Each lasts three months where that fits, and what remains is the time of the bilan: from 16 September 2025,
    19 months give six trimestres of three months and one month of bilan. Where it does not fit, the days are shared
    equally. ``refusal_to_plan`` must have said None.
    """
    nombre = len(thematiques)
    if nombre * MOIS_DE_TRIMESTRE <= mois:
        bornes = [add_months(debut, MOIS_DE_TRIMESTRE * rang) for rang in range(nombre + 1)]
    else:
        jours = (add_months(debut, mois) - debut).days
        bornes = [debut + timedelta(days=jours * rang // nombre) for rang in range(nombre + 1)]
    return tuple(
        Capsule(rang + 1, code, bornes[rang], bornes[rang + 1] - timedelta(days=1))
        for rang, code in enumerate(thematiques)
    )


def check_collectif(nom: str, debut: date, mois: int, seuil_anonymat: int, seuil_mouvement: int = 3) -> list[str]:
    """Every reason to refuse a new collectif."""
    raisons = []
    if debut.year not in ANNEES:
        raisons.append(f"Le début se place entre {ANNEES.start} et {ANNEES.stop - 1}.")
    if not 1 <= len(nom.strip()) <= NOM_MAX:
        raisons.append(f"Le nom du collectif compte de 1 à {NOM_MAX} caractères.")
    if not MOIS_MIN <= mois <= MOIS_MAX:
        raisons.append(f"La durée d’un collectif va de {MOIS_MIN} à {MOIS_MAX} mois.")
    return raisons + check_seuils(Seuils(seuil_anonymat, seuil_mouvement))


def check_seuils(seuils: Seuils) -> list[str]:
    """Every reason to refuse these numbers."""
    raisons = []
    if not SEUIL_MIN <= seuils.anonymat <= SEUIL_MAX:
        raisons.append(f"Le seuil d’anonymat va de {SEUIL_MIN} à {SEUIL_MAX} autres structures.")
    if not MOUVEMENT_MIN <= seuils.mouvement <= MOUVEMENT_MAX:
        raisons.append(f"Le seuil de mouvement va de {MOUVEMENT_MIN} à {MOUVEMENT_MAX} structures.")
    return raisons


def check_structure(
    nom: str, types: Iterable[str], departement: str, commune: str, effectif: int | None = None
) -> list[str]:
    """Every reason to refuse what is known of a structure; its place and its size may be left empty."""
    raisons = []
    if not 1 <= len(nom.strip()) <= NOM_MAX:
        raisons.append(f"Le nom d’une structure compte de 1 à {NOM_MAX} caractères.")
    raisons += [f"Type inconnu « {inconnu} »." for inconnu in types if inconnu not in TYPES]
    if departement and departement not in DEPARTEMENTS:
        raisons.append(f"Département inconnu « {departement} ».")
    if len(commune) > COMMUNE_MAX:
        raisons.append(f"La commune compte au plus {COMMUNE_MAX} caractères.")
    return raisons + check_effectif(effectif)


def check_effectif(effectif: int | None) -> list[str]:
    """Every reason to refuse how many people a structure employs; None where it does not say."""
    if effectif is None or 1 <= effectif <= EFFECTIF_MAX:
        return []
    return [f"Le nombre de personnes employées va de 1 à {format_nombre(EFFECTIF_MAX)}."]


def check_rencontre(saisie: SaisieRencontre, debut: date, fin: date) -> list[str]:
    """Every reason to refuse a meeting of a trimestre that runs from ``debut`` to ``fin``."""
    raisons = []
    if saisie.type not in set(TypeRencontre):
        raisons.append("Choisissez le type de la rencontre : visio, autonomie tutorée ou présentiel.")
    if not 1 <= len(saisie.titre.strip()) <= TITRE_MAX:
        raisons.append(f"Donnez un titre à la rencontre (au plus {TITRE_MAX} caractères).")
    if not debut - MARGE_RENCONTRE <= saisie.jour <= fin + MARGE_RENCONTRE:
        raisons.append(
            f"Le {format_date(saisie.jour)} est trop loin de ce trimestre ({format_date(debut)} – {format_date(fin)})."
        )
    if len(saisie.lieu) > LIEU_MAX:
        raisons.append(f"Le lieu compte au plus {LIEU_MAX} caractères.")
    if saisie.lien and not (re.match(r"https?://\S+$", saisie.lien) and len(saisie.lien) <= LIEN_MAX):
        raisons.append("Le lien commence par https:// et ne contient pas d’espace.")
    if saisie.duree_minutes not in DUREES:
        raisons.append("Une rencontre dure d’un quart d’heure à une journée.")
    return raisons


def check_trimestre(
    etat: str, debut: date, fin: date, autres: Iterable[tuple[int, date, date]], *, change_thematique: bool
) -> list[str]:
    """Every reason to refuse new dates or a new thématique; ``autres``: number, first and last day of each other."""
    if etat == EtatTrimestre.CLOS:
        return ["Ce trimestre est clos : il ne change plus."]
    raisons = []
    if change_thematique and etat != EtatTrimestre.PREPARE:
        raisons.append("La thématique ne change plus une fois le trimestre ouvert.")
    if debut.year not in ANNEES or fin.year not in ANNEES:
        raisons.append(f"Les dates se placent entre {ANNEES.start} et {ANNEES.stop - 1}.")
    if fin <= debut:
        raisons.append("Le dernier jour vient après le premier.")
    raisons += [
        f"Ces dates recouvrent le trimestre\u00a0{numero} ({format_date(du)} – {format_date(au)})."
        for numero, du, au in autres
        if debut <= au and du <= fin
    ]
    return raisons


def get_jour_ouverture(debut: date, today: date) -> date:
    """The day whose members get a carnet: the first day of a trimestre opened early, else today."""
    return max(debut, today)


def refusal_to_open(numero: int, etat: str, ouverts: Sequence[int]) -> str | None:
    """Why trimestre ``numero`` cannot be opened, or None; ``ouverts`` are the numbers of the open trimestres."""
    if etat == EtatTrimestre.CLOS:
        return f"Le trimestre\u00a0{numero} est clos : il ne s’ouvre plus."
    autres = [autre for autre in ouverts if autre != numero]
    if autres:
        return (
            f"Le trimestre\u00a0{autres[0]} est encore ouvert : clôturez-le avant d’ouvrir le trimestre\u00a0{numero}."
        )
    return None


def warning_to_open(numero: int, prepares: Iterable[int]) -> str | None:
    """What to confirm before trimestre ``numero`` opens out of order, or None; ``prepares``: those not opened yet."""
    avant = sorted(autre for autre in prepares if autre < numero)
    if not avant:
        return None
    numeros = enumerate_words([str(autre) for autre in avant])
    passes = f"le trimestre\u00a0{numeros} n’a" if len(avant) == 1 else f"les trimestres\u00a0{numeros} n’ont"
    return f"Les trimestres s’ouvrent dans l’ordre, et {passes} pas encore été ouvert{'s' if len(avant) > 1 else ''}."


def warning_of_dates(debut: date, fin: date, today: date) -> str | None:
    """What is odd in opening a trimestre with these days, or None: it is over already, or far from its first day."""
    if fin < today:
        return (
            f"Son dernier jour, le {format_date(fin)}, est déjà passé : tous les carnets seraient en retard dès "
            "l’ouverture. Changez d’abord ses dates avec « Modifier »."
        )
    if debut > today + DELAI_OUVERTURE:
        jours = (debut - today).days
        return (
            f"Il commence le {format_date(debut)}, dans {jours} jours. Ouvert aujourd’hui, on y répond dès maintenant."
        )
    return None


def warning_to_close(fin: date, today: date) -> str | None:
    """What is odd in closing a trimestre today, or None: its last day is still to come."""
    if fin <= today:
        return None
    reste = "demain" if (fin - today).days == 1 else f"dans {(fin - today).days} jours"
    return f"Il finit le {format_date(fin)}, {reste} : les structures comptent encore sur ce temps."


def refusal_to_reopen(numero: int, etat: str, ouverts: Sequence[int], *, repris: bool = False) -> str | None:
    """Why trimestre ``numero`` cannot be reopened, or None; ``ouverts`` are the numbers of the open trimestres."""
    if repris:
        return f"Le trimestre\u00a0{numero} a été repris d’un fichier : il ne change plus et ne se rouvre pas."
    if etat != EtatTrimestre.CLOS:
        return f"Le trimestre\u00a0{numero} n’est pas clos : il n’y a rien à rouvrir."
    if ouverts:
        return f"Le trimestre\u00a0{ouverts[0]} est ouvert : clôturez-le avant de rouvrir le trimestre\u00a0{numero}."
    return None


def check_reouverture(
    motif: str, debut: date, fin: date, today: date, autres: Iterable[tuple[int, date, date]]
) -> list[str]:
    """Every reason to refuse to reopen a trimestre until ``fin``; ``autres``: number, first and last day of each."""
    raisons = []
    if not motif.strip():
        raisons.append("Dites en quelques mots pourquoi ce trimestre est rouvert.")
    if len(motif) > MOTIF_MAX:
        raisons.append(f"L’explication compte au plus {MOTIF_MAX} signes.")
    if fin < today:
        raisons.append("Le nouveau dernier jour est aujourd’hui ou plus tard.")
    recouverts = check_trimestre(EtatTrimestre.OUVERT, debut, fin, autres, change_thematique=False)
    if recouverts:
        raisons += [*recouverts, "Déplacez d’abord l’autre trimestre, ou choisissez un jour plus proche."]
    return raisons
