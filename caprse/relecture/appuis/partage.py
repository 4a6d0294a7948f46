"""An appui for several structures: its half-days shared between them, and what may be shared. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caprse.relecture.appuis.regles import ANNEES, DEMI_JOURNEES_MAX, Solde
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import can_be_stored

TITRE_MAX = 120
PARTS_MIN = 2


@dataclass(frozen=True, slots=True)
class Part:
    """What one structure takes of a shared appui. ``appui_id``: its own request, as it was seen, or None."""

    structure_id: UUID
    demi_journees: int
    appui_id: UUID | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Partage:
    """A shared appui as it is typed: its half-days are the sum of its parts."""

    titre: str
    jour: date | None
    demi_journees: int
    parts: tuple[Part, ...]
    offre: str | None = None
    reponse: str = ""


def share(demi_journees: int, restes: Sequence[int]) -> list[int]:
    """Half-days shared evenly, whole; what cannot be is for those who have most left of their year, then the first."""
    if not restes:
        return []
    egale, de_plus = divmod(demi_journees, len(restes))
    servis = sorted(range(len(restes)), key=lambda rang: (-restes[rang], rang))[:de_plus]
    return [egale + (rang in servis) for rang in range(len(restes))]


def list_reasons_against_partage(partage: Partage) -> list[str]:
    """Why a shared appui is refused, each reason a French sentence."""
    raisons = []
    if not partage.titre.strip():
        raisons.append("Donnez un titre à l’appui collectif.")
    if len(partage.titre) > TITRE_MAX or not can_be_stored(partage.titre):
        raisons.append(f"Le titre va jusqu’à {TITRE_MAX} signes, tous lisibles.")
    if partage.jour is None:
        raisons.append("Choisissez le jour de l’appui.")
    elif partage.jour.year not in ANNEES:
        raisons.append(f"Le jour doit être entre {ANNEES[0]} et {ANNEES[-1]}.")
    if len({part.structure_id for part in partage.parts}) < max(PARTS_MIN, len(partage.parts)):
        raisons.append("Un appui collectif réunit au moins deux structures, chacune une fois.")
    if any(
        type(part.demi_journees) is not int or not 0 <= part.demi_journees <= DEMI_JOURNEES_MAX
        for part in partage.parts
    ):
        raisons.append(f"Chaque part va de 0 à {DEMI_JOURNEES_MAX} demi-journées.")
    elif (somme := sum(part.demi_journees for part in partage.parts)) != partage.demi_journees:
        raisons.append(
            f"Les parts font {format_pluriel(somme, 'demi-journée')}, l’appui "
            f"{format_pluriel(partage.demi_journees, 'demi-journée')} : ajustez l’un ou l’autre."
        )
    return raisons


def list_depassements(
    parts: Iterable[Part], soldes: Mapping[UUID, Solde], avant: Mapping[UUID, int]
) -> dict[UUID, int]:
    """By structure, how far its part takes it over its year. ``avant``: what it had of this very appui already."""
    depassements = {}
    for part in parts:
        solde, deja = soldes[part.structure_id], avant.get(part.structure_id, 0)
        de_trop = solde.utilise + solde.prevu - deja + part.demi_journees - solde.droit
        if de_trop > 0 and part.demi_journees:
            depassements[part.structure_id] = de_trop
    return depassements
