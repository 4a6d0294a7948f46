"""The wall in small on the console: what the room sees now."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.seance.conduite.console import get_console, look_at_mur
from caprse.seance.conduite.service import get_vue_mur
from caprse.seance.conduite.vue import VUS
from caprse.seance.mur.vue_apercu import show_apercu
from caprse.seance.mur.web import build_page_apercu
from caprse.seance.regles import Ecran, is_locale
from caprse.socle.ecran.affichage import escape
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import format_pluriel
from caprse.socle.installation import get_installation


@st.fragment(run_every="1s")
def show_mur_vu(seance_id: UUID) -> None:
    """It follows by itself; the base is asked only when something moved."""
    console = get_console(seance_id)
    try:
        page = look_at_mur(console, _draw)
    except Introuvable:
        # A rehearsal that another console ended: the rest of the page says so.
        return
    if not page or console.fiche is None:
        return
    with st.container(key="mur-vu", gap="small"):
        appareils = console.direct.appareils if console.direct else len(console.fiche.appareils)
        show_ouverts(console.fiche.murs, console.fiche.ecran, appareils)
        show_apercu(f"apercu-mur-{seance_id}", page)


def show_ouverts(murs: int, ecran: Ecran, appareils: int) -> None:
    """What the room sees, on how many walls when there are several.

    Where no phone would find the site, who conducts is told, until one has found it.
    """
    ouverts = f" · {format_pluriel(murs, 'écran ouvert', 'écrans ouverts')}" if murs > 1 else ""
    if not murs or ecran is Ecran.MONTRE:
        # What hides the session is said beside the way back.
        quoi = f"La salle {'voit' if murs else 'verrait'} : **{VUS[ecran]}**"
        st.markdown(f":material/co_present: {quoi}{escape(ouverts)}")
    if not appareils and is_locale(get_installation().reglages.adresse_publique):
        st.caption(":material/wifi_off: L’adresse est celle de cet ordinateur : les téléphones ne la trouveront pas.")


def _draw(unit: Unit, seance_id: UUID) -> str:
    # The picture is still: a timer would stand in it. The console tells the time left, each second.
    return build_page_apercu(replace(get_vue_mur(unit, seance_id), minuteur=None))
