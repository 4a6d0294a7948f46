"""Where the collectif stands, for the person who animates it: carnets, structures × enjeux, the whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.carnet.regles import ETATS_MODIFIABLES, LIBELLES_ETAT, EtatCarnet, describe_etats
from caprse.collectif.calendrier.reprise import tell_repris
from caprse.collectif.regles import LIBELLES_ETAT as LIBELLES_TRIMESTRE
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.chemin.service_collectif import get_chemin_collectif
from caprse.restitution.chemin.vue_collectif import show_chemin_collectif
from caprse.restitution.ensemble.service import PAR_PAGE, LigneSuivi, Suivi, get_cycle, get_suivi, list_trimestres
from caprse.restitution.figures.axes import LigneCarte
from caprse.restitution.planches.choix import get_numero, show_choix
from caprse.restitution.planches.planche import TAILLE_PLEINE, build_pied
from caprse.restitution.planches.vue_collectif import PAR_NOM, show_carte, show_collectif
from caprse.restitution.planches.vue_cycle import show_cycle_collectif
from caprse.restitution.planches.vue_trimestres import show_trimestres
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import agree, format_pluriel

VUES = ("Structures", "L’ensemble", "Trimestres", "Tout le cycle", "Chemin")
PAGE = "page"


def page_collectif(show_effet: Callable[[UUID], None]) -> None:
    """The figures of one collectif, one trimestre at a time. Where each carnet stands is on the tableau de bord.

    ``show_effet`` tells what moved over the cycle, with an action and without.
    """
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    # What is chosen stands at the end of the head, above the tabs that it changes.
    with st.container(horizontal=True, key="collectif-tete", vertical_alignment="bottom"):
        tete, choix = st.container(), st.container(key="collectif-choix")
    suivi = _load(collectif_id, get_numero())
    if suivi.choisi is None:
        with tete:
            show_entete("Où en est le collectif", fictif=suivi.fictif, largeur=Largeur.TRAVAIL)
        st.info("Aucun trimestre n’est encore ouvert : ouvrez le premier dans le calendrier.", icon=":material/event:")
        return
    carte, ensemble, tous, cycle, chemin = st.tabs(VUES, key="vue", bind="query-params")
    if carte.open or ensemble.open:
        with choix:
            suivi = show_choix(suivi, suivi.trimestres, partial(_load, collectif_id))
    with tete:
        show_tete(suivi)
    if carte.open:
        with carte:
            choose_page(suivi)
            show_structures(suivi)
    if ensemble.open:
        with ensemble:
            show_ensemble(suivi)
            show_effet(collectif_id)
    if tous.open:
        with tous:
            show_tous(collectif_id)
    if cycle.open:
        with cycle:
            show_cycle(collectif_id)
    if chemin.open:
        with chemin:
            show_chemin(collectif_id)
    link_to_page("tableau", "Où en est chaque carnet : le tableau de bord", icon=":material/dashboard:")


def show_tete(suivi: Suivi) -> None:
    """Whether the trimestre, which is chosen just below, is open; how many carnets in which état."""
    trimestre = suivi.choisi
    if trimestre is None:
        return
    show_entete(
        "Où en est le collectif",
        reperes=[
            f"Trimestre {tell_repris(suivi.repris_le) or LIBELLES_TRIMESTRE[trimestre.etat]}",
            f"{format_pluriel(suivi.carnets, 'carnet')} : {describe_etats(suivi.etats) or 'aucun'}",
        ],
        theme=suivi.theme,
        fictif=suivi.fictif,
        largeur=Largeur.TRAVAIL,
    )


def show_tous(collectif_id: UUID) -> None:
    """Every trimestre that opened, one small picture each."""
    with open_unit_ecran() as unit:
        montres = list_trimestres(unit, collectif_id)
    show_trimestres(montres)


def show_cycle(collectif_id: UUID) -> None:
    """Where the collectif stands on every thématique, as its members see it."""
    with open_unit_ecran() as unit:
        suivi = get_cycle(unit, collectif_id)
    show_cycle_collectif("ensemble-cycle", suivi.collectif, suivi.fictif, suivi.lus, suivi.ordre, bloc=suivi.bloc)


def show_chemin(collectif_id: UUID) -> None:
    """Closing by closing, what was published of the collectif."""
    with open_unit_ecran() as unit:
        vu = get_chemin_collectif(unit, collectif_id)
    show_chemin_collectif(vu)


def choose_page(suivi: Suivi) -> None:
    """So many structures at a time."""
    if suivi.pages > 1:
        st.selectbox(
            f"Structures, {PAR_PAGE} par page",
            range(1, suivi.pages + 1),
            format_func=lambda page: f"Page {page} sur {suivi.pages}",
            key=PAGE,
            filter_mode=None,
        )


def show_structures(suivi: Suivi) -> None:
    """The heatmap of this page's structures. Carnets being written are not read: they have no line."""
    lignes = tuple(
        LigneCarte(ligne.nom, ligne.figures, etat=LIBELLES_ETAT[ligne.etat], suite=_tell_suite(ligne))
        for ligne in suivi.lignes
        if ligne.figures
    )
    if not lignes or suivi.choisi is None:
        st.info("Les structures apparaissent ici quand leur carnet est transmis.", icon=":material/hourglass_empty:")
        return
    st.subheader("Part des marches franchies, par enjeu", anchor=False)
    nommes = "Ces chiffres portent un nom : ils sont pour vous, pas pour une projection."
    st.caption(escape(" ".join(filter(None, (describe_absents(suivi), nommes)))))
    pied = build_pied(suivi.source, suivi.collectif, suivi.fictif)
    titre = f"{suivi.collectif} · trimestre\u00a0{suivi.choisi.numero} · structures et enjeux"
    with st.container(key="collectif-carte"):
        show_carte(f"carte-T{suivi.choisi.numero}", titre, pied, lignes, TAILLE_PLEINE, PAR_NOM)


def _tell_suite(ligne: LigneSuivi) -> tuple[str, str]:
    """The next act on a carnet that was transmitted, and where it is done."""
    acte = "Relire ce carnet" if ligne.etat is EtatCarnet.TRANSMIS else "Ouvrir ce carnet"
    return acte, f"/relecture?carnet={ligne.carnet_id}"


def describe_absents(suivi: Suivi) -> str:
    """Why the picture holds fewer lines than there are carnets; empty when it holds them all."""
    nombre = sum(combien for etat, combien in suivi.etats.items() if etat in ETATS_MODIFIABLES)
    if not nombre:
        return ""
    ouvert = suivi.choisi is not None and suivi.choisi.etat is EtatTrimestre.OUVERT
    pas = "pas encore" if ouvert else "pas"
    return f"{format_pluriel(nombre, 'carnet')} {pas} transmis n’y {agree(nombre, 'est', 'sont')} pas."


def show_ensemble(suivi: Suivi) -> None:
    """What the collectif itself may see, and why nothing newer is shown."""
    if suivi.attente:
        st.info(escape(suivi.attente), icon=":material/schedule:")
    if suivi.publication is None or suivi.choisi is None:
        st.markdown(
            "Aucun chiffre d’ensemble n’est publié pour ce trimestre : trop peu de carnets transmis pour que personne "
            "ne s’y reconnaisse."
        )
        return
    if not suivi.publication.edition.agregats:
        st.markdown("Trop peu de structures ont répondu à chaque enjeu pour montrer un chiffre d’ensemble.")
        return
    numero = suivi.choisi.numero
    show_collectif(
        f"ensemble-T{numero}",
        suivi.collectif,
        suivi.fictif,
        f"trimestre\u00a0{numero}",
        suivi.publication,
        suivi.publication.edition.enjeux,
    )


def _load(collectif_id: UUID, numero: int | None) -> Suivi:
    with open_unit_ecran() as unit:
        return get_suivi(unit, collectif_id, numero, st.session_state.get(PAGE) or 1)
