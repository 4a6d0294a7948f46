"""What a set of voices says, and what of it may be shown without saying whose they are.

A voice is *connue* to whoever reads when its name is told or when the reader typed it in from a sheet; the others are
*secretes*. Only these are protected: a figure counts none of them or at least ``SEUIL``, and so does the difference
between any two figures shown together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from typing import Any
from uuid import UUID

SEUIL = 5
DUREE_MAX = timedelta(days=120)
# Far above any team: they only keep a program, or a slip of the hand, from filling a consultation.
VOIX_MAX = 300
GROUPES_MAX = 6

GROUPES = ("Équipe permanente", "Salarié·es en parcours", "Conseil d’administration")


class Etat(StrEnum):
    """Whether voices are taken: now, no longer, or never again."""

    OUVERTE = "ouverte"
    FINIE = "finie"
    CLOSE = "close"


# From so many marches between two people on, they are said to be very far apart.
TRES = Fraction(3, 2)


class Raison(StrEnum):
    """Why a spread is not shown."""

    PEU = "peu"
    DEDUCTION = "deduction"


class Accord(StrEnum):
    """How near to each other the voices are, in a word."""

    ENTIER = "entier"
    PROCHE = "proche"
    PARTAGE = "partage"
    TRES_PARTAGE = "tres_partage"


@dataclass(frozen=True, slots=True)
class Voix:
    """One voice on one critère. ``niveau`` None: « je ne sais pas ». ``nombre``: of a sheet, so many alike."""

    groupe: UUID
    niveau: int | None
    connue: bool = False
    nombre: int = 1


@dataclass(frozen=True, slots=True)
class Ecart:
    """The voices of a set, counted per niveau; those that do not know stand apart, and in no computation."""

    niveaux: tuple[int, ...]
    sait_pas: int = 0

    @property
    def exprimees(self) -> int:
        return sum(self.niveaux)

    @property
    def nombre(self) -> int:
        return self.exprimees + self.sait_pas

    @property
    def mediane(self) -> int | None:
        """The niveau of the middle, the lower of two, as for answers; None when nobody gave one."""
        if not self.exprimees:
            return None
        milieu = (self.exprimees + 1) // 2
        return next(niveau for niveau, cumul in enumerate(accumulate(self.niveaux)) if cumul >= milieu)

    @property
    def bornes(self) -> tuple[int, int] | None:
        """The lowest and the highest niveau given."""
        donnes = [niveau for niveau, nombre in enumerate(self.niveaux) if nombre]
        return (donnes[0], donnes[-1]) if donnes else None

    @property
    def distance(self) -> Fraction:
        """How many marches stand between two people, on average over all pairs; 0 when they all agree."""
        n = self.exprimees
        if n < 2:
            return Fraction(0)
        # Between niveau k and k+1, a pair is parted when one of the two stands below: exact, and without a pair drawn.
        parties = sum(bas * (n - bas) for bas in accumulate(self.niveaux[:-1]))
        return Fraction(parties * 2, n * (n - 1))

    def is_loin(self, niveau: int) -> bool:
        """Whether the voices stand far from this niveau: as many marches on average as two people far apart."""
        n = self.exprimees
        ecarts = sum(abs(autre - niveau) * nombre for autre, nombre in enumerate(self.niveaux))
        return n > 0 and Fraction(ecarts, n) >= TRES

    @property
    def accord(self) -> Accord:
        if self.distance == 0:
            return Accord.ENTIER
        if self.distance <= 1:
            return Accord.PROCHE
        return Accord.PARTAGE if self.distance < TRES else Accord.TRES_PARTAGE

    def add(self, voix: Voix) -> Ecart:
        if voix.niveau is None:
            return replace(self, sait_pas=self.sait_pas + voix.nombre)
        comptes = list(self.niveaux)
        comptes[voix.niveau] += voix.nombre
        return replace(self, niveaux=tuple(comptes))

    def __add__(self, autre: Ecart) -> Ecart:
        return Ecart(
            tuple(a + b for a, b in zip(self.niveaux, autre.niveaux, strict=True)), self.sait_pas + autre.sait_pas
        )


@dataclass(frozen=True, slots=True)
class Part:
    """What may be shown of a set: how many voices it has and, unless ``raison`` says why not, their spread.

    ``ecartees``: secret voices that the spread leaves out, too few to stay secret beside those that are known.
    """

    nombre: int
    ecart: Ecart | None = None
    raison: Raison | None = None
    ecartees: int = 0


@dataclass(frozen=True)
class Resultat:
    """What may be shown of one critère: the whole, and each group that has a voice."""

    ensemble: Part
    groupes: Mapping[UUID, Part] = field(default_factory=dict)


def build_resultat(voix: Iterable[Voix], groupes: Sequence[UUID], niveaux: int) -> Resultat:
    """Count the voices on one critère; ``niveaux`` of the échelle. Whatever their order, the same is shown.

    The whole comes first: a group whose spread would, taken from the whole, leave too few is not shown.
    """
    vide = Ecart((0,) * niveaux)
    connues, secretes = dict.fromkeys(groupes, vide), dict.fromkeys(groupes, vide)
    for une in voix:
        part = connues if une.connue else secretes
        part[une.groupe] = part[une.groupe].add(une)
    ensemble = _build_part(sum(connues.values(), vide), sum(secretes.values(), vide))
    parts = {groupe: _build_part(connues[groupe], secretes[groupe]) for groupe in groupes}
    tues = sum(secretes[groupe].nombre for groupe in groupes if not _tells(parts[groupe], secretes[groupe]))
    if ensemble.ecart is not None and 0 < tues < SEUIL:
        montres = [g for g in groupes if secretes[g].nombre and _tells(parts[g], secretes[g])]
        if montres:
            cache = min(montres, key=lambda g: (parts[g].nombre, groupes.index(g)))
            parts[cache] = Part(parts[cache].nombre, raison=Raison.DEDUCTION)
    return Resultat(ensemble, {groupe: part for groupe, part in parts.items() if part.nombre})


def _build_part(connues: Ecart, secretes: Ecart) -> Part:
    nombre = connues.nombre + secretes.nombre
    ecartees = secretes.nombre if 0 < secretes.nombre < SEUIL else 0
    ecart = connues if ecartees else connues + secretes
    if ecart.nombre < SEUIL:
        return Part(nombre, raison=Raison.PEU)
    return Part(nombre, ecart, None, ecartees)


def _tells(part: Part, secretes: Ecart) -> bool:
    """Whether the spread shown counts the secret voices of its set."""
    return part.ecart is not None and not part.ecartees and secretes.nombre > 0


def rank(resultats: Mapping[str, Resultat]) -> list[str]:
    """The critères, those where people stand furthest apart first; those whose spread is not shown last.

    Between equals: more voices first, then the order given.
    """

    def key(code: str) -> tuple[bool, Fraction, int]:
        ecart = resultats[code].ensemble.ecart
        return (ecart is None, -ecart.distance if ecart else Fraction(0), -ecart.exprimees if ecart else 0)

    return sorted(resultats, key=key)


def compute_etat(close: bool, fin: date, today: date, trimestre_ouvert: bool) -> Etat:
    """``fin`` is the last day; with its trimestre, a consultation ends too, and waits to be closed."""
    if close:
        return Etat.CLOSE
    return Etat.OUVERTE if today <= fin and trimestre_ouvert else Etat.FINIE


def refusal_to_speak(etat: Etat) -> str | None:
    """Why a voice is not taken, or None."""
    if etat is Etat.CLOSE:
        return "Cette consultation est close : aucun avis n’y est plus pris."
    if etat is Etat.FINIE:
        return "Cette consultation est terminée : aucun avis n’y est plus pris."
    return None


def list_reasons_against_tally(niveaux: Sequence[int], sait_pas: int, attendus: int) -> list[str]:
    """Why this count of sheets cannot be; ``attendus``: how many niveaux the échelle has. French sentences."""
    comptes = [*niveaux, sait_pas]
    if len(niveaux) != attendus:
        return ["Il faut un nombre pour chaque niveau."]
    if any(nombre < 0 for nombre in comptes):
        return ["Un nombre de feuilles ne peut pas être négatif."]
    if sum(comptes) > VOIX_MAX:
        return [f"Ce total dépasse {VOIX_MAX} feuilles : vérifiez les nombres."]
    return []


def list_reasons_against_opening(
    criteres: Sequence[str], possibles: Iterable[str], groupes: Sequence[str], fin: date, today: date
) -> list[str]:
    """Why a consultation cannot be opened so. French sentences."""
    raisons = []
    if not criteres:
        raisons.append("Choisissez au moins un critère.")
    elif not set(criteres) <= set(possibles) or len(set(criteres)) != len(criteres):
        raisons.append("Un des critères n’est pas dans ce carnet.")
    if not groupes or len(groupes) > GROUPES_MAX:
        raisons.append(f"Choisissez de un à {GROUPES_MAX} groupes.")
    elif len({groupe.casefold() for groupe in groupes}) != len(groupes):
        raisons.append("Deux groupes portent le même nom.")
    elif not all(1 <= len(groupe) <= 60 for groupe in groupes):
        raisons.append("Le nom d’un groupe a de 1 à 60 signes.")
    if fin < today:
        raisons.append("La fin est déjà passée : choisissez une date à venir.")
    elif fin > today + DUREE_MAX:
        raisons.append("La fin est trop loin : choisissez une date dans les quatre mois.")
    return raisons


def to_contenu(resultat: Resultat) -> dict[str, Any]:
    """As it is frozen."""
    return {
        "ensemble": _write_part(resultat.ensemble),
        "groupes": {str(groupe): _write_part(part) for groupe, part in resultat.groupes.items()},
    }


def from_contenu(contenu: Mapping[str, Any]) -> Resultat:
    """What ``to_contenu`` wrote."""
    return Resultat(
        _read_part(contenu["ensemble"]),
        {UUID(groupe): _read_part(part) for groupe, part in contenu["groupes"].items()},
    )


def _write_part(part: Part) -> dict[str, Any]:
    return {
        "nombre": part.nombre,
        "niveaux": list(part.ecart.niveaux) if part.ecart else None,
        "sait_pas": part.ecart.sait_pas if part.ecart else 0,
        "raison": part.raison,
        "ecartees": part.ecartees,
    }


def _read_part(part: Mapping[str, Any]) -> Part:
    ecart = Ecart(tuple(part["niveaux"]), part["sait_pas"]) if part["niveaux"] is not None else None
    return Part(part["nombre"], ecart, Raison(part["raison"]) if part["raison"] else None, part["ecartees"])
