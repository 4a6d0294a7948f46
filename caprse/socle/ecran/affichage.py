"""What pages say: text shown as it is, and, once, the sentence of the last action."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

import streamlit as st

from caprse.socle.erreurs import ErreurMetier
from caprse.socle.signes import drop_signes

MESSAGE = "message"
DITS = "messages_dits"
# A text that an element may read as Markdown: words of ours, what others typed being escaped. A test follows it from
# one function to the next.
Affichable: TypeAlias = str
# Signs that Markdown reads wherever they stand; brackets and `!` mean nothing to it without `[`.
# A dash inside a word is only a dash: what reads a label aloud is spared its backslash.
_SIGNES = re.compile(r"[\\`*_{}\[\]#+|~$<>^&=]|(?<!\w)-|-(?!\w)|:(?!\s)")
# A number and its dot at the start of a line begin a list.
_NUMERO = re.compile(r"^( *[0-9]{1,9})([.)])")
# What Streamlit still recognises once Markdown has read the text, in each piece of text by itself: `:smile:`,
# `:streamlit:`, `https://…`, `www.…`, `nom@site`, `->`, `--`. The sign is set apart in a piece of its own.
_A_PART = re.compile(r":(?=\S)|(?<=\S)@(?=\S)|(?<=[wW]{3})\.|[-<>=~](?=[-<>=~])")
_BORDS = re.compile(r"^ +| +$")


def escape(texte: str) -> Affichable:
    """Text shown as it was typed, whatever Markdown or Streamlit would make of its signs.

    For elements that read Markdown, in a paragraph, a label or a list; not between backticks nor in an address. Lines
    stay lines.
    """
    lignes = drop_signes(texte).strip("\n").split("\n")
    return "\\\n".join(_escape_ligne(ligne) for ligne in lignes)


def _escape_ligne(ligne: str) -> str:
    morceaux, fin = [], 0
    for signe in _A_PART.finditer(ligne):
        # `:color[…]` without a colour: a piece of text that looks like its neighbours.
        morceaux += [_escape_signes(ligne[fin : signe.start()]), f":color[{_escape_signes(signe[0])}]"]
        fin = signe.end()
    texte = "".join([*morceaux, _escape_signes(ligne[fin:])])
    # Blanks at the edges would end bold text around it, or begin a block of code.
    return _BORDS.sub(lambda bord: "&#32;" * len(bord[0]), _NUMERO.sub(r"\1\\\2", texte))


def _escape_signes(texte: str) -> str:
    return _SIGNES.sub(r"\\\g<0>", texte)


def run_action(action: Callable[[], str | None], place: str = MESSAGE) -> bool:
    """Run a use case from a callback and keep its sentence for the next display; tells whether it went through."""
    try:
        reussite = action()
    except ErreurMetier as erreur:
        st.session_state[place] = ("erreur", str(erreur))
        return False
    if reussite:
        st.session_state[place] = ("succes", reussite)
    return True


def show_message(place: str = MESSAGE) -> None:
    """Show, once, what the last action said; ``place`` names where on the page it is said."""
    dit = st.session_state.pop(place, None)
    st.session_state.setdefault(DITS, {})[place] = dit
    genre, phrase = dit or (None, "")
    if genre == "erreur":
        st.error(escape(phrase), icon=":material/error:")
    elif genre == "succes":
        st.success(escape(phrase), icon=":material/check_circle:")


def repeat_messages() -> None:
    """Say again at the next display what was said since the last act: nothing was done meanwhile."""
    for place, dit in st.session_state.get(DITS, {}).items():
        if dit is not None:
            st.session_state.setdefault(place, dit)


def forget_messages() -> None:
    """Another act begins: what was said of the one before is not said again."""
    st.session_state.pop(DITS, None)
