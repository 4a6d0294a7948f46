"""Reminders: which kinds there are, and whom each concerns. Pure rules."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from caprse.acces.regles import ROLES_DE_STRUCTURE, Role
from caprse.carnet.regles import ETATS_MODIFIABLES, ETATS_TRANSMIS, EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.socle.dates import format_date

DELAI_MAX = timedelta(days=90)


class GenreRappel(StrEnum):
    AVANT_CLOTURE = "avant_cloture"
    APRES_CLOTURE = "apres_cloture"
    A_COMPLETER = "a_completer"
    MENTION = "mention"
    COMPTE_RENDU = "compte_rendu"
    OUVERTURE = "ouverture"
    TRANSMIS = "transmis"
    RELU = "relu"
    APPUI_DEMANDE = "appui_demande"
    APPUI_REPONDU = "appui_repondu"
    DECISION = "decision"
    A_VOIR = "a_voir"
    AVIS_DEMANDE = "avis_demande"
    BINOME = "binome"
    CONVOCATION = "convocation"
    LETTRE = "lettre"
    SEMAINE = "semaine"


LIBELLES_GENRE = {
    GenreRappel.AVANT_CLOTURE: "Avant la clôture d’un trimestre",
    GenreRappel.APRES_CLOTURE: "Après la clôture d’un trimestre",
    GenreRappel.A_COMPLETER: "Quand un carnet est à compléter",
    GenreRappel.MENTION: "Quand une personne vous cite dans une discussion",
    GenreRappel.COMPTE_RENDU: "Quand le compte rendu d’une séance est prêt",
    GenreRappel.OUVERTURE: "Quand un trimestre s’ouvre",
    GenreRappel.TRANSMIS: "Quand une structure transmet son carnet",
    GenreRappel.RELU: "Quand votre carnet est relu",
    GenreRappel.APPUI_DEMANDE: "Quand une structure demande un appui",
    GenreRappel.APPUI_REPONDU: "Quand votre demande d’appui avance",
    GenreRappel.DECISION: "Quand une décision concerne votre structure",
    GenreRappel.A_VOIR: "Quand une personne de votre structure vous demande de voir un critère",
    GenreRappel.AVIS_DEMANDE: "Quand votre structure vous demande votre avis",
    GenreRappel.BINOME: "Quand votre structure a un binôme",
    GenreRappel.CONVOCATION: "Quand on vous attend à une rencontre",
    GenreRappel.LETTRE: "Quand votre chargée de mission écrit au collectif",
    GenreRappel.SEMAINE: "Le lundi, ce qui vous attend dans la semaine",
}
# Those that the animation sends by hand from their page. The others leave by themselves, or from their own page.
GENRES_A_LA_MAIN = (GenreRappel.AVANT_CLOTURE, GenreRappel.APRES_CLOTURE, GenreRappel.A_COMPLETER)
# Who may receive a kind, in the structures or the collectif that it concerns; a mention goes to whoever is named.
ROLES_DU_GENRE = {
    GenreRappel.AVANT_CLOTURE: frozenset({Role.DIRECTION, Role.CONTRIBUTION}),
    GenreRappel.APRES_CLOTURE: frozenset({Role.DIRECTION, Role.CONTRIBUTION}),
    GenreRappel.A_COMPLETER: frozenset({Role.DIRECTION}),
    GenreRappel.MENTION: frozenset({*ROLES_DE_STRUCTURE, Role.ANIMATION}),
    GenreRappel.COMPTE_RENDU: frozenset({Role.DIRECTION, Role.CONTRIBUTION, Role.ANIMATION}),
    GenreRappel.OUVERTURE: frozenset({Role.DIRECTION, Role.CONTRIBUTION}),
    GenreRappel.TRANSMIS: frozenset({Role.ANIMATION}),
    GenreRappel.RELU: frozenset({Role.DIRECTION, Role.CONTRIBUTION}),
    GenreRappel.APPUI_DEMANDE: frozenset({Role.ANIMATION}),
    GenreRappel.APPUI_REPONDU: frozenset({Role.DIRECTION}),
    GenreRappel.DECISION: frozenset({Role.DIRECTION}),
    GenreRappel.A_VOIR: ROLES_DE_STRUCTURE,
    GenreRappel.AVIS_DEMANDE: ROLES_DE_STRUCTURE,
    GenreRappel.BINOME: frozenset({Role.DIRECTION, Role.CONTRIBUTION}),
    GenreRappel.CONVOCATION: frozenset({Role.DIRECTION, Role.CONTRIBUTION}),
    GenreRappel.LETTRE: frozenset({Role.DIRECTION, Role.CONTRIBUTION}),
    GenreRappel.SEMAINE: frozenset({Role.ANIMATION}),
}
# The trimestre that a kind speaks of: the open one, or the last one that was closed.
TRIMESTRE_DU_GENRE = {
    GenreRappel.AVANT_CLOTURE: EtatTrimestre.OUVERT,
    GenreRappel.APRES_CLOTURE: EtatTrimestre.CLOS,
    GenreRappel.A_COMPLETER: EtatTrimestre.OUVERT,
}
# Days before the last one at which the workbook reminds by itself; a day that was missed is made up for the next day.
PALIERS = (7, 1)


def is_concerne(genre: GenreRappel, etat: EtatCarnet, etat_trimestre: EtatTrimestre, adherente: bool = True) -> bool:
    """Whether a reminder of this kind has a reason to go to the people of a carnet in this état.

    ``adherente``: its structure is still a member. A structure that left is told how it ended, and no longer pressed.
    """
    match genre:
        case GenreRappel.AVANT_CLOTURE:
            return adherente and etat_trimestre is EtatTrimestre.OUVERT and etat in ETATS_MODIFIABLES
        case GenreRappel.A_COMPLETER:
            return adherente and etat_trimestre is EtatTrimestre.OUVERT and etat is EtatCarnet.A_COMPLETER
        case GenreRappel.APRES_CLOTURE:
            return etat_trimestre is EtatTrimestre.CLOS
        case _:
            return True


def explain_non_concerne(genre: GenreRappel, etat: EtatCarnet, etat_trimestre: EtatTrimestre) -> str:
    """Why a reminder that was waiting no longer has a reason to leave. One French sentence."""
    if genre is GenreRappel.APRES_CLOTURE:
        return "Le trimestre a été rouvert."
    if etat_trimestre is EtatTrimestre.CLOS:
        return "Le trimestre est clos."
    if etat in ETATS_TRANSMIS:
        return "Le carnet a été transmis entre-temps."
    if genre is GenreRappel.A_COMPLETER and etat is not EtatCarnet.A_COMPLETER:
        return "Le carnet n’est plus à compléter."
    return "La structure a quitté le collectif."


def find_palier(fin: date, today: date) -> date | None:
    """The day whose automatic reminder is due today for a trimestre that ends on ``fin``, or None."""
    for jours in PALIERS:
        jour = fin - timedelta(days=jours)
        if jour <= today <= jour + timedelta(days=1):
            return jour
    return None


def refusal_to_plan(genre: GenreRappel, jour: date, today: date, fin: date) -> str | None:
    """Why a reminder may not be planned for that day, or None. ``fin``: the last day of its trimestre."""
    if jour < today:
        return f"Le {format_date(jour)} est déjà passé : choisissez un autre jour."
    if jour > today + DELAI_MAX:
        return f"Le {format_date(jour)} est trop loin : choisissez un jour dans les trois mois."
    if TRIMESTRE_DU_GENRE.get(genre) is EtatTrimestre.OUVERT and jour > max(fin, today):
        return f"Le trimestre se termine le {format_date(fin)} : choisissez un jour avant."
    return None
