"""The form of a request, for one's own structure or noted by the animation for any."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import Formulaire, fill, give_up, is_begun, propose, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.relecture.appuis.lecture import Appuis
from caprse.relecture.appuis.regles import TEXTE_MAX
from caprse.relecture.appuis.service import create_appui
from caprse.socle.ecran.affichage import Affichable, run_action
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import take_param
from caprse.socle.erreurs import SaisieInvalide

CRITERE = "critere"
DEMANDE = "appui_demande"
ARRIVEE = "appui-arrivee"
TEXTE, CHOISI, POUR_QUI = "appui-texte", "appui-critere", "appui-structure"
AUCUN = ""


def is_demande_ouverte(noms: Mapping[UUID, str]) -> bool:
    """Whether a request is being written."""
    return bool(st.session_state.get(DEMANDE)) or is_begun(_name_demande(noms))


def show_demande(appuis: Appuis, noms: Mapping[UUID, str]) -> None:
    """The button that opens a request, or its form; of several structures, one is chosen first."""
    formulaire = _name_demande(noms)
    if not is_demande_ouverte(noms):
        show_bouton(
            _name_bouton(appuis, len(noms) == 1),
            key="demander-appui",
            # Where a catalogue comes first, whatever else one needs is the second way.
            type="primary" if len(noms) == 1 and not appuis.offres else "secondary",
            icon=":material/add:",
            on_click=_start_demande,
        )
        return
    acceptes = {"critere": lambda code: code == AUCUN or code in appuis.titres, "structure": noms.__contains__}
    fill(formulaire, {"demande": "", "critere": AUCUN, "structure": None}, acceptes)
    if (arrivee := st.session_state.pop(ARRIVEE, None)) is not None:
        texte = st.session_state[TEXTE] or f"Nous avons besoin d’aide pour : {appuis.titres[arrivee]}"
        propose(formulaire, {"critere": arrivee, "demande": texte})
    with st.container(border=True):
        if len(noms) > 1:
            st.selectbox(
                "Quelle structure ?",
                list(noms),
                index=None,
                format_func=noms.__getitem__,
                key=POUR_QUI,
                placeholder="Choisissez une structure",
                filter_mode=None,
                **watch(formulaire),
            )
        st.selectbox(
            "Pour quel critère du carnet ? (facultatif)",
            [AUCUN, *appuis.titres],
            format_func=lambda code: appuis.titres[code] if code else "Aucun en particulier",
            key=CHOISI,
            filter_mode=None,
            **watch(formulaire),
        )
        st.text_area(
            "De quoi avez-vous besoin ?",
            key=TEXTE,
            max_chars=TEXTE_MAX,
            placeholder="Par exemple : nous aider à écrire notre charte d’accueil.",
            **watch(formulaire),
        )
        show_garde(formulaire)
        with st.container(horizontal=True):
            show_bouton(
                "Envoyer la demande",
                key="appui-envoyer",
                type="primary",
                on_click=_ask,
                args=(next(iter(noms)) if len(noms) == 1 else None, formulaire),
            )
            show_bouton("Annuler", key="appui-annuler", on_click=_end_demande, args=(formulaire,))


def _name_bouton(appuis: Appuis, sienne: bool) -> Affichable:
    if not sienne:
        return "Noter une demande reçue"
    return "Demander autre chose" if appuis.offres else "Demander un appui"


def _start_demande() -> None:
    st.session_state[DEMANDE] = True


def _end_demande(formulaire: Formulaire) -> None:
    st.session_state.pop(DEMANDE, None)
    give_up(formulaire)


def _name_demande(noms: Mapping[UUID, str]) -> Formulaire:
    """One's own structure's request, or the one that the animation notes for any."""
    place = f"appui/{next(iter(noms))}" if len(noms) == 1 else "appui/recu"
    return Formulaire(place, {"demande": TEXTE, "critere": CHOISI, "structure": POUR_QUI})


def _ask(structure_id: UUID | None, formulaire: Formulaire) -> None:
    choisie: UUID | None = structure_id or st.session_state.get(POUR_QUI)
    if choisie is None:
        run_action(_refuse_sans_structure)
        return
    demande, critere = st.session_state[TEXTE], st.session_state[CHOISI] or None

    def action(unit: Unit) -> str:
        create_appui(unit, choisie, demande, critere)
        return "La demande est envoyée : vous verrez ici la réponse."

    if run_saisie(action, formulaire):
        st.session_state.pop(DEMANDE, None)


def _refuse_sans_structure() -> str:
    raise SaisieInvalide(["Choisissez la structure qui demande l’appui."])


def open_from_critere(appuis: Appuis) -> str | None:
    """Once per arrival, the form for the critère of the address; what it is for, as long as it is open."""
    code = take_param(CRITERE)
    if code is not None and code in appuis.titres:
        st.session_state[DEMANDE] = True
        st.session_state[ARRIVEE] = code
        return code
    return st.session_state.get(CHOISI) or None
