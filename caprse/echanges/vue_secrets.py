"""What a secret looks like on a page: shown once, then a row that stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from caprse.socle.ecran.affichage import Affichable
from caprse.socle.ecran.boutons import show_bouton


def show_secret(phrase: Affichable, secret: str, *, key: str, on_copie: Callable[[], None], **apparence: Any) -> None:
    """The secret that was just made: copied now, or never."""
    st.markdown(phrase)
    st.code(secret, language=None, wrap_lines=True)
    show_bouton("C’est copié", key=key, icon=":material/check:", on_click=on_copie, **apparence)


def show_arretable(ligne: str, *, rang: str, key: str, on_arret: Callable[..., None], args: tuple[Any, ...]) -> None:
    """What uses a secret (``ligne``, as HTML), and its one act."""
    with st.container(key=rang, horizontal=True, vertical_alignment="center"):
        st.html(ligne)
        show_bouton("Arrêter", key=key, type="tertiary", icon=":material/block:", on_click=on_arret, args=args)
