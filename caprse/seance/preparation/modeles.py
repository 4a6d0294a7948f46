"""Ready-made sessions and icebreakers: a whole evening's order in one press, to be changed afterwards. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from caprse.referentiel.schema import Enjeu
from caprse.seance.contenus.etapes import ContenuRepartition, ContenuVote
from caprse.seance.contenus.saisies import OPTION_MAX, OPTIONS, TITRE_MAX, SaisieEtape
from caprse.seance.regles import GenreEtape, GenreTour

POINTS = 5
ENJEUX_MAX = 3


class Modele(StrEnum):
    OUVERTURE = "ouverture"
    MI_PARCOURS = "mi_parcours"
    BILAN = "bilan"


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a template is for."""

    titre: str
    pour: str


PRESENTATIONS = {
    Modele.OUVERTURE: Presentation("Ouverture", "Se rencontrer, dire ses attentes, choisir ses priorités."),
    Modele.MI_PARCOURS: Presentation("Mi-parcours", "Voir où l’on en est, comprendre les écarts, décider."),
    Modele.BILAN: Presentation("Bilan", "Mesurer le chemin, dire ses fiertés, préparer la suite."),
}

BRISE_GLACES = (
    "En un mot : comment arrivez-vous aujourd’hui ?",
    "Quel mot dit le mieux votre structure en ce moment ?",
    "De quoi êtes-vous fiers depuis la dernière fois ?",
    "Qu’attendez-vous de cette journée, en un mot ?",
)
NOTE_GLACE = (
    "Laissez deux minutes. Montrez les mots au fil de l’eau, puis demandez à deux personnes d’expliquer le leur."
)


def plan_modele(modele: Modele, enjeux: Sequence[Enjeu]) -> list[SaisieEtape]:
    """The steps of a template on these enjeux, in order, from the welcome to the closing."""
    accueil = SaisieEtape(
        GenreEtape.ACCUEIL,
        "Bienvenue",
        10,
        notes="Chacun prend son téléphone et tape le code. Attendez que les points cessent d’arriver.",
    )
    decisions = SaisieEtape(
        GenreEtape.DECISIONS,
        "Ce que nous décidons",
        15,
        notes="Pour chaque décision : qui la porte, et pour quand. Notez-la sur la console, elle s’écrit à l’écran.",
    )
    fin = SaisieEtape(GenreEtape.CLOTURE, "Merci", 5)
    match modele:
        case Modele.OUVERTURE:
            milieu = [
                build_brise_glace(BRISE_GLACES[0]),
                _ask_confiance("Quelle confiance avons-nous pour ce trimestre ?"),
            ]
            milieu += _ask_priorites("Sur quoi voulons-nous avancer d’abord ?", enjeux)
        case Modele.MI_PARCOURS:
            milieu = [build_brise_glace(BRISE_GLACES[1]), *_look_back(), *_show_enjeux(enjeux)]
            milieu += _ask_priorites("Sur quoi avancer d’ici la fin du trimestre ?", enjeux)
        case Modele.BILAN:
            milieu = [build_brise_glace(BRISE_GLACES[2]), *_look_back(), _show_chemin(), *_show_enjeux(enjeux)]
            milieu.append(_ask_confiance("Quelle confiance avons-nous pour la suite ?"))
    return [accueil, *milieu, decisions, fin]


def build_brise_glace(question: str) -> SaisieEtape:
    """Open words to begin with."""
    contenu = ContenuVote(GenreTour.MOTS, question=question)
    return SaisieEtape(GenreEtape.VOTE, question, 5, contenu.to_contenu(), NOTE_GLACE)


def _look_back() -> list[SaisieEtape]:
    return [
        SaisieEtape(GenreEtape.DECISIONS_OUVERTES, "Où en sont nos décisions ?", 10),
        SaisieEtape(
            GenreEtape.RADAR,
            "Où en est le collectif",
            10,
            notes="Laissez regarder une minute en silence, puis : « Qu’est-ce qui vous étonne ? »",
        ),
    ]


def _show_chemin() -> SaisieEtape:
    return SaisieEtape(
        GenreEtape.CHEMIN,
        "Le chemin du collectif",
        10,
        notes="Prenez le temps de chaque thématique : « Qu’est-ce qui nous a aidés ? Qu’est-ce qui a résisté ? »",
    )


def _show_enjeux(enjeux: Sequence[Enjeu]) -> list[SaisieEtape]:
    return [
        SaisieEtape(
            GenreEtape.REPARTITION, enjeu.titre[:TITRE_MAX], 5, ContenuRepartition(enjeu=enjeu.code).to_contenu()
        )
        for enjeu in enjeux[:ENJEUX_MAX]
    ]


def _ask_confiance(question: str) -> SaisieEtape:
    return SaisieEtape(GenreEtape.VOTE, question, 5, ContenuVote(GenreTour.CONFIANCE, question=question).to_contenu())


def _ask_priorites(question: str, enjeux: Sequence[Enjeu]) -> list[SaisieEtape]:
    """Points to share between the enjeux, where there are enough of them, and not too many."""
    options = tuple(dict.fromkeys(enjeu.titre[:OPTION_MAX].strip() for enjeu in enjeux))
    if len(options) not in OPTIONS:
        return []
    vote = ContenuVote(GenreTour.POINTS, question=question, options=options, points=POINTS)
    return [SaisieEtape(GenreEtape.VOTE, question, 10, vote.to_contenu())]
