"""From the départ to the arrivée, enjeu by enjeu: an arrow between two answers to one question, else none. Pure.

Never with a score over critères: these were other questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from caprse.carnet.positionnement.service import Position
from caprse.referentiel.marches import bind_niveau, name_niveau
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.socle.francais import format_pluriel


class Sens(StrEnum):
    """What can be said of one enjeu."""

    MONTE = "monte"
    PAREIL = "pareil"
    DESCEND = "descend"
    # One of both answers is missing, or says « non concerné »: nothing moved, nothing stayed.
    SANS = "sans"
    # The question of the start was another one.
    AUTRE = "autre"


@dataclass(frozen=True, slots=True)
class Passage:
    """The collectif went from one version of the référentiel to another."""

    de: UUID
    vers: UUID
    faite_le: datetime


@dataclass(frozen=True, slots=True)
class Fleche:
    """One enjeu, what was said of it at the start and in the bilan; ``pas``: how many marches up or down."""

    enjeu: str
    titre: str
    depart: Position
    arrivee: Position
    sens: Sens
    pas: int = 0


@dataclass(frozen=True, slots=True)
class Groupe:
    """The arrows of one thématique, in order."""

    thematique: str
    titre: str
    fleches: tuple[Fleche, ...]


def build_groupes(
    referentiel: Referentiel,
    departs: Mapping[str, Position],
    arrivees: Mapping[str, Position],
    is_meme: Callable[[str, Position], bool],
) -> tuple[Groupe, ...]:
    """Every enjeu of the référentiel of the bilan; ``is_meme``: whether its question is the one of that départ."""
    return tuple(
        Groupe(
            code,
            referentiel.thematique(code).titre,
            tuple(
                build_fleche(enjeu, departs.get(enjeu.code, Position()), arrivees.get(enjeu.code, Position()), is_meme)
                for enjeu in referentiel.thematique(code).enjeux
            ),
        )
        for code in referentiel.ordre
    )


def build_fleche(
    enjeu: Enjeu, depart: Position, arrivee: Position, is_meme: Callable[[str, Position], bool]
) -> Fleche:
    """The arrow of one enjeu, where both answers are niveaux of the same question."""
    if depart.repondu and not is_meme(enjeu.code, depart):
        return Fleche(enjeu.code, enjeu.titre, Position(), arrivee, Sens.AUTRE)
    if depart.niveau is None or arrivee.niveau is None:
        return Fleche(enjeu.code, enjeu.titre, depart, arrivee, Sens.SANS)
    pas = arrivee.niveau - depart.niveau
    sens = Sens.MONTE if pas > 0 else Sens.DESCEND if pas < 0 else Sens.PAREIL
    return Fleche(enjeu.code, enjeu.titre, depart, arrivee, sens, pas)


def is_meme_question(
    enjeu: str, repondu_le: datetime | None, passages: Sequence[Passage], referentiels: Mapping[UUID, Referentiel]
) -> bool:
    """Whether an answer under this code was given to the question that the code names now.

    The code is the identity. An answer that a change of version carried over from other enjeux, or to another échelle,
    was given to another question. ``referentiels``: those that the passages name.
    """
    for passage in passages:
        if repondu_le is not None and passage.faite_le <= repondu_le:
            continue
        avant, apres = referentiels[passage.de], referentiels[passage.vers]
        if enjeu not in _list_enjeux(avant) or avant.niveau_max != apres.niveau_max:
            return False
    return True


def _list_enjeux(referentiel: Referentiel) -> set[str]:
    return {enjeu.code for thematique in referentiel.thematiques for enjeu in thematique.enjeux}


def describe_position(position: Position, niveaux: Sequence[str]) -> str:
    """``2 · Organisé``, or why there is no niveau."""
    if position.non_concerne:
        return "non concerné"
    return bind_niveau(name_niveau(position.niveau, niveaux)) if position.niveau is not None else "sans réponse"


def describe_sens(fleche: Fleche) -> str:
    """What the arrow says, in words: colour never carries it alone."""
    match fleche.sens:
        case Sens.MONTE:
            return format_pluriel(fleche.pas, "marche de plus", "marches de plus")
        case Sens.DESCEND:
            return format_pluriel(-fleche.pas, "marche de moins", "marches de moins")
        case Sens.PAREIL:
            return "comme au départ"
        case Sens.AUTRE:
            return "question nouvelle : pas de comparaison"
        case Sens.SANS:
            return "pas de comparaison"


def count_sens(groupes: Iterable[Groupe]) -> dict[Sens, int]:
    """How many enjeux went up, stayed, came down, cannot be compared."""
    sens = [fleche.sens for groupe in groupes for fleche in groupe.fleches]
    return {un: sens.count(un) for un in Sens}


def describe_groupes(groupes: Sequence[Groupe]) -> str:
    """One sentence for all: over how many enjeux, how many went up, stayed, came down."""
    comptes = count_sens(groupes)
    compares = comptes[Sens.MONTE] + comptes[Sens.PAREIL] + comptes[Sens.DESCEND]
    if not compares:
        return "Aucun enjeu n’a deux réponses à comparer."
    morceaux = [
        f"{comptes[sens]} {mot}"
        for sens, mot in ((Sens.MONTE, "plus haut"), (Sens.PAREIL, "au même niveau"), (Sens.DESCEND, "plus bas"))
        if comptes[sens]
    ]
    debut = format_pluriel(compares, "enjeu comparé", "enjeux comparés")
    return f"Sur {debut} aux deux moments : {', '.join(morceaux)}."
