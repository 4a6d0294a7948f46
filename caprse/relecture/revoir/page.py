"""« Revoir » : the earlier answers of a structure, given again in its open carnet."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.controle.vue import is_simple
from caprse.carnet.entourage import Entourage
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.parcours import CRITERE, ETAPE, leave_if_asked
from caprse.carnet.remplir.phrases import explain_lecture
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.themes import build_theme
from caprse.relecture.revoir.etapes import D_ABORD, Etape, choose_etape, list_etapes
from caprse.relecture.revoir.service import ARevoir, list_a_revoir
from caprse.relecture.revoir.vue_revoir import Ecran, show_cartes, show_simples
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import go_to_page, keep_adresse, link_to_page
from caprse.socle.francais import format_pluriel

A_REVOIR = "revoir"
TITRE = "Revoir nos réponses"
RIEN = "Rien à revoir pour l’instant : vos réponses d’avant se retrouveront ici au prochain trimestre."


def page_revoir(autour: Entourage, load_autour: Callable[[Unit, CarnetOuvert], None]) -> None:
    """Look again at earlier answers; ``autour`` shows what other rooms know of them, once ``load_autour`` read it."""
    keep_adresse(ETAPE, CRITERE)
    leave_if_asked()
    structure_id = choose_structure()
    if structure_id is None:
        return

    def load(unit: Unit, carnet: CarnetOuvert) -> None:
        load_autour(unit, carnet)
        st.session_state[A_REVOIR] = list_a_revoir(unit, carnet)

    carnet, referentiel = etat.load_carnet(structure_id, load)
    if carnet is not None and referentiel is not None:
        leave_for_carnet(carnet, referentiel)
    a_revoir: ARevoir = st.session_state.get(A_REVOIR, ARevoir())
    etapes = list_etapes(a_revoir, referentiel) if carnet is not None and referentiel is not None else ()
    if carnet is None or referentiel is None or not etapes:
        show_entete(TITRE)
        st.info(RIEN, icon=":material/history:")
        link_to_page("carnet", "Retour au carnet", ":material/arrow_back:")
        return
    etape = choose_etape(etapes, st.query_params.get(ETAPE), st.query_params.get(CRITERE))
    editable = carnet.modifiable and get_acteur().can(
        Operation.UPDATE_REPONSE, carnet.collectif_id, carnet.structure_id
    )
    show_tete(carnet, referentiel, etape)
    ecran = Ecran(carnet, referentiel, etapes, etape, editable, autour)
    if is_simple():
        show_simples(ecran)
    else:
        show_cartes(ecran)
    show_autres(etapes, etape)


def leave_for_carnet(carnet: CarnetOuvert, referentiel: Referentiel) -> None:
    """A critère that this trimestre asks by itself is answered in the carnet."""
    code = st.query_params.get(CRITERE)
    demandes = {critere.code for critere in referentiel.demandes(carnet.thematique)}
    if code is not None and code in demandes:
        go_to_page("carnet", **{CRITERE: code})


def show_tete(carnet: CarnetOuvert, referentiel: Referentiel, etape: Etape) -> None:
    """Where one is, and in which carnet these answers are given again."""
    show_entete(
        TITRE,
        reperes=(
            etape.titre if etape.code == D_ABORD else "",
            f"Trimestre\u00a0{carnet.numero}",
            carnet.structure if len(get_acteur().structures()) > 1 else "",
        ),
        theme=build_theme(referentiel, etape.code) if etape.code != D_ABORD else None,
        fictif=carnet.fictif,
    )
    if not carnet.modifiable:
        st.info(escape(explain_lecture(carnet)), icon=":material/lock:")


def show_autres(etapes: tuple[Etape, ...], ici: Etape) -> None:
    """The way to all the other answers, a line for each thématique."""
    autres = [etape for etape in etapes if etape is not ici]
    if not autres:
        return
    with st.container(key="revoir-autres", gap="xsmall"):
        st.caption("Revoir aussi")
        for etape in autres:
            link_to_page(
                "revoir",
                escape(f"{etape.court} · {format_pluriel(len(etape.offres), 'réponse')}"),
                ":material/arrow_forward:",
                **{ETAPE: etape.code},
            )
