"""What the wall shows of a vote, before and after its reveal: the same that ``etape.fige`` keeps. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar

from caprse.seance.contenus.brut import Brut
from caprse.seance.contenus.tours import Choix, decode_choix
from caprse.seance.regles import EtatTour, GenreEtape, GenreTour

PAS_OUVERT = "attente"  # how the JSON says that a vote has no round yet


@dataclass(frozen=True, slots=True)
class MotMontre:
    """Words that were let through, said ``nombre`` times."""

    texte: str
    nombre: int


@dataclass(frozen=True, slots=True)
class TourMontre:
    """A round once revealed: its ``nombres`` choice by choice, or its ``mots``; else the ``raison`` why neither."""

    nom: str
    votes: int
    raison: str = ""
    nombres: tuple[int, ...] = ()
    mots: tuple[MotMontre, ...] = ()
    non_concernes: int = 0
    mediane: str = ""

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a step that votes."""
        return {
            "nom": self.nom,
            "votes": self.votes,
            "raison": self.raison,
            "nombres": list(self.nombres),
            "mots": [asdict(mot) for mot in self.mots],
            "non_concernes": self.non_concernes,
            "mediane": self.mediane,
        }

    @classmethod
    def from_contenu(cls, contenu: Brut) -> TourMontre:
        """As it was kept."""
        return cls(
            contenu["nom"],
            contenu["votes"],
            contenu["raison"],
            tuple(contenu["nombres"]),
            tuple(MotMontre(**mot) for mot in contenu["mots"]),
            contenu["non_concernes"],
            contenu["mediane"],
        )


@dataclass(frozen=True, slots=True)
class SceneVote:
    """A question with its choices, and what came out of each round; ``etat`` None: no round was opened yet."""

    titre: str
    vote: GenreTour
    structures: bool
    critere: str
    question: str
    choix: tuple[Choix, ...]
    etat: EtatTour | None
    numero: int
    votes: int
    points: int | None
    tours: tuple[TourMontre, ...]
    convenu: int | None
    genre: ClassVar[GenreEtape] = GenreEtape.VOTE

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        return {
            "genre": str(self.genre),
            "titre": self.titre,
            "vote": str(self.vote),
            "structures": self.structures,
            "critere": self.critere,
            "question": self.question,
            "choix": [asdict(choix) for choix in self.choix],
            "etat": str(self.etat or PAS_OUVERT),
            "numero": self.numero,
            "votes": self.votes,
            "points": self.points,
            "tours": [tour.to_contenu() for tour in self.tours],
            "convenu": self.convenu,
        }

    @classmethod
    def from_contenu(cls, contenu: Brut) -> SceneVote:
        """As it was kept."""
        return cls(
            contenu.get("titre", ""),
            GenreTour(contenu["vote"]),
            contenu["structures"],
            contenu["critere"],
            contenu["question"],
            decode_choix(contenu),
            None if contenu["etat"] == PAS_OUVERT else EtatTour(contenu["etat"]),
            contenu["numero"],
            contenu["votes"],
            contenu["points"],
            tuple(TourMontre.from_contenu(tour) for tour in contenu["tours"]),
            contenu["convenu"],
        )
