"""One form begun on two devices: what each of them changed is kept; where both changed a field, the person chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caprse.acces.brouillons import Ecrit, write_valeurs

# A draft beside the draft: what another device had typed in the fields that were also typed here.
SUITE = "#ailleurs"
PLACE_MAX = 200


@dataclass(frozen=True)
class Fusion:
    """The fields as they are to be here, those that come from elsewhere, and what elsewhere holds otherwise."""

    champs: Mapping[str, Any]
    repris: Mapping[str, Any]
    autres: Mapping[str, Any]


def name_ailleurs(place: str) -> str:
    """Where the other version of the draft of this place is kept."""
    return place[: PLACE_MAX - len(SUITE)] + SUITE


def merge(ici: Mapping[str, Any], connus: Mapping[str, Any], base: Mapping[str, Any], vu: Mapping[str, Any]) -> Fusion:
    """What is typed here and what the base holds, since both held ``connus``; ``vu`` stands where nothing is typed.

    Nothing is offered of a text that the one typed here holds whole.
    """
    champs, repris, autres = dict(ici), {}, {}
    for champ in {*ici, *connus, *base} & {*vu}:
        tape, connu, la = (valeurs.get(champ, vu[champ]) for valeurs in (ici, connus, base))
        if _is_same(la, connu) or _is_same(la, tape):
            continue
        if _is_same(tape, connu):
            champs[champ] = repris[champ] = la
        elif not _holds(tape, la):
            autres[champ] = la
    return Fusion({champ: valeur for champ, valeur in champs.items() if valeur != vu.get(champ)}, repris, autres)


def list_autres(ailleurs: Ecrit | None, tenu: Mapping[str, Any]) -> dict[str, Any]:
    """What the other version says that the fields (``tenu``) do not."""
    return {
        champ: valeur
        for champ, valeur in (ailleurs.champs.items() if ailleurs else ())
        if champ in tenu and not _is_same(valeur, tenu[champ]) and not _holds(tenu[champ], valeur)
    }


def _is_same(une: Any, autre: Any) -> bool:
    """As the base writes them."""
    return write_valeurs({"": une}) == write_valeurs({"": autre})


def _holds(tape: Any, la: Any) -> bool:
    return isinstance(tape, str) and isinstance(la, str) and la.strip() in tape
