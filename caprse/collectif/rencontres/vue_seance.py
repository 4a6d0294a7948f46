"""The session of a meeting while it runs: the way in, said and shown alike on every page of meetings."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import SeanceDite
from caprse.socle.ecran.navigation import link_to_page

# Where a member enters the room of a session.
REJOINDRE = "/rejoindre"
CODE_DEMANDE = "Le code s’affiche à l’écran de la séance."


# The session of a meeting, by collectif and meeting; None where it has none.
Tenir = Callable[[Unit, UUID, UUID], SeanceDite | None]


def show_en_cours(seance: SeanceDite | None, suffixe: str = "") -> None:
    """Conduct it, or join it; nothing where none runs. ``suffixe`` sets its keys apart, of several."""
    if seance is None or not seance.en_cours:
        return
    if seance.id is not None:
        with st.container(key=f"rencontre-conduire{suffixe}", width="content"):
            link_to_page("conduite", "Conduire la séance", icon=":material/co_present:", seance=str(seance.id))
    else:
        show_participer(suffixe)


def show_participer(suffixe: str = "") -> None:
    """The way into the room: one votes there. What one looks at and hears is the link of the meeting."""
    st.link_button(
        "Voter et participer", REJOINDRE, key=f"rejoindre{suffixe}", type="primary", icon=":material/how_to_vote:"
    )
