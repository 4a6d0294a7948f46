"""What a step of a session holds, one type per kind, as ``etape.contenu`` keeps it. Pure.

A ``vote`` keeps {genre: niveau, mode, critere}, {genre: points, mode, question, options, points} or
{genre: mots | confiance, mode, question}; a ``repartition`` {critere} or {enjeu}; a ``texte`` {texte, lien}; a
``pratique`` {pratique: its id}; the others nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from caprse.seance.contenus.brut import Brut
from caprse.seance.regles import GenreEtape, GenreTour, ModeTour

LIBELLES_ETAPE = {
    GenreEtape.DECISIONS_OUVERTES: "Décisions à suivre",
    GenreEtape.RADAR: "Radar du collectif",
    GenreEtape.CHEMIN: "Chemin du collectif",
    GenreEtape.REPARTITION: "Répartition des réponses",
    GenreEtape.VOTE: "Vote",
    GenreEtape.TEXTE: "Texte ou lien",
    GenreEtape.PRATIQUE: "Pratique d’une structure",
    GenreEtape.DECISIONS: "Décisions du jour",
    GenreEtape.ACCUEIL: "Accueil de la salle",
    GenreEtape.CLOTURE: "Merci et à bientôt",
}
LIBELLES_VOTE = {
    GenreTour.NIVEAU: "Le niveau d’un critère",
    GenreTour.POINTS: "Des points à répartir entre des choix",
    GenreTour.MOTS: "Des mots libres",
    GenreTour.CONFIANCE: "La confiance, de 1 à 5",
}
LIBELLES_MODE = {
    ModeTour.SALLE: "toute la salle ensemble",
    ModeTour.STRUCTURE: "chaque structure pour elle-même",
}


@dataclass(frozen=True, slots=True)
class ContenuVide:
    """The radar, the path, the decisions, the welcome and the closing: what they show is found elsewhere."""

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a step."""
        return {}


@dataclass(frozen=True, slots=True)
class ContenuTexte:
    """A text, a link, or both."""

    texte: str = ""
    lien: str = ""

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a step."""
        return {"texte": self.texte, "lien": self.lien}

    @classmethod
    def from_contenu(cls, contenu: Brut) -> ContenuTexte:
        """As it was written."""
        return cls(contenu.get("texte") or "", contenu.get("lien") or "")


@dataclass(frozen=True, slots=True)
class ContenuRepartition:
    """The spread of one critère, or of a whole enjeu: one of the two codes."""

    critere: str | None = None
    enjeu: str | None = None

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a step."""
        return {"critere": self.critere} if self.enjeu is None else {"enjeu": self.enjeu}

    @classmethod
    def from_contenu(cls, contenu: Brut) -> ContenuRepartition:
        """As it was written."""
        return cls(contenu.get("critere"), contenu.get("enjeu"))


@dataclass(frozen=True, slots=True)
class ContenuPratique:
    """A pratique that a structure shared, by its id: what it says is read when it is shown."""

    pratique: UUID | None = None

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a step."""
        return {"pratique": None if self.pratique is None else str(self.pratique)}

    @classmethod
    def from_contenu(cls, contenu: Brut) -> ContenuPratique:
        """As it was written."""
        return cls(UUID(contenu["pratique"]) if contenu.get("pratique") else None)


@dataclass(frozen=True, slots=True)
class ContenuVote:
    """A question to the room: a ``critere`` for a niveau, else a ``question``; ``points`` to share between options."""

    genre: GenreTour
    mode: ModeTour = ModeTour.SALLE
    critere: str | None = None
    question: str = ""
    options: tuple[str, ...] = ()
    points: int | None = None

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a step, with the keys of its kind only."""
        base: dict[str, object] = {"genre": str(self.genre), "mode": str(self.mode)}
        match self.genre:
            case GenreTour.NIVEAU:
                return base | {"critere": self.critere}
            case GenreTour.POINTS:
                return base | {"question": self.question, "options": list(self.options), "points": self.points}
            case GenreTour.MOTS | GenreTour.CONFIANCE:
                return base | {"question": self.question}

    @classmethod
    def from_contenu(cls, contenu: Brut) -> ContenuVote:
        """As it was written."""
        return cls(
            GenreTour(contenu["genre"]),
            ModeTour(contenu.get("mode", ModeTour.SALLE)),
            contenu.get("critere"),
            contenu.get("question") or "",
            tuple(contenu.get("options", ())),
            contenu.get("points"),
        )


ContenuEtape = ContenuVide | ContenuTexte | ContenuRepartition | ContenuPratique | ContenuVote


def decode_contenu(genre: GenreEtape, contenu: Brut) -> ContenuEtape:
    """What a step of this kind keeps, as it was written."""
    match genre:
        case GenreEtape.TEXTE:
            return ContenuTexte.from_contenu(contenu)
        case GenreEtape.REPARTITION:
            return ContenuRepartition.from_contenu(contenu)
        case GenreEtape.PRATIQUE:
            return ContenuPratique.from_contenu(contenu)
        case GenreEtape.VOTE:
            return ContenuVote.from_contenu(contenu)
        case (
            GenreEtape.RADAR
            | GenreEtape.CHEMIN
            | GenreEtape.DECISIONS
            | GenreEtape.DECISIONS_OUVERTES
            | GenreEtape.ACCUEIL
            | GenreEtape.CLOTURE
        ):
            return ContenuVide()


def name_genre(genre: GenreEtape, contenu: ContenuEtape) -> str:
    """What a step is, in a word or two: a room that is asked for words does not vote."""
    if isinstance(contenu, ContenuVote) and contenu.genre is GenreTour.MOTS:
        return "Mots"
    return LIBELLES_ETAPE[genre]
