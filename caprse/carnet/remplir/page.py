"""The questionnaire, step by step: one enjeu at a time, each answer written when it is given."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from caprse.acces.ecran import choose_structure, get_acteur
from caprse.acces.regles import Operation
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import LIBELLES_ETAT, compute_avancement, list_manquants
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.gestes import SOMMAIRE, SOMMAIRE_OUVERT
from caprse.carnet.remplir.vue_critere import show_critere
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Theme, show_entete
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.ecran.veille import show_veille
from caprse.socle.francais import format_pluriel

ETAPE = "etape"
REPLIEES = "carnet_repliees"
DELAI_REESSAI = 3


def page_carnet(autour: Entourage) -> None:
    """Answer the carnet of the trimestre; ``autour`` shows what other rooms know of it."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    carnet, referentiel = etat.load_carnet(structure_id, autour)
    if carnet is None or referentiel is None:
        show_entete("Notre carnet")
        st.info("Aucun trimestre n'est encore ouvert. Vous serez prévenus à l'ouverture.", icon=":material/event:")
        return
    thematique = referentiel.thematique(carnet.thematique)
    show_bandeau(carnet, thematique.titre, build_theme(referentiel, thematique.code))
    etapes = list_etapes(referentiel, carnet)
    enjeu = choose_etape(etapes, carnet)
    avancement = st.empty()
    show_avancement(avancement, etapes)
    st.fragment(show_sommaire, key=SOMMAIRE)(etapes, enjeu.code)
    if st.session_state.get(etat.EN_ATTENTE):
        st.fragment(show_en_attente, run_every=DELAI_REESSAI, key="en_attente")()
    rang = etapes.index(enjeu)
    st.header(escape(enjeu.titre), anchor=False)
    st.caption(
        f"Étape {rang + 1} sur {len(etapes)} · {escape(referentiel.titre)}, version {escape(referentiel.version)}"
    )
    editable = carnet.modifiable and get_acteur().can(
        Operation.UPDATE_REPONSE, carnet.collectif_id, carnet.structure_id
    )
    repliees = _list_repliees(enjeu, editable)
    count = partial(show_avancement, avancement, etapes)
    for critere in enjeu.criteres:
        show_critere(critere, referentiel, editable, critere.code in repliees, count, autour)
    show_navigation(etapes, rang)
    show_veille(enjeu.code)


def list_etapes(referentiel: Referentiel, carnet: CarnetOuvert) -> tuple[Enjeu, ...]:
    """The steps of the carnet: the enjeux of the trimestre's thématique, then those of the transversal block."""
    return tuple(enjeu for thematique in referentiel.capsule(carnet.thematique) for enjeu in thematique.enjeux)


def list_criteres(etapes: tuple[Enjeu, ...]) -> list[Critere]:
    return [critere for enjeu in etapes for critere in enjeu.criteres]


def choose_etape(etapes: tuple[Enjeu, ...], carnet: CarnetOuvert) -> Enjeu:
    """The step of the address, else that of the first critère without an answer, else the first."""
    demandee = st.query_params.get(ETAPE)
    for enjeu in etapes:
        if enjeu.code == demandee:
            return enjeu
    manquants = list_manquants(list_criteres(etapes), carnet.saisies())
    premier = manquants[0] if manquants else etapes[0].criteres[0]
    enjeu = next(e for e in etapes if premier in e.criteres)
    st.query_params[ETAPE] = enjeu.code
    return enjeu


def go_to(code: str) -> None:
    """Move to a step; the address keeps it, so that a reload comes back to it."""
    st.query_params[ETAPE] = code
    st.session_state.pop(REPLIEES, None)


def leave_sommaire(code: str) -> None:
    """Move to a step from the sommaire, whose own reruns stop at its edges."""
    go_to(code)
    st.rerun()


def show_bandeau(carnet: CarnetOuvert, titre: str, theme: Theme) -> None:
    """Which trimestre, until when, in which state; and that the data are invented where they are."""
    show_entete(
        titre,
        reperes=(
            f"Trimestre {carnet.numero}",
            f"jusqu'au {format_date(carnet.fin)}",
            carnet.structure,
            LIBELLES_ETAT[carnet.etat],
        ),
        theme=theme,
        fictif=carnet.fictif,
    )
    if not carnet.modifiable:
        st.info("Ce carnet est transmis ou clos : vous pouvez le lire, pas le modifier.", icon=":material/lock:")


def show_avancement(place: DeltaGenerator, etapes: tuple[Enjeu, ...]) -> None:
    """Count what is left, in a place outside the critères, so that each of them may update it in its own rerun."""
    avancement = compute_avancement(list_criteres(etapes), etat.get_ouvert().saisies())
    faits = avancement.total - avancement.restants
    place.progress(
        faits / avancement.total,
        text=f"{format_pluriel(faits, 'critère répondu', 'critères répondus')} sur {avancement.total:d}"
        + (f" · il en reste {avancement.restants}" if avancement.restants else " · tout est répondu"),
    )


def show_sommaire(etapes: tuple[Enjeu, ...], courante: str) -> None:
    """What is done and what is to do, when opened; each line leads to its step."""
    sommaire = st.expander("Sommaire", key=SOMMAIRE_OUVERT, on_change="rerun", icon=":material/list:")
    if not sommaire.open:
        return
    saisies = etat.get_ouvert().saisies()
    with sommaire:
        for enjeu in etapes:
            st.markdown(f"**{escape(enjeu.titre)}**" + (" (étape en cours)" if enjeu.code == courante else ""))
            with st.container(gap=None):
                for critere in enjeu.criteres:
                    repondu = critere.code in saisies and saisies[critere.code].repondu
                    show_bouton(
                        f"{escape(critere.titre)} · {'répondu' if repondu else 'à répondre'}",
                        key=f"aller-{critere.code}",
                        icon=":material/check_circle:" if repondu else ":material/radio_button_unchecked:",
                        type="tertiary",
                        on_click=leave_sommaire,
                        args=(enjeu.code,),
                    )


def show_en_attente() -> None:
    """The banner while the database is away: what waits is sent again until it is written."""
    if etat.retry_en_attente():
        st.rerun()
    nombre = len(st.session_state.get(etat.EN_ATTENTE, {}))
    gardees = "1 réponse est gardée" if nombre < 2 else f"{nombre} réponses sont gardées"
    st.warning(
        f"La base de données ne répond pas pour le moment. {gardees} dans cette page et l'envoi reprendra tout seul : "
        "ne fermez pas l'onglet.",
        icon=":material/cloud_off:",
    )


def show_navigation(etapes: tuple[Enjeu, ...], rang: int) -> None:
    """Back and forth between steps; the last one leads to the transmission."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if rang > 0:
            show_bouton(
                "Étape précédente",
                key="precedente",
                groupe=ETAPE,
                icon=":material/arrow_back:",
                on_click=go_to,
                args=(etapes[rang - 1].code,),
            )
        if rang + 1 < len(etapes):
            show_bouton(
                "Étape suivante",
                key="suivante",
                groupe=ETAPE,
                icon=":material/arrow_forward:",
                type="primary",
                on_click=go_to,
                args=(etapes[rang + 1].code,),
            )
        elif show_bouton("Relire et transmettre", key="relire", groupe=ETAPE, icon=":material/send:", type="primary"):
            go_to_page("transmettre")


def _list_repliees(enjeu: Enjeu, editable: bool) -> frozenset[str]:
    """Critères already answered when the step was entered: folded then, and left alone afterwards."""
    cle: str | None
    repliees: frozenset[str]
    cle, repliees = st.session_state.get(REPLIEES, (None, frozenset()))
    if cle != enjeu.code:
        faits = frozenset(
            c.code for c in enjeu.criteres if etat.get_saisie(c.code).repondu and not etat.get_conflits(c.code)
        )
        # A step whose answers are all there is being read again: nothing is folded.
        repliees = faits if editable and len(faits) < len(enjeu.criteres) else frozenset()
        st.session_state[REPLIEES] = (enjeu.code, repliees)
    return repliees
