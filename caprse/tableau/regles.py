"""What needs the person who animates first, and why, in a few words. Pure rules.

The first of these that holds says where a structure stands in the list; within one, who has waited longest comes
first, then the name decides. Nothing here knows what a structure answered: this orders her work, not the structures.

1. it asks to reopen its carnet;
2. it wrote to her: messages unread;
3. its carnet is transmitted and waits to be re-read;
4. nobody can log in for it: it is to be invited, and is neither late nor silent;
5. its carnet is late;
6. it asks for an appui;
7. an appui was planned for a day that is over, and is not closed;
8. nothing has moved in its carnet for 21 days;
9. its actions are past their date: for the structure to see to, a word helps;
10. nothing to do for now.

Of a closed trimestre, what concerns the carnet (1, 3, 4, 5, 8) no longer calls for anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from caprse.carnet.regles import ETATS_MODIFIABLES, ETATS_TRANSMIS, EtatCarnet
from caprse.socle.francais import format_pluriel

JOURS_SANS_ACTIVITE = 21
# Long before that, a word helps: the silence is said in the line, beside the act, and does not press.
JOURS_SILENCE = 14


class Besoin(IntEnum):
    """Why a structure needs attention, the most pressing first."""

    REOUVERTURE = 1
    MESSAGES = 2
    A_RELIRE = 3
    SANS_ACCES = 4
    EN_RETARD = 5
    APPUI_DEMANDE = 6
    APPUI_A_CLORE = 7
    SANS_ACTIVITE = 8
    ACTIONS = 9
    RIEN = 10


class Voir(StrEnum):
    """What is shown of the list: all, or what one figure counts, in the order of the needs."""

    TOUT = "tout"
    POUR_MOI = "pour_moi"
    MESSAGES = "messages"
    A_RELIRE = "a_relire"
    SANS_ACCES = "sans_acces"
    EN_RETARD = "en_retard"
    APPUIS = "appuis"
    ACTIONS = "actions"


# Someone waits for a word, or a carnet stands still: said stronger than the week's work, else everything would shout.
PRESSE = frozenset({Besoin.REOUVERTURE, Besoin.MESSAGES, Besoin.SANS_ACCES, Besoin.EN_RETARD, Besoin.SANS_ACTIVITE})


@dataclass(frozen=True, slots=True)
class Faits:
    """What is known of one structure, in whole days before today. None: it did not happen.

    ``etat`` is None for a structure without carnet. ``retard``: days since the last day of the trimestre, negative
    before. ``repos``: days since something moved, or since the trimestre began. ``comptes``: who may log in for it;
    ``invitees``: whose invitation waits for an answer.
    """

    etat: EtatCarnet | None
    ouvert: bool
    reouverture: int | None = None
    messages: int = 0
    message_ancien: int | None = None
    transmis: int | None = None
    retard: int = 0
    appuis_demandes: int = 0
    appui_ancien: int | None = None
    appui_passe: int | None = None
    repos: int = 0
    actions_en_retard: int = 0
    comptes: int = 1
    invitees: int = 0

    @property
    def ecrit(self) -> bool:
        """Whether the structure has its carnet in hand."""
        return self.ouvert and self.etat in ETATS_MODIFIABLES

    @property
    def sans_acces(self) -> bool:
        return not self.comptes and (self.ecrit or self.etat is None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a structure comes in her list: what it needs, for how many days."""

    besoin: Besoin
    jours: int

    @property
    def cle(self) -> tuple[int, int]:
        """The first to see to has the smallest."""
        return int(self.besoin), -self.jours


# What brings a structure to the top says already that something moved.
_DEJA_DIT = frozenset({Besoin.REOUVERTURE, Besoin.MESSAGES, Besoin.A_RELIRE})


def is_a_signaler(besoin: Besoin, etat: EtatCarnet | None, *, change: bool) -> bool:
    """Whether « Du nouveau » tells her something: what is still being written is not hers to read.

    Of a carnet that is read no answer moves: « Relu » and « Du nouveau » would contradict each other.
    """
    return change and etat not in {None, EtatCarnet.BROUILLON, EtatCarnet.RELU} and besoin not in _DEJA_DIT


def compute_place(faits: Faits) -> Place:
    """The most pressing need of a structure."""
    if faits.ouvert and faits.etat in ETATS_TRANSMIS and faits.reouverture is not None:
        return Place(Besoin.REOUVERTURE, faits.reouverture)
    if faits.messages:
        return Place(Besoin.MESSAGES, faits.message_ancien or 0)
    if faits.ouvert and faits.etat is EtatCarnet.TRANSMIS:
        return Place(Besoin.A_RELIRE, faits.transmis or 0)
    if faits.sans_acces:
        return Place(Besoin.SANS_ACCES, 0)
    if faits.ecrit and faits.retard > 0:
        return Place(Besoin.EN_RETARD, faits.retard)
    if faits.appuis_demandes:
        return Place(Besoin.APPUI_DEMANDE, faits.appui_ancien or 0)
    if faits.appui_passe is not None:
        return Place(Besoin.APPUI_A_CLORE, faits.appui_passe)
    if faits.ecrit and faits.repos >= JOURS_SANS_ACTIVITE:
        return Place(Besoin.SANS_ACTIVITE, faits.repos)
    if faits.actions_en_retard:
        return Place(Besoin.ACTIONS, 0)
    return Place(Besoin.RIEN, 0)


def is_a_relancer(faits: Faits) -> bool:
    """Whether a reminder is the act to offer: the carnet is late, or has been still for two weeks."""
    if not faits.ecrit or faits.etat is not EtatCarnet.BROUILLON or faits.sans_acces:
        return False
    return faits.retard > 0 or faits.repos >= JOURS_SILENCE


def explain(faits: Faits, place: Place) -> str:
    """The reason, in a few French words: ``Transmis il y a 3 jours``; nothing where the page says it already."""
    match place.besoin:
        case Besoin.REOUVERTURE:
            return f"Demande à rouvrir son carnet {_since(place.jours)}"
        case Besoin.MESSAGES:
            combien = format_pluriel(faits.messages, "message non lu", "messages non lus")
            return f"{combien} {_since(place.jours)}"
        case Besoin.A_RELIRE:
            return f"Transmis {format_il_y_a(max(0, place.jours))}"
        case Besoin.SANS_ACCES:
            return "Invitée, personne n’a encore répondu" if faits.invitees else "Personne n’a encore d’accès"
        case Besoin.EN_RETARD:
            return f"En retard de {format_pluriel(place.jours, 'jour')}"
        case Besoin.APPUI_DEMANDE:
            return f"Demande un appui {_since(place.jours)}"
        case Besoin.APPUI_A_CLORE:
            return f"Appui prévu il y a {format_pluriel(place.jours, 'jour')} : à clore"
        case Besoin.SANS_ACTIVITE:
            return f"Rien n’a bougé depuis {place.jours}\u00a0jours"
        case Besoin.ACTIONS:
            return format_pluriel(faits.actions_en_retard, "action en retard", "actions en retard")
    return _describe_repos(faits)


def _describe_repos(faits: Faits) -> str:
    if faits.etat is None:
        return "Pas de carnet pour ce trimestre"
    if not faits.ouvert:
        # The head says it, once for all lines.
        return ""
    if faits.ecrit and faits.repos >= JOURS_SILENCE:
        return f"Rien depuis {faits.repos}\u00a0jours"
    # Where the carnet stands has its own column.
    return "Rien ne vous attend"


def _since(jours: int) -> str:
    """``depuis 3 jours``; the same day and the day before in words."""
    if jours <= 0:
        return "depuis aujourd’hui"
    return "depuis hier" if jours == 1 else f"depuis {jours}\u00a0jours"


def format_il_y_a(jours: int) -> str:
    """``aujourd'hui``, ``hier``, ``il y a 3 jours``, ``il y a 2 mois``."""
    if jours <= 1:
        return "hier" if jours == 1 else "aujourd’hui"
    return f"il y a {jours}\u00a0jours" if jours < 60 else f"il y a {jours // 30}\u00a0mois"
