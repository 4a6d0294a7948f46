"""Being asked to come to a meeting, and answering: what may be said, until when. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from caprse.collectif.rencontres.regles import EtatPresence, compute_fin
from caprse.socle.dates import format_date

MESSAGE_MAX = 2000


class Reponse(StrEnum):
    """What a person answers."""

    VIENT = "vient"
    PEUT_ETRE = "peut_etre"
    ABSENT = "absent"


LIBELLES_REPONSE = {
    Reponse.VIENT: "Je viens",
    Reponse.PEUT_ETRE: "Peut-être",
    Reponse.ABSENT: "Je ne peux pas",
}
# The same as the pages of a meeting say it.
PRESENCES = {
    Reponse.VIENT: EtatPresence.VIENDRA,
    Reponse.PEUT_ETRE: EtatPresence.PEUT_ETRE,
    Reponse.ABSENT: EtatPresence.EXCUSEE,
}
REPONSES = {etat: reponse for reponse, etat in PRESENCES.items()}
MERCIS = {
    Reponse.VIENT: "C’est noté : vous venez. Merci !",
    Reponse.PEUT_ETRE: "C’est noté : peut-être. Revenez dire oui ou non quand vous saurez, avec le même lien.",
    Reponse.ABSENT: "C’est noté : vous ne pouvez pas venir. Merci de l’avoir dit.",
}


@dataclass(frozen=True)
class Rendezvous:
    """When and where a meeting is, as its people need it."""

    titre: str
    sorte: str
    jour: date
    heure: time | None
    duree_minutes: int
    lieu: str
    lien: str
    annulee: bool

    @property
    def fin(self) -> datetime:
        """When it is over: its hour and length, else the end of its day."""
        return compute_fin(self)


def refusal_to_answer(rencontre: Rendezvous, now: datetime) -> str | None:
    """Why nothing can be answered any more, or None."""
    if rencontre.annulee:
        return "Cette rencontre est annulée : il n’y a plus rien à répondre."
    if now >= rencontre.fin:
        return f"Cette rencontre a eu lieu le {format_date(rencontre.jour)} : il n’y a plus rien à répondre."
    return None


def refusal_to_send(rencontre: Rendezvous, now: datetime) -> str | None:
    """Why nobody can be asked to come any more, or None."""
    if rencontre.annulee:
        return "Cette rencontre est annulée : personne n’y est attendu."
    if now >= rencontre.fin:
        return f"Cette rencontre a eu lieu le {format_date(rencontre.jour)} : il est trop tard pour y inviter."
    return None


def list_reasons_against_message(message: str) -> list[str]:
    """Why a personal sentence is refused, each reason a French sentence."""
    if len(message) > MESSAGE_MAX:
        return [f"Votre mot est trop long : {len(message)} signes, {MESSAGE_MAX} au plus. Raccourcissez-le."]
    return []


def compute_presence(reponses: Iterable[Reponse | None]) -> tuple[EtatPresence, int] | None:
    """What a structure says, and how many come, from what its people answered; None while that is open."""
    dites = list(reponses)
    viennent = dites.count(Reponse.VIENT)
    if viennent:
        return EtatPresence.VIENDRA, viennent
    if peut_etre := dites.count(Reponse.PEUT_ETRE):
        return EtatPresence.PEUT_ETRE, peut_etre
    # One « no » says nothing for the colleagues who have not answered.
    if dites and all(reponse is Reponse.ABSENT for reponse in dites):
        return EtatPresence.EXCUSEE, 1
    return None
