"""The questionnaire, step by step: one enjeu at a time, each answer written when it is given."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur
from caprse.acces.regles import Operation
from caprse.carnet.controle.vue import is_simple
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import ETATS_TRANSMIS, LIBELLES_ETAT, EtatCarnet
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.page_transmettre import ROUVRIR
from caprse.carnet.remplir.parcours import choose_etape, end_joindre, find_joindre, leave_if_asked, list_etapes
from caprse.carnet.remplir.phrases import explain_lecture
from caprse.carnet.remplir.vue_etape import show_etape
from caprse.carnet.remplir.vue_simple import show_simple
from caprse.carnet.service import CarnetOuvert
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.themes import build_theme
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import Theme, show_entete
from caprse.socle.ecran.navigation import link_to_page

LECTURE_SEULE = "Lecture seule"


def page_carnet(autour: Entourage, show_ailleurs: Callable[[], object]) -> None:
    """Answer the carnet of the trimestre.

    ``autour`` shows what other rooms know of it, ``show_ailleurs`` what they lead to from its foot.
    """
    leave_if_asked()
    structure_id = choose_structure()
    if structure_id is None:
        return
    carnet, referentiel = etat.load_carnet(structure_id, autour.load)
    if carnet is None or referentiel is None:
        show_entete("Notre carnet")
        st.info("Aucun trimestre n’est encore ouvert. Vous serez prévenus à l’ouverture.", icon=":material/event:")
        return
    theme = build_theme(referentiel, carnet.thematique)
    etapes = list_etapes(referentiel, carnet)
    if not etapes:
        show_sans_question(carnet, theme)
        return
    editable = carnet.modifiable and get_acteur().can(
        Operation.UPDATE_REPONSE, carnet.collectif_id, carnet.structure_id
    )
    enjeu = choose_etape(etapes, carnet, autour.list_demandes(carnet), editable=editable)
    lecture = LECTURE_SEULE if carnet.modifiable and not editable else ""
    show_bandeau(carnet, f"Étape {etapes.index(enjeu) + 1} sur {len(etapes)}", theme, lecture)
    if is_simple():
        show_simple(referentiel, etapes, enjeu, editable, autour, theme, show_ailleurs)
    else:
        show_etape(carnet, referentiel, etapes, enjeu, editable, autour, theme, show_ailleurs)
    if editable and (critere := find_joindre(enjeu)) is not None:
        autour.show_joindre(carnet, critere, end_joindre)


def show_sans_question(carnet: CarnetOuvert, theme: Theme) -> None:
    """The bilan of a référentiel that asks nothing each trimestre: what was answered before is looked at again."""
    show_bandeau(carnet, "", theme)
    st.markdown("Le bilan ne pose pas de critère nouveau : vos réponses d’avant se revoient ici.")
    link_to_page("revoir", "Revoir nos réponses", ":material/history:")


def show_bandeau(carnet: CarnetOuvert, etape: str, theme: Theme, lecture: str = "") -> None:
    """Which step, which trimestre, until when; how the carnet stands, where that is news.

    ``lecture``: said to whoever may only read what others fill in.
    """
    show_entete(
        "Notre carnet",
        reperes=(
            etape,
            lecture,
            f"Trimestre\u00a0{carnet.numero}",
            # Who only reads has no days to count.
            "" if lecture else etat.describe_fin(carnet),
            carnet.structure if len(get_acteur().structures()) > 1 else "",
            LIBELLES_ETAT[carnet.etat] if carnet.etat is not EtatCarnet.BROUILLON and not carnet.repris_le else "",
        ),
        theme=theme,
        fictif=carnet.fictif,
    )
    if not carnet.modifiable:
        show_lecture(carnet)


def show_lecture(carnet: CarnetOuvert) -> None:
    """Why the carnet is only read; for a direction, the way to have it back while that may be asked."""
    with st.container(key="carnet-lecture", gap=None):
        st.info(escape(explain_lecture(carnet)), icon=":material/lock:")
        ouvert = carnet.etat_trimestre is EtatTrimestre.OUVERT and carnet.etat in ETATS_TRANSMIS
        direction = get_acteur().can(Operation.SEND_CARNET, carnet.collectif_id, carnet.structure_id)
        if ouvert and direction and carnet.reouverture_demandee_le is None:
            link_to_page("transmettre", "Demander à le rouvrir", **{ROUVRIR: "1"})
