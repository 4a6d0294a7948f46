"""All that goes with an answer, behind one fold. Built only when opened, so that answering stays light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import LONGUEURS, Saisie, calls_socle_legal, invites_trace
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.gestes import clear, save_detail
from caprse.carnet.remplir.parcours import ask_joindre
from caprse.carnet.remplir.phrases import name_choix, summarize_details
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.vue_loi import show_textes
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton


def show_details(
    critere: Critere,
    referentiel: Referentiel,
    saisie: Saisie,
    editable: bool,
    autour: Sequence[Entourage],
    *,
    jointe: bool = False,
    change: bool = False,
) -> None:
    """The fold, with a line that sums up what it holds while it is closed; ``autour`` goes last in it, if anything.

    ``jointe``: a trace is joined to the answer already. ``change``: it says something else than the one of before.
    """
    code, echelle = critere.code, referentiel.echelle
    details = st.expander("En dire plus, en savoir plus", key=f"details-{code}", on_change="rerun")
    if not details.open:
        if resume := summarize_details(saisie, echelle):
            st.caption(escape(resume))
        return
    with details:
        st.markdown(escape(critere.question))
        if not calls_socle_legal(critere, saisie):
            show_textes(critere.socle_legal)
        st.text_area(
            f"{'Qu’est-ce qui a changé ?' if change else 'Commentaire'} (sans nom de personne)",
            max_chars=LONGUEURS["commentaire"],
            **_bind(code, "commentaire", editable),
        )
        st.text_input(
            "Trace : intitulé du document",
            placeholder=critere.trace_possible,
            max_chars=LONGUEURS["trace_titre"],
            live="700ms",
            **_bind(code, "trace_titre", editable),
        )
        st.text_input(
            "Trace : lien, s’il y en a un",
            placeholder="https://…",
            max_chars=LONGUEURS["trace_lien"],
            live="1500ms",
            **_bind(code, "trace_lien", editable),
        )
        if not jointe and invites_trace(saisie):
            st.caption(f"Par exemple : {escape(critere.trace_possible)}. C’est facultatif.")
        if editable and show_bouton(
            "Joindre un fichier, une photo",
            key=f"joindre-{code}",
            type="tertiary",
            icon=":material/attach_file:",
            on_click=ask_joindre,
            args=(code,),
        ):
            st.rerun()
        st.checkbox("Déjà réglé (CEDRE ISO) : notre trace existante suffit", **_bind(code, "deja_regle", editable))
        if not saisie.non_concerne:
            st.selectbox(
                "Cible : où voulons-nous arriver ? (vide tant que vous ne l’avez pas choisie)",
                [niveau.niveau for niveau in echelle],
                index=None,
                placeholder="Pas encore choisie",
                format_func=lambda choix: name_choix(choix, echelle),
                filter_mode=None,
                **_bind(code, "cible", editable),
            )
        if editable and saisie.repondu:
            show_bouton(
                "Effacer le niveau choisi", key=f"effacer-{code}", type="tertiary", on_click=clear, args=(code,)
            )
        for entourage in autour:
            entourage.show_critere(etat.get_ouvert(), critere, dans_fragment=True)


def _bind(code: str, champ: str, editable: bool) -> dict[str, Any]:
    """What ties a control to one field of the answer: its key, and the save when it changes."""
    return {"key": f"{champ}-{code}", "disabled": not editable, "on_change": save_detail, "args": (code, champ)}
