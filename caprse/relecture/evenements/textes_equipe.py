"""The words of what the people of one structure ask each other. Values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from caprse.courrier.corps import Bloc, Citation, Fiche
from caprse.courrier.fabriques import Avis
from caprse.relecture.a_voir.regles import Lieu, format_demande
from caprse.relecture.evenements.textes import Envoi
from caprse.relecture.rappels.gens import Adresses, Personne, write_courriel
from caprse.socle.dates import format_date


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
