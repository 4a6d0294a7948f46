"""What the wall shows of decisions, while they are taken and when one parts; ``etape.fige`` keeps the same. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar

from caprse.seance.contenus.brut import Brut
from caprse.seance.regles import GenreEtape


@dataclass(frozen=True, slots=True)
class DecisionMontree:
    """A decision in words; ``retard`` when its day had passed; ``structure``: for which one that shows its name."""

    quoi: str
    pilote: str
    echeance: str
    retard: bool
    structure: str
    structure_id: str = ""

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a step that shows decisions."""
        contenu = asdict(self)
        return contenu if self.structure_id else {cle: v for cle, v in contenu.items() if cle != "structure_id"}


@dataclass(frozen=True, slots=True)
class SceneDecisions:
    """The decisions of the day, or those of before that are still open."""

    genre: GenreEtape
    titre: str
    decisions: tuple[DecisionMontree, ...]

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        decisions = [decision.to_contenu() for decision in self.decisions]
        return {"genre": str(self.genre), "titre": self.titre, "decisions": decisions}

    @classmethod
    def from_contenu(cls, contenu: Brut) -> SceneDecisions:
        """As it was kept."""
        decisions = tuple(DecisionMontree(**decision) for decision in contenu["decisions"])
        return cls(GenreEtape(contenu["genre"]), contenu.get("titre", ""), decisions)


@dataclass(frozen=True, slots=True)
class SceneCloture:
    """The end: thanks, what was decided, and when one meets again (``prochaine``, in words; empty: not known)."""

    titre: str
    decisions: tuple[DecisionMontree, ...]
    prochaine: str = ""
    genre: ClassVar[GenreEtape] = GenreEtape.CLOTURE

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        decisions = [decision.to_contenu() for decision in self.decisions]
        return {"genre": str(self.genre), "titre": self.titre, "decisions": decisions, "prochaine": self.prochaine}

    @classmethod
    def from_contenu(cls, contenu: Brut) -> SceneCloture:
        """As it was kept."""
        decisions = tuple(DecisionMontree(**decision) for decision in contenu["decisions"])
        return cls(contenu["titre"], decisions, contenu["prochaine"])
