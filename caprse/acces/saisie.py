"""Fields that keep what is typed in them, through a reload and on any device, until it is sent or given up.

A form names its place and its fields, is filled before they are drawn, and each of them is watched::

    formulaire = Formulaire("action/nouvelle", {"quoi": "action-quoi"})
    fill(formulaire, {"quoi": ""})
    st.text_area("Que faut-il faire ?", key="action-quoi", **watch(formulaire))
    show_garde(formulaire)
    show_bouton("Enregistrer", key="action-enregistrer", on_click=…)   # which calls run_saisie(use_case, formulaire)

Not inside ``st.form``, whose fields tell the server nothing before they are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import streamlit as st

from caprse.acces.ailleurs import list_autres, merge, name_ailleurs
from caprse.acces.brouillons import (
    Ecrit,
    delete_brouillon,
    find_brouillon,
    save_brouillon,
    write_valeurs,
)
from caprse.acces.commences import (
    ECHO,
    adopt,
    get_brouillon,
    get_connus,
    like,
    load_brouillons,
    restore_adopted,
    tell_again,
)
from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.perdus import lose
from caprse.acces.unite import SessionExpiree, Unit
from caprse.acces.vue_brouillon import Garde, show_ailleurs, show_etat
from caprse.socle.ecran.affichage import MESSAGE
from caprse.socle.ecran.veille import Releve, ask_veille
from caprse.socle.erreurs import ErreurMetier
from caprse.socle.installation import get_installation

PAUSE = "700ms"
# Seconds between the two presses of a double click, on a slow line.
DOUBLE = 1.5


@dataclass(frozen=True)
class Formulaire:
    """A form on the screen: where it stands, and the key of the control of each of its fields, by name."""

    place: str
    champs: Mapping[str, str]

    def __hash__(self) -> int:
        return hash(self.place)


def fill(
    formulaire: Formulaire,
    valeurs: Mapping[str, Any],
    accepte: Mapping[str, Callable[[Any], bool]] | None = None,
) -> None:
    """Give the fields what was typed before, else these values; once, afterwards they belong to the person.

    ``valeurs`` may hold more than the fields: ``get_vu`` gives all of it back as it was when the typing began.
    ``accepte``: what a field takes today, where that changes (a person who left, a day that is over).
    """
    _fill(formulaire, valeurs, accepte or {})
    ask_veille(_describe(formulaire, valeurs))


def _fill(formulaire: Formulaire, valeurs: Mapping[str, Any], accepte: Mapping[str, Callable[[Any], bool]]) -> None:
    etat = st.session_state
    tenu_par = f"saisie-tenu-{next(iter(formulaire.champs.values()))}"
    absents = [champ for champ, cle in formulaire.champs.items() if cle not in etat]
    if etat.get(tenu_par) != formulaire.place or _name(formulaire, "vu") not in etat:
        # Another form of the same page held these controls.
        etat[tenu_par] = formulaire.place
        absents = list(formulaire.champs)
    if not absents:
        _take_up(formulaire)
        tell_again(formulaire.champs, accepte)
        return
    ecrit = get_brouillon(formulaire.place)
    if len(absents) == len(formulaire.champs):
        etat[_name(formulaire, "vu")] = dict(valeurs) | dict(ecrit.vu if ecrit else {})
        etat[_name(formulaire, "connus")] = dict(ecrit.champs) if ecrit else {}
        etat[_name(formulaire, "garde")] = Garde(ecrit.modifie_le, repris=True) if ecrit else Garde()
    tapes = {
        champ: valeur
        for champ, valeur in (ecrit.champs.items() if ecrit else ())
        if champ in absents and (champ not in accepte or accepte[champ](valeur))
    }
    proposees = etat.get(_name(formulaire, "proposees"), {})
    for champ in absents:
        etat[formulaire.champs[champ]] = like(tapes.get(champ, proposees.get(champ, valeurs[champ])), valeurs[champ])


def propose(formulaire: Formulaire, valeurs: Mapping[str, Any]) -> None:
    """Fill fields with what a link brings: no draft before something is typed, and known until it is sent.

    Streamlit forgets a field when its page is stopped before drawing it, as any press may stop it.
    """
    st.session_state[_name(formulaire, "proposees")] = dict(valeurs)
    for champ, valeur in valeurs.items():
        st.session_state[formulaire.champs[champ]] = valeur


def watch(formulaire: Formulaire) -> dict[str, Any]:
    """What ties a control to its form: what is typed is kept as it changes."""
    return {"on_change": keep, "args": (formulaire,)}


def watch_ligne(formulaire: Formulaire) -> dict[str, Any]:
    """The same for ``st.text_input``, which tells what is typed after a pause."""
    return {"live": PAUSE, **watch(formulaire)}


def keep(formulaire: Formulaire) -> None:
    """Keep what the form holds now; what cannot be kept is said beside it."""
    if _is_echo(formulaire):
        empty(formulaire)
        return
    restore_adopted(formulaire.place, formulaire.champs)
    vu = get_vu(formulaire)
    if not any(cle in st.session_state for cle in formulaire.champs.values()):
        # The page is being left, and its fields say nothing any more: what is kept of them stays.
        return
    champs = {champ: valeur for champ, valeur in read_champs(formulaire).items() if valeur != vu.get(champ)}
    keep_ecrit(formulaire, Ecrit(champs, vu), partage=True)


def keep_ecrit(formulaire: Formulaire, ecrit: Ecrit, *, partage: bool = False) -> None:
    """Keep this for the form; nothing typed is nothing kept. ``partage``: beside what another device typed since."""
    try:
        with open_unit_ecran() as unit:
            connus = load_brouillons(unit)
            if partage:
                ecrit = _join(unit, formulaire, ecrit)
            if ecrit.champs:
                save_brouillon(unit, formulaire.place, ecrit)
            elif formulaire.place in connus:
                delete_brouillon(unit, formulaire.place)
            quand = unit.now
    except SessionExpiree as erreur:
        lose(*(valeur for valeur in ecrit.champs.values() if isinstance(valeur, str)))
        garde = Garde(refus=str(erreur))
    except ErreurMetier as erreur:
        garde = Garde(refus=str(erreur))
    else:
        if ecrit.champs:
            connus[formulaire.place] = Ecrit(ecrit.champs, ecrit.vu, quand)
        else:
            connus.pop(formulaire.place, None)
        st.session_state[_name(formulaire, "connus")] = dict(ecrit.champs)
        garde = Garde(quand if ecrit.champs else None)
    st.session_state[_name(formulaire, "garde")] = garde


def _take_up(formulaire: Formulaire) -> None:
    """Fields that nobody touched here say what another device typed in them meanwhile."""
    etat = st.session_state
    ecrit, connus = get_brouillon(formulaire.place), etat.get(_name(formulaire, "connus"), {})
    if ecrit is None or ecrit.champs == connus:
        return
    repris = merge(read_champs(formulaire), connus, ecrit.champs, get_vu(formulaire)).repris
    adopt(formulaire.place, formulaire.champs, repris)
    etat[_name(formulaire, "connus")] = dict(ecrit.champs)
    etat[_name(formulaire, "garde")] = Garde(ecrit.modifie_le, repris=True)


def _join(unit: Unit, formulaire: Formulaire, ecrit: Ecrit) -> Ecrit:
    """What is typed here, with what another device typed since in other fields; in the same ones, kept apart."""
    base = find_brouillon(unit, formulaire.place)
    connus = st.session_state.get(_name(formulaire, "connus"))
    if base is None or connus is None:
        return ecrit
    fusion = merge(ecrit.champs, connus, base.champs, ecrit.vu)
    adopt(formulaire.place, formulaire.champs, fusion.repris)
    if fusion.autres:
        autre = Ecrit(fusion.autres, ecrit.vu, unit.now)
        save_brouillon(unit, name_ailleurs(formulaire.place), autre)
        load_brouillons(unit)[name_ailleurs(formulaire.place)] = autre
    return Ecrit(fusion.champs, ecrit.vu)


def get_vu(formulaire: Formulaire) -> Mapping[str, Any]:
    """What the form was filled with when the typing began."""
    return dict(st.session_state.get(_name(formulaire, "vu"), {}))


def is_begun(formulaire: Formulaire) -> bool:
    """Whether something was typed there that is not sent: the form is shown open."""
    return get_brouillon(formulaire.place) is not None


def read_champs(formulaire: Formulaire, actuelles: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the fields hold; of what stands now (``actuelles``), the fields that nobody touched here stay.

    A field that was not drawn, as its page was stopped before it came, says what is kept of it.
    """
    vu = get_vu(formulaire)
    connus: dict[str, Ecrit] = get_connus()
    gardes = connus[formulaire.place].champs if formulaire.place in connus else {}
    sus = {**vu, **st.session_state.get(_name(formulaire, "proposees"), {}), **gardes}
    tapes = {champ: st.session_state.get(cle, sus.get(champ)) for champ, cle in formulaire.champs.items()}
    return {
        champ: valeur if actuelles is None or valeur != vu.get(champ) else actuelles[champ]
        for champ, valeur in tapes.items()
    }


def run_saisie(use_case: Callable[[Unit], str | None], formulaire: Formulaire, place: str = MESSAGE) -> bool:
    """``run_use_case`` for what a form holds: once it is done, its draft is forgotten in the same transaction."""

    def action(unit: Unit) -> str | None:
        phrase = use_case(unit)
        delete_brouillon(unit, formulaire.place)
        if st.session_state.pop(_name(formulaire, "offert"), False):
            delete_brouillon(unit, name_ailleurs(formulaire.place))
        return phrase

    etat = st.session_state
    envoye = _read_tenu(formulaire)
    if _is_sent_again(formulaire, envoye):
        etat[place] = etat[_name(formulaire, "envoye")][2]
        return True
    reussi = run_use_case(action, place=place)
    if reussi:
        empty(formulaire)
        etat[_name(formulaire, "envoye")] = (envoye, get_installation().chrono(), etat.get(place))
    return reussi


def _is_echo(formulaire: Formulaire) -> bool:
    """Whether the browser only says again what was just sent: it has not heard yet that the form is empty."""
    if _name(formulaire, "vu") not in st.session_state:
        return True
    envoye = _get_envoye(formulaire, ECHO)
    return bool(envoye) and envoye == _read_tenu(formulaire)


def _is_sent_again(formulaire: Formulaire, tenu: Mapping[str, Any]) -> bool:
    """Whether this very content was just recorded, or nothing is left of it: the second press of a double click."""
    envoye = _get_envoye(formulaire, DOUBLE)
    return bool(envoye) and (tenu == envoye or all(valeur is None for valeur in tenu.values()))


def _read_tenu(formulaire: Formulaire) -> dict[str, Any]:
    """What its controls hold now, by key."""
    return {cle: st.session_state.get(cle) for cle in formulaire.champs.values()}


def _get_envoye(formulaire: Formulaire, delai: float) -> Mapping[str, Any]:
    """What they held when it was last recorded, ``delai`` seconds ago at most; else nothing."""
    envoye, quand, _ = st.session_state.get(_name(formulaire, "envoye"), ({}, 0.0, None))
    return envoye if get_installation().chrono() - quand < delai else {}


def give_up(formulaire: Formulaire) -> None:
    """Forget what was typed: the person closed the form."""
    keep_ecrit(formulaire, Ecrit({}))
    empty(formulaire)


def empty(formulaire: Formulaire) -> None:
    """The form is filled anew at its next display."""
    for place in (formulaire.place, name_ailleurs(formulaire.place)):
        get_connus().pop(place, None)
    for cle in (
        *formulaire.champs.values(),
        *(_name(formulaire, quoi) for quoi in ("vu", "garde", "connus", "proposees")),
    ):
        st.session_state.pop(cle, None)


def choose(formulaire: Formulaire, prise: bool) -> None:
    """End the choice between two versions of a form: the one of another device is taken, or forgotten."""
    ailleurs = get_brouillon(name_ailleurs(formulaire.place))
    if ailleurs is not None and prise:
        adopt(formulaire.place, formulaire.champs, ailleurs.champs)
        keep(formulaire)
    keep_ecrit(Formulaire(name_ailleurs(formulaire.place), {}), Ecrit({}))


def show_garde(formulaire: Formulaire) -> None:
    """Where what is typed stands, always on one line: nothing moves when it is kept."""
    autres = list_autres(get_brouillon(name_ailleurs(formulaire.place)), read_champs(formulaire))
    st.session_state[_name(formulaire, "offert")] = bool(autres)
    if autres:
        show_ailleurs(autres, next(iter(formulaire.champs.values())), partial(choose, formulaire))
    show_etat(st.session_state.get(_name(formulaire, "garde")) or Garde())


def _describe(formulaire: Formulaire, valeurs: Mapping[str, Any]) -> Releve:
    """What the browser has to know of the form, so as to keep its texts until the base has them."""
    ecrit = get_connus().get(formulaire.place)
    vu = get_vu(formulaire)
    return Releve(
        formulaire.place,
        {
            cle: (champ, str((ecrit.champs if ecrit else {}).get(champ, vu.get(champ, ""))))
            for champ, cle in formulaire.champs.items()
            if isinstance(valeurs.get(champ), str) and not isinstance(valeurs[champ], Enum)
        },
        write_valeurs(vu),
    )


def _name(formulaire: Formulaire, quoi: str) -> str:
    return f"saisie-{quoi}-{formulaire.place}"
