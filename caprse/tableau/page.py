"""The Monday page: what happens, figures, one line per structure, the first to see to first. It follows the base."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.carnet.regles import LIBELLES_ETAT, EtatCarnet, compute_jours_restants, describe_etats, format_reste
from caprse.collectif.regles import LIBELLES_ETAT as LIBELLES_TRIMESTRE
from caprse.collectif.regles import EtatTrimestre
from caprse.relecture.rappels.textes import format_delai
from caprse.restitution.planches.choix import choose_trimestre, get_numero, name_trimestre
from caprse.socle.ecoute import get_compteur
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.filtres import fold_filtres
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import agree, format_pluriel
from caprse.socle.signes import escape_html
from caprse.tableau.regles import Voir
from caprse.tableau.service import PAR_PAGE, FiltreTableau, Tableau, get_tableau
from caprse.tableau.taches import Rencontre, SeanceEnCours, format_quand
from caprse.tableau.tri import sort_lignes
from caprse.tableau.vue_ligne import get_tri, show_ligne, show_titres

RYTHME = "3s"
VOIR, ETAT, NOM, PAGE = "voir", "carnets", "nom_contient", "tableau_page"
TOUS = "tous"
LIBELLES_FILTRE = {TOUS: "Tous"} | {etat.value: nom for etat, nom in LIBELLES_ETAT.items()}
# Shown even when nothing is counted: that nothing waits is good to read.
TOUJOURS = frozenset({Voir.TOUT, Voir.POUR_MOI})


def page_tableau() -> None:
    """One trimestre of one collectif, on one screen. No niveau is shown here, and no score."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    # Counted before the base is read: what moves meanwhile makes it be read again.
    compteur = get_compteur(collectif_id)
    tete, taches = st.container(key="tableau-tete"), st.container(key="tableau-taches")
    with st.container(horizontal=True, key="tableau-barre", vertical_alignment="center"):
        comptes = st.container(horizontal=True, key="tableau-comptes", gap="xsmall")
        with fold_filtres("tableau", count_filtres()):
            choix = st.container()
            filtre = choose_filtre()
    tableau = _load(collectif_id, get_numero(), filtre)
    if tableau.choisi is not None:
        noms = {vu.numero: name_trimestre(vu.numero, vu.titre) for vu in reversed(tableau.trimestres)}
        with choix:
            numero = choose_trimestre(noms, tableau.choisi.numero)
        if numero != tableau.choisi.numero:
            # The address named a trimestre that this collectif does not have.
            tableau = _load(collectif_id, numero, filtre)
    with tete:
        show_tete(tableau)
    with taches:
        show_taches(tableau)
    with comptes:
        show_comptes(tableau, filtre.voir)
    show_lignes(tableau, filtre)
    follow(collectif_id, compteur)


@st.fragment(run_every=RYTHME)
def follow(collectif_id: UUID, compteur: int) -> None:
    """Draw the page again once something moved; while nothing does, nothing is asked of the base."""
    if get_compteur(collectif_id) != compteur:
        st.rerun()


def choose_filtre() -> FiltreTableau:
    """Which lines, kept in the address."""
    etat = st.selectbox(
        "État du carnet",
        list(LIBELLES_FILTRE),
        format_func=LIBELLES_FILTRE.__getitem__,
        key=ETAT,
        bind="query-params",
        filter_mode=None,
    )
    nom = st.text_input("Nom de la structure", key=NOM, bind="query-params", max_chars=200)
    return FiltreTableau(get_voir(), None if etat == TOUS else EtatCarnet(etat), nom or "")


def count_filtres() -> int:
    """How many of the choices behind the control narrow the list."""
    return int(st.session_state.get(ETAT, TOUS) != TOUS) + bool((st.session_state.get(NOM) or "").strip())


def get_voir() -> Voir:
    """What the address asks to see."""
    demande = st.query_params.get(VOIR, "")
    return Voir(demande) if demande in set(Voir) else Voir.TOUT


def show_tete(tableau: Tableau) -> None:
    """Where one is: the trimestre, what is left of it, how many carnets in which état."""
    trimestre = tableau.choisi
    reperes = []
    if trimestre is not None:
        ouvert = trimestre.etat is EtatTrimestre.OUVERT
        reste = (
            format_reste(compute_jours_restants(trimestre.fin, tableau.jour))
            if ouvert
            else LIBELLES_TRIMESTRE[trimestre.etat]
        )
        carnets = format_pluriel(sum(tableau.etats.values()), "carnet")
        reperes = [
            f"Trimestre\u00a0{trimestre.numero}",
            reste,
            f"{carnets} : {describe_etats(tableau.etats) or 'aucun'}",
        ]
    show_entete(
        "Tableau de bord",
        reperes=reperes,
        theme=tableau.theme,
        fictif=tableau.fictif,
        largeur=Largeur.TRAVAIL,
    )


def show_taches(tableau: Tableau) -> None:
    """What no figure counts: the session that runs, the trimestre to close, the next meeting."""
    if not tableau.structures:
        return
    with st.container(horizontal=True, key="taches", gap="small"):
        if tableau.seance is not None:
            show_seance(tableau.seance)
        if tableau.fini_depuis > 0:
            with st.container(key="tache-clore", gap=None):
                jours = format_pluriel(tableau.fini_depuis, "jour")
                st.html(build_tache("Clore le trimestre", f"Il est fini depuis {jours}."))
                link_to_page("trimestres", "Voir ce qui manque", ":material/lock:")
        with st.container(key="tache-rencontre", gap=None):
            show_rencontre(tableau.rencontre, tableau.jour)


def show_seance(seance: SeanceEnCours) -> None:
    """What happens now, and the way to its console."""
    with st.container(key="tache-seance", gap=None):
        st.html(build_tache("Séance en cours", seance.titre))
        link_to_page("conduite", "Conduire la séance", ":material/co_present:", seance=str(seance.id))


def show_rencontre(rencontre: Rencontre | None, jour: date) -> None:
    """The next meeting, or the way to plan one."""
    if rencontre is None:
        st.html(build_tache("Aucune rencontre à venir", "Posez la prochaine dans le calendrier."))
        link_to_page("calendrier", "Ouvrir le calendrier", ":material/event:")
        return
    quand = format_quand(rencontre)
    titre = f"Rencontre {format_delai((rencontre.jour - jour).days)}"
    st.html(build_tache(titre, f"{quand[0].upper()}{quand[1:]} · {rencontre.titre}"))
    acte = "Préparer" if rencontre.jour > jour else "Ouvrir"
    link_to_page("rencontre", acte, ":material/event:", rencontre=str(rencontre.id))


def build_tache(titre: str, detail: str) -> str:
    """What a card says, in HTML, both texts escaped."""
    return f'<p class="titre">{escape_html(titre)}</p><p class="detail">{escape_html(detail)}</p>'


def show_comptes(tableau: Tableau, vu: Voir) -> None:
    """The figures of the day, of all structures whatever is filtered; each shows its structures when pressed."""
    for voir, nom in name_comptes(tableau).items():
        nombre = tableau.totaux[voir]
        if not nombre and voir not in TOUJOURS and voir is not vu:
            continue
        show_bouton(
            f"**{nombre:d}** {escape(nom)}",
            key=f"compte-{voir}",
            type="primary" if voir is vu else "secondary",
            icon=":material/check:" if voir is vu else None,
            on_click=see,
            args=(voir,),
        )


def name_comptes(tableau: Tableau) -> dict[Voir, str]:
    """What each figure counts, in the right number."""
    n = tableau.totaux
    return {
        Voir.TOUT: agree(n[Voir.TOUT], "structure"),
        Voir.POUR_MOI: agree(n[Voir.POUR_MOI], "vous attend", "vous attendent"),
        Voir.MESSAGES: agree(n[Voir.MESSAGES], "message"),
        Voir.A_RELIRE: agree(n[Voir.A_RELIRE], "carnet à relire", "carnets à relire"),
        Voir.SANS_ACCES: "sans accès",
        Voir.EN_RETARD: "en retard",
        Voir.APPUIS: agree(n[Voir.APPUIS], "appui à suivre", "appuis à suivre"),
        Voir.ACTIONS: agree(n[Voir.ACTIONS], "action en retard", "actions en retard"),
    }


def show_lignes(tableau: Tableau, filtre: FiltreTableau) -> None:
    """The structures of this page, the first to see to first."""
    if not tableau.structures:
        st.info("Ce collectif n’a encore aucune structure.", icon=":material/domain:")
        link_to_page("structures", "Ajouter des structures", ":material/add:")
        return
    if filtre.etat is not None or filtre.nom.strip():
        morceaux = [LIBELLES_ETAT[filtre.etat]] if filtre.etat is not None else []
        morceaux += [f"« {filtre.nom.strip()} »"] if filtre.nom.strip() else []
        with st.container(horizontal=True, vertical_alignment="center", key="tableau-filtre-actif"):
            st.caption(f"Seulement : {escape(', '.join(morceaux))}", width="content")
            show_bouton("Voir toutes les structures", key="tout-voir", type="tertiary", on_click=_show_all)
    if not tableau.trouvees:
        st.info("Aucune structure ne correspond à ces choix.", icon=":material/filter_alt_off:")
        return
    ouvert = tableau.choisi is not None and tableau.choisi.etat is EtatTrimestre.OUVERT
    with st.container(key="tableau-lignes", gap=None):
        # Of several pages, the base chose this one by what is to see to first: another order would hide that.
        tri = get_tri() if tableau.pages == 1 else None
        show_titres(tri, triables=tableau.pages == 1)
        for ligne in sort_lignes(tableau.lignes, tri):
            show_ligne(ligne, ouvert=ouvert)
    if tableau.pages > 1:
        st.selectbox(
            f"Structures, {PAR_PAGE} par page",
            range(1, tableau.pages + 1),
            format_func=lambda page: f"Page {page} sur {tableau.pages}",
            key=PAGE,
            filter_mode=None,
        )


def see(voir: Voir) -> None:
    """Show the structures that a figure counts; all of them when it is pressed again."""
    if voir is Voir.TOUT or voir is get_voir():
        st.query_params.pop(VOIR, None)
    else:
        st.query_params[VOIR] = voir


def _show_all() -> None:
    st.query_params.pop(VOIR, None)
    st.session_state[ETAT] = TOUS
    st.session_state[NOM] = ""


def _load(collectif_id: UUID, numero: int | None, filtre: FiltreTableau) -> Tableau:
    page = st.session_state.get(PAGE) or 1
    with open_unit_ecran() as unit:
        tableau = get_tableau(unit, collectif_id, numero, filtre, page)
        if page > tableau.pages:
            # Fewer lines than a moment ago: the page that was read is no longer there.
            st.session_state[PAGE] = 1
            tableau = get_tableau(unit, collectif_id, numero, filtre)
    return tableau
