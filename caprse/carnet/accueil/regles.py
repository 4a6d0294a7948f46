"""What the home of a structure tells: how long what is left takes, what waits, where the path stands. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.rencontres.regles import EtatPresence

# Reading a question, talking it over, choosing: an hour for the fourteen critères of a trimestre.
MINUTES_PAR_CRITERE = 4
PAS_DE_MINUTES = 5
ETAPES_MAX = 8  # more do not fit on a phone


@dataclass(frozen=True, slots=True)
class Part:
    """What the person may do of the carnet: answer it, transmit it; neither for whoever only reads."""

    repond: bool
    envoie: bool


class Genre(StrEnum):
    """What kind of thing waits for the structure."""

    A_COMPLETER = "a_completer"
    A_VOIR = "a_voir"
    AVIS = "avis"
    MOT = "mot"
    MESSAGE = "message"
    ACTION = "action"
    TRACE = "trace"
    BINOME = "binome"
    DEPART = "depart"


@dataclass(frozen=True, slots=True)
class Attente:
    """One thing that waits: its title, what is said of it, and the page where it is settled.

    All texts are plain. ``libelle`` is what the way there is called.
    """

    genre: Genre
    titre: str
    detail: str
    libelle: str
    page: str
    adresse: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attentes:
    """What waits, the most pressing first; and the meetings to which the person was asked, with what they said."""

    lignes: tuple[Attente, ...]
    invitations: Mapping[UUID, EtatPresence | None]


@dataclass(frozen=True, slots=True)
class SeanceDuJour:
    """What the home shows of sessions: the meeting whose session runs, and what draws the way into it.

    ``show`` is told the link of that meeting, empty where it has none.
    """

    rencontre_id: UUID | None
    show: Callable[[str], object]


class Pas(StrEnum):
    """Where a trimestre stands on the path of a structure."""

    FAIT = "fait"
    ICI = "ici"
    TRANSMIS = "transmis"
    PASSE = "passe"
    A_VENIR = "a_venir"


COURANTS = (Pas.ICI, Pas.TRANSMIS)  # its trimestre is open


def compute_minutes(criteres: int) -> int:
    """About how many minutes these critères take, to the next five."""
    return -(-criteres * MINUTES_PAR_CRITERE // PAS_DE_MINUTES) * PAS_DE_MINUTES


def get_pas(etat: EtatTrimestre, carnet: EtatCarnet | None) -> Pas:
    """Done once transmitted, even while its trimestre runs; over without it; here while it is open; else to come."""
    if etat is EtatTrimestre.PREPARE:
        return Pas.A_VENIR
    if etat is EtatTrimestre.OUVERT:
        return Pas.TRANSMIS if carnet in ETATS_TRANSMIS else Pas.ICI
    return Pas.FAIT if carnet in ETATS_TRANSMIS else Pas.PASSE


def choose_etapes(pas: Sequence[Pas], combien: int = ETAPES_MAX) -> range:
    """Which steps of a long path are drawn: those around where one is, else its end."""
    if len(pas) <= combien:
        return range(len(pas))
    ici = next((rang for rang, un in enumerate(pas) if un in COURANTS), None)
    if ici is None:
        ici = next((rang for rang, un in enumerate(pas) if un is Pas.A_VENIR), len(pas) - 1)
    debut = max(0, min(ici - combien // 2, len(pas) - combien))
    return range(debut, debut + combien)
