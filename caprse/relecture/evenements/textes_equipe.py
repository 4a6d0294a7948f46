"""The words of what the people of one structure ask each other. Values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from caprse.avis.phrases import format_demande_avis
from caprse.courrier.corps import Bloc, Citation, Fiche, Paragraphe
from caprse.courrier.fabriques import Avis
from caprse.relecture.a_voir.regles import Lieu, format_demande
from caprse.relecture.evenements.textes import Envoi
from caprse.relecture.rappels.gens import Adresses, Personne, write_courriel
from caprse.socle.dates import format_date
from caprse.socle.francais import format_pluriel


@dataclass(frozen=True)
class AVoirSuivi:
    """What a colleague asks one person to see."""

    structure_id: UUID
    structure: str
    compte_id: UUID
    demandeur: str
    lieu: Lieu | None
    pour_le: date
    note: str


def build_a_voir(fait: AVoirSuivi, personne: Personne, adresses: Adresses) -> Envoi:
    """For one colleague: a critère to see, until a day."""
    blocs: list[Bloc] = [Fiche((("Pour le", format_date(fait.pour_le)), ("Structure", fait.structure)))]
    if fait.note:
        blocs.append(Citation(fait.demandeur, fait.note))
    return write_courriel(
        _name_a_voir(fait),
        personne.nom,
        adresses,
        blocs=tuple(blocs),
        bouton=("Voir ce critère", chemin_a_voir(fait)),
        suite="Répondez si vous le pouvez, ou dites simplement que vous l’avez vu.",
        raison=f"vous suivez le carnet de « {fait.structure} »",
    )


def chemin_a_voir(fait: AVoirSuivi) -> str:
    """The critère itself."""
    lieu = fait.lieu or Lieu("", "carnet", {})
    return f"{lieu.page}?{urlencode({'structure': str(fait.structure_id), **lieu.adresse})}"


def build_avis_a_voir(fait: AVoirSuivi) -> Avis:
    """The same as a notice."""
    detail = f"Pour le {format_date(fait.pour_le)}"
    return Avis(_name_a_voir(fait), chemin_a_voir(fait), f"{detail} : {fait.note}" if fait.note else detail)


def _name_a_voir(fait: AVoirSuivi) -> str:
    return format_demande(fait.demandeur, fait.lieu.titre if fait.lieu else "")


class AvisDemande(Protocol):
    """A consultation that was opened."""

    structure_id: UUID
    structure: str
    fin: date
    nommee: bool
    questions: int


def build_avis_demande(fait: AvisDemande, personne: Personne, adresses: Adresses) -> Envoi:
    """For each person of the structure: their avis is asked, and what becomes of it."""
    secret = (
        "Votre nom sera montré à la direction avec vos réponses."
        if fait.nommee
        else "Sans votre nom : personne ne verra votre réponse toute seule."
    )
    return write_courriel(
        format_demande_avis(fait.fin),
        personne.nom,
        adresses,
        blocs=(
            Paragraphe(f"{fait.structure} vous demande où elle en est. {secret}"),
            Fiche((("Questions", str(fait.questions)), ("Jusqu’au", format_date(fait.fin)))),
        ),
        bouton=("Donner mon avis", _chemin_avis(fait)),
        raison=f"vous suivez le carnet de « {fait.structure} »",
    )


def build_avis_avis_demande(fait: AvisDemande) -> Avis:
    """The same as a notice."""
    detail = f"{format_pluriel(fait.questions, 'question')}, sans voir les réponses des autres"
    return Avis(format_demande_avis(fait.fin), _chemin_avis(fait), detail)


def _chemin_avis(fait: AvisDemande) -> str:
    return f"plusieurs-voix?structure={fait.structure_id}"
