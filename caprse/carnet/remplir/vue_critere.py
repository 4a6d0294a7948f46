"""One critère on the screen: its question, its written niveaux, its details. Each is a fragment of its own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from caprse.carnet.controle.contenu import HORS_SUJET, PLUS_TARD, format_quand, is_plus_tard
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import LONGUEURS, Saisie, calls_socle_legal, invites_trace
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.gestes import save_niveau, seed_fields
from caprse.carnet.remplir.phrases import NON_CONCERNE, name_choix
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
    replie: bool,
    count: Callable[[], None],
    autour: Entourage,
) -> None:
    """Show one critère in its own frame, or folded with its title when it was already answered.

    ``count`` updates what is left, outside the frame, each time the critère is drawn.
    """
    cle = f"cadre-{critere.code}"
    cadre: DeltaGenerator
    if replie:
        cadre = st.expander(escape(critere.titre), icon=":material/check_circle:", key=cle)
    else:
        cadre = st.container(border=True, key=cle)
    with cadre:
        st.fragment(_show, key=f"critere-{critere.code}")(critere, referentiel, editable, not replie, count, autour)


def _show(
    critere: Critere,
    referentiel: Referentiel,
    editable: bool,
    titre: bool,
    count: Callable[[], None],
    autour: Entourage,
) -> None:
    code = critere.code
    count()
    if titre:
        st.subheader(escape(critere.titre), anchor=False)
    if editable:
        show_conflit(critere, referentiel.echelle)
    autour.show_demande(etat.get_ouvert(), critere)
    st.markdown(f"*En mots simples :* {escape(critere.question_simple)}")
    saisie = etat.get_saisie(code)
    seed_fields(code, saisie)
    st.radio(
        escape(critere.question),
        [*(niveau.niveau for niveau in referentiel.echelle), NON_CONCERNE],
        index=None,
        format_func=lambda choix: _describe(choix, critere, referentiel.echelle),
        key=f"niveau-{code}",
        disabled=not editable,
        on_change=save_niveau,
        args=(code,),
    )
    _show_rappels(critere, referentiel, saisie)
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
    show_details(critere, referentiel.echelle, saisie, editable)
    # Below the fields: it goes away once a trace is noted, and nothing that is being filled in may move then.
    if invites_trace(saisie):
        st.caption(
            f":material/attach_file: Vous pouvez noter une trace, par exemple : {escape(critere.trace_possible)}. "
            "C’est facultatif."
        )
    _show_etat(code, editable)
    autour.show_critere(etat.get_ouvert(), critere, dans_fragment=True)
    _show_suites(critere, autour)


def _describe(choix: int | str, critere: Critere, echelle: tuple[Niveau, ...]) -> Affichable:
    """The niveau with its written descriptor, as one label: a screen reader says both."""
    descripteur = HORS_SUJET if isinstance(choix, str) else critere.niveaux[choix]
    return f"**{escape(name_choix(choix, echelle))}**\n\n{escape(descripteur)}"


def _show_rappels(critere: Critere, referentiel: Referentiel, saisie: Saisie) -> None:
    """What helps to choose, and what the law asks: the last answer, whom the critère concerns."""
    precedente = etat.get_ouvert().precedentes.get(critere.code)
    if precedente is not None:
        avant = "non concerné" if precedente.non_concerne else name_choix(precedente.niveau or 0, referentiel.echelle)
        st.caption(f":material/history: Au trimestre {precedente.trimestre:d}, vous aviez répondu : {escape(avant)}.")
    if is_plus_tard(critere, etat.get_ouvert()):
        st.caption(
            f":material/schedule: Ce critère se pose à partir du trimestre {critere.des_le_trimestre:d}. Vous "
            f"pouvez choisir « Non concerné » et écrire : {escape(PLUS_TARD)}"
        )
    types = critere.pour_qui.types
    if types is not None and not set(types) & set(etat.get_ouvert().types):
        st.caption(
            f":material/info: Ce critère concerne : {escape(critere.pour_qui.texte)}. « Non concerné » est possible."
        )
    show_lois(critere.socle_legal, f"loi-{critere.code}", ouvert=calls_socle_legal(critere, saisie))


def _show_suites(critere: Critere, autour: Entourage) -> None:
    """From a weak answer: what we will do about it, who may help."""
    reponse = etat.get_reponse(critere.code)
    if reponse is None or reponse.saisie.niveau is None or reponse.saisie.niveau > FAIBLE:
        return
    with st.container(horizontal=True, gap="small", key=f"suites-{critere.code}"):
        for suite in autour.list_suites(etat.get_ouvert()):
            link_to_page(suite.page, escape(suite.libelle), ":material/arrow_forward:", critere=critere.code)


def _show_etat(code: str, editable: bool) -> None:
    """Where the answer stands, one state at a time: waiting, refused with its reason, to be chosen, written."""
    if code in st.session_state.get(etat.EN_ATTENTE, {}):
        st.warning("À envoyer : la réponse est gardée et partira toute seule.", icon=":material/cloud_off:")
    elif refus := etat.get_refus().get(code):
        st.error(escape(refus), icon=":material/error:")
    elif editable and etat.get_conflits(code):
        st.caption(":material/group: **À choisir**, en haut de ce critère.")
    elif reponse := etat.get_reponse(code):
        quand = format_quand(reponse.modifie_le, etat.get_jour())
        st.caption(f":material/check: Enregistré {escape(quand)} · {escape(reponse.auteur)}")
