"""What the console gives to the room, and takes from it: codes and addresses, decisions noted on the spot."""

from __future__ import annotations

from urllib.parse import urlsplit
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
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel
from caprse.socle.installation import get_installation

TOUS = "Tout le collectif"
CHAMPS = ("quoi", "pilote", "echeance", "pour")


def show_sans_ecran(fiche: FicheSeance) -> None:
    """While no wall shows the session: that the room sees nothing, and the way to open one, beside the hand."""
    if fiche.murs:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="mur-aucun", gap="small"):
        if fiche.code_mur:
            if st.session_state.get("acces"):
                # Said once: where it was asked for.
                st.markdown(":material/co_present: L’écran attend son code, donné plus bas.")
                return
            st.markdown(
                f":material/co_present: Projecteur : **{_name_site()}/mur**, code "
                f"**{escape(format_code(fiche.code_mur))}**"
            )
            return
        st.markdown(":material/co_present: **Aucun écran n’est ouvert** : la salle ne voit rien.")
        show_bouton("Ouvrir l’écran", key="mur-ouvrir", type="tertiary", on_click=_create_code, args=(fiche.id,))


def show_acces(fiche: FicheSeance) -> None:
    """The code that phones type, and the screens of the room. It folds once a screen has opened: it has served."""
    adresse = get_installation().reglages.adresse_publique
    avant = f"murs-vus-{fiche.id}"
    if fiche.murs > st.session_state.get(avant, fiche.murs):
        st.session_state["acces"] = False
    st.session_state[avant] = fiche.murs
    with st.expander("Codes de la salle", key="acces", icon=":material/qr_code_2:", on_change="rerun"):
        lignes = [f"Téléphones : {_name_site()}/rejoindre, code **{escape(fiche.code or '')}**"]
        if fiche.code_mur:
            lignes.append(f"Écran : {_name_site()}/mur, code **{escape(format_code(fiche.code_mur))}** (une fois)")
        elif fiche.murs:
            lignes.append(escape(format_pluriel(fiche.murs, "écran est ouvert", "écrans sont ouverts")))
        st.markdown("\\\n".join(lignes))
        if is_locale(adresse):
            st.caption(
                "Cette adresse ne s’ouvre que sur cet ordinateur : pour les téléphones, faites régler l’adresse "
                "publique."
            )
        with st.container(horizontal=True):
            show_bouton(
                "Donner un autre code d’écran" if fiche.code_mur or fiche.murs else "Donner un code d’écran",
                key="mur-code",
                icon=":material/cast:",
                on_click=_create_code,
                args=(fiche.id,),
            )
            if fiche.murs:
                show_bouton(
                    "Fermer les écrans",
                    key="mur-fermer",
                    icon=":material/cancel_presentation:",
                    on_click=_close,
                    args=(fiche.id,),
                )


def show_decision(fiche: FicheSeance) -> None:
    """The step where the room decides: what it decides is written here, and stands on the wall at once."""
    with st.container(key="geste-decision"):
        _show_formulaire(fiche, "Ajouter au mur", principal=True)


def show_note(fiche: FicheSeance) -> None:
    """A decision, noted at any other step while the room still speaks of it."""
    with st.expander("Noter une décision", key="note", icon=":material/edit_note:"):
        _show_formulaire(fiche, "Noter la décision", principal=False)


def _show_formulaire(fiche: FicheSeance, libelle: Affichable, *, principal: bool) -> None:
    if fiche.repetition:
        st.caption("Pendant une répétition, aucune décision n’est notée.")
        return
    structures: dict[UUID | None, str] = {None: TOUS} | dict(fiche.structures)
    formulaire = _name_formulaire(fiche.id)
    graine = {"quoi": "", "pilote": "", "echeance": None, "pour": None}
    fill(formulaire, graine, {"pour": structures.__contains__})
    st.text_area("Ce qui est décidé", key=_cle(fiche.id, "quoi"), max_chars=QUOI_MAX, height=80, **watch(formulaire))
    with st.container(key="note-qui"):
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
            placeholder=TOUS,
            filter_mode=None,
            **watch(formulaire),
        )
    with st.container(horizontal=True, vertical_alignment="center", key="note-geste"):
        show_bouton(
            libelle,
            key=f"note-enregistrer-{fiche.id}",
            icon=":material/add:",
            type="primary" if principal else "secondary",
            on_click=_note,
            args=(fiche,),
        )
        show_garde(formulaire)


def _note(fiche: FicheSeance) -> None:
    """Unlike other gestures, not tried again by itself: what was typed stays in its fields."""
    quoi, pilote, echeance, pour = (st.session_state[_cle(fiche.id, champ)] for champ in CHAMPS)

    def action(unit: Unit) -> str:
        note_decision(unit, fiche.id, SaisieDecision(quoi, pilote, echeance), pour)
        return "La décision est notée."

    # What was typed stays until it is written.
    run_saisie(action, _name_formulaire(fiche.id))


def _name_site() -> Affichable:
    """The address as one types it."""
    return escape(urlsplit(get_installation().reglages.adresse_publique).netloc)


def _create_code(seance_id: UUID) -> None:
    def geste(unit: Unit) -> None:
        create_code_mur(unit, seance_id)

    act(seance_id, "mur", "Donner un code d’écran", geste)


def _close(seance_id: UUID) -> None:
    def geste(unit: Unit) -> str:
        fermes = close_murs(unit, seance_id)
        touch_seance(unit, lock_seance(unit, seance_id))
        return "Les écrans sont fermés." if fermes else "Aucun écran n’était ouvert."

    act(seance_id, "mur", "Fermer les écrans", geste)


def _name_formulaire(seance_id: UUID) -> Formulaire:
    return Formulaire(f"note/{seance_id}", {champ: _cle(seance_id, champ) for champ in CHAMPS})


def _cle(seance_id: UUID, champ: str) -> str:
    return f"note-{champ}-{seance_id}"
