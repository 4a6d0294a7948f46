"""One question at a time with Streamlit's own radios: for a browser that cannot run the control, and whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from caprse.carnet.entourage import Entourage
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.parcours import ETAPE, choose_critere, go_to
from caprse.carnet.remplir.vue_carte import name_fin
from caprse.carnet.remplir.vue_critere import show_critere
from caprse.carnet.remplir.vue_lieu import show_lieu
from caprse.carnet.remplir.vue_pied import show_pied
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Theme
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.ecran.veille import show_veille

DELAI_REESSAI = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A critère, and the enjeu that it stands in."""

    enjeu: Enjeu
    critere: Critere


def show_simple(
    referentiel: Referentiel,
    etapes: tuple[Enjeu, ...],
    enjeu: Enjeu,
    editable: bool,
    autour: Entourage,
    theme: Theme,
    show_ailleurs: Callable[[], object],
) -> None:
    """One critère, a fragment of its own; below it the bar, which stays where it is."""
    critere = choose_critere(enjeu, etat.get_ouvert(), editable=editable)
    questions = [Question(e, c) for e in etapes for c in e.criteres]
    show_lieu(theme, etapes, enjeu, lecture=etat.get_ouvert().modifiable and not editable)
    with st.bottom:
        if st.session_state.get(etat.EN_ATTENTE):
            st.fragment(show_en_attente, run_every=DELAI_REESSAI, key="en_attente")()
        rang = questions.index(Question(enjeu, critere))
        st.fragment(show_barre, key=etat.BARRE)(questions, rang, editable, theme)
    show_critere(critere, referentiel, editable, autour, seul=True)
    show_pied(etat.get_ouvert(), referentiel, show_ailleurs)
    show_veille(critere.code)


def show_barre(questions: Sequence[Question], rang: int, editable: bool, theme: Theme) -> None:
    """Back, how far one is, on: one question at a time, in the words of the bar of the cards.

    A question without an answer is gone past, which is not the strongest act. The last one leads whoever answers to
    what comes before the transmission.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="simple-barre"):
        show_pas("Précédent", "precedente", questions[rang - 1] if rang else None, ":material/chevron_left:", "left")
        with st.container(gap=None, key="simple-compte"):
            with st.container(
                horizontal=True,
                horizontal_alignment="center",
                vertical_alignment="center",
                gap="small",
                key="simple-dit",
            ):
                show_avancement(questions, editable)
                if show_bouton("Sommaire", key="sommaire", type="tertiary"):
                    show_sommaire(questions, questions[rang], editable)
            show_jauge(questions, theme)
        code = questions[rang].critere.code
        devant = etat.is_rempli(code)
        st.session_state[etat.DEVANT] = (code, devant)
        if rang + 1 < len(questions):
            show_pas(
                "Suivant" if devant or not editable else "Passer",
                "suivante",
                questions[rang + 1],
                ":material/chevron_right:",
                "right",
                type="primary" if devant or not editable else "secondary",
            )
        elif (fin := name_fin(etat.get_ouvert(), editable)) and show_bouton(
            fin, key="relire", groupe=ETAPE, type="primary"
        ):
            go_to_page("transmettre")


def show_pas(libelle: str, cle: str, vers: Question | None, icone: str, cote: str, **apparence: str) -> None:
    """One step back or on; ``vers`` is None where there is nowhere to go. The whole page follows."""
    if show_bouton(
        escape(libelle),
        key=cle,
        groupe=ETAPE,
        icon=icone,
        icon_position=cote,
        disabled=vers is None,
        on_click=go_to,
        args=(vers.enjeu.code, vers.critere.code) if vers else (),
        **apparence,
    ):
        st.rerun()


def count_remplis(questions: Sequence[Question]) -> int:
    return sum(etat.is_rempli(question.critere.code) for question in questions)


def show_avancement(questions: Sequence[Question], editable: bool) -> None:
    """How many are answered, what is left; to whoever only reads, nothing is left to do."""
    faits, total = count_remplis(questions), len(questions)
    mots = ("critère rempli", "critères remplis") if editable else ("réponse", "réponses")
    nom = mots[faits > 1]
    dits = f'<b>{faits}<span class="cap-long"> {nom}</span> sur {total}</b>'
    reste = f" · il en reste {total - faits}" if faits < total else " · tout est rempli"
    if editable:
        dits += f'<span class="cap-long">{reste}</span>'
    st.html(f'<p class="cap-compte">{dits}</p>')


def show_jauge(questions: Sequence[Question], theme: Theme) -> None:
    part = 100 * count_remplis(questions) / len(questions)
    st.html(
        f'<span class="cap-jauge" style="--cap-theme:{theme.couleur}" aria-hidden="true">'
        f'<span style="width:{part:.0f}%"></span></span>'
    )


@st.dialog("Sommaire du carnet")
def show_sommaire(questions: Sequence[Question], ici: Question, editable: bool) -> None:
    """What is done and what is to do; each line leads to its question."""
    saisies = etat.get_ouvert().saisies()
    sinon = "à remplir" if editable else "sans réponse"
    for enjeu in dict.fromkeys(question.enjeu.code for question in questions):
        siennes = [question for question in questions if question.enjeu.code == enjeu]
        with st.container(gap=None, key=f"sommaire-{enjeu}"):
            st.markdown(f"**{escape(siennes[0].enjeu.titre)}**")
            for question in siennes:
                code = question.critere.code
                repondu = code in saisies and saisies[code].repondu
                courante = " · en cours" if question is ici else ""
                if show_bouton(
                    f"{escape(question.critere.titre)} · {'rempli' if repondu else sinon}{courante}",
                    key=f"aller-{code}",
                    icon=":material/check_circle:" if repondu else ":material/radio_button_unchecked:",
                    type="tertiary",
                    on_click=go_to,
                    args=(enjeu, code),
                ):
                    st.rerun()


def show_en_attente() -> None:
    """The banner while the database is away: what waits is sent again until it is written."""
    if etat.retry_en_attente():
        st.rerun()
    nombre = len(st.session_state.get(etat.EN_ATTENTE, {}))
    gardees = "1 réponse est gardée" if nombre < 2 else f"{nombre} réponses sont gardées"
    st.warning(
        f"La base de données ne répond pas pour le moment. {gardees} dans cette page et l’envoi reprendra tout seul : "
        "ne fermez pas l’onglet.",
        icon=":material/cloud_off:",
    )
