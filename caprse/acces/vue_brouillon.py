"""Beside a form: where what is typed stands, and the other version of it, where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from caprse.socle.dates import format_heure, format_instant
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton


@dataclass(frozen=True)
class Garde:
    """What happened to the last thing typed: kept at that time, or not kept for that reason."""

    quand: datetime | None = None
    repris: bool = False
    refus: str = ""


def show_etat(garde: Garde) -> None:
    """One line, always: nothing moves when it changes."""
    if garde.refus:
        st.warning(
            f"Ce que vous tapez n’est pas gardé pour le moment. {escape(garde.refus)}", icon=":material/cloud_off:"
        )
    elif garde.repris and garde.quand is not None:
        st.caption(f":material/edit_note: Repris de votre brouillon, gardé le {format_instant(garde.quand)}.")
    elif garde.quand is not None:
        st.caption(f":material/edit_note: Brouillon gardé à {format_heure(garde.quand)}, pour vous seul·e.")
    else:
        st.caption(":material/edit_note: Ce que vous tapez est gardé en brouillon, pour vous seul·e.")


def show_ailleurs(autres: Mapping[str, Any], cle: str, on_choix: Callable[[bool], None]) -> None:
    """Offer the other version of a form; ``on_choix`` hears whether it is taken."""
    with st.container(key=f"ailleurs-{cle}", border=True, gap="small"):
        st.markdown(
            ":material/update: **Une version plus récente de ce texte existe**, écrite sur un autre appareil. "
            "Rien n’est perdu\u202f: choisissez celle que vous gardez."
        )
        for valeur in autres.values():
            if isinstance(valeur, str) and valeur:
                st.markdown(f"«\u00a0{escape(valeur)}\u00a0»")
        with st.container(horizontal=True):
            for libelle, prise in (("Prendre cette version", True), ("Garder ce qui est écrit ici", False)):
                show_bouton(
                    libelle,
                    key=f"ailleurs-{'prendre' if prise else 'garder'}-{cle}",
                    groupe=f"ailleurs-{cle}",
                    on_click=on_choix,
                    args=(prise,),
                )
