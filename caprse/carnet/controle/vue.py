"""The control on a page of Streamlit: mounted with what it shows; it asks to go elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from caprse.carnet.controle.contenu import Contenu
from caprse.carnet.controle.web import ADRESSE_SCRIPT, CHEMIN

# The script itself is a file that the browser keeps; what travels with each page only fetches it. Where it does not
# come (a line that filters, a browser too old), the way to the simple screen is offered at once.
_JS = f"""
const charge = import(new URL("{ADRESSE_SCRIPT}", document.baseURI).href)
const secourir = ({{ parentElement }}) => {{
  const secours = parentElement.querySelector(".cap-secours")
  if (secours) Object.assign(secours.style, {{ animation: "none", visibility: "visible" }})
}}
export default function (composant) {{
  charge.then((script) => script.montrer(composant), () => secourir(composant))
  return () => charge.then((script) => script.quitter(composant.parentElement), () => {{}})
}}
"""
# For a browser that cannot run the script: the same questions, with Streamlit's own radios.
_HTML = """
<div class="cap-controle"><p class="cap-secours"><a href="?simple=1">Rien ne s’affiche ici ?
Ouvrez l’affichage simple.</a></p></div>
"""

SIMPLE = "simple"

_controle = None


def show_controle(contenu: Contenu, key: str, on_aller: Callable[[Mapping[str, Any]], None]) -> None:
    """Mount it; ``on_aller`` hears where the person asked to go, before the page is drawn again."""
    global _controle
    if _controle is None:
        _controle = st.components.v2.component("caprse_controle", html=_HTML, js=_JS, isolate_styles=False)

    def hear() -> None:
        # A run that ends beside this one may have dropped what was pressed as the page left: nothing to hear then.
        dit = st.session_state.get(key)
        ou = dit.get("aller") if dit is not None else None
        if isinstance(ou, Mapping):
            on_aller(ou)

    _controle(key=key, data={"envoi": CHEMIN, **contenu}, on_aller_change=hear)


def is_simple() -> bool:
    """Whether the person asked for Streamlit's own radios, in the address; it holds for the visit."""
    if (demande := st.query_params.get(SIMPLE)) is not None:
        st.session_state[SIMPLE] = demande != "0"
    return bool(st.session_state.get(SIMPLE))


def leave_simple() -> None:
    """Back to the cards, for the rest of the visit."""
    st.session_state[SIMPLE] = False
    st.query_params.pop(SIMPLE, None)
