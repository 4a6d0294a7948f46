"""Transmit the carnet: what is missing, why, and what happens next."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import ETATS_TRANSMIS, LONGUEURS, EtatCarnet, compute_avancement, list_manquants
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.page import show_bandeau
from caprse.carnet.remplir.parcours import ETAPE, list_criteres, list_etapes
from caprse.carnet.remplir.transmission import ask_reopening, send_carnet
from caprse.carnet.service import CarnetOuvert
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel

MOTIF = "motif_transmission"
DEMANDE = "motif_demande"


def page_transmettre(autour: Entourage) -> None:
    """Transmit, or read where the carnet stands; ``autour`` shows what other rooms know of it."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    carnet, referentiel = etat.load_carnet(structure_id, autour)
    if carnet is None or referentiel is None:
        show_entete("Transmettre notre carnet")
        st.info("Aucun trimestre n'est encore ouvert.", icon=":material/event:")
        return
    show_bandeau(carnet, "Transmettre notre carnet", build_theme(referentiel, carnet.thematique))
    show_message()
    autour.show_carnet(carnet, referentiel)
    direction = get_acteur().can(Operation.SEND_CARNET, carnet.collectif_id, carnet.structure_id)
    if carnet.etat in ETATS_TRANSMIS or carnet.etat_trimestre is not EtatTrimestre.OUVERT:
        show_transmis(carnet, direction)
    else:
        show_a_transmettre(carnet, referentiel, direction)


def show_a_transmettre(carnet: CarnetOuvert, referentiel: Referentiel, direction: bool) -> None:
    """What is missing, each with its way there; then the button."""
    etapes = list_etapes(referentiel, carnet)
    criteres = list_criteres(etapes)
    avancement = compute_avancement(criteres, carnet.saisies())
    manquants = list_manquants(criteres, carnet.saisies())
    if carnet.etat is EtatCarnet.A_COMPLETER:
        st.info("Votre chargée de mission vous a rendu ce carnet : complétez-le, puis transmettez-le de nouveau.")
    st.markdown(
        f"**{avancement.repondus:d} sur {avancement.applicables}** critères applicables ont une réponse"
        + (f", {format_pluriel(avancement.non_concernes, 'non concerné')}." if avancement.non_concernes else ".")
    )
    if manquants:
        st.subheader(f"Il manque {format_pluriel(len(manquants), 'réponse')}", anchor=False)
        for enjeu in etapes:
            show_manquants(enjeu, {critere.code for critere in manquants})
    else:
        st.success("Tout est répondu.", icon=":material/check_circle:")
    if not direction:
        st.info("La direction de votre structure transmet le carnet.", icon=":material/info:")
        return
    if manquants:
        fill(_name_motif(carnet), {"motif": ""})
        st.text_area(
            "Vous pouvez transmettre quand même. Dites pourquoi il manque des réponses :",
            key=MOTIF,
            max_chars=LONGUEURS["motif"],
            placeholder="Par exemple : à voir avec le nouveau conseil d'administration.",
            **watch(_name_motif(carnet)),
        )
        show_garde(_name_motif(carnet))
    st.caption(
        "Une fois transmis, le carnet ne peut plus être modifié. Votre chargée de mission le relit ; vous voyez alors "
        "les résultats du collectif. Les autres structures ne voient jamais vos réponses."
    )
    show_bouton(
        "Transmettre notre carnet",
        key="transmettre",
        type="primary",
        icon=":material/send:",
        on_click=_send,
        args=(carnet,),
    )


def show_manquants(enjeu: Enjeu, manquants: set[str]) -> None:
    """The missing critères of one enjeu, with the way to answer them."""
    titres = [critere.titre for critere in enjeu.criteres if critere.code in manquants]
    if titres:
        st.markdown("\n".join(f"- {escape(titre)}" for titre in titres))
        link_to_page("carnet", f"Répondre : {escape(enjeu.titre)}", ":material/arrow_forward:", **{ETAPE: enjeu.code})


def show_transmis(carnet: CarnetOuvert, direction: bool) -> None:
    """Where a transmitted or closed carnet stands, and how to ask for it back."""
    if carnet.transmis_le is not None and carnet.etat in ETATS_TRANSMIS:
        st.success(f"Carnet transmis le {format_instant(carnet.transmis_le)}.", icon=":material/check_circle:")
    if carnet.motif_incomplet:
        st.text(f"Ce que vous avez dit des réponses manquantes : {carnet.motif_incomplet}")
    if carnet.etat_trimestre is EtatTrimestre.CLOS:
        st.info("Le trimestre est clos : ce carnet ne change plus.", icon=":material/lock:")
        return
    if carnet.reouverture_demandee_le is not None:
        st.info(
            f"Vous avez demandé à rouvrir le carnet le {format_instant(carnet.reouverture_demandee_le)}. "
            "Votre chargée de mission vous répondra.",
            icon=":material/hourglass_empty:",
        )
    elif direction:
        commencee = is_begun(_name_demande(carnet))
        with st.expander(
            "Demander à rouvrir le carnet", expanded=commencee, icon=":material/lock_open:", key="demande_ouverte"
        ):
            formulaire = _name_demande(carnet)
            fill(formulaire, {"motif": ""})
            st.text_area(
                "Pourquoi voulez-vous le rouvrir ?", key=DEMANDE, max_chars=LONGUEURS["motif"], **watch(formulaire)
            )
            show_garde(formulaire)
            show_bouton("Envoyer la demande", key="demander", on_click=_ask, args=(carnet,))


def _send(carnet: CarnetOuvert) -> None:
    def action(unit: Unit) -> str:
        send_carnet(unit, carnet.id, carnet.version, st.session_state.get(MOTIF) or "")
        return "Carnet transmis. Merci ! Les résultats du collectif s'ouvrent à vous dans « Nos résultats »."

    run_saisie(action, _name_motif(carnet))


def _ask(carnet: CarnetOuvert) -> None:
    def action(unit: Unit) -> str:
        ask_reopening(unit, carnet.id, carnet.version, st.session_state.get(DEMANDE) or "")
        return "Votre demande est envoyée à votre chargée de mission."

    run_saisie(action, _name_demande(carnet))


def _name_motif(carnet: CarnetOuvert) -> Formulaire:
    return Formulaire(f"transmission/{carnet.id}", {"motif": MOTIF})


def _name_demande(carnet: CarnetOuvert) -> Formulaire:
    return Formulaire(f"reouverture/{carnet.id}", {"motif": DEMANDE})
