"""What the console gives to the room, and takes from it: codes and addresses, decisions noted on the spot."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.saisie import Formulaire, fill, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import PILOTE_MAX, QUOI_MAX, SaisieDecision
from caprse.seance.conduite.console import act
from caprse.seance.conduite.service import note_decision
from caprse.seance.fiche import FicheSeance
from caprse.seance.mur.service import create_code_mur, format_code
from caprse.seance.regles import is_locale
from caprse.seance.tenue import close_murs, lock_seance, touch_seance
from caprse.socle.dates import FORMAT_JOUR
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.installation import get_installation

TOUS = "Tout le collectif"
ACCES = "acces"
CHAMPS = ("quoi", "pilote", "echeance", "pour")


def open_acces() -> None:
    """Unfold the way to the screens, from where they are missed."""
    st.session_state[ACCES] = True


def show_acces(fiche: FicheSeance) -> None:
    """The code that phones type, and the screens of the room."""
    adresse = get_installation().reglages.adresse_publique
    with st.expander(
        "Ouvrir l’écran, faire entrer les téléphones", key=ACCES, icon=":material/qr_code_2:", on_change="rerun"
    ):
        if is_locale(adresse):
            st.warning(
                "L’adresse du site est celle de cet ordinateur : les téléphones ne la trouveront pas. Sur l’écran de "
                "la salle, ouvrez le site par son adresse sur le réseau, ou faites régler son adresse publique.",
                icon=":material/wifi_off:",
            )
        st.markdown("**Pour voter**, sur un téléphone :")
        st.text(f"{adresse}/rejoindre\nCode : {fiche.code}")
        st.markdown("**Pour l’écran de la salle**, sur l’ordinateur relié au projecteur :")
        code = st.session_state.get(_cle_mur(fiche.id))
        if code:
            st.text(f"{adresse}/mur\nCode : {format_code(code)} (une fois, dans les 30 minutes)")
        with st.container(horizontal=True):
            show_bouton(
                "Donner un code d’écran" if not code else "Donner un autre code d’écran",
                key="mur-code",
                icon=":material/cast:",
                on_click=_create_code,
                args=(fiche.id,),
            )
            show_bouton(
                "Fermer les écrans",
                key="mur-fermer",
                icon=":material/cancel_presentation:",
                on_click=_close,
                args=(fiche.id,),
            )


def show_note(fiche: FicheSeance) -> None:
    """A decision, noted while the room still speaks of it."""
    with st.expander("Noter une décision", key="note", icon=":material/edit_note:"):
        if fiche.repetition:
            st.caption("Pendant une répétition, aucune décision n’est notée.")
            return
        structures: dict[UUID | None, str] = {None: TOUS} | dict(fiche.structures)
        formulaire = _name_formulaire(fiche.id)
        graine = {"quoi": "", "pilote": "", "echeance": None, "pour": None}
        fill(formulaire, graine, {"pour": structures.__contains__})
        with st.container(border=True):
            st.text_area("Ce qui est décidé", key=_cle(fiche.id, "quoi"), max_chars=QUOI_MAX, **watch(formulaire))
            st.text_input(
                "Qui pilote (facultatif)",
                key=_cle(fiche.id, "pilote"),
                max_chars=PILOTE_MAX,
                **watch_ligne(formulaire),
            )
            st.date_input(
                "Pour quand (facultatif)",
                value=None,
                key=_cle(fiche.id, "echeance"),
                format=FORMAT_JOUR,
                **watch(formulaire),
            )
            st.selectbox(
                "Pour qui",
                list(structures),
                format_func=structures.__getitem__,
                key=_cle(fiche.id, "pour"),
                filter_mode=None,
                **watch(formulaire),
            )
            show_garde(formulaire)
            show_bouton("Noter la décision", key=f"note-enregistrer-{fiche.id}", on_click=_note, args=(fiche,))


def _note(fiche: FicheSeance) -> None:
    """Unlike other gestures, not tried again by itself: what was typed stays in its fields."""
    quoi, pilote, echeance, pour = (st.session_state[_cle(fiche.id, champ)] for champ in CHAMPS)

    def action(unit: Unit) -> str:
        note_decision(unit, fiche.id, SaisieDecision(quoi, pilote, echeance), pour)
        return "La décision est notée."

    # What was typed stays until it is written.
    run_saisie(action, _name_formulaire(fiche.id))


def _create_code(seance_id: UUID) -> None:
    def geste(unit: Unit) -> None:
        st.session_state[_cle_mur(seance_id)] = create_code_mur(unit, seance_id)

    act(seance_id, "mur", "Donner un code d’écran", geste)


def _close(seance_id: UUID) -> None:
    def geste(unit: Unit) -> str:
        fermes = close_murs(unit, seance_id)
        st.session_state.pop(_cle_mur(seance_id), None)
        touch_seance(unit, lock_seance(unit, seance_id))
        return "Les écrans sont fermés." if fermes else "Aucun écran n’était ouvert."

    act(seance_id, "mur", "Fermer les écrans", geste)


def _name_formulaire(seance_id: UUID) -> Formulaire:
    return Formulaire(f"note/{seance_id}", {champ: _cle(seance_id, champ) for champ in CHAMPS})


def _cle(seance_id: UUID, champ: str) -> str:
    return f"note-{champ}-{seance_id}"


def _cle_mur(seance_id: UUID) -> str:
    return f"mur-code-{seance_id}"
