"""What a key is, what it may open, how often it may ask: values in, values out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum

from caprse.socle.francais import enumerate_words

# So that a tool that looks for lost secrets knows one of ours.
PREFIXE = "cap_"
_CLE = re.compile(rf"{PREFIXE}[A-Za-z0-9_-]{{43}}")
# As the secret stands in an address, whatever surrounds it.
_DANS_UNE_ADRESSE = re.compile(rf"{PREFIXE}[A-Za-z0-9_-]{{20}}")
DEMANDES_PAR_MINUTE = 60
NOM_MAX = 80
# Those that still read, of one structure or of one collectif: enough for its tools, few enough to know them all.
CLES_MAX = 20
LIMITE, LIMITE_MAX = 50, 100


class Portee(StrEnum):
    """What a key opens. The value is what the base and the answers call it."""

    REPONSES = "reponses"
    ENSEMBLE = "ensemble"
    REFERENTIEL = "referentiel"
    RENCONTRES = "rencontres"


LIBELLES: dict[Portee, str] = {
    Portee.REPONSES: "Réponses",
    Portee.ENSEMBLE: "Chiffres publiés",
    Portee.REFERENTIEL: "Référentiel",
    Portee.RENCONTRES: "Rencontres",
}

DUREES: dict[int, str] = {90: "3 mois", 180: "6 mois", 365: "1 an"}


class Etat(StrEnum):
    """Whether a key still reads."""

    ACTIVE = "active"
    ECHUE = "échue"
    ARRETEE = "arrêtée"
    ENDORMIE = "endormie"

    @property
    def is_finie(self) -> bool:
        """Whether it never reads again."""
        return self in {Etat.ECHUE, Etat.ARRETEE}


def is_cle(texte: str) -> bool:
    """Whether this can be a key of ours: nothing else is asked of the base."""
    return _CLE.fullmatch(texte) is not None


def has_cle(texte: str) -> bool:
    """Whether a key stands somewhere in it."""
    return _DANS_UNE_ADRESSE.search(texte) is not None


def read_porteur(valeurs: list[str]) -> str | None:
    """The key of the ``Authorization`` headers; None unless there is exactly one, in its one form."""
    if len(valeurs) != 1:
        return None
    genre, _, cle = valeurs[0].strip(" ").partition(" ")
    return cle if genre.lower() == "bearer" and is_cle(cle) else None


def compute_attente(now: datetime) -> int:
    """Seconds until the next minute, when a key may ask again."""
    return 60 - now.second


def floor_minute(now: datetime) -> datetime:
    """The minute in which requests are counted together."""
    return now.replace(second=0, microsecond=0)


def compute_fin(now: datetime, jours: int) -> datetime:
    """When a key made now ends. Raises ValueError for a length that is not offered."""
    if jours not in DUREES:
        raise ValueError(jours)
    return now + timedelta(days=jours)


def find_etat(expire_le: datetime, revoquee_le: datetime | None, tenue: bool, now: datetime) -> Etat:
    """Where a key stands; ``tenue``: its maker still has the role that it acts for."""
    if revoquee_le is not None:
        return Etat.ARRETEE
    if expire_le <= now:
        return Etat.ECHUE
    return Etat.ACTIVE if tenue else Etat.ENDORMIE


def describe_portees(portees: list[Portee]) -> str:
    """What a key opens, in words."""
    return enumerate_words([LIBELLES[portee].lower() for portee in Portee if portee in portees])
