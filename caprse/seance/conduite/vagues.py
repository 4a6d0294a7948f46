"""Devices as they came in, by network and by minute: a flood shows as one wave among others. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caprse.seance.fiche import AppareilVu
from caprse.seance.regles import ALPHABET_CODE
from caprse.socle.dates import FUSEAU

_LETTRES = [signe for signe in ALPHABET_CODE if signe.isalpha()]


@dataclass(frozen=True, slots=True)
class Vague:
    """The devices that one network sent within one minute; ``votants`` of them voted in the round that runs."""

    minute: datetime
    reseau: str
    appareils: tuple[UUID, ...]
    votants: int

    @property
    def cle(self) -> tuple[datetime, str]:
        return self.minute, self.reseau


def group_vagues(appareils: Sequence[AppareilVu]) -> tuple[Vague, ...]:
    """The waves, the last one first."""
    reseaux = name_reseaux(appareils)
    groupes: dict[tuple[datetime, str], list[AppareilVu]] = {}
    for appareil in appareils:
        minute = appareil.rejoint_le.astimezone(FUSEAU).replace(second=0, microsecond=0)
        groupes.setdefault((minute, reseaux[appareil.origine]), []).append(appareil)
    return tuple(
        Vague(minute, reseau, tuple(a.id for a in groupe), sum(a.a_vote for a in groupe))
        for (minute, reseau), groupe in sorted(groupes.items(), reverse=True)
    )


def name_reseaux(appareils: Sequence[AppareilVu]) -> dict[str, str]:
    """A letter for each network, in the order in which they first came; a number once there are no letters left."""
    origines = list(dict.fromkeys(appareil.origine for appareil in sorted(appareils, key=lambda a: a.rejoint_le)))
    return {
        origine: _LETTRES[rang] if rang < len(_LETTRES) else str(rang + 1) for rang, origine in enumerate(origines)
    }
