"""The tableau de bord: who is where, whom to see to first. It follows the base by itself."""

from __future__ import annotations

from html import escape as escape_html
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.carnet.regles import ETATS_TRANSMIS, LIBELLES_ETAT, EtatCarnet
from caprse.collectif.fictif import show_fictif
from caprse.collectif.regles import LIBELLES_ETAT as LIBELLES_TRIMESTRE
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.planches.choix import choose_trimestre, get_numero
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecoute import get_compteur
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel
from caprse.tableau.regles import CONCERNE, Besoin
from caprse.tableau.service import PAR_PAGE, FiltreTableau, LigneTableau, Tableau, get_tableau

RYTHME = "3s"
ETAT, POUR_MOI, NOM, PAGE = "carnets", "pour_moi", "nom_contient", "tableau_page"
TOUS = "tous"
LIBELLES_FILTRE = {TOUS: "Tous"} | {etat.value: nom for etat, nom in LIBELLES_ETAT.items()}
STYLE = """<style>
.chiffres {display: flex; flex-wrap: wrap; gap: .25rem 1.75rem; color: #33464C}
.chiffres p {margin: 0; white-space: nowrap}
.chiffres strong {font-size: 1.5rem; color: #0A1416; margin-right: .35rem}
.ligne p {margin: 0 0 .2rem}
.ligne .nom {font-size: 1.05rem; font-weight: 600}
.ligne .nouveau {font-size: .8rem; font-weight: 600; color: #0B5C6B; border: 1px solid #0B5C6B; border-radius: 1rem;
  padding: 0 .5rem; margin-left: .4rem; white-space: nowrap}
.ligne .presse {font-weight: 600}
.ligne .presse::before {content: "→ "}
.ligne .reste {color: #33464C; font-size: .9rem}
.ligne .barre {height: .3rem; background: #D3D9E0; border-radius: .15rem; margin: .25rem 0; overflow: hidden}
.ligne .barre span {display: block; height: 100%; background: #0B5C6B}
</style>"""


def page_tableau() -> None:
    """One trimestre of one collectif, the structures that need her first. No niveau is shown here, and no score."""
    st.title("Tableau de bord")
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    # Counted before the base is read: what moves meanwhile makes it be read again.
    compteur = get_compteur(collectif_id)
    tete = st.container()
    filtre = choose_filtre()
    tableau = _load(collectif_id, get_numero(), filtre)
    with tete:
        show_tete(tableau)
        if tableau.choisi is not None:
            noms = {vu.numero: f"Trimestre {vu.numero} · {vu.titre}" for vu in reversed(tableau.trimestres)}
            numero = choose_trimestre(noms, tableau.choisi.numero)
            if numero != tableau.choisi.numero:
                # The address named a trimestre that this collectif does not have.
                tableau = _load(collectif_id, numero, filtre)
            show_trimestre(tableau)
    show_lignes(tableau)
    follow(collectif_id, compteur)


@st.fragment(run_every=RYTHME)
def follow(collectif_id: UUID, compteur: int) -> None:
    """Draw the page again once something moved; while nothing does, nothing is asked of the base."""
    if get_compteur(collectif_id) != compteur:
        st.rerun()


def choose_filtre() -> FiltreTableau:
    """Which lines, kept in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        etat = st.selectbox(
            "État du carnet",
            list(LIBELLES_FILTRE),
            format_func=LIBELLES_FILTRE.__getitem__,
            key=ETAT,
            bind="query-params",
            filter_mode=None,
            width=220,
        )
        nom = st.text_input("Nom de la structure", key=NOM, bind="query-params", width=220, max_chars=200)
        moi = st.checkbox("Seulement ce qui m'attend", key=POUR_MOI, bind="query-params")
    return FiltreTableau(None if etat == TOUS else EtatCarnet(etat), moi, nom or "")


def show_tete(tableau: Tableau) -> None:
    """The figures of the day, of all structures whatever is filtered."""
    st.caption(escape(tableau.collectif))
    show_fictif(tableau.fictif)
    show_message()
    chiffres = (
        (tableau.a_relire, "à relire"),
        (tableau.en_retard, "en retard"),
        (tableau.messages, "message non lu" if tableau.messages < 2 else "messages non lus"),
        (tableau.appuis, "appui en cours" if tableau.appuis < 2 else "appuis en cours"),
    )
    lignes = "".join(f"<p><strong>{nombre}</strong>{nom}</p>" for nombre, nom in chiffres)
    st.html(f'{STYLE}<div class="chiffres">{lignes}</div>')


def show_trimestre(tableau: Tableau) -> None:
    """Its dates, and how many carnets in which état."""
    trimestre = tableau.choisi
    if trimestre is None:
        return
    comptes = [
        escape(f"{tableau.etats[etat]} {nom.lower()}")
        for etat, nom in LIBELLES_ETAT.items()
        if tableau.etats.get(etat)
    ]
    carnets = sum(tableau.etats.values())
    st.caption(
        f"Du {format_date(trimestre.debut)} au {format_date(trimestre.fin)} · {LIBELLES_TRIMESTRE[trimestre.etat]} · "
        f"{format_pluriel(carnets, 'carnet')} : {', '.join(comptes) or 'aucun'}."
    )


def show_lignes(tableau: Tableau) -> None:
    """The structures of this page, the first to see to first."""
    if not tableau.structures:
        st.info("Ce collectif n'a encore aucune structure.", icon=":material/domain:")
        return
    if not tableau.trouvees:
        st.info("Aucune structure ne correspond à ces choix.", icon=":material/filter_alt_off:")
        show_bouton("Voir toutes les structures", key="tout-voir", on_click=_show_all)
        return
    if tableau.pages > 1:
        st.selectbox(
            f"Structures, {PAR_PAGE} par page",
            range(1, tableau.pages + 1),
            format_func=lambda page: f"Page {page} sur {tableau.pages}",
            key=PAGE,
            filter_mode=None,
        )
    ouvert = tableau.choisi is not None and tableau.choisi.etat is EtatTrimestre.OUVERT
    for ligne in tableau.lignes:
        with st.container(border=True, key=f"ligne-{ligne.structure_id}", gap="small"):
            st.html(build_ligne(ligne, ouvert=ouvert))
            show_liens(ligne, ouvert=ouvert)


def build_ligne(ligne: LigneTableau, *, ouvert: bool) -> str:
    """One structure as HTML, every text escaped: the name, the reason it is here, where its carnet stands."""
    nouveau = '<span class="nouveau">Du nouveau</span>' if ligne.change else ""
    genre = "presse" if ligne.besoin in CONCERNE else "calme"
    morceaux = [
        f'<p class="nom">{escape_html(ligne.nom)}{nouveau}</p>',
        f'<p class="{genre}">{escape_html(ligne.raison)}</p>',
    ]
    if ligne.etat is not None:
        non_transmis = not ouvert and ligne.etat not in ETATS_TRANSMIS
        etat = "Non transmis" if non_transmis else LIBELLES_ETAT[ligne.etat]
        part = round(100 * ligne.repondus / ligne.applicables) if ligne.applicables else 0
        morceaux += [
            f"<p>{etat} · {format_pluriel(ligne.repondus, 'réponse')} sur {ligne.applicables}</p>",
            f'<div class="barre" aria-hidden="true"><span style="width: {part}%"></span></div>',
        ]
    if details := list_details(ligne):
        phrase = " · ".join(details)
        morceaux.append(f'<p class="reste">{phrase[0].upper()}{phrase[1:]}</p>')
    return f'<div class="ligne">{"".join(morceaux)}</div>'


def list_details(ligne: LigneTableau) -> list[str]:
    """What else is known of a structure, each in a few words: neither what is not, nor the reason told already."""
    jour = format_date(ligne.activite_le.astimezone(FUSEAU).date()) if ligne.activite_le else ""
    transmis, dit = ligne.etat in ETATS_TRANSMIS, ligne.besoin
    details = (
        (bool(jour), f"dernière activité le {jour}"),
        (ligne.retard > 0 and dit is not Besoin.EN_RETARD, f"{format_pluriel(ligne.retard, 'jour')} de retard"),
        (transmis and ligne.a_relire > 0, format_pluriel(ligne.a_relire, "réponse à relire", "réponses à relire")),
        (ligne.a_discuter > 0, f"{ligne.a_discuter} à discuter en séance"),
        (ligne.a_completer > 0, f"{ligne.a_completer} à compléter"),
        (ligne.fils > 0, format_pluriel(ligne.fils, "discussion ouverte", "discussions ouvertes")),
        (
            ligne.non_lus > 0 and dit is not Besoin.MESSAGES,
            format_pluriel(ligne.non_lus, "message non lu", "messages non lus"),
        ),
        (ligne.appuis > 0, format_pluriel(ligne.appuis, "appui en cours", "appuis en cours")),
        (
            ligne.actions_en_retard > 0 and dit is not Besoin.ACTIONS,
            format_pluriel(ligne.actions_en_retard, "action en retard", "actions en retard"),
        ),
    )
    return [phrase for vrai, phrase in details if vrai]


def show_liens(ligne: LigneTableau, *, ouvert: bool) -> None:
    """Where to go from there: the carnet to re-read, its discussions, its appuis, its actions."""
    with st.container(horizontal=True, gap="small"):
        if ligne.carnet_id is not None:
            # What is being written for the first time is not read by anyone else.
            if ligne.etat is not EtatCarnet.BROUILLON or not ouvert:
                link_to_page("relecture", "Relire", ":material/fact_check:", carnet=str(ligne.carnet_id))
            # A message not read yet may be about an older carnet.
            lieu = ligne.carnet_non_lu or ligne.carnet_id
            link_to_page("discussion", "Écrire", ":material/chat:", carnet=str(lieu))
        # These pages keep in the address what their list shows: the name.
        if ligne.appuis:
            link_to_page("appuis-collectif", "Appui", ":material/support_agent:", appuis_de=ligne.nom)
        if ligne.actions_en_retard:
            link_to_page("plans", "Actions", ":material/checklist:", plan=ligne.nom)


def _show_all() -> None:
    st.session_state[ETAT] = TOUS
    st.session_state[POUR_MOI] = False
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
