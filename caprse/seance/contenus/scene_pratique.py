"""A pratique that a structure shared, as a step shows it: what it does, what that changed, its name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from caprse.seance.contenus.brut import Brut
from caprse.seance.regles import GenreEtape
from caprse.socle.francais import shorten

# What a room reads from its last row: the page itself is for the screen of each one.
RETIREE = "Cette pratique n’est plus partagée."
DEMARCHE_MUR, EFFET_MUR = 320, 200


@dataclass(frozen=True, slots=True)
class PratiqueVue:
    """One that the collectif reads now; its texts only where a step shows it."""

    id: UUID
    titre: str
    structure: str
    demarche: str
    effet: str


@dataclass(frozen=True, slots=True)
class ScenePratique:
    """What the room sees of it; nothing but its title once its author withdrew it."""

    titre: str
    pratique: str
    structure: str = ""
    demarche: str = ""
    effet: str = ""
    genre: ClassVar[GenreEtape] = GenreEtape.PRATIQUE

    @property
    def offerte(self) -> bool:
        """Whether its author still offers it: a shared one always says what is done."""
        return bool(self.structure)

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        return {
            "genre": str(self.genre),
            "titre": self.titre,
            "pratique": self.pratique,
            "structure": self.structure,
            "demarche": self.demarche,
            "effet": self.effet,
        }

    @classmethod
    def from_contenu(cls, contenu: Brut) -> ScenePratique:
        """As it was kept."""
        return cls(contenu["titre"], contenu["pratique"], contenu["structure"], contenu["demarche"], contenu["effet"])


def read_pratiques(brutes: Iterable[Sequence[Any]] | None) -> dict[UUID, PratiqueVue]:
    """By id, what the statements ``PRATIQUES`` and ``PRATIQUES_CHOISIES`` give, in their order."""
    vues = (PratiqueVue(UUID(ident), *textes) for ident, *textes in brutes or ())
    return {vue.id: vue for vue in vues}


def name_pratiques(pratiques: Mapping[UUID, PratiqueVue]) -> dict[UUID | None, str]:
    """What each is called where one of them is chosen."""
    return {vue.id: f"{vue.titre} ({vue.structure})" for vue in pratiques.values()}


def build_pratique(titre: str, choisie: UUID | None, pratiques: Mapping[UUID, PratiqueVue]) -> ScenePratique:
    """The step under its own title; without any text for one that is not offered any more."""
    vue = pratiques.get(choisie) if choisie is not None else None
    if vue is None:
        return ScenePratique(titre, str(choisie or ""))
    return ScenePratique(
        titre,
        str(vue.id),
        vue.structure,
        shorten(vue.demarche, DEMARCHE_MUR),
        shorten(vue.effet, EFFET_MUR),
    )
