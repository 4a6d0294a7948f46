"""The screen of a team meeting, for everyone to look at: one question, its voices hidden, then shown, then settled."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_once, run_use_case
from caprse.acces.unite import Unit
from caprse.avis.accord import settle_niveau
from caprse.avis.bandes import build_barres, build_groupes
from caprse.avis.lecture import Consultation
from caprse.avis.liens import get_lien, keep_liens
from caprse.avis.phrases import describe_accord
from caprse.avis.regles import Ecart
from caprse.avis.reunion import count_voix
from caprse.avis.reunion import show_question as close_question
from caprse.avis.service import renew_lien
from caprse.avis.telephone.web import build_adresse_lien
from caprse.avis.vue_resultat import choose_niveau
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.referentiel.schema import Critere
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import CONFIRMATION, ask, show_bouton, show_bouton_prudent, show_question
from caprse.socle.ecran.cadre import Largeur, fold_menu, show_entete
from caprse.socle.ecran.qr import draw_image_qr
from caprse.socle.installation import get_installation

REUNION, QUESTION = "reunion", "question"
RYTHME = "3s"
MINUTES = 5
MESSAGE = "reunion-dit"
DEBUT = "reunion-debut"
QR = "Afficher les QR codes"
MONTRER = "Montrer les voix"
QR_NEUFS = "Les liens déjà donnés n’ouvriront plus rien ; les avis donnés restent. Afficher de nouveaux QR codes ?"
CONFIRMER = "Plus personne ne pourra répondre à cette question."


def start_reunion(consultation_id: UUID) -> None:
    """Go to the screen of the meeting: a link to the page where one is would not move."""
    st.query_params[REUNION] = str(consultation_id)


def _leave() -> None:
    for cle in (REUNION, QUESTION):
        if cle in st.query_params:
            del st.query_params[cle]


def show_reunion(consultation: Consultation, carnet: CarnetOuvert | None, adresse: str, *, fictif: bool) -> None:
    """One question at a time; ``carnet``: the one it is about, while it is the open one."""
    criteres = consultation.criteres
    rang = _get_rang(len(criteres))
    critere = criteres[rang]
    fold_menu()
    with st.container(key="avis-reunion"):
        reperes = (f"Question {rang + 1} sur {len(criteres)}",)
        # The question is the title: whoever looks from afar reads nothing else.
        show_entete(critere.question_simple, reperes=reperes, fictif=fictif, largeur=Largeur.TRAVAIL)
        if critere.code in consultation.montres:
            _show_montree(consultation, critere, carnet)
        elif critere.code not in consultation.montrees:
            _show_attente(consultation, critere, adresse)
        show_message(MESSAGE)
        _show_navigation(rang, len(criteres), fait=_get_retenu(consultation, critere.code) is not None)


def _show_attente(consultation: Consultation, critere: Critere, adresse: str) -> None:
    """Where to answer, how many did, how long is left; then the one press that shows them."""
    liens = [(groupe, lien) for groupe in consultation.groupes if (lien := get_lien(groupe.id)) is not None]
    cle = f"reunion-montrer-{critere.code}"
    with st.container(horizontal=True, key="reunion-attente", vertical_alignment="center"):
        for groupe, lien in liens:
            with st.container(width="content", gap=None):
                st.html(draw_image_qr(build_adresse_lien(adresse, lien)), width="content")
                st.caption(escape(groupe.nom))
        with st.container(key="reunion-voix"):
            st.fragment(_show_compte, run_every=RYTHME, key=f"reunion-compte-{critere.code}")(
                consultation, critere.code
            )
            with st.container(horizontal=True, vertical_alignment="center", key="reunion-actes"):
                show_question(MONTRER, cle, CONFIRMER, partial(_reveal, consultation, critere.code), MESSAGE)
                if st.session_state.get(CONFIRMATION) != cle:
                    show_bouton(
                        MONTRER, key=cle, type="primary", icon=":material/visibility:", on_click=ask, args=(cle,)
                    )
                    if not liens and consultation.modifiable:
                        # The links of another visit are known to nobody: new ones are made, if the room asks.
                        cle_qr = f"reunion-qr-{consultation.id}"
                        show_bouton_prudent(QR, cle_qr, QR_NEUFS, partial(_renew, consultation))


def _show_compte(consultation: Consultation, code: str) -> None:
    with open_unit_ecran() as unit:
        voix = count_voix(unit, consultation.id, code)
    with st.container(key="reunion-compte"):
        st.markdown(f"**{voix:d}** voix · {escape(_tell_reste(code))}")


def _tell_reste(code: str) -> str:
    """What is left of the five minutes of a question, from when it was first on the screen of this visit."""
    chrono = get_installation().chrono()
    debuts: dict[str, float] = st.session_state.setdefault(DEBUT, {})
    reste = MINUTES * 60 - int(chrono - debuts.setdefault(code, chrono))
    return f"reste {reste // 60:d}:{reste % 60:02d}" if reste > 0 else "les cinq minutes sont passées"


def _show_montree(consultation: Consultation, critere: Critere, carnet: CarnetOuvert | None) -> None:
    """What the voices say; beside it, what everyone decides."""
    niveaux = list_niveaux(consultation.referentiel)
    resultat = consultation.montres[critere.code]
    ecart = resultat.ensemble.ecart
    retenu = _get_retenu(consultation, critere.code)
    with st.container(key="reunion-montree"):
        with st.container(key="reunion-voix"):
            if ecart is not None and (accord := describe_accord(ecart)):
                st.subheader(escape(accord), anchor=False)
            st.html(build_barres(resultat.ensemble, niveaux))
        with st.container(key="reunion-accord"):
            if retenu is not None:
                st.markdown(f":material/check_circle: Retenu : **{escape(name_niveau(retenu, niveaux))}**")
            _show_accord(consultation, critere.code, carnet, retenu, ecart)
    if groupes := build_groupes({groupe.id: groupe.nom for groupe in consultation.groupes}, resultat, niveaux):
        st.html(groupes)


def _get_retenu(consultation: Consultation, code: str) -> int | None:
    return next(demande.retenu for demande in consultation.demandes if demande.code == code)


def _show_accord(
    consultation: Consultation, code: str, carnet: CarnetOuvert | None, retenu: int | None, ecart: Ecart | None
) -> None:
    if carnet is None or not consultation.modifiable:
        return
    reponse = carnet.reponses.get(code)
    cle = f"reunion-niveau-{code}"
    choose_niveau("Notre niveau", cle, retenu, ecart, list_niveaux(consultation.referentiel))
    show_bouton(
        "Nous décidons ensemble",
        key=f"reunion-decider-{code}",
        type="primary" if retenu is None else "secondary",
        icon=":material/check:",
        width="stretch",
        on_click=_settle,
        args=(consultation, code, cle, reponse.version if reponse else 0),
    )


def _show_navigation(rang: int, total: int, *, fait: bool) -> None:
    """Each act always at its place; ``fait``: this question is settled, to go on is the act."""
    genre = "primary" if fait else "secondary"
    with st.container(horizontal=True, key="reunion-pas"):
        show_bouton(
            "Précédente",
            key="reunion-precedente",
            groupe=QUESTION,
            disabled=rang == 0,
            on_click=_go_to,
            args=(rang - 1,),
        )
        if rang + 1 < total:
            show_bouton(
                "Suivante", key="reunion-suivante", groupe=QUESTION, type=genre, on_click=_go_to, args=(rang + 1,)
            )
            show_bouton("Quitter", key="reunion-quitter", groupe=QUESTION, type="tertiary", on_click=_leave)
        else:
            show_bouton(
                "Terminer la réunion",
                key="reunion-terminer",
                groupe=QUESTION,
                type=genre,
                icon=":material/flag:",
                on_click=_leave,
            )


def _get_rang(total: int) -> int:
    """The question of the address, from 0."""
    dit = st.query_params.get(QUESTION, "1")
    return max(0, min(total, int(dit) if dit.isdigit() else 1) - 1)


def _go_to(rang: int) -> None:
    st.query_params[QUESTION] = str(rang + 1)


def _reveal(consultation: Consultation, code: str) -> str | None:
    def action(unit: Unit) -> str:
        close_question(unit, consultation.id, code)
        return "Voici les voix. Parlez-en, puis décidez ensemble."

    return run_once(action)


def _renew(consultation: Consultation) -> str | None:
    faits: dict[UUID, str] = {}

    def action(unit: Unit) -> str:
        faits.update({groupe.id: renew_lien(unit, consultation.id, groupe.id) for groupe in consultation.groupes})
        return "Voici les QR codes. Les anciens liens n’ouvrent plus rien."

    dit = run_once(action)
    if dit is not None:
        keep_liens(faits)
    return dit


def _settle(consultation: Consultation, code: str, cle: str, version: int) -> None:
    niveau: int = st.session_state[cle]

    def action(unit: Unit) -> str:
        settle_niveau(unit, consultation.id, code, niveau, version)
        return "Ce niveau est la réponse du carnet."

    if run_use_case(action, place=MESSAGE):
        rangs = [critere.code for critere in consultation.criteres]
        _go_to(min(rangs.index(code) + 1, len(rangs) - 1))
