"""One form begun on two devices: what each of them changed is kept; where both changed a field, the person chooses."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caprse.acces.brouillons import (
    Ecrit,
    delete_brouillon,
    find_brouillon,
    read_ecrit,
    save_brouillon,
    write_valeurs,
)
from caprse.acces.unite import Unit
from caprse.socle.erreurs import SaisieInvalide

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


def keep_texte(
    unit: Unit, place: str, champ: str, texte: str, vu: Mapping[str, Any], connu: int | None = None
) -> None:
    """Keep one text of a form beside what is kept of it already; ``vu``, as ``write_valeurs`` gives it, if nothing is.

    ``connu``: the sum (``compute_somme``) of what the base held of this text where it was typed. Where another device
    changed it since, both are kept, and the person chooses. Raises SaisieInvalide when it is not what a form holds, or
    too much.
    """
    try:
        base = find_brouillon(unit, place)
        ecrit = base or read_ecrit({"champs": {}, "vu": vu}, unit.now)
    except (ValueError, KeyError, TypeError, AttributeError) as erreur:
        raise SaisieInvalide(["Ce brouillon n’a pas pu être lu. Rien n’est perdu : rechargez la page."]) from erreur
    la = ecrit.champs.get(champ)
    if la is not None and connu is not None and compute_somme(la) != connu:
        if compute_somme(texte) == connu:
            # Nothing was typed here since: what is newer stays.
            return
        if not _holds(texte, la):
            _set_aside(unit, place, champ, la, ecrit.vu)
    champs = {nom: valeur for nom, valeur in {**ecrit.champs, champ: texte}.items() if valeur != ecrit.vu.get(nom)}
    if champs:
        save_brouillon(unit, place, Ecrit(champs, ecrit.vu))
    elif base is not None:
        delete_brouillon(unit, place)


def compute_somme(texte: object) -> int:
    """The sum by which a browser and the base know the same text (CRC-32), as the page's own script counts it."""
    return zlib.crc32(str(texte).encode(errors="ignore"))


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


def _set_aside(unit: Unit, place: str, champ: str, valeur: Any, vu: Mapping[str, Any]) -> None:
    """Keep what another device typed beside the draft, with what waits there already."""
    attend = find_brouillon(unit, name_ailleurs(place))
    champs = {**(attend.champs if attend else {}), champ: valeur}
    save_brouillon(unit, name_ailleurs(place), Ecrit(champs, vu))
