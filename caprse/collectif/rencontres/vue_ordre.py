"""The agenda of a meeting: its points, one per line, and what may be proposed for it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import Formulaire, empty, fill, get_vu, is_begun, keep, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.fiche import Fiche
from caprse.collectif.rencontres.regles import ORDRE_MAX, Moment, add_points
from caprse.collectif.rencontres.service import save_ordre_du_jour
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.signes import escape_html

ORDRE = "ordre-du-jour"
MESSAGE_ORDRE = "ordre-dit"

# Lines for the agenda of a meeting: the rooms above know what deserves one.
Proposer = Callable[[Unit, UUID], str]


def show_ordre_du_jour(fiche: Fiche, moment: Moment, proposer: Proposer, *, passee: bool = False) -> None:
    """The points of the meeting, as the animation writes them before it, and reads them from then on.

    ``passee``: its day is over, so that what was not written has no more to be.
    """
    st.header("Ordre du jour", anchor=False)
    if fiche.annulee:
        st.text(fiche.ordre_du_jour or "Il n’a pas été écrit.")
        return
    if moment is Moment.AVANT:
        _show_form(fiche, proposer)
        return
    if fiche.ordre_du_jour:
        st.html(build_ordre(fiche))
    elif passee and not is_begun(_name_ordre(fiche)):
        st.caption("Il n’a pas été écrit.")
        return
    titre = "Modifier l’ordre du jour" if fiche.ordre_du_jour else "Écrire l’ordre du jour"
    with st.expander(titre, key="ordre-plie", icon=":material/edit:", expanded=is_begun(_name_ordre(fiche))):
        _show_form(fiche, proposer)


def build_ordre(fiche: Fiche) -> str:
    """The points as a numbered list, in HTML."""
    points = "".join(f"<li>{escape_html(point)}</li>" for point in fiche.ordre_du_jour.splitlines() if point)
    return f'<ol class="cap-ordre">{points}</ol>'


def _show_form(fiche: Fiche, proposer: Proposer) -> None:
    formulaire = _name_ordre(fiche)
    if not is_begun(formulaire) and get_vu(formulaire).get("version") != fiche.version:
        empty(formulaire)
    fill(formulaire, {"ordre": fiche.ordre_du_jour, "version": fiche.version})
    if get_vu(formulaire)["version"] != fiche.version:
        st.warning(
            "Un collègue a modifié l’ordre du jour entre-temps. Votre texte est gardé ; l’enregistrer remplacera "
            "celui-ci :",
            icon=":material/group:",
        )
        st.text(fiche.ordre_du_jour)
    st.text_area(
        "Un point par ligne. Tous les membres du collectif le lisent.",
        key=ORDRE,
        max_chars=ORDRE_MAX,
        height=130,
        **watch(formulaire),
    )
    show_message(MESSAGE_ORDRE)
    commence = is_begun(formulaire)
    with st.container(horizontal=True):
        show_bouton(
            "Enregistrer l’ordre du jour",
            key="ordre-enregistrer",
            type="primary" if commence else "secondary",
            on_click=_save_ordre,
            args=(fiche,),
        )
        show_bouton(
            "Proposer des points",
            key="ordre-proposer",
            icon=":material/lightbulb:",
            on_click=_propose,
            args=(fiche, proposer),
        )
    if commence:
        show_garde(formulaire)
        st.caption("Pas encore enregistré\u202f: les membres ne voient pas ce que vous venez de taper.")
    elif fiche.ordre_du_jour:
        st.caption(":material/check: Enregistré\u202f: tous les membres le lisent.")
    else:
        st.caption(
            "«\u202fProposer des points\u202f» ajoute les décisions à suivre et les critères notés "
            "«\u202fà discuter en séance\u202f», sans nom de structure."
        )


def _name_ordre(fiche: Fiche) -> Formulaire:
    return Formulaire(f"ordre/{fiche.id}", {"ordre": ORDRE})


def _save_ordre(fiche: Fiche) -> None:
    texte: str = st.session_state[ORDRE]

    def action(unit: Unit) -> str:
        save_ordre_du_jour(unit, fiche.id, texte, fiche.version)
        return "L’ordre du jour est enregistré."

    run_saisie(action, _name_ordre(fiche), MESSAGE_ORDRE)


def _propose(fiche: Fiche, proposer: Proposer) -> None:
    """Add to what is being typed, without writing it yet."""
    propositions: list[str] = []

    def action(unit: Unit) -> str:
        proposition = proposer(unit, fiche.id)
        ordre: str = st.session_state[ORDRE]
        propose = add_points(ordre, proposition)
        if propose == ordre.strip():
            return "Rien à ajouter : aucune décision à suivre ni critère « à discuter » qui ne soit déjà écrit."
        st.session_state[ORDRE] = propose
        propositions.append(propose)
        return "Points ajoutés : relisez, puis enregistrez."

    if run_use_case(action, place=MESSAGE_ORDRE) and propositions:
        keep(_name_ordre(fiche))
