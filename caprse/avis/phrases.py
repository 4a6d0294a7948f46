"""What the screens say of voices: how many, how far apart, and why a spread is not shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from caprse.avis.regles import SEUIL, Accord, Ecart, Etat, Part, Raison
from caprse.referentiel.marches import name_niveau
from caprse.socle.dates import format_date
from caprse.socle.francais import agree, bind_nombre, format_nombre, format_pluriel

ACCORDS = {
    Accord.ENTIER: "Tout le monde est d’accord",
    Accord.PROCHE: "Avis proches",
    Accord.PARTAGE: "Avis partagés",
    Accord.TRES_PARTAGE: "Avis très partagés",
}
SAIT_PAS = "Je ne sais pas"
PERSONNE = "Personne n’a donné d’avis : ce critère peut être demandé de nouveau."


def format_voix(nombre: int) -> str:
    """``6 voix``: the word does not change."""
    return bind_nombre(nombre, "voix")


def format_participants(participants: Mapping[UUID, int]) -> str:
    """``3 personnes ont participé``."""
    total = sum(participants.values())
    if not total:
        return "Personne n’a encore participé"
    return format_pluriel(total, "personne a participé", "personnes ont participé")


def format_demande_avis(fin: date) -> str:
    """What each person of the structure is told."""
    return f"Votre avis est demandé jusqu’au {format_date(fin)}"


def format_etat(etat: Etat, fin: date, close_le: date | None) -> str:
    """Until when, or since when."""
    if etat is Etat.CLOSE:
        return f"close le {format_date(close_le)}" if close_le else "close"
    return f"jusqu’au {format_date(fin)}" if etat is Etat.OUVERTE else f"terminée le {format_date(fin)}"


def describe_ecart(ecart: Ecart, niveaux: Sequence[str]) -> str:
    """``6 voix, de « Amorcé » à « Ancré ». Au milieu : 2 · Organisé.``"""
    debut = format_voix(ecart.nombre)
    if ecart.bornes is None or ecart.mediane is None:
        return f"{debut}, et personne ne sait."
    bas, haut = ecart.bornes
    etendue = f"toutes à « {niveaux[bas]} »" if bas == haut else f"de « {niveaux[bas]} » à « {niveaux[haut]} »"
    if bas == haut and ecart.exprimees == 1:
        etendue = f"une à « {niveaux[bas]} »"
    sait_pas = f", {ecart.sait_pas} « {SAIT_PAS.lower()} »" if ecart.sait_pas else ""
    milieu = "" if bas == haut else f" Au milieu : {name_niveau(ecart.mediane, niveaux)}."
    return f"{debut}, {etendue}{sait_pas}.{milieu}"


def describe_milieu(ecart: Ecart, niveaux: Sequence[str]) -> str:
    """``7 voix. Au milieu : 3 · Ancré.``: what is said beside a strip that shows the rest."""
    if ecart.mediane is None:
        return f"{format_voix(ecart.nombre)}, et personne ne sait."
    return f"{format_voix(ecart.nombre)}. Au milieu : {name_niveau(ecart.mediane, niveaux)}."


def describe_groupe(ecart: Ecart, niveaux: Sequence[str]) -> str:
    """``7 voix. Au milieu : 3 · Ancré. Avis proches.``"""
    milieu = describe_milieu(ecart, niveaux)
    return milieu if ecart.mediane is None else f"{milieu} {ACCORDS[ecart.accord]}."


def describe_accord(ecart: Ecart) -> str:
    """``Avis très partagés``; nothing where nobody knows."""
    return ACCORDS[ecart.accord] if ecart.exprimees > 1 else ""


def describe_distance(ecart: Ecart) -> str:
    """``1,6 marche d’écart en moyenne entre deux personnes.``; nothing where all agree, or nobody knows."""
    if ecart.exprimees < 2 or ecart.accord is Accord.ENTIER:
        return ""
    distance = float(ecart.distance)
    marches = f"{format_nombre(distance, 1)}\u00a0{agree(int(distance), 'marche')}"
    return f"{marches} d’écart en moyenne entre deux personnes."


def format_demandes(nombre: int) -> str:
    """``3 questions``."""
    return format_pluriel(nombre, "question")


def list_comptes(ecart: Ecart, niveaux: Sequence[str]) -> list[tuple[str, int]]:
    """How many chose each niveau, from the lowest; then those who do not know, where there are any."""
    comptes = list(zip(niveaux, ecart.niveaux, strict=True))
    return [*comptes, (SAIT_PAS, ecart.sait_pas)] if ecart.sait_pas else comptes


def explain_part(part: Part) -> str:
    """Why a spread is not shown, or what it leaves out; empty when there is nothing to say."""
    if part.raison is Raison.PEU:
        return f"{format_voix(part.nombre)} : trop peu pour rester sans nom. Il en faut {SEUIL} pour les montrer."
    if part.raison is Raison.DEDUCTION:
        return (
            f"{format_voix(part.nombre)}, comptées dans l’ensemble mais pas montrées à part : on en déduirait celles "
            "d’un groupe plus petit."
        )
    if part.ecartees:
        verbe = "n’y est pas comptée" if part.ecartees == 1 else "n’y sont pas comptées"
        return f"{format_voix(part.ecartees)} sans nom {verbe} : si peu nombreuses, elles se devineraient."
    return ""
