"""What happened, said by the room where it happens to whoever tells people of it, in the same transaction.

The rooms below know neither mails nor notices; the room above says what it does of each event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    TRIMESTRE_CLOS = "trimestre_clos"
    CHIFFRES_PARUS = "chiffres_parus"


@dataclass(frozen=True)
class Annonce:
    """An event: of which collectif, about what; ``marque`` tells two events about the same thing apart."""

    evenement: Evenement
    collectif_id: UUID
    objet: UUID
    structure_id: UUID | None = None
    marque: str = ""


# Annonces of one event, in one collectif.
Crieur = Callable[[Unit, Sequence[Annonce]], object]


@dataclass(frozen=True)
class _Crieurs:
    par_evenement: dict[Evenement, Crieur] = field(default_factory=dict)


def register_crieur(installation: Installation, evenement: Evenement, crieur: Crieur) -> None:
    """Say who tells of an event. Saying it again changes nothing."""
    installation.get_piece(_Crieurs).par_evenement[evenement] = crieur


def announce(unit: Unit, *annonces: Annonce) -> None:
    """Tell of events, or say nothing where nobody tells of them (imports, demonstration data, commands).

    For use cases that have checked the right and written what happened. Several of a kind are told together: their
    number costs no statement.
    """
    par_sorte: dict[tuple[Evenement, UUID], list[Annonce]] = {}
    for annonce in annonces:
        par_sorte.setdefault((annonce.evenement, annonce.collectif_id), []).append(annonce)
    crieurs = unit.installation.get_piece(_Crieurs).par_evenement
    for (evenement, _), siennes in par_sorte.items():
        if crieur := crieurs.get(evenement):
            crieur(unit, siennes)
