"""May the collectif's figure of one thématique over the whole cycle be shown, beside all that was shown before? Pure.

A figure of the cycle adds up the states of structures: the answers that hold, of whichever trimestre. It asks the same
questions as the trimestre that asked its thématique, so whoever keeps both may subtract, and keeps the enjeux too, of
which the figure is a total. So what is unknown is what each structure answered on each enjeu; every figure that was
shown is a sum of these, and one exact elimination over all of them decides.

It is asked twice. An answer given again in another trimestre is another answer, even where it is the same: nobody
knows that it is. And it is the same answer, where it is: who only says again what it said is no cover for who moves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from caprse.restitution.publication.combinaisons import Valeur, can_isolate_sums
from caprse.restitution.publication.mouvements import can_reveal, count_unites
from caprse.restitution.publication.regles import Cadre, hides_unnamed

# Each enjeu → who answered it → the fingerprint of its figure. A thématique that is only shown whole is one part.
Parts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Dite:
    """One figure about a thématique, shown before or about to be: what it adds up, in the codes of today.

    ``entiere``: it is of the whole thématique, not of an enjeu. ``nommees``: the figures that names beside it tell.
    ``cycle``: it is a figure of the cycle.
    """

    valeurs: frozenset[Valeur]
    entiere: bool = True
    nommees: frozenset[Valeur] = frozenset()
    cycle: bool = False


def date_valeur(valeur: str, origines: Iterable[int]) -> str:
    """A fingerprint that tells of which trimestres the answers are."""
    return f"{valeur}@{','.join(str(numero) for numero in origines)}"


def read_parts(parts: Parts, *, datees: bool) -> Parts:
    """The same with the fingerprints alone, unless ``datees``."""
    if datees:
        return parts
    return {axe: {un: valeur.partition("@")[0] for un, valeur in qui.items()} for axe, qui in parts.items()}


def list_valeurs(parts: Parts) -> frozenset[Valeur]:
    """What a figure over the whole of these parts adds up."""
    return frozenset((structure, f"{axe}:{valeur}") for axe, qui in parts.items() for structure, valeur in qui.items())


def can_publish_cycle(parts: Parts, anciennes: Sequence[Dite], cadre: Cadre) -> bool:
    """Whether the figure of a thématique over these states may be shown, no name being beside it.

    Enough units answered, each enjeu that anybody answered by enough (the total would tell the others); and beside all
    that was shown before, what differs is nobody, or enough. A figure that was shown as it is says nothing new.
    """
    nouvelle = Dite(list_valeurs(parts), cycle=True)
    if any(count_unites(qui, cadre.unites) < cadre.seuil for qui in parts.values() if qui):
        return False
    # Somebody answered something at all: a thématique without any answer has no figure.
    if not nouvelle.valeurs:
        return False
    return _is_said(nouvelle, anciennes) or hides_beside(nouvelle, anciennes, anciennes, cadre)


def can_keep_cycle(nouvelles: Sequence[Dite], anciennes: Sequence[Dite], cadre: Cadre) -> bool:
    """Whether a trimestre that opens again may publish these, figures of the cycle with its answers being out already.

    The figures of the cycle are asked again with them: a new name must not open them either.
    """
    toutes = [*anciennes, *nouvelles]
    return all(
        (rang < len(anciennes) and not dite.cycle)
        or _is_said(dite, toutes[:rang])
        or hides_beside(dite, toutes[:rang], toutes, cadre)
        for rang, dite in enumerate(toutes)
    )


def hides_beside(nouvelle: Dite, anciennes: Sequence[Dite], sues: Sequence[Dite], cadre: Cadre) -> bool:
    """Whether a figure gives nobody away beside these, when the names beside ``sues`` were read.

    Whoever was named once is held to be known everywhere, and also to be unknown wherever its figure did not stand
    beside its name: both must be safe.
    """
    dites = frozenset(valeur for dite in sues for valeur in dite.nommees)
    connues = {structure for structure, _ in dites}
    if not hides_unnamed({structure for structure, _ in nouvelle.valeurs}, connues, cadre):
        return False
    toutes = frozenset(valeur for dite in (*anciennes, nouvelle) for valeur in dite.valeurs)
    supposees = frozenset(valeur for valeur in toutes if valeur[0] in connues)
    return all(_hides(nouvelle, anciennes, connus, cadre) for connus in (dites, supposees))


def can_tell_revus(revus: Mapping[str, int], cadre: Cadre) -> bool:
    """Whether how many critères were looked at again may be told: by nobody, or by enough."""
    qui = [structure for structure, combien in revus.items() if combien]
    return can_reveal(qui, (), cadre.unites, cadre.k)


def _is_said(nouvelle: Dite, anciennes: Sequence[Dite]) -> bool:
    return any(ancienne.valeurs == nouvelle.valeurs for ancienne in anciennes)


def _hides(nouvelle: Dite, anciennes: Sequence[Dite], sues: Collection[Valeur], cadre: Cadre) -> bool:
    for ancienne in anciennes:
        if ancienne.entiere and nouvelle.entiere:
            bouges = dict(_list_moved(ancienne, nouvelle))
            nommees = {structure for structure, valeurs in bouges.items() if valeurs <= frozenset(sues)}
            if not can_reveal(bouges.keys(), nommees, cadre.unites, cadre.k):
                return False
    return not can_isolate_sums(
        [ancienne.valeurs for ancienne in anciennes],
        nouvelle.valeurs,
        sues,
        cadre.unites,
        min(cadre.k, cadre.seuil),
    )


def _list_moved(avant: Dite, apres: Dite) -> Iterator[tuple[str, frozenset[Valeur]]]:
    """Who differs between two figures, with all that it counts for in either where they differ."""
    ecart = avant.valeurs ^ apres.valeurs
    for structure in {structure for structure, _ in ecart}:
        yield structure, frozenset(valeur for valeur in ecart if valeur[0] == structure)
