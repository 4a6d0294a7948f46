"""How the re-reading of a whole carnet ends: re-read, sent back, or given back as the structure asks."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import fill, is_begun, show_garde, watch
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Critere
from caprse.relecture.relire import etat
from caprse.relecture.relire.lecture import CarnetARelire
from caprse.relecture.relire.liste import CarnetListe
from caprse.relecture.relire.regles import NOTE_MAX, EtatRelecture, is_muette, list_a_completer
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton

SANS_NOTE = "pas encore de note"
MUETTES = "Dites d’abord ce qu’il faut compléter : une note sous chaque réponse, ou un mot sur tout le carnet."


def show_demande(carnet: CarnetARelire) -> None:
    """What the structure asks: to have its carnet again, with its reason."""
    if carnet.reouverture_demandee_le is None or carnet.etat_trimestre is not EtatTrimestre.OUVERT:
        return
    with st.container(border=True, key=f"demande-{carnet.id}"):
        quand = format_instant(carnet.reouverture_demandee_le)
        st.markdown(f"**{escape(carnet.structure)}** demande à rouvrir son carnet ({quand}) :")
        st.text(carnet.motif_reouverture)
        show_bouton(
            "Rouvrir pour la structure",
            key=f"rouvrir-{carnet.id}",
            type="primary",
            icon=":material/lock_open:",
            on_click=etat.reopen,
            args=(carnet,),
        )


def show_bilan(
    carnet: CarnetARelire, criteres: Sequence[Critere], suivant: UUID | None, carnets: Sequence[CarnetListe]
) -> None:
    """All is seen: end this carnet, or go on to the next one that waits."""
    with st.container(border=True, key="relire-bilan"):
        if carnet.etat is EtatCarnet.TRANSMIS:
            st.markdown(":material/done_all: **Vous avez tout vu de ce carnet.**")
            show_relu(carnet, criteres)
            return
        if carnet.etat is EtatCarnet.RELU:
            st.markdown(":material/task_alt: **Ce carnet est relu.**")
        if suivant is None:
            st.markdown("Plus aucun carnet ne vous attend.")
            return
        nom = next(autre.structure for autre in carnets if autre.id == suivant)
        show_bouton(
            f"Relire le suivant : {escape(nom)}",
            key="relire-suivant",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=etat.go_to_carnet,
            args=(suivant,),
        )


def can_end(carnet: CarnetARelire, criteres: Sequence[Critere]) -> bool:
    """Whether the carnet may be ended while some answers are left; once all is seen, the page asks."""
    return (
        bool(etat.list_restants([critere.code for critere in criteres]))
        and carnet.etat is EtatCarnet.TRANSMIS
        and carnet.etat_trimestre is EtatTrimestre.OUVERT
    )


def show_relu(carnet: CarnetARelire, criteres: Sequence[Critere]) -> None:
    """What « carnet relu » will mark, and what stays flagged. Its key works once every answer was seen."""
    codes = list_a_completer([critere.code for critere in criteres], carnet.dites(), carnet.versions())
    reste = etat.list_restants([critere.code for critere in criteres])
    a_discuter = sum(saisie.etat is EtatRelecture.A_DISCUTER for saisie in carnet.dites().values())
    debut = "Les réponses que vous n’avez pas marquées autrement deviennent « Relu ». " if reste else ""
    st.markdown(f"{debut}À discuter en séance : {a_discuter}. À compléter : {len(codes)}.")
    if codes:
        st.warning(
            "La structure ne pourra pas compléter un carnet relu. Pour qu’elle complète, renvoyez-le, plus bas.",
            icon=":material/info:",
        )
    show_bouton(
        "Carnet relu",
        key=f"carnet-relu-{carnet.id}",
        groupe=f"carnet-relu-{carnet.id}",
        type="primary",
        icon=":material/task_alt:",
        shortcut=None if reste else "T",
        on_click=etat.end_relecture,
        args=(carnet,),
    )


def show_renvoi(carnet: CarnetARelire, criteres: Sequence[Critere]) -> None:
    """Send the carnet back with its list."""
    if carnet.etat not in {EtatCarnet.TRANSMIS, EtatCarnet.RELU} or carnet.etat_trimestre is not EtatTrimestre.OUVERT:
        return
    titres = {critere.code: critere.titre for critere in criteres}
    codes = list_a_completer(titres, carnet.dites(), carnet.versions())
    mot = etat.name_mot(carnet.id)
    with st.expander("Renvoyer à compléter", icon=":material/undo:", key="renvoyer-ouvert", expanded=is_begun(mot)):
        if codes:
            st.markdown("La structure recevra cette liste, avec vos notes :")
            dites = carnet.dites()
            st.text("\n".join(f"• {titres[code]} : {dites[code].note or SANS_NOTE}" for code in codes))
            if any(is_muette(dites[code]) for code in codes):
                st.warning(MUETTES, icon=":material/edit_note:")
        else:
            st.markdown("Aucun critère n’est marqué « À compléter ». Marquez-en, ou écrivez ce qu’il faut reprendre.")
        fill(mot, {"mot": ""})
        st.text_area("Un mot sur tout le carnet", key=mot.champs["mot"], max_chars=NOTE_MAX, height=100, **watch(mot))
        show_garde(mot)
        show_message(etat.RENVOI)
        st.caption(
            "La structure pourra de nouveau modifier ses réponses et devra transmettre encore. D’ici là, elle ne voit "
            "plus les chiffres du collectif."
        )
        show_bouton(
            "Renvoyer le carnet",
            key=f"renvoyer-{carnet.id}",
            icon=":material/undo:",
            on_click=etat.return_carnet,
            args=(carnet,),
        )
