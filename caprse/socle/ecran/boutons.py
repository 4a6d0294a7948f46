"""Buttons: each press is one act, however often it is pressed; ask before what cannot be undone; go through a list.

Every button of the house that does something is drawn here. A double click, or an impatient one, reaches the server as
two presses: what the first did has moved the screen before the second arrives. So each button has an identity, drawn
with it and drawn again once its act is done and shown: until then, and for as long as nobody could have read what it
became, a press of the same button is the same act. It does nothing, and says again what the first said. Whoever
pressed another button meanwhile has seen what the first did: coming back to it is another act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import streamlit as st

from caprse.socle.ecran.affichage import MESSAGE, Affichable, forget_messages, repeat_messages, run_action
from caprse.socle.installation import get_installation

CONFIRMATION = "acces-confirmation"
BOUTONS = "boutons"
# Two presses of a double click are up to a quarter of a second apart; nobody reads and decides as fast.
LECTURE = 0.4
# A button that the page showed no more after its act (the base went away) is not refused for ever.
OUBLI = 5.0


@dataclass
class Bouton:
    """One button of this browser: the identity of its next act; when the last one ended and was shown, in seconds."""

    identite: UUID = field(default_factory=uuid4)
    fini: float | None = None
    montre: float | None = None


@dataclass(frozen=True)
class Acte:
    """One line of a menu: what it says, and what it does."""

    libelle: Affichable
    action: Callable[..., object]
    args: tuple[Any, ...] = ()


@dataclass
class Boutons:
    """The buttons of this browser, by name; the last that did something; the act under way, and whether its answer was
    lost; the one set aside."""

    tous: dict[str, Bouton] = field(default_factory=dict)
    dernier: str | None = None
    en_cours: UUID | None = None
    sans_retour: bool = False
    ecarte: str | None = None


def show_bouton(
    libelle: Affichable,
    *,
    key: str,
    on_click: Callable[..., object] | None = None,
    args: tuple[Any, ...] = (),
    groupe: str | None = None,
    **apparence: Any,
) -> bool:
    """``st.button`` whose act is done once per press that a person meant; whether it was pressed.

    Buttons that take each other's place on the screen share a ``groupe``: the second press of a double click, which
    falls on another one, is not for it.
    """
    nom = groupe or key
    _draw(nom)
    presse = st.button(libelle, key=key, on_click=_press, args=(nom, on_click, args), **apparence)
    return presse and _get_boutons().ecarte != nom


def show_bouton_formulaire(
    libelle: Affichable, *, key: str, on_click: Callable[..., object], args: tuple[Any, ...] = (), **apparence: Any
) -> None:
    """The same for ``st.form_submit_button``."""
    _draw(key)
    st.form_submit_button(libelle, key=key, on_click=_press, args=(key, on_click, args), **apparence)


def show_menu(libelle: Affichable, actes: Sequence[Acte], *, key: str, **apparence: Any) -> None:
    """``st.menu_button``: several acts behind one small button, each done once per press that a person meant.

    A ``key`` that begins with « menu- » shows the three dots alone; ``libelle`` is what is read aloud.
    """
    _draw(key)
    libelles: list[Affichable] = [acte.libelle for acte in actes]
    apparence.setdefault("icon", ":material/more_horiz:")
    st.menu_button(libelle, libelles, key=key, on_click=_choose, args=(key, tuple(actes)), **apparence)


def get_acte() -> UUID | None:
    """The identity of the act under way, as the page gave it; None outside a press."""
    return _get_boutons().en_cours


def keep_acte() -> None:
    """Whether the act under way was done is not known: the next press is that same act."""
    _get_boutons().sans_retour = True


def show_bouton_prudent(
    libelle: Affichable,
    cle: str,
    question: Affichable,
    action: Callable[[], str | None],
    *,
    principal: bool = False,
) -> None:
    """A button that asks first; ``action`` is a use case that returns the sentence to show.

    ``principal``: it is the act of the page.
    """
    if st.session_state.get(CONFIRMATION) != cle:
        show_bouton(libelle, key=cle, type="primary" if principal else "secondary", on_click=ask, args=(cle,))
        return
    show_question(libelle, cle, question, action)


def show_question(
    libelle: Affichable, cle: str, question: Affichable, action: Callable[[], str | None], place: str = MESSAGE
) -> None:
    """The question of an act that was asked for with ``ask``, from a menu; nothing where it was not.

    ``place``: where what it did is said.
    """
    if st.session_state.get(CONFIRMATION) != cle:
        return
    # One block, which takes a whole line where the act stood among others.
    with st.container(key=f"prudent-{cle}"):
        st.warning(question, icon=":material/help:")
        with st.container(horizontal=True):
            show_bouton(f"Oui : {libelle}", key=f"{cle}-oui", type="primary", on_click=_confirm, args=(action, place))
            show_bouton("Non, ne rien changer", key=f"{cle}-non", on_click=ask, args=(None,))


def ask(cle: str | None) -> None:
    """The act of this key asks its question at the next display; None: no act does any more."""
    st.session_state[CONFIRMATION] = cle


def show_pages(cle: str, debut: int, taille: int, reste: bool) -> None:
    """The way to the earlier and later parts of a list, whose start is kept under ``cle``."""
    with st.container(horizontal=True):
        if debut > 0:
            show_bouton("Précédents", key=f"{cle}-avant", on_click=_go_to, args=(cle, max(0, debut - taille)))
        if reste:
            show_bouton("Suivants", key=f"{cle}-apres", on_click=_go_to, args=(cle, debut + taille))


def _draw(nom: str) -> None:
    """The button is shown: once its act is over, it is another act from now on."""
    bouton = _get_boutons().tous.setdefault(nom, Bouton())
    if bouton.fini is not None and bouton.montre is None:
        maintenant = get_installation().chrono()
        # Away since its act, and back long after: whoever presses it then has seen it come.
        bouton.montre = maintenant if maintenant - bouton.fini < OUBLI else bouton.fini


def _choose(nom: str, actes: tuple[Acte, ...]) -> None:
    choisi = st.session_state.get(nom)
    for acte in actes:
        if acte.libelle == choisi:
            _press(nom, acte.action, acte.args)


def _press(nom: str, action: Callable[..., object] | None, args: tuple[Any, ...]) -> None:
    boutons = _get_boutons()
    bouton = boutons.tous.setdefault(nom, Bouton())
    if boutons.dernier == nom and _is_the_same_press(bouton, get_installation().chrono()):
        boutons.ecarte = nom
        repeat_messages()
        return
    boutons.ecarte, boutons.dernier = None, nom
    forget_messages()
    with _act(boutons, bouton):
        if action is not None:
            action(*args)


def _is_the_same_press(bouton: Bouton, maintenant: float) -> bool:
    if bouton.fini is None:
        return False
    if bouton.montre is None:
        return maintenant - bouton.fini < OUBLI
    return maintenant - bouton.montre < LECTURE


@contextmanager
def _act(boutons: Boutons, bouton: Bouton) -> Iterator[None]:
    boutons.en_cours, boutons.sans_retour = bouton.identite, False
    try:
        yield
    finally:
        boutons.en_cours = None
        if not boutons.sans_retour:
            bouton.identite = uuid4()
        bouton.montre = None
        bouton.fini = get_installation().chrono()


def _get_boutons() -> Boutons:
    boutons: Boutons = st.session_state.setdefault(BOUTONS, Boutons())
    return boutons


def _confirm(action: Callable[[], str | None], place: str) -> None:
    st.session_state[CONFIRMATION] = None
    run_action(action, place)


def _go_to(cle: str, debut: int) -> None:
    st.session_state[cle] = debut


def show_imprimer() -> None:
    """Print the page, which `@media print` makes a sheet; the browser does it (`facade.js`), the server nothing."""
    st.html('<button type="button" class="cap-imprimer">Imprimer cette page</button>')
