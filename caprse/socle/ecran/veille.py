"""A silent helper in the browser, for two things that Streamlit leaves undone.

A text area tells the server what was typed only when it is left: here also after a short pause and, as far as the
browser lets it, when the page is hidden or closed. A new step appears where the last one was scrolled to: here the
page goes back to its top and the heading is given to the keyboard and to the screen reader. Without it (an old
browser) everything still works.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState, get_script_run_ctx

PAUSE_MS = 700
VEILLE = "veille_montee"
RELEVES = "veille_releves"
COMPTE = "veille_compte"


@dataclass(frozen=True)
class Releve:
    """A form on the screen: where it stands, its texts by key (name, and what the base holds of it), what it held."""

    place: str
    textes: Mapping[str, tuple[str, str]]
    vu: Mapping[str, Any]


_JS = """
export default function ({ data, parentElement }) {
  const page = parentElement.ownerDocument
  const vue = page.defaultView
  const etat = (vue.caprseVeille ??= { etape: null, minuteurs: new Map() })

  if (etat.etape !== null && etat.etape !== data.etape) {
    // What goes on by itself, or by another hand, neither takes the keyboard nor moves a field from under who types.
    const ecrit = data.sansMain && page.activeElement?.matches("textarea, input")
    if (!ecrit) page.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
    if (!data.sansMain) {
      const titre = page.querySelector('[data-testid="stMain"] h1')
      titre?.setAttribute("tabindex", "-1")
      titre?.focus({ preventScroll: true })
    }
  }
  etat.etape = data.etape
  vue.caprseSaisie?.connaitre(data)
  if (etat.ecoute) return
  etat.ecoute = true

  const envoyer = (zone) => {
    vue.clearTimeout(etat.minuteurs.get(zone))
    etat.minuteurs.delete(zone)
    // The keys by which Streamlit itself sends a text area without leaving it.
    const touche = { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true }
    zone.dispatchEvent(new vue.KeyboardEvent("keydown", touche))
    // A key that never comes up would hold back every keyboard shortcut after it.
    zone.dispatchEvent(new vue.KeyboardEvent("keyup", touche))
  }
  const attendre = (zone) => {
    if (zone?.tagName !== "TEXTAREA") return
    vue.clearTimeout(etat.minuteurs.get(zone))
    etat.minuteurs.set(zone, vue.setTimeout(() => envoyer(zone), data.pause))
  }
  page.addEventListener("input", (evenement) => attendre(evenement.target), true)
  // Whoever was quick typed before this helper was here.
  attendre(page.activeElement)
  // A link was pressed: the field said its text as it was left. Said once more before the next page is there, it would
  // ask for the page of now again, and bring it back.
  page.addEventListener("click", (evenement) => {
    const { target, ctrlKey, metaKey, shiftKey } = evenement
    if (ctrlKey || metaKey || shiftKey || !target.closest?.("a[href]")) return
    etat.minuteurs.forEach((minuteur) => vue.clearTimeout(minuteur))
    etat.minuteurs.clear()
  }, true)
  const toutEnvoyer = () => [...etat.minuteurs.keys()].forEach(envoyer)
  vue.addEventListener("pagehide", toutEnvoyer)
  page.addEventListener("visibilitychange", () => page.hidden && toutEnvoyer())
}
"""

_JS_RELEVE = """
export default function ({ data, parentElement }) {
  parentElement.ownerDocument.defaultView.caprseSaisie?.ajouter(data)
}
"""

_veille = None
_releve = None


def ask_veille(releve: Releve | None = None) -> None:
    """This page has text areas whose text is wanted after a pause: the helper is mounted at its end."""
    st.session_state.setdefault(VEILLE, False)
    if releve is not None:
        st.session_state.setdefault(RELEVES, {})[releve.place] = releve
        _show_releve(releve)


def start_veille(compte: str) -> None:
    """A page begins, for this account: nothing is mounted nor asked for."""
    st.session_state[COMPTE] = compte
    for cle in (VEILLE, RELEVES):
        st.session_state.pop(cle, None)


def end_veille(page: str) -> None:
    """A page is drawn: mount the helper where it was asked for, unless the page did."""
    if st.session_state.get(VEILLE) is False:
        show_veille(page)


def show_veille(etape: str, *, sans_prendre_la_main: bool = False) -> None:
    """Mount the helper; ``etape`` names what is on screen, and a change of it brings the page back to its top.

    ``sans_prendre_la_main``: the keyboard stays where it is, on the button that is pressed again for the next step.
    """
    global _veille
    if _veille is None:
        _veille = st.components.v2.component("caprse_veille", js=_JS)
    st.session_state[VEILLE] = True
    releves: dict[str, Releve] = st.session_state.get(RELEVES, {})
    quoi = {"etape": etape, "pause": PAUSE_MS, "sansMain": sans_prendre_la_main}
    _veille(key="veille", data=quoi | _describe(*releves.values()), height=0)


def _show_releve(releve: Releve) -> None:
    """In a fragment, whose reruns do not reach the end of the page: the form says itself that it is there."""
    global _releve
    if get_script_run_ctx(suppress_warning=True) is None or ThreadState.get().fragment_id is None:
        return
    if _releve is None:
        _releve = st.components.v2.component("caprse_releve", js=_JS_RELEVE)
    _releve(key=f"releve-{next(iter(releve.textes), releve.place)}", data=_describe(releve), height=0)


def _describe(*releves: Releve) -> dict[str, Any]:
    """What the browser has to know: who types, in which forms, and what the base holds of each text."""
    return {
        "compte": st.session_state.get(COMPTE, ""),
        "places": {releve.place: releve.vu for releve in releves},
        "champs": {
            # As Streamlit writes a key among the classes of its element.
            re.sub(r"[^a-zA-Z0-9_-]", "-", cle): [releve.place, champ, zlib.crc32(texte.encode(errors="ignore"))]
            for releve in releves
            for cle, (champ, texte) in releve.textes.items()
        },
    }
