"""Who keeps every edition and wants to read one structure: what can be computed, by exact linear algebra.

What is unknown is each answer of each structure on each enjeu, in each version that was ever shown. An edition gives,
axis by axis, the sum of some of them; names give single ones; whoever belongs to structures knows all of theirs. A
structure is read when some combination of all that bears on its own answers alone: this is asked by comparing ranks,
so that no way of combining is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.publication.edition import Edition

# Structure, enjeu, what it answered there.
Inconnue = tuple[str, str, tuple[int, ...]]
# Larger than any determinant of these lines: a rank computed with it is the rank.
_PREMIER = 2**61 - 1


@dataclass(frozen=True)
class Vue:
    """One edition that was shown, and the carnets that it was made from."""

    edition: Edition
    bilans: Mapping[str, Bilan]


def list_read(vues: Sequence[Vue], siennes: Collection[str], *, suivies: bool) -> set[str]:
    """The structures of others that are read by whoever knows ``siennes``.

    ``suivies``: whoever was named once on an axis is known there for ever, and may not be protected there any more;
    else names tell the figures that they stood beside, and everything else is to be protected.
    """
    nommees = {(n.structure_id, figure.code) for vue in vues for n in vue.edition.nommees for figure in n.figures}
    lignes = [_keep(ligne, siennes, nommees if suivies else ()) for ligne in _list_lines(vues)]
    structures = {structure for ligne in lignes for structure, _, _ in ligne}
    rang = count_rank(lignes)
    return {
        structure
        for structure in structures
        if count_rank([{i: un for i, un in ligne.items() if i[0] != structure} for ligne in lignes])
        < rang - _count_named(vues, structure, siennes, suivies=suivies)
    }


def count_rank(lignes: Iterable[Mapping[Inconnue, int]]) -> int:
    """How many of these lines are independent."""
    base: dict[Inconnue, dict[Inconnue, int]] = {}
    for brute in lignes:
        ligne = dict(brute)
        while ligne:
            pivot = min(ligne)
            if pivot not in base:
                inverse = pow(ligne[pivot], -1, _PREMIER)
                base[pivot] = {inconnue: un * inverse % _PREMIER for inconnue, un in ligne.items()}
                break
            facteur = ligne[pivot]
            for inconnue, un in base[pivot].items():
                reste = (ligne.get(inconnue, 0) - facteur * un) % _PREMIER
                if reste:
                    ligne[inconnue] = reste
                else:
                    ligne.pop(inconnue, None)
    return len(base)


def _list_lines(vues: Sequence[Vue]) -> list[dict[Inconnue, int]]:
    """Everything that the editions tell: a sum per axis shown, a figure per name."""
    lignes = []
    for vue in vues:
        lignes += [
            _sum(vue, agregat.code, vue.bilans) for agregat in vue.edition.agregats if agregat.quartiles is not None
        ]
        lignes += [
            _sum(vue, figure.code, [nommee.structure_id])
            for nommee in vue.edition.nommees
            for figure in nommee.figures
        ]
    return lignes


def _sum(vue: Vue, axe: str, structures: Iterable[str]) -> dict[Inconnue, int]:
    """The answers that one figure adds up; the total is the sum of its enjeux."""
    return {
        (structure, figure.code, figure.repartition): 1
        for structure in structures
        for figure in vue.bilans[structure].axes
        if figure.repondus
        and (figure.code == axe or (axe == vue.edition.total and figure.code != vue.edition.transversal))
        and figure.code != vue.edition.total
    }


def _keep(
    ligne: Mapping[Inconnue, int], siennes: Collection[str], connues: Collection[tuple[str, str]]
) -> dict[Inconnue, int]:
    return {
        inconnue: un for inconnue, un in ligne.items() if inconnue[0] not in siennes and inconnue[:2] not in connues
    }


def _count_named(vues: Sequence[Vue], structure: str, siennes: Collection[str], *, suivies: bool) -> int:
    """What its own names tell of a structure is no secret."""
    if suivies or structure in siennes:
        return 0
    dites = [
        _sum(vue, figure.code, [structure])
        for vue in vues
        for nommee in vue.edition.nommees
        if nommee.structure_id == structure
        for figure in nommee.figures
    ]
    return count_rank(dites)
