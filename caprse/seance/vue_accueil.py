"""What the home of a structure shows of sessions: the way in while one runs, then what its people agreed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.carnet.accueil.regles import SeanceDuJour
from caprse.collectif.regles import TypeRencontre
from caprse.collectif.rencontres.vue_reponse import name_lien
from caprse.collectif.rencontres.vue_seance import CODE_DEMANDE, show_participer
from caprse.seance.codes.service import list_codes_of
from caprse.seance.lecture import find_en_cours
from caprse.seance.regles import format_code
from caprse.seance.vote.propositions import list_propositions
from caprse.seance.vote.vue_propositions import show_propositions
from caprse.socle.ecran.affichage import escape

EN_COURS = '<span class="cap-puce cap-vif">En cours</span>'


def load_seance_accueil(unit: Unit, collectif_id: UUID, structure_id: UUID) -> SeanceDuJour:
    """Read in the transaction of the page what is shown when the page comes to it, and which meeting runs.

    Nothing at all when nothing runs and nothing waits.
    """
    en_cours = find_en_cours(unit, collectif_id)
    # A code lives as long as its session.
    codes = list_codes_of(unit, structure_id) if en_cours is not None else ()
    propositions = list_propositions(unit, structure_id)

    def show(visio: str) -> None:
        if en_cours is not None:
            show_rejoindre(en_cours.titre, codes, visio)
        show_propositions(propositions)

    return SeanceDuJour(en_cours.rencontre_id if en_cours is not None else None, show)


def show_rejoindre(titre: str, codes: Sequence[str] = (), visio: str = "") -> None:
    """A session runs: a member joins it with the code that the room sees, and a direction reads that of its own.

    ``visio``: the address where one is seen and heard, which is another act.
    """
    with st.container(key="carte-en-cours", gap="small"):
        with st.container(key="en-cours", horizontal=True, vertical_alignment="center"):
            with st.container(key="en-cours-texte", gap=None):
                st.html(EN_COURS)
                st.text(titre)
                st.caption(CODE_DEMANDE)
            with st.container(key="en-cours-actes", horizontal=True, width="content", gap="small"):
                show_participer()
                if visio:
                    st.link_button(name_lien(TypeRencontre.VISIO), visio, key="visio", icon=":material/videocam:")
        for rang, code in enumerate(codes):
            with st.container(key=f"code-structure-{rang}", gap=None):
                st.header(escape(format_code(code)), anchor=False)
                st.caption(
                    "C’est le code de **votre structure** : vos collègues le tapent après celui de la séance. "
                    "Ne le donnez à personne d’autre, qui l’a vote pour vous."
                )
