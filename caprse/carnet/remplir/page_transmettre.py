"""Transmit the carnet: what is missing, why, and what happens next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import (
    ETATS_TRANSMIS,
    LIBELLES_ETAT,
    LONGUEURS,
    EtatCarnet,
)
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.transmission import ask_reopening
from caprse.carnet.remplir.vue_envoi import MESSAGE_ENVOI, show_confirmation, show_entier
from caprse.carnet.remplir.vue_manque import show_manque
from caprse.carnet.service import CarnetOuvert
from caprse.collectif.calendrier.reprise import tell_repris
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import SANS_THEMATIQUE, Referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page, take_param

DEMANDE = "motif_demande"
TRANSMETTRE = "Transmettre notre carnet"
A_TRANSMETTRE = "Ce qui manque avant l’envoi"  # for whoever does not transmit
MERCI = "Merci, votre carnet est transmis"
VUE = "transmis-vue"
SUITE = "Échanger, rouvrir le carnet"
ROUVRIR = "rouvrir"  # in the address: the fold where one asks for the carnet back


def load_autour(autour: Entourage, unit: Unit, carnet: CarnetOuvert) -> None:
    """What surrounds a carnet, read only where it is shown: once transmitted, in its own fold."""
    if not is_parti(carnet) or st.session_state.get(VUE):
        autour.load(unit, carnet)


def is_parti(carnet: CarnetOuvert) -> bool:
    """Whether the structure has nothing to do with it any more: transmitted, or its trimestre closed."""
    return carnet.etat in ETATS_TRANSMIS or carnet.etat_trimestre is not EtatTrimestre.OUVERT


def page_transmettre(
    autour: Entourage, show_moment: Callable[[UUID, int, Sequence[tuple[str, bool]]], object]
) -> None:
    """Transmit, or read where the carnet stands.

    ``autour`` shows what other rooms know of it, ``show_moment`` what it gives once transmitted.
    """
    structure_id = choose_structure()
    if structure_id is None:
        return
    if take_param(ROUVRIR) is not None:
        st.session_state[VUE] = True
    carnet, referentiel = etat.load_carnet(structure_id, partial(load_autour, autour))
    if carnet is None or referentiel is None:
        show_entete(TRANSMETTRE)
        st.info("Aucun trimestre n’est encore ouvert.", icon=":material/event:")
        return
    direction = get_acteur().can(Operation.SEND_CARNET, carnet.collectif_id, carnet.structure_id)
    if is_parti(carnet):
        show_tete(carnet, referentiel, "Notre carnet" if carnet.repris_le else MERCI, Largeur.LECTURE)
        show_moment(carnet.structure_id, carnet.numero, list_dits(carnet))
        suite = st.expander(SUITE, key=VUE, on_change="rerun", icon=":material/forum:")
        if suite.open:
            with suite:
                if carnet.motif_incomplet:
                    st.text(f"Ce que vous avez dit des réponses manquantes : {carnet.motif_incomplet}")
                autour.show_verifications(carnet, referentiel)
                autour.show_carnet(carnet, referentiel)
                show_reouverture(carnet, direction)
    else:
        show_avant(carnet, referentiel, autour, direction)


def show_avant(carnet: CarnetOuvert, referentiel: Referentiel, autour: Entourage, direction: bool) -> None:
    """A carnet that has not left: what is missing, and for its direction the way to send it."""
    show_tete(carnet, referentiel, TRANSMETTRE if direction else A_TRANSMETTRE, Largeur.LECTURE)
    if not direction:
        # Who transmits is said before what is missing: it is not the reader's to do.
        st.info("La direction de votre structure transmet le carnet.", icon=":material/info:")
    # What she asks comes first; then what is missing and what deserves a second look; the discussion last.
    if carnet.etat is EtatCarnet.A_COMPLETER:
        autour.show_carnet(carnet, referentiel)
    if carnet.thematique == SANS_THEMATIQUE:
        show_avant_le_bilan()
    manquants = show_manque(carnet, referentiel, autour, direction)
    # One folded line: what deserves a second look comes after what is missing, and before what sends.
    autour.show_verifications(carnet, referentiel)
    if direction:
        if not manquants:
            show_entier(carnet)
        st.caption(
            "Les autres structures ne voient pas vos réponses ; vos résultats, seulement si vous le choisissez."
        )
        show_confirmation(carnet, manquants)
    if carnet.etat is not EtatCarnet.A_COMPLETER:
        autour.show_carnet(carnet, referentiel)


def show_avant_le_bilan() -> None:
    """What a bilan holds beside its carnet: said before it leaves."""
    with st.container(horizontal=True, key="bilan-liens", vertical_alignment="center"):
        st.caption("Avant de transmettre :")
        link_to_page("positionnement", "Notre point d’arrivée", ":material/flag:")
        link_to_page("revoir", "Revoir nos réponses", ":material/history:")


def show_tete(carnet: CarnetOuvert, referentiel: Referentiel, titre: str, largeur: Largeur) -> None:
    """The head of the page: which trimestre, how the carnet stands."""
    clos = carnet.etat_trimestre is EtatTrimestre.CLOS
    show_entete(
        titre if carnet.etat in ETATS_TRANSMIS or not clos else "Le trimestre est clos",
        reperes=(
            f"Trimestre\u00a0{carnet.numero}",
            etat.describe_fin(carnet),
            LIBELLES_ETAT[carnet.etat] if carnet.etat is EtatCarnet.A_COMPLETER else "",
            carnet.structure if len(get_acteur().structures()) > 1 else "",
        ),
        theme=build_theme(referentiel, carnet.thematique),
        fictif=carnet.fictif,
        largeur=largeur,
    )


def list_dits(carnet: CarnetOuvert) -> list[tuple[str, bool]]:
    """What became of a transmitted or closed carnet and what comes next, in order; whether each is done."""
    clos = carnet.etat_trimestre is EtatTrimestre.CLOS
    if carnet.repris_le is not None:
        repris = tell_repris(carnet.repris_le).capitalize()
        return [(f"{repris} : vos réponses d’avant le cahier ne changent plus.", True)]
    if carnet.transmis_le is None or carnet.etat not in ETATS_TRANSMIS:
        return [("Le trimestre est clos avant que ce carnet soit transmis : il ne change plus.", True)] if clos else []
    dits = [(f"Carnet transmis le {format_instant(carnet.transmis_le)}.", True)]
    if clos:
        dits.append(("Le trimestre est clos : il ne change plus.", True))
    elif carnet.etat is EtatCarnet.RELU:
        dits.append(("Votre chargée de mission l’a relu.", True))
    else:
        dits.append(("Votre chargée de mission le relit, puis vous écrit.", False))
    return dits


def show_reouverture(carnet: CarnetOuvert, direction: bool) -> None:
    """How a direction asks for its carnet back."""
    show_message(MESSAGE_ENVOI)
    if carnet.etat_trimestre is EtatTrimestre.CLOS:
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


def _ask(carnet: CarnetOuvert) -> None:
    def action(unit: Unit) -> str:
        ask_reopening(unit, carnet.id, carnet.version, st.session_state.get(DEMANDE) or "")
        return "Votre demande est envoyée à votre chargée de mission."

    run_saisie(action, _name_demande(carnet), MESSAGE_ENVOI)


def _name_demande(carnet: CarnetOuvert) -> Formulaire:
    return Formulaire(f"reouverture/{carnet.id}", {"motif": DEMANDE})
