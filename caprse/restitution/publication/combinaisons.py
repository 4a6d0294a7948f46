"""What several editions say together: sums and differences of figures over sets that overlap. Pure.

The rule of moves looks at two editions. Three or more may be added and subtracted: beside a first set, {a b c},
{c d e} and {a b d e} differ two by two by three structures at least, and the first two minus the third give c twice.
Each edition is a line of 0 and 1 over what it counts; what can be read is what these lines combine to, so it is
decided by exact elimination, not by cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from caprse.restitution.publication.mouvements import Unites

# Beyond, the answer is that it isolates: a figure that waits harms nobody.
ESSAIS_MAX = 2000

# One figure of one structure: who, and the fingerprint of what it answered.
Valeur = tuple[str, str]
# In which editions a figure counts: 1 or 0 for each of the earlier ones, then for the new one.
_Motif = tuple[int, ...]
# What all figures of a unit are like.
_Classe = frozenset[_Motif]


def can_isolate(
    anciennes: Sequence[Mapping[str, str]],
    nouvelle: Mapping[str, str],
    connues: Collection[Valeur],
    unites: Unites,
    k: int,
) -> bool:
    """Whether the new edition lets some combination bear on fewer than ``k`` units, and on one at least.

    Each edition goes from structures to fingerprints, on one axis; ``connues`` are the figures that names tell. What
    the earlier editions say by themselves is said already.
    """
    lignes = [frozenset(edition.items()) for edition in anciennes]
    return can_isolate_sums(lignes, frozenset(nouvelle.items()), connues, unites, k)


def can_isolate_sums(
    anciennes: Sequence[Collection[Valeur]],
    nouvelle: Collection[Valeur],
    connues: Collection[Valeur],
    unites: Unites,
    k: int,
) -> bool:
    """The same of sums that may add several figures of one structure, such as a total of its enjeux."""
    motifs = _list_motifs([*anciennes, nouvelle], connues)
    par_unite: dict[str, set[_Motif]] = {}
    for (structure, _), motif in motifs.items():
        par_unite.setdefault(unites.get(structure, structure), set()).add(motif)
    # Units that count in the same editions cannot be told apart: a combination bears on all of them or on none.
    classes = Counter(frozenset(motifs) for motifs in par_unite.values())
    petites = [classe for classe, nombre in classes.items() if nombre < k]
    petites.sort(key=lambda classe: (classes[classe], sorted(classe)))
    if not petites or _is_combination(set(motifs.values())):
        return False
    for essai, choisies in enumerate(_choose(petites, classes, k - 1)):
        restent = {motif for classe in classes if classe not in choisies for motif in classe}
        if essai >= ESSAIS_MAX or _is_combination(restent):
            return True
    return False


def _list_motifs(sommes: Sequence[Collection[Valeur]], connues: Collection[Valeur]) -> dict[Valeur, _Motif]:
    valeurs = {valeur for somme in sommes for valeur in somme} - set(connues)
    return {valeur: tuple(int(valeur in somme) for somme in sommes) for valeur in valeurs}


def _choose(classes: Sequence[_Classe], nombres: Mapping[_Classe, int], au_plus: int) -> Iterator[frozenset[_Classe]]:
    """Every choice of classes that holds so many units at most, but for the empty one. ``classes`` by number."""

    def extend(choisies: frozenset[_Classe], depuis: int, reste: int) -> Iterator[frozenset[_Classe]]:
        for rang in range(depuis, len(classes)):
            classe = classes[rang]
            if nombres[classe] > reste:
                return
            ensemble = choisies | {classe}
            yield ensemble
            yield from extend(ensemble, rang + 1, reste - nombres[classe])

    return extend(frozenset(), 0, au_plus)


def _is_combination(motifs: Iterable[_Motif]) -> bool:
    """Whether, over these figures, the last edition is a combination of the ones before it. Exact."""
    base: list[tuple[int, list[Fraction]]] = []
    for motif in motifs:
        ligne = [Fraction(un) for un in motif]
        for pivot, autre in base:
            if facteur := ligne[pivot]:
                ligne = [un - facteur * deux for un, deux in zip(ligne, autre, strict=True)]
        libre = next((rang for rang, un in enumerate(ligne[:-1]) if un), None)
        if libre is not None:
            base.append((libre, [un / ligne[libre] for un in ligne]))
        elif ligne[-1]:
            return False
    return True
