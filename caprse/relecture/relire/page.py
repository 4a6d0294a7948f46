"""Re-read the carnets of a collectif, one answer at a time."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.collectif.calendrier.reprise import tell_repris
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.traces.vue_ligne import show_archives
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.service import get_referentiel_pour
from caprse.referentiel.themes import build_theme
from caprse.relecture.relire import etat
from caprse.relecture.relire.lecture import CarnetARelire, get_a_relire
from caprse.relecture.relire.liste import CarnetListe, ListeARelire, list_a_relire
from caprse.relecture.relire.regles import CARNET, compute_progression
from caprse.relecture.relire.service import record_visite
from caprse.relecture.relire.vue import (
    Fil,
    format_etat,
    show_critere,
    show_privee,
)
from caprse.relecture.relire.vue_barre import (
    choose_critere,
    find_attente,
    show_autres_carnets,
    show_navigation,
    show_plus,
)
from caprse.relecture.relire.vue_fin import show_bilan, show_demande, show_renvoi
from caprse.relecture.relire.vue_points import AUCUN, show_points
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import read_id
from caprse.socle.ecran.veille import show_veille
from caprse.socle.francais import format_pluriel

TRIMESTRE = "relecture-trimestre"


def show_nothing(carnet_id: UUID, critere: str | None) -> None:
    """No thread beside the answers."""


def page_relecture(fil: Fil = show_nothing) -> None:
    """Choose a carnet, then go through it; ``fil`` draws the thread of a critère, or of the carnet (None)."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    demande = read_id(etat.CARNET)
    with open_unit_ecran() as unit:
        liste = list_a_relire(unit, collectif_id, demande, st.session_state.get(TRIMESTRE))
        choisi = choose_carnet(liste, demande)
        carnet = _enter(unit, choisi.id) if choisi else None
        referentiel = get_referentiel_pour(unit.db, carnet.referentiel_id, carnet.profil) if carnet else None
    if choisi is None or carnet is None or referentiel is None:
        show_vide(liste)
        return
    with st.container(horizontal=True, key="relire-tete", vertical_alignment="center"):
        show_tete(liste, carnet, referentiel)
        with st.container(key="relire-gestes", horizontal=True, width="content", gap="xsmall"):
            criteres = list_criteres(carnet, referentiel)
            show_points(carnet.points, referentiel, etat.list_restants([critere.code for critere in criteres]))
            show_plus(liste.carnets, choisi, carnet, criteres)
    if demande is not None and choisi.id != demande:
        st.info("Le carnet demandé n’est pas à relire ici. En voici un autre, s’il y en a.", icon=":material/info:")
    st.query_params[etat.CARNET] = str(choisi.id)
    show_carnet(carnet, referentiel, fil, liste, choisi)


def show_vide(liste: ListeARelire) -> None:
    """Nothing to re-read yet, and what is awaited."""
    show_entete("Relecture", fictif=liste.fictif, largeur=Largeur.TRAVAIL)
    if liste.numero is None:
        st.info("Aucun trimestre n’est encore ouvert.", icon=":material/event:")
        return
    st.info("Les carnets apparaissent ici quand ils sont transmis.", icon=":material/hourglass_empty:")
    show_autre_trimestre(liste)
    show_ailleurs(liste)


def show_tete(liste: ListeARelire, carnet: CarnetARelire, referentiel: Referentiel) -> None:
    """Whose carnet, where it stands, how much of it is re-read."""
    progression = compute_progression(
        _keep_demandes(carnet.saisies(), carnet, referentiel), carnet.versions(), carnet.dites()
    )
    relues = format_pluriel(progression.relus, "réponse relue", "réponses relues")
    show_entete(
        f"Relire {carnet.structure}",
        # On a phone the first two are read.
        reperes=[
            f"{relues} sur {progression.repondus}" if progression.repondus else "Aucune réponse",
            f"Trimestre\u00a0{carnet.numero}",
            tell_repris(carnet.repris_le).capitalize() or format_etat(carnet),
        ],
        theme=build_theme(referentiel, carnet.thematique),
        fictif=liste.fictif,
        largeur=Largeur.TRAVAIL,
    )


def choose_carnet(liste: ListeARelire, demande: UUID | None) -> CarnetListe | None:
    """The carnet of the address, else the first one that waits."""
    return next((carnet for carnet in liste.carnets if carnet.id == demande), None) or next(iter(liste.carnets), None)


def show_ailleurs(liste: ListeARelire) -> None:
    """The carnets being written, which are not here."""
    if liste.brouillons:
        en_cours = format_pluriel(
            liste.brouillons, "carnet n’est pas encore transmis", "carnets ne sont pas encore transmis"
        )
        st.caption(f":material/hourglass_empty: {en_cours}.")


def show_autre_trimestre(liste: ListeARelire) -> None:
    """Earlier trimestres, which stay readable."""
    if len(liste.trimestres) < 2 or liste.numero is None:
        return
    st.session_state[TRIMESTRE] = liste.numero
    with st.popover("Autre trimestre", type="tertiary", icon=":material/date_range:", key="relire-trimestres"):
        st.selectbox(
            "Trimestre",
            list(liste.trimestres),
            format_func=lambda numero: f"{numero}. {liste.trimestres[numero]}",
            key=TRIMESTRE,
            on_change=etat.leave_carnet,
            filter_mode=None,
        )


def show_carnet(
    carnet: CarnetARelire, referentiel: Referentiel, fil: Fil, liste: ListeARelire, choisi: CarnetListe
) -> None:
    """One carnet: the selectors on a line that stays, what ends it once all is seen, one critère, then the rest."""
    criteres = list_criteres(carnet, referentiel)
    with (
        st.container(key="relire-barre"),
        st.container(horizontal=True, key="relire-critere", vertical_alignment="bottom", gap="xsmall"),
    ):
        revus = {autre.code for autre in carnet.list_criteres(referentiel)[1]}
        critere = choose_critere(criteres, carnet, revus) if criteres else None
        if critere is not None:
            show_navigation(criteres, critere)
    show_message(etat.FIN)
    show_demande(carnet)
    fini = not etat.list_restants([critere.code for critere in criteres])
    if carnet.etat_trimestre is not EtatTrimestre.OUVERT:
        st.info("Le trimestre est clos : ce carnet ne change plus. Vos notes restent.", icon=":material/lock:")
    elif fini:
        show_bilan(carnet, criteres, find_attente(liste.carnets, choisi), liste.carnets)
    if carnet.motif_incomplet:
        st.text(f"Ce que la structure dit des réponses manquantes : {carnet.motif_incomplet}")
    if carnet.etat is EtatCarnet.A_COMPLETER:
        st.info("La structure complète ce carnet : ses réponses peuvent encore changer.", icon=":material/edit_note:")
    if critere is None:
        # The bilan of a référentiel without a transversal block, where nothing was looked at again.
        st.caption("Rien n’a été revu dans ce carnet.")
    else:
        with st.container(key="critere-relu"):
            show_critere(critere, referentiel, fil)
    with st.container(key="tout-le-carnet"):
        st.subheader("Tout le carnet", anchor=False)
        if not carnet.points:
            st.caption(AUCUN)
        fil(carnet.id, None)
        privee = st.expander(
            "Note privée", icon=":material/lock:", key="relire-privee", expanded=CARNET in carnet.notes
        )
        with privee:
            st.fragment(show_privee, key=f"privee-{carnet.id}")(CARNET)
        show_archives([(carnet.numero, carnet.id)] if carnet.traces else [])
        with st.container(horizontal=True, key="relire-fin", vertical_alignment="top"):
            show_renvoi(carnet, criteres)
        with st.container(horizontal=True, key="relire-autres", vertical_alignment="center"):
            show_autres_carnets(liste.carnets, choisi)
            show_autre_trimestre(liste)
        show_ailleurs(liste)
    # From one critère to the next the page stays where it is; another carnet starts from the top.
    show_veille(str(carnet.id))


def list_criteres(carnet: CarnetARelire, referentiel: Referentiel) -> list[Critere]:
    """What this carnet asks, then what was looked at again in it."""
    return [critere for suite in carnet.list_criteres(referentiel) for critere in suite]


def _keep_demandes(saisies: dict[str, Saisie], carnet: CarnetARelire, referentiel: Referentiel) -> dict[str, Saisie]:
    """The answers to what this carnet asks: it may hold others, of an earlier référentiel."""
    demandes = {critere.code for critere in carnet.list_criteres(referentiel)[0]}
    return {code: saisie for code, saisie in saisies.items() if code in demandes}


def _enter(unit: Unit, carnet_id: UUID) -> CarnetARelire:
    """Read the carnet. The visit is recorded on arrival; until one leaves, what was new then stays marked."""
    carnet = get_a_relire(unit, carnet_id)
    visite = st.session_state.get(etat.VISITE)
    if visite is None or visite[0] != carnet_id:
        st.session_state[etat.VISITE] = (carnet_id, carnet.vue_le)
        record_visite(unit, carnet_id)
    else:
        carnet = replace(carnet, vue_le=visite[1])
    st.session_state[etat.OUVERT] = carnet
    return carnet
