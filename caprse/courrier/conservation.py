"""How long what names a person is kept: every age of the house, in one place. Pure: no clock, no base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Sorte(StrEnum):
    """What goes away by itself. The value is what the base calls it."""

    SESSIONS = "sessions"
    LIENS = "liens"
    TENTATIVES = "tentatives"
    BROUILLONS = "brouillons"
    GESTES = "gestes"
    COURRIELS = "courriels"
    NOUVELLES = "nouvelles"
    SIGNAUX = "signaux"
    CLES = "cles"
    CONNEXIONS = "connexions"
    COMPTES = "comptes"


@dataclass(frozen=True)
class Regle:
    """How long, counted from what, and how one and several of them are called in French."""

    duree: timedelta
    depuis: str
    un: str
    plusieurs: str


def _regle(jours: int, depuis: str, un: str, plusieurs: str) -> Regle:
    return Regle(timedelta(days=jours), depuis, un, plusieurs)


REGLES: dict[Sorte, Regle] = {
    Sorte.SESSIONS: _regle(90, "leur fin", "session terminée", "sessions terminées"),
    Sorte.LIENS: _regle(1, "leur échéance", "lien de connexion échu", "liens de connexion échus"),
    Sorte.TENTATIVES: _regle(1, "la demande", "demande de connexion comptée", "demandes de connexion comptées"),
    Sorte.BROUILLONS: _regle(30, "le dernier mot tapé", "brouillon", "brouillons"),
    Sorte.GESTES: _regle(2, "le geste", "geste retenu", "gestes retenus"),
    Sorte.COURRIELS: _regle(90, "leur départ", "courriel parti ou abandonné", "courriels partis ou abandonnés"),
    Sorte.NOUVELLES: _regle(182, "leur annonce", "nouvelle", "nouvelles"),
    Sorte.SIGNAUX: _regle(90, "leur départ", "signal parti ou abandonné", "signaux partis ou abandonnés"),
    Sorte.CLES: _regle(365, "leur fin", "clé de lecture terminée", "clés de lecture terminées"),
    Sorte.CONNEXIONS: _regle(365, "la connexion", "connexion au journal", "connexions au journal"),
    Sorte.COMPTES: _regle(1095, "leur fermeture", "compte fermé, à effacer", "comptes fermés, à effacer"),
}
