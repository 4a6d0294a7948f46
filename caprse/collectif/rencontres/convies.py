"""Who was asked to come to a meeting and what each said: what a room above brings to the pages that show a meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import EtatPresence

# Of a meeting and a structure: what a person says, for themselves where they were asked, else for the structure.
Announce = Callable[[Unit, UUID, UUID, EtatPresence], None]


@dataclass(frozen=True)
class Convie:
    """Someone who was asked to come; no ``reponse`` when nothing was said yet."""

    compte_id: UUID
    nom: str
    structures: str
    reponse: EtatPresence | None
    envoyee_le: datetime
    envois: int


@dataclass(frozen=True)
class Convocations:
    """What can be done with them: send (gives the sentence to show), read, answer for oneself or for a structure."""

    send: Callable[[Unit, UUID, str], str]
    list_convies: Callable[[Unit, UUID, UUID], tuple[Convie, ...]]
    announce: Announce
