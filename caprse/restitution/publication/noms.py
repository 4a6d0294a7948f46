"""Who may be named in an edition, beside figures over all. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from caprse.restitution.publication.regles import Cadre, Parue, can_add

AUCUN: frozenset[str] = frozenset()


def choose_names(
    nouvelle: Parue,
    volontaires: Collection[str],
    anciennes: Sequence[Parue],
    total: str,
    enjeux: Collection[str],
    cadre: Cadre,
) -> dict[str, frozenset[str]] | None:
    """Who may be named on each axis; None when even without new names the edition would give somebody away.

    On each axis all volunteers, else those whose name was there already, else nobody. On the total, those who are
    named on all that it adds up of theirs: elsewhere it would tell the rest of their figures, and here they tell it.
    """
    parts = nouvelle.montres & frozenset(enjeux)
    autres = nouvelle.montres - parts - {total}
    hors = _choose_axes(autres, nouvelle, volontaires, anciennes, cadre)
    if hors is None:
        return None
    for seulement_anciennes in (False, True):
        nommees = _choose_axes(parts, nouvelle, volontaires, anciennes, cadre, seulement_anciennes=seulement_anciennes)
        if nommees is None:
            return None
        if total not in nouvelle.montres:
            return hors | nommees
        nommees[total] = find_named_throughout(nouvelle, nommees, total, enjeux)
        if can_add(total, replace(nouvelle, nommees=nommees), anciennes, cadre):
            return hors | nommees
    return None


def find_named_throughout(
    parue: Parue, nommees: Mapping[str, frozenset[str]], total: str, enjeux: Collection[str]
) -> frozenset[str]:
    """Who is named on every enjeu that it answered: its figure on the total follows."""
    muettes = {
        structure
        for enjeu in enjeux
        for structure in parue.get_valeurs(enjeu).keys() - nommees.get(enjeu, frozenset())
    }
    dites = frozenset().union(*(nommees.get(enjeu, frozenset()) for enjeu in enjeux))
    return (frozenset(parue.get_valeurs(total)) & dites) - muettes


def close_names(parue: Parue, total: str, enjeux: Collection[str]) -> Parue:
    """An edition with the names that its names tell: a total tells its parts, all parts tell their total."""
    nommees = dict(parue.nommees)
    entieres = parue.get_nommees(total)
    for enjeu in enjeux:
        nommees[enjeu] = parue.get_nommees(enjeu) | (entieres & parue.get_valeurs(enjeu).keys())
    nommees[total] = entieres | find_named_throughout(parue, nommees, total, enjeux)
    return replace(parue, nommees=nommees)


def _choose_axes(
    axes: Iterable[str],
    nouvelle: Parue,
    volontaires: Collection[str],
    anciennes: Sequence[Parue],
    cadre: Cadre,
    *,
    seulement_anciennes: bool = False,
) -> dict[str, frozenset[str]] | None:
    nommees = {}
    for axe in axes:
        offertes = frozenset(nouvelle.get_valeurs(axe)) & frozenset(volontaires)
        gardees = offertes & frozenset().union(*(une.get_nommees(axe) for une in anciennes))
        choix = (gardees, AUCUN) if seulement_anciennes else (offertes, gardees, AUCUN)
        retenues = next(
            (noms for noms in choix if can_add(axe, replace(nouvelle, nommees={axe: noms}), anciennes, cadre)), None
        )
        if retenues is None:
            return None
        nommees[axe] = retenues
    return nommees
