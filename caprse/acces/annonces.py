"""What happened, said by the room where it happens to whoever tells people of it, in the same transaction.

The rooms below know neither mails nor notices; the room above says what it does of each event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.socle.installation import Installation


class Evenement(StrEnum):
    """What may be told."""

    TRIMESTRE_OUVERT = "trimestre_ouvert"
    CARNET_TRANSMIS = "carnet_transmis"
    CARNET_RELU = "carnet_relu"
    APPUI_DEMANDE = "appui_demande"
    APPUI_REPONDU = "appui_repondu"
    DECISION_PRISE = "decision_prise"
    A_VOIR = "a_voir"
    AVIS_DEMANDE = "avis_demande"
    BINOME_ACCEPTE = "binome_accepte"


@dataclass(frozen=True)
class Annonce:
    """An event: of which collectif, about what; ``marque`` tells two events about the same thing apart."""

    evenement: Evenement
    collectif_id: UUID
    objet: UUID
    structure_id: UUID | None = None
    marque: str = ""


Crieur = Callable[[Unit, Annonce], object]


@dataclass(frozen=True)
class _Crieurs:
    par_evenement: dict[Evenement, Crieur] = field(default_factory=dict)


def register_crieur(installation: Installation, evenement: Evenement, crieur: Crieur) -> None:
    """Say who tells of an event. Saying it again changes nothing."""
    installation.get_piece(_Crieurs).par_evenement[evenement] = crieur


def announce(unit: Unit, annonce: Annonce) -> None:
    """Tell of an event, or say nothing where nobody tells of it (imports, demonstration data, commands).

    For use cases that have checked the right and written what happened.
    """
    crieur = unit.installation.get_piece(_Crieurs).par_evenement.get(annonce.evenement)
    if crieur is not None:
        crieur(unit, annonce)
