"""One critère on the screen: its question, its written niveaux, one fold. Each is a fragment of its own."""

from __future__ import annotations

import streamlit as st

from caprse.carnet.controle.contenu import HORS_SUJET, PLUS_TARD, format_quand, is_plus_tard
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import LONGUEURS, Saisie, calls_socle_legal
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.gestes import save_niveau, seed_fields
from caprse.carnet.remplir.phrases import NON_CONCERNE, get_choix, name_choix
from caprse.carnet.remplir.vue_conflit import show_conflit
from caprse.carnet.remplir.vue_details import show_details
from caprse.referentiel.schema import Critere, Niveau, Referentiel
from caprse.referentiel.vue_loi import show_lois
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.navigation import link_to_page

FAIBLE = 1  # the highest niveau from which a next step is offered


def show_critere(
    critere: Critere,
    referentiel: Referentiel,
    editable: bool,
    autour: Entourage,
    *,
    seul: bool,
    avant: int | str | None = None,
) -> None:
    """Show one critère, ``seul`` on its page, or in a frame among others.

    ``avant``: what an answer of before said, where this one is given again.
    """
    with st.container(border=not seul, key=f"cadre-{critere.code}"):
        st.fragment(_show, key=f"critere-{critere.code}")(critere, referentiel, editable, autour, avant)


def _show(
    critere: Critere, referentiel: Referentiel, editable: bool, autour: Entourage, avant: int | str | None
) -> None:
    code = critere.code
    st.subheader(escape(critere.titre), anchor=False)
    autour.show_demande(etat.get_ouvert(), critere)
    saisie = etat.get_saisie(code)
    seed_fields(code, saisie)
    if editable and etat.get_conflits(code):
        # Two answers are on the table: one choice at a time, the radios come back with the answer that is kept.
        with st.container(key=f"question-{code}"):
            st.markdown(escape(critere.question_simple))
        show_conflit(critere, referentiel.echelle)
        _show_etat(code, editable)
    else:
        _show_choix(critere, referentiel, saisie, editable)
        _show_etat(code, editable)
        if calls_socle_legal(critere, saisie):
            show_lois(critere.socle_legal, f"loi-{code}", ouvert=True)
        _show_suites(critere, autour)
    # What others said of it is not left behind a fold.
    dehors = autour.is_discute(etat.get_ouvert(), critere)
    show_details(
        critere,
        referentiel,
        saisie,
        editable,
        () if dehors else (autour,),
        jointe=autour.has_traces(critere),
        change=avant is not None and get_choix(saisie) not in (None, avant),
    )
    if dehors:
        autour.show_critere(etat.get_ouvert(), critere, dans_fragment=True)


def _show_choix(critere: Critere, referentiel: Referentiel, saisie: Saisie, editable: bool) -> None:
    """The question, asked once, in plain words; the answers say what they mean, then how they are called."""
    code = critere.code
    st.radio(
        escape(critere.question_simple),
        [*(niveau.niveau for niveau in referentiel.echelle), NON_CONCERNE],
        index=None,
        format_func=lambda choix: _describe(choix, critere, referentiel.echelle),
        key=f"niveau-{code}",
        disabled=not editable,
        on_change=save_niveau,
        args=(code,),
    )
    if st.session_state[f"niveau-{code}"] == NON_CONCERNE:
        st.text_input(
            "Pourquoi ce critère ne vous concerne-t-il pas ?",
            key=f"motif-{code}",
            disabled=not editable,
            max_chars=LONGUEURS["motif"],
            live="700ms",
            on_change=save_niveau,
            args=(code,),
        )
        if not saisie.non_concerne:
            st.caption("Écrivez le motif : la réponse sera enregistrée à ce moment-là.")
    _show_rappels(critere, referentiel)


def _describe(choix: int | str, critere: Critere, echelle: tuple[Niveau, ...]) -> Affichable:
    """The niveau with its written descriptor, as one label: a screen reader says both."""
    descripteur = HORS_SUJET if isinstance(choix, str) else critere.niveaux[choix]
    return f"{escape(name_choix(choix, echelle))}\n\n{escape(descripteur)}"


def _show_rappels(critere: Critere, referentiel: Referentiel) -> None:
    """What helps to choose: the last answer, whom the critère concerns."""
    precedente = etat.get_ouvert().precedentes.get(critere.code)
    if precedente is not None:
        avant = "non concerné" if precedente.non_concerne else name_choix(precedente.niveau or 0, referentiel.echelle)
        st.caption(
            f":material/history: Au trimestre\u00a0{precedente.trimestre:d}, vous aviez répondu : {escape(avant)}."
        )
    if is_plus_tard(critere, etat.get_ouvert()):
        st.caption(
            f":material/schedule: Ce critère se pose à partir du trimestre\u00a0{critere.des_le_trimestre:d}. Vous "
            f"pouvez choisir « Non concerné » et écrire : {escape(PLUS_TARD)}"
        )
    types = critere.pour_qui.types
    if types is not None and not set(types) & set(etat.get_ouvert().types):
        st.caption(
            f":material/info: Ce critère concerne : {escape(critere.pour_qui.texte)}. « Non concerné » est possible."
        )


def _show_suites(critere: Critere, autour: Entourage) -> None:
    """From a weak answer: what we will do about it, who may help."""
    reponse = etat.get_reponse(critere.code)
    if reponse is None or reponse.saisie.niveau is None or reponse.saisie.niveau > FAIBLE:
        return
    with st.container(horizontal=True, gap="small", key=f"suites-{critere.code}"):
        for suite in autour.list_suites(etat.get_ouvert()):
            link_to_page(suite.page, escape(suite.libelle), ":material/arrow_forward:", critere=critere.code)


def _show_etat(code: str, editable: bool) -> None:
    """Where the answer stands, one state at a time: waiting, refused with its reason, written.

    What is to be chosen is asked above, and what waits for the base is told by the page, once.
    """
    if refus := etat.get_refus().get(code):
        st.error(escape(refus), icon=":material/error:")
    elif code in st.session_state.get(etat.EN_ATTENTE, {}):
        st.caption(":material/cloud_off: À envoyer")
    elif not (editable and etat.get_conflits(code)) and (reponse := etat.get_reponse(code)):
        quand = format_quand(reponse.modifie_le, etat.get_jour())
        st.caption(f":material/check: Enregistré {escape(quand)} · {escape(reponse.auteur)}")
