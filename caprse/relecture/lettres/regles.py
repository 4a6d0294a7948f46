"""A letter from the animation to the people of structures: to whom it may go, what it may hold. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet

OBJET_MAX = 120
TEXTE_MAX = 6000
MOT_MAX = 1000


class Cercle(StrEnum):
    """To whom a letter goes, by what they have done."""

    TOUTES = "toutes"
    PAS_TRANSMIS = "pas_transmis"
    TRANSMIS = "transmis"
    CHOISIES = "choisies"


LIBELLES_CERCLE = {
    Cercle.TOUTES: "Toutes les structures",
    Cercle.PAS_TRANSMIS: "Celles qui n’ont pas transmis",
    Cercle.TRANSMIS: "Celles qui ont transmis",
    Cercle.CHOISIES: "Je choisis",
}


@dataclass(frozen=True)
class Ecrit:
    """What the animation typed. ``mots``: a sentence for one structure alone, by its id."""

    objet: str
    texte: str
    mots: Mapping[UUID, str] = field(default_factory=dict)


def is_dans(cercle: Cercle, etat: EtatCarnet | None) -> bool:
    """Whether a structure whose carnet of the open trimestre is in this état belongs there; None: it has none."""
    match cercle:
        case Cercle.TRANSMIS:
            return etat in ETATS_TRANSMIS
        case Cercle.PAS_TRANSMIS:
            return etat is not None and etat not in ETATS_TRANSMIS
        case _:
            return True


def list_reasons_against(ecrit: Ecrit, structures: int) -> list[str]:
    """Why a letter is refused, each reason a French sentence; ``structures``: how many were chosen."""
    raisons = []
    if not structures:
        raisons.append("Choisissez au moins une structure.")
    if not ecrit.objet:
        raisons.append("Écrivez l’objet : c’est ce que l’on lit en premier.")
    if not ecrit.texte:
        raisons.append("Écrivez votre message.")
    longueurs = [("L’objet", ecrit.objet, OBJET_MAX), ("Le message", ecrit.texte, TEXTE_MAX)]
    longueurs += [("Une phrase personnelle", mot, MOT_MAX) for mot in ecrit.mots.values()]
    raisons += [
        f"{quoi} est trop long : {len(texte)} signes, {maximum} au plus. Raccourcissez."
        for quoi, texte, maximum in longueurs
        if len(texte) > maximum
    ]
    return raisons
