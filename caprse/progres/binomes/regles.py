"""What a structure may offer and look for, what two of them exchange, where they may meet. Pure rules: no niveau."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, permutations
from uuid import UUID

from caprse.socle.francais import fold_commune
from caprse.socle.signes import can_be_stored

DITES_MAX = 5
NOTE_MAX = 600
MEMBRES = range(2, 5)


class Rencontre(StrEnum):
    """How a structure would meet another."""

    SUR_PLACE = "sur_place"
    VISIO = "visio"
    LES_DEUX = "les_deux"


class Lieu(StrEnum):
    """Where those of a binôme are to each other. The workbook knows communes and départements, no distance."""

    COMMUNE = "commune"
    DEPARTEMENT = "departement"
    VISIO = "visio"
    LOIN = "loin"


class EtatBinome(StrEnum):
    PROPOSE = "propose"
    ACCEPTE = "accepte"
    REFUSE = "refuse"
    TERMINE = "termine"


LIBELLES_RENCONTRE = {
    Rencontre.LES_DEUX: "L’un ou l’autre",
    Rencontre.SUR_PLACE: "Sur place",
    Rencontre.VISIO: "En visio",
}
LIBELLES_LIEU = {
    Lieu.COMMUNE: "même commune",
    Lieu.DEPARTEMENT: "même département",
    Lieu.VISIO: "en visio",
    Lieu.LOIN: "sur place, la route est à prévoir",
}
# From the easiest to the hardest: a group is as far as the two of it that are farthest.
LIEUX = (Lieu.COMMUNE, Lieu.DEPARTEMENT, Lieu.VISIO, Lieu.LOIN)


@dataclass(frozen=True)
class SaisieEntraide:
    """What a structure declares: codes of critères or enjeux."""

    offre: tuple[str, ...] = ()
    cherche: tuple[str, ...] = ()
    rencontre: Rencontre = Rencontre.LES_DEUX


@dataclass(frozen=True)
class SaisieVisite:
    jour: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Declaree:
    """A structure that declared, and where it is."""

    id: UUID
    nom: str
    offre: tuple[str, ...]
    cherche: tuple[str, ...]
    rencontre: Rencontre = Rencontre.LES_DEUX
    commune: str = ""
    departement: str = ""


@dataclass(frozen=True, slots=True)
class Don:
    """What one shows to another that looks for it."""

    de: UUID
    a: UUID
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Groupe:
    """Structures that could meet, in the order of their ids, with what they would exchange."""

    membres: tuple[UUID, ...]
    dons: tuple[Don, ...]
    lieu: Lieu

    @property
    def cles(self) -> frozenset[UUID]:
        return frozenset(self.membres)

    @property
    def complet(self) -> bool:
        """Whether each gives and each receives."""
        return {don.de for don in self.dons} == {don.a for don in self.dons} == self.cles


def list_reasons_against(saisie: SaisieEntraide, connus: Iterable[str]) -> list[str]:
    """Every reason why this cannot be kept. ``connus``: the codes that may be named."""
    raisons = []
    if max(len(saisie.offre), len(saisie.cherche)) > DITES_MAX:
        raisons.append(f"Choisissez {DITES_MAX} sujets au plus dans chaque liste.")
    if not {*saisie.offre, *saisie.cherche} <= set(connus):
        raisons.append("Un des sujets n’est plus au référentiel : choisissez-en un autre.")
    if set(saisie.offre) & set(saisie.cherche):
        raisons.append("Le même sujet est dans les deux listes : gardez-le dans une seule.")
    return raisons


def list_reasons_against_visite(saisie: SaisieVisite, depuis: date, today: date) -> list[str]:
    """``depuis``: the day when the binôme was accepted; a visit may be written down after it was made."""
    raisons = []
    if saisie.jour is None:
        raisons.append("Donnez un jour à cette visite.")
    elif not depuis.replace(year=depuis.year - 1, day=1) <= saisie.jour <= today.replace(year=today.year + 2, day=1):
        raisons.append("Ce jour est trop loin : vérifiez l’année.")
    if len(saisie.note) > NOTE_MAX:
        raisons.append(f"La note : {NOTE_MAX} signes au plus.")
    if not can_be_stored(saisie.note):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré.")
    return raisons


def cross(offre: Iterable[str], cherche: Sequence[str], enjeux: Mapping[str, str]) -> tuple[str, ...]:
    """What is offered of what is looked for, the narrower of two words for it. ``enjeux``: of each critère."""
    offertes = list(offre)
    trouves = [
        offerte if enjeux.get(offerte) == voulue else voulue
        for voulue in cherche
        for offerte in offertes
        if offerte == voulue or enjeux.get(voulue) == offerte or enjeux.get(offerte) == voulue
    ]
    return tuple(dict.fromkeys(trouves))


def find_lieu(une: Declaree, autre: Declaree) -> Lieu | None:
    """The easiest way for two structures to meet as both wish; None where there is none."""
    modes = {une.rencontre, autre.rencontre}
    if Rencontre.VISIO not in modes:
        ici = bool(une.departement) and une.departement == autre.departement
        if (
            une.commune
            and fold_commune(une.commune) == fold_commune(autre.commune)
            and une.departement == autre.departement
        ):
            return Lieu.COMMUNE
        if ici:
            return Lieu.DEPARTEMENT
    if Rencontre.SUR_PLACE not in modes:
        return Lieu.VISIO
    return None if Rencontre.VISIO in modes else Lieu.LOIN


def build_groupe(membres: Iterable[Declaree], enjeux: Mapping[str, str]) -> Groupe:
    """What these would exchange, whoever named them in whichever order. Where two cannot meet, they are far."""
    tries = sorted(membres, key=lambda declaree: declaree.id)
    dons = tuple(
        Don(de.id, a.id, codes) for de, a in permutations(tries, 2) if (codes := cross(de.offre, a.cherche, enjeux))
    )
    lieux = [find_lieu(une, autre) or Lieu.LOIN for une, autre in combinations(tries, 2)]
    return Groupe(tuple(un.id for un in tries), dons, max(lieux, key=LIEUX.index))


def explain_seule(une: Declaree, autres: Sequence[Declaree], enjeux: Mapping[str, str]) -> str:
    """Why nothing can be proposed to a structure, in a few words; nothing where something could."""
    if not une.offre or not une.cherche:
        return "n’a rempli qu’une des deux listes"
    joignables = [autre for autre in autres if autre.id != une.id and find_lieu(une, autre) is not None]
    if not any(cross(une.offre, autre.cherche, enjeux) for autre in joignables):
        return "personne ne cherche ce qu’elle partage"
    if not any(cross(autre.offre, une.cherche, enjeux) for autre in joignables):
        return "personne ne partage ce qu’elle cherche"
    return ""


class Suivi(StrEnum):
    """Where the visits of a binôme stand."""

    SANS_DATE = "sans_date"
    A_RACONTER = "a_raconter"
    A_VENIR = "a_venir"
    FAITE = "faite"


def follow_visites(visites: Iterable[tuple[date, str]], today: date) -> Suivi:
    """Of their days and notes: one that comes, else one that was made and not told, else one told, else none."""
    jours = sorted(visites)
    if any(jour >= today for jour, _ in jours):
        return Suivi.A_VENIR
    if not jours:
        return Suivi.SANS_DATE
    return Suivi.FAITE if jours[-1][1] else Suivi.A_RACONTER
