"""What the wall would leave empty, said beforehand with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from caprse.seance.fiche import FicheSeance
from caprse.seance.image.vides import Vides
from caprse.seance.regles import EtatSeance
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton_prudent
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import agree, enumerate_words, format_pluriel

MARQUE = "a vu l’ensemble avant de répondre"


def show_vides(fiche: FicheSeance, vides: Vides, agree_to_see: Callable[[], str | None]) -> None:
    """Nothing when nothing stays empty; ``agree_to_see`` notes that the room agreed to look."""
    if fiche.accord_le is not None and vides.manquants:
        st.caption(
            f"La salle a choisi de voir les derniers chiffres. {escape(_count_carnets(vides))} : "
            f"« {escape(MARQUE)} » est noté à côté."
        )
    if not vides.etapes:
        return
    nombre = len(vides.etapes)
    titre = f"{format_pluriel(nombre, 'étape')} {agree(nombre, 'restera', 'resteront')} {agree(nombre, 'vide')}"
    if vides.manquants:
        titre = f"{titre} : {_count_carnets(vides)}"
    ouvert = fiche.etat is EtatSeance.EN_COURS and fiche.etape_id in vides.etapes
    with st.expander(escape(titre), key="vides", icon=":material/visibility_off:", expanded=ouvert):
        _show_remedes(fiche, vides, agree_to_see)


def _show_remedes(fiche: FicheSeance, vides: Vides, agree_to_see: Callable[[], str | None]) -> None:
    """Whom one waits for, and what can be done: remind, close, or look all the same."""
    if not vides.manquants:
        st.markdown(escape(next(iter(vides.etapes.values()))))
        return
    st.markdown(
        f"On attend {escape(enumerate_words(vides.manquants))}. "
        "Les chiffres s’ouvrent quand toutes les structures ont transmis, ou à la clôture du trimestre."
    )
    with st.container(horizontal=True):
        link_to_page("rappels", "Relancer ces structures", icon=":material/alarm:")
        link_to_page("trimestres", "Clore le trimestre", icon=":material/lock_clock:")
    if not vides.debloquees:
        return
    if fiche.etat is not EtatSeance.EN_COURS:
        st.caption("Pendant la séance, la salle pourra choisir de voir quand même les derniers chiffres publiés.")
        return
    show_bouton_prudent(
        "Montrer les derniers chiffres, avec l’accord de la salle",
        "vides-accord",
        escape(
            "La salle est-elle d’accord ? Elle verra les derniers chiffres publiés, sans aucun nom. "
            f"C’est noté au journal, et les carnets pas encore transmis porteront « {MARQUE} »."
        ),
        agree_to_see,
    )


def _count_carnets(vides: Vides) -> str:
    nombre = len(vides.manquants)
    return f"{format_pluriel(nombre, 'carnet')} {agree(nombre, 'manque', 'manquent')}"
