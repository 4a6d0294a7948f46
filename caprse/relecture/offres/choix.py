"""Which offres a structure is shown first: for what it chose to work on, then its weakest critères. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caprse.socle.francais import fold

# So many are shown; the others are behind « Tout le catalogue ».
PROPOSEES = 3
# The niveaux at which a critère calls for help: the two lowest steps of any échelle.
FAIBLE = 1


@dataclass(frozen=True, slots=True)
class Offre:
    """One line of the catalogue, as the screens read it."""

    code: str
    titre: str
    resume: str
    demi_journees: int
    criteres: tuple[str, ...]
    illustrative: bool = False
    retiree: bool = False


def read_offre(brute: Mapping[str, Any]) -> Offre:
    """A line of the table, as JSON gives it."""
    return Offre(
        brute["code"],
        brute["titre"],
        brute["resume"],
        brute["demi_journees"],
        tuple(brute["criteres"]),
        brute["illustrative"],
        brute["retiree"],
    )


@dataclass(frozen=True, slots=True)
class Besoins:
    """What a structure may need. ``niveaux``: its answers by critère; ``choisis``: those of its actions under way."""

    niveaux: Mapping[str, int]
    choisis: frozenset[str] = frozenset()
    # The critère that one comes from, where one comes from one.
    vise: str | None = None


@dataclass(frozen=True, slots=True)
class Proposition:
    """An offre that fits, and the critère for which it does."""

    offre: Offre
    critere: str


def list_propositions(
    offres: Sequence[Offre], besoins: Besoins, deja: Collection[str] = (), maximum: int = PROPOSEES
) -> tuple[Proposition, ...]:
    """The offres that fit best, the best first; equal ones as the catalogue orders them. ``deja``: asked already."""
    trouvees = [
        (rang, place, Proposition(offre, critere))
        for place, offre in enumerate(offres)
        if offre.code not in deja and (choix := _choose(offre, besoins)) is not None
        for rang, critere in (choix,)
    ]
    trouvees.sort(key=lambda trouvee: trouvee[:2])
    return tuple(proposition for _, _, proposition in trouvees[:maximum])


def _choose(offre: Offre, besoins: Besoins) -> tuple[tuple[int, int], str] | None:
    """The critère for which an offre fits best, and how well: smaller is better."""
    choix = [
        (rang, critere) for critere in offre.criteres if (rang := _rank(critere, besoins)) is not None
    ]  # the first of its critères wins where two fit as well
    return min(choix, key=lambda choix: choix[0], default=None)


def _rank(critere: str, besoins: Besoins) -> tuple[int, int] | None:
    niveau = besoins.niveaux.get(critere)
    if critere == besoins.vise:
        return (0, 0)
    if critere in besoins.choisis:
        return (1, niveau if niveau is not None else FAIBLE)
    if niveau is not None and niveau <= FAIBLE:
        return (2, niveau)
    return None


def search_offres(offres: Sequence[Offre], mots: str, titres: Mapping[str, str]) -> list[Offre]:
    """The offres that say each of these words, in their own text or in a critère's title; accents do not count."""
    cherches = fold(mots).split()
    return [offre for offre in offres if all(mot in _read_textes(offre, titres) for mot in cherches)]


def _read_textes(offre: Offre, titres: Mapping[str, str]) -> str:
    return fold(" ".join((offre.titre, offre.resume, *(titres.get(code, code) for code in offre.criteres))))
