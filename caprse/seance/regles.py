"""States of a session and of its votes, what may follow what, how a code is typed: pure rules."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

TOURS_MAX = 2
LOCALES = frozenset({"localhost", "127.0.0.1", "::1"})


class EtatSeance(StrEnum):
    PREPAREE = "preparee"
    EN_COURS = "en_cours"
    TERMINEE = "terminee"


class Ecran(StrEnum):
    MONTRE = "montre"
    PAUSE = "pause"
    NOIR = "noir"


class GenreEtape(StrEnum):
    DECISIONS_OUVERTES = "decisions_ouvertes"
    RADAR = "radar"
    CHEMIN = "chemin"
    REPARTITION = "repartition"
    VOTE = "vote"
    TEXTE = "texte"
    PRATIQUE = "pratique"
    DECISIONS = "decisions"
    ACCUEIL = "accueil"
    CLOTURE = "cloture"


class GenreTour(StrEnum):
    NIVEAU = "niveau"
    POINTS = "points"
    MOTS = "mots"
    CONFIANCE = "confiance"


class ModeTour(StrEnum):
    SALLE = "salle"
    STRUCTURE = "structure"


class EtatTour(StrEnum):
    OUVERT = "ouvert"
    FERME = "ferme"
    REVELE = "revele"
    REGLE = "regle"


class EtatMot(StrEnum):
    ATTENTE = "attente"
    MONTRE = "montre"
    CACHE = "cache"


class Geste(StrEnum):
    """What the console does to a tour that exists."""

    FERMER = "fermer"
    ROUVRIR = "rouvrir"
    REVELER = "reveler"
    REGLER = "regler"


APPAREIL_RETIRE = (
    "La personne qui anime a retiré cet appareil de la séance : son vote à la question en cours ne compte pas. "
    "Si c’est une erreur, dites-le-lui, puis tapez de nouveau le code de l’écran."
)

# A settled niveau may be corrected as long as the session runs.
_DEPUIS: dict[Geste, frozenset[EtatTour]] = {
    Geste.FERMER: frozenset({EtatTour.OUVERT}),
    Geste.ROUVRIR: frozenset({EtatTour.FERME}),
    Geste.REVELER: frozenset({EtatTour.FERME}),
    Geste.REGLER: frozenset({EtatTour.REVELE, EtatTour.REGLE}),
}
VERS: dict[Geste, EtatTour] = {
    Geste.FERMER: EtatTour.FERME,
    Geste.ROUVRIR: EtatTour.OUVERT,
    Geste.REVELER: EtatTour.REVELE,
    Geste.REGLER: EtatTour.REGLE,
}
_RAISONS: dict[tuple[Geste, EtatTour], str] = {
    (Geste.FERMER, EtatTour.FERME): "Ce vote est déjà fermé.",
    (Geste.FERMER, EtatTour.REVELE): "Ce vote est déjà révélé.",
    (Geste.FERMER, EtatTour.REGLE): "Ce vote est terminé.",
    (Geste.ROUVRIR, EtatTour.OUVERT): "Ce vote est déjà ouvert.",
    (Geste.ROUVRIR, EtatTour.REVELE): "Ce vote est révélé : il ne se rouvre plus. Vous pouvez lancer un second tour.",
    (Geste.ROUVRIR, EtatTour.REGLE): "Ce vote est terminé : il ne se rouvre plus.",
    (Geste.REVELER, EtatTour.OUVERT): "Fermez le vote avant de le révéler.",
    (Geste.REVELER, EtatTour.REVELE): "Ce vote est déjà révélé.",
    (Geste.REVELER, EtatTour.REGLE): "Ce vote est terminé.",
    (Geste.REGLER, EtatTour.OUVERT): "Fermez puis révélez le vote avant de noter ce qui est convenu.",
    (Geste.REGLER, EtatTour.FERME): "Révélez le vote avant de noter ce qui est convenu.",
}
_PAS_EN_COURS = {
    EtatSeance.PREPAREE: "La séance n’a pas commencé.",
    EtatSeance.TERMINEE: "La séance est terminée.",
}


@dataclass(frozen=True)
class TourJoue:
    """What the rules need to know of one tour."""

    id: UUID
    etape_id: UUID
    numero: int
    etat: EtatTour


@dataclass(frozen=True)
class Partie:
    """A session and all its tours."""

    seance: EtatSeance
    tours: tuple[TourJoue, ...] = ()

    def list_tours(self, etape_id: UUID) -> list[TourJoue]:
        """The tours of one step, the first one first."""
        return sorted((t for t in self.tours if t.etape_id == etape_id), key=lambda t: t.numero)

    @property
    def ouvert(self) -> TourJoue | None:
        """The tour that takes votes now."""
        return next((t for t in self.tours if t.etat is EtatTour.OUVERT), None)

    def add(self, tour: TourJoue) -> Partie:
        """The same session with one more tour."""
        return replace(self, tours=(*self.tours, tour))

    def change(self, tour_id: UUID, etat: EtatTour) -> Partie:
        """The same session with this tour in this state."""
        return replace(self, tours=tuple(replace(t, etat=etat) if t.id == tour_id else t for t in self.tours))


def is_locale(adresse: str) -> bool:
    """Whether an address means « this machine », so that no phone finds it."""
    return urlsplit(adresse).hostname in LOCALES


def refusal_to_start(etat: EtatSeance) -> str | None:
    """Why a session may not start, or None."""
    if etat is EtatSeance.EN_COURS:
        return "La séance est déjà commencée."
    return "Cette séance est terminée : elle ne se rouvre pas." if etat is EtatSeance.TERMINEE else None


def refusal_when_not_running(etat: EtatSeance) -> str | None:
    """Why nothing may be done in a session now, or None while it runs."""
    return _PAS_EN_COURS.get(etat)


def refusal_to_open(partie: Partie, etape_id: UUID, genre: GenreEtape) -> str | None:
    """Why this step may not put its question to the room now, or None."""
    if raison := refusal_when_not_running(partie.seance):
        return raison
    if genre is not GenreEtape.VOTE:
        return "Cette étape n’est pas un vote."
    if partie.ouvert is not None:
        if partie.ouvert.etape_id == etape_id:
            return "Ce vote est déjà ouvert."
        return "Un autre vote est ouvert : fermez-le d’abord."
    tours = partie.list_tours(etape_id)
    if not tours:
        return None
    if tours[-1].etat is EtatTour.FERME:
        return "Révélez le premier tour avant d’en ouvrir un second, ou rouvrez-le."
    if tours[-1].etat is EtatTour.REGLE:
        return "Ce vote est terminé : ce qui est convenu est noté."
    if len(tours) >= TOURS_MAX:
        return "Ce vote a déjà eu deux tours."
    return None


def refusal_to_change(geste: Geste, partie: Partie, tour: TourJoue) -> str | None:
    """Why this may not be done to a tour now, or None."""
    if raison := refusal_when_not_running(partie.seance):
        return raison
    if tour.etat not in _DEPUIS[geste]:
        return _RAISONS[geste, tour.etat]
    if geste is Geste.ROUVRIR and partie.ouvert is not None:
        return "Un autre vote est ouvert : fermez-le d’abord."
    return None


def refusal_to_vote(
    seance: EtatSeance, tour: EtatTour, mode: ModeTour, *, a_une_structure: bool, retire: bool = False
) -> str | None:
    """Why a device's vote is not taken, or None."""
    if retire:
        return APPAREIL_RETIRE
    if raison := refusal_when_not_running(seance):
        return f"{raison} Votre vote n’est pas pris en compte."
    if tour is not EtatTour.OUVERT:
        return "Le vote est fermé. Ce dernier choix n’est pas pris en compte."
    if mode is ModeTour.STRUCTURE and not a_une_structure:
        return "Tapez d’abord le code de votre structure."
    return None


class Phase(StrEnum):
    """What a phone shows."""

    ATTENTE = "attente"
    STRUCTURE = "structure"
    VOTE = "vote"
    FERME = "ferme"
    RESULTAT = "resultat"
    PAUSE = "pause"
    MERCI = "merci"
    FINIE = "finie"
    RETIRE = "retire"


def compute_phase(
    seance: EtatSeance,
    tour: EtatTour | None,
    mode: ModeTour | None,
    *,
    a_une_structure: bool,
    retire: bool = False,
    ecran: Ecran = Ecran.MONTRE,
    genre: GenreEtape | None = None,
) -> Phase:
    """What a phone shows, for the tour that is open or else the last one of the step on the wall.

    ``genre``: the kind of that step. A vote that is open is asked whatever the wall shows: it takes votes.
    """
    if seance is not EtatSeance.EN_COURS:
        return Phase.FINIE
    if retire:
        return Phase.RETIRE
    if ecran is Ecran.PAUSE and tour is not EtatTour.OUVERT:
        return Phase.PAUSE
    match tour:
        case None:
            return Phase.MERCI if genre is GenreEtape.CLOTURE else Phase.ATTENTE
        case EtatTour.OUVERT:
            return Phase.STRUCTURE if mode is ModeTour.STRUCTURE and not a_une_structure else Phase.VOTE
        case EtatTour.FERME:
            return Phase.FERME
        case EtatTour.REVELE | EtatTour.REGLE:
            return Phase.RESULTAT


def refusal_niveau_convenu(genre: GenreTour, mode: ModeTour, choix: Sequence[int], niveau: int | None) -> str | None:
    """Why this agreed niveau is refused, or None. Only a whole room's vote on a niveau agrees on one."""
    if genre is not GenreTour.NIVEAU or mode is ModeTour.STRUCTURE:
        return None if niveau is None else "Ce vote ne donne pas un niveau commun."
    if type(niveau) is not int or niveau not in choix:
        return "Choisissez le niveau retenu parmi ceux de la question."
    return None


# Nothing that looks or sounds like something else: no 0 and O, no 1, I and L.
ALPHABET_CODE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONGUEUR_CODE, LONGUEUR_CODE_MUR, LONGUEUR_CODE_STRUCTURE = 6, 8, 8
_ORNEMENTS = re.compile(r"[\s\-–—_.]+")


def strip_code(texte: str) -> str:
    """What was typed of a code, whatever its case, spaces and dashes; it may be no code."""
    return _ORNEMENTS.sub("", texte).upper()


def format_code(code: str) -> str:
    """A code of eight signs as it is read aloud: ``ABCD-EFGH``."""
    return f"{code[:4]}-{code[4:]}" if len(code) > LONGUEUR_CODE else code


def name_appareil(empreinte: str) -> str:
    """Three signs by which a device is told from the others in the room, on its screen and on the console: ``K7M``."""
    nombre = int.from_bytes(hashlib.sha256(empreinte.encode()).digest())
    return "".join(ALPHABET_CODE[nombre // len(ALPHABET_CODE) ** rang % len(ALPHABET_CODE)] for rang in range(3))


def read_code(texte: str, longueur: int = LONGUEUR_CODE) -> str | None:
    """The code as it is kept, however it was typed; None for what can be no code of this length."""
    code = strip_code(texte)
    return code if len(code) == longueur and set(code) <= set(ALPHABET_CODE) else None
