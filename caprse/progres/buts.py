"""What an action aims at: the next step of a critère, as the structure last answered it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from caprse.referentiel.schema import Referentiel

BUT_MAX = 400


@dataclass(frozen=True, slots=True)
class But:
    """The niveau aimed at and its descriptor; ``niveau``: where the structure stands today."""

    niveau: int
    vise: int
    texte: str


@dataclass(frozen=True, slots=True)
class Cote:
    """What a structure answered to a critère: ``niveau`` None where it is non concerné or not answered."""

    niveau: int | None
    cible: int | None = None
    non_concerne: bool = False

    @property
    def repondu(self) -> bool:
        return self.non_concerne or self.niveau is not None


def find_but(cote: Cote, niveaux: Mapping[int, str]) -> But | None:
    """The step to aim at: the cible where it lies above, else the next niveau; None at the top or without answer.

    ``niveaux``: the descriptor of each niveau of the critère.
    """
    if cote.niveau is None:
        return None
    vise = cote.cible if cote.cible is not None and cote.cible > cote.niveau else cote.niveau + 1
    texte = niveaux.get(vise, "")
    return But(cote.niveau, vise, shorten_but(texte)) if texte else None


def is_atteint(vise: int, but: But | None) -> bool:
    """Whether the structure stands already where an action aimed; ``but``: what its critère aims at today."""
    return but is not None and but.niveau >= vise


def list_buts(passages: Iterable[tuple[Referentiel, str, Mapping[str, Cote]]]) -> dict[str, But]:
    """The goal of each critère that has one, by code, from the latest answer to it: given or looked at again.

    ``passages``: per trimestre, the latest first, its référentiel, its thématique and its answers by code.
    """
    demandes: set[str] = set()
    buts: dict[str, But] = {}
    for referentiel, thematique, cotes in reversed(list(passages)):
        demandes |= {critere.code for critere in referentiel.demandes(thematique)}
        for critere in referentiel.criteres:
            cote = cotes.get(critere.code)
            # An answer to what no carnet asked is of a version left behind.
            if critere.code not in demandes or cote is None or not cote.repondu:
                continue
            buts.pop(critere.code, None)
            if but := find_but(cote, critere.niveaux):
                buts[critere.code] = but
    return buts


def order_criteres(criteres: Sequence[str], vise: str | None) -> tuple[str, ...]:
    """Each critère once, the one that the goal is about first while it is still served."""
    uniques = tuple(dict.fromkeys(criteres))
    return (vise, *(code for code in uniques if code != vise)) if vise in uniques else uniques


def shorten_but(texte: str) -> str:
    """The descriptor, cut after a word where it is too long to be kept."""
    if len(texte) <= BUT_MAX:
        return texte
    return f"{texte[: BUT_MAX - 2].rsplit(maxsplit=1)[0].rstrip(' ,;:')} …"
