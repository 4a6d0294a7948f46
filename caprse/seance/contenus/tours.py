"""What a round of votes keeps: the ``options`` it offered, each ``valeur`` voted, the ``resultat`` revealed. Pure.

One type per kind of question. Which kind it is stands beside the JSON, in ``tour.genre``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import ClassVar

from caprse.seance.contenus.brut import Brut
from caprse.seance.regles import GenreTour


@dataclass(frozen=True, slots=True)
class Choix:
    """One of the answers offered: what is counted, its name, and what it means."""

    valeur: int
    libelle: str
    texte: str = ""


@dataclass(frozen=True, slots=True)
class OptionsNiveau:
    """The niveaux of a critère with their descriptors of that day; ``simple`` is the question in plain words."""

    titre: str
    simple: str
    choix: tuple[Choix, ...]
    non_concerne: bool = True

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a tour."""
        return {
            "titre": self.titre,
            "simple": self.simple,
            "choix": _list_choix(self.choix),
            "non_concerne": self.non_concerne,
        }


@dataclass(frozen=True, slots=True)
class OptionsPoints:
    """Choices that share so many ``points``."""

    choix: tuple[Choix, ...]
    points: int

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a tour."""
        return {"choix": _list_choix(self.choix), "points": self.points}


@dataclass(frozen=True, slots=True)
class OptionsMots:
    """How many ``mots`` each device may write, and their ``longueur`` at most."""

    mots: int
    longueur: int
    choix: ClassVar[tuple[Choix, ...]] = ()

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a tour."""
        return {"mots": self.mots, "longueur": self.longueur}


@dataclass(frozen=True, slots=True)
class OptionsConfiance:
    """The degrees of confidence."""

    choix: tuple[Choix, ...]

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a tour."""
        return {"choix": _list_choix(self.choix)}


Options = OptionsNiveau | OptionsPoints | OptionsMots | OptionsConfiance


def decode_options(genre: GenreTour, contenu: Brut) -> Options:
    """What a question of this kind offered, as it was written."""
    match genre:
        case GenreTour.NIVEAU:
            return OptionsNiveau(
                contenu["titre"], contenu.get("simple") or "", decode_choix(contenu), contenu["non_concerne"]
            )
        case GenreTour.POINTS:
            return OptionsPoints(decode_choix(contenu), contenu["points"])
        case GenreTour.MOTS:
            return OptionsMots(contenu["mots"], contenu["longueur"])
        case GenreTour.CONFIANCE:
            return OptionsConfiance(decode_choix(contenu))


def decode_choix(contenu: Brut) -> tuple[Choix, ...]:
    """The choices under ``choix``, in order."""
    return tuple(Choix(**brut) for brut in contenu["choix"])


@dataclass(frozen=True, slots=True)
class BulletinNiveau:
    """A niveau; None: « non concerné »."""

    niveau: int | None

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a vote."""
        return {"non_concerne": True} if self.niveau is None else {"niveau": self.niveau}


@dataclass(frozen=True, slots=True)
class BulletinConfiance:
    """A degree of confidence."""

    confiance: int

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a vote."""
        return {"confiance": self.confiance}


@dataclass(frozen=True, slots=True)
class BulletinPoints:
    """The points given to each choice, in order."""

    points: tuple[int, ...]

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a vote."""
        return {"points": list(self.points)}


@dataclass(frozen=True, slots=True)
class BulletinMots:
    """The words of one device."""

    mots: tuple[str, ...]

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a vote."""
        return {"mots": list(self.mots)}


Bulletin = BulletinNiveau | BulletinConfiance | BulletinPoints | BulletinMots


def decode_bulletin(genre: GenreTour, contenu: Brut) -> Bulletin:
    """What one device answered to a question of this kind."""
    match genre:
        case GenreTour.NIVEAU:
            return BulletinNiveau(None if contenu.get("non_concerne") else contenu["niveau"])
        case GenreTour.CONFIANCE:
            return BulletinConfiance(contenu["confiance"])
        case GenreTour.POINTS:
            return BulletinPoints(tuple(contenu["points"]))
        case GenreTour.MOTS:
            return BulletinMots(tuple(contenu["mots"]))


class CauseTu(StrEnum):
    """Why a result is kept quiet."""

    VOTES = "votes"
    STRUCTURES = "structures"
    MOUVEMENTS = "mouvements"


@dataclass(frozen=True, slots=True)
class ResultatTu:
    """A result that would tell someone's vote: only the number of votes is said. ``seuil`` others were needed."""

    votes: int
    seuil: int
    cause: CauseTu = CauseTu.VOTES
    montre: ClassVar[bool] = False

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a tour."""
        return {"votes": self.votes, "montre": False, "seuil": self.seuil, "cause": str(self.cause)}


@dataclass(frozen=True, slots=True)
class ResultatChoix:
    """How many chose each value, with whole percentages, and the low ``mediane`` (None where few chose).

    ``non_concernes``: None where the question leaves nobody out.
    """

    votes: int
    repartition: Mapping[int, int]
    parts: Mapping[int, int]
    exprimes: int
    mediane: int | None
    non_concernes: int | None = None
    montre: ClassVar[bool] = True

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a tour."""
        contenu: dict[str, object] = {
            "votes": self.votes,
            "montre": True,
            "repartition": _name_keys(self.repartition),
            "parts": _name_keys(self.parts),
            "exprimes": self.exprimes,
            "mediane": self.mediane,
        }
        return contenu if self.non_concernes is None else contenu | {"non_concernes": self.non_concernes}


@dataclass(frozen=True, slots=True)
class ResultatPoints:
    """The points that each choice received, with whole percentages, and how many people gave it some."""

    votes: int
    repartition: Mapping[int, int]
    parts: Mapping[int, int]
    points: int
    personnes: Mapping[int, int]
    montre: ClassVar[bool] = True

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a tour."""
        return {
            "votes": self.votes,
            "montre": True,
            "repartition": _name_keys(self.repartition),
            "parts": _name_keys(self.parts),
            "points": self.points,
            "personnes": _name_keys(self.personnes),
        }


@dataclass(frozen=True, slots=True)
class ResultatMots:
    """How many groups of words there are: the words themselves are moderated apart."""

    votes: int
    groupes: int
    montre: ClassVar[bool] = True

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for a tour."""
        return {"votes": self.votes, "montre": True, "groupes": self.groupes}


Resultat = ResultatTu | ResultatChoix | ResultatPoints | ResultatMots


def decode_resultat(genre: GenreTour, contenu: Brut) -> Resultat:
    """What the reveal of a question of this kind wrote."""
    votes: int = contenu["votes"]
    if not contenu["montre"]:
        # The first sessions kept no cause, and showed from five votes on.
        return ResultatTu(votes, contenu.get("seuil", 4), CauseTu(contenu.get("cause", CauseTu.VOTES)))
    match genre:
        case GenreTour.NIVEAU | GenreTour.CONFIANCE:
            return ResultatChoix(
                votes,
                _read_keys(contenu["repartition"]),
                _read_keys(contenu["parts"]),
                contenu["exprimes"],
                contenu["mediane"],
                contenu.get("non_concernes"),
            )
        case GenreTour.POINTS:
            return ResultatPoints(
                votes,
                _read_keys(contenu["repartition"]),
                _read_keys(contenu["parts"]),
                contenu["points"],
                _read_keys(contenu["personnes"]),
            )
        case GenreTour.MOTS:
            return ResultatMots(votes, contenu["groupes"])


def _list_choix(choix: tuple[Choix, ...]) -> list[dict[str, object]]:
    return [asdict(un) for un in choix]


def _name_keys(nombres: Mapping[int, int]) -> dict[str, int]:
    """JSON names its keys: what is read back is what was written."""
    return {str(valeur): nombre for valeur, nombre in nombres.items()}


def _read_keys(nombres: Mapping[str, int]) -> dict[int, int]:
    return {int(valeur): nombre for valeur, nombre in nombres.items()}
