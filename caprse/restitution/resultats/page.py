"""What a structure sees of itself: one trimestre, the whole cycle, its progress."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.restitution.planches.choix import get_numero, show_puces
from caprse.restitution.resultats.chargement import load_resultats
from caprse.restitution.resultats.service import Resultats, set_montre_son_nom
from caprse.restitution.resultats.vue_cycle import show_cycle
from caprse.restitution.resultats.vue_progres import show_progres
from caprse.restitution.resultats.vue_trimestre import show_trimestre
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page

VUES = ("Ce trimestre", "Tout le cycle", "Nos progrès")
NOM = "montrer_nom"
AIDE_NOM = (
    "Si vous acceptez, les autres structures liront votre nom à côté de vos pourcentages à partir d’une prochaine "
    "publication du collectif, si cela ne fait pas deviner les réponses d’une autre. Vos commentaires et vos traces "
    "restent à vous. Vous pouvez changer d’avis : votre nom disparaît aussitôt, mais ce qui a été lu ne s’oublie pas."
)


def page_resultats(
    emporter: Callable[[UUID], object] | None = None, imprimer: Callable[[UUID, int], object] | None = None
) -> None:
    """Our results, beside the collectif where it may be seen.

    ``emporter`` shows the way to take away the data of a structure, which the rooms above know; ``imprimer``, the
    documents of a trimestre.
    """
    structure_id = choose_structure()
    if structure_id is None:
        return
    tete = st.container()
    resultats = load_resultats(structure_id, get_numero())
    siens = [vu for vu in resultats.trimestres if vu.bilan is not None]
    if not siens or resultats.choisi is None:
        with tete:
            show_tete(resultats)
        st.info("Vos résultats s’affichent dès l’ouverture du premier trimestre.", icon=":material/event:")
        return
    trimestre, cycle, progres = st.tabs(VUES, key="vue", bind="query-params")
    if trimestre.open:
        with trimestre:
            resultats = show_puces(resultats, siens, partial(load_resultats, structure_id))
            if resultats.choisi is not None:
                show_trimestre(resultats, resultats.choisi)
    with tete:
        show_tete(resultats)
    if cycle.open:
        with cycle:
            # The same choice as in the first tab: where one stood at the end of that trimestre.
            resultats = show_puces(resultats, siens, partial(load_resultats, structure_id))
            show_cycle(resultats)
            link_to_page("autres-lectures", "Nos réponses par d’autres grilles", ":material/menu_book:")
    if progres.open:
        with progres:
            show_progres(resultats)
    with st.container(key="pile-partage", gap=None):
        if imprimer is not None and resultats.choisi is not None:
            with st.expander("En PDF, pour le conseil", icon=":material/picture_as_pdf:", key="imprimer-resultats"):
                imprimer(structure_id, resultats.choisi.numero)
        show_consentement(resultats)
        if emporter is not None:
            show_emporter(resultats, emporter)


def show_tete(resultats: Resultats) -> None:
    """Whose results; the chip of the trimestre names the thématique."""
    show_entete("Nos résultats", reperes=(resultats.structure,), fictif=resultats.fictif, largeur=Largeur.TRAVAIL)


def show_consentement(resultats: Resultats) -> None:
    """What the collectif may read under the structure's name: nothing, unless its direction says so."""
    direction = get_acteur().can(Operation.SEND_CARNET, resultats.collectif_id, resultats.structure_id)
    cle = f"{NOM}-{resultats.structure_id}"
    with st.expander("Ce que les autres voient de nous", icon=":material/visibility:", key="aide-nom"):
        show_choix_nom(resultats, direction=direction, cle=cle)


def show_choix_nom(resultats: Resultats, *, direction: bool, cle: str) -> None:
    """The choice of the direction, and what it means; the others read what was chosen."""
    show_message()
    if direction:
        # The database says where the toggle stands: a colleague may have moved it, or the change may have failed.
        st.session_state[cle] = resultats.montre_son_nom
        st.toggle(
            "Montrer notre nom et nos résultats au collectif",
            key=cle,
            on_change=_save_consentement,
            args=(resultats.structure_id,),
        )
    st.caption(escape(explain_consentement(resultats.montre_son_nom, direction)))
    if direction:
        st.markdown(AIDE_NOM)


def show_emporter(resultats: Resultats, emporter: Callable[[UUID], object]) -> None:
    """What a structure wrote is its own: it takes it away when it likes, also once it has left the collectif."""
    if get_acteur().can(Operation.SEND_CARNET, resultats.collectif_id, resultats.structure_id):
        with st.expander("Emporter nos données", icon=":material/folder_zip:", key="emporter"):
            st.markdown("Carnets, résultats, actions, discussions et journal, en un fichier.")
            emporter(resultats.structure_id)


def explain_consentement(montre: bool, direction: bool) -> str:
    """What showing the name means, in plain words."""
    if not direction:
        return (
            "La direction a choisi de montrer le nom et les résultats de la structure au collectif."
            if montre
            else "Le nom de la structure n’est pas montré au collectif. Seule la direction peut le décider."
        )
    return "Sans cela, les autres structures ne voient que des chiffres d’ensemble, jamais les vôtres."


def _save_consentement(structure_id: UUID) -> None:
    montre = bool(st.session_state[f"{NOM}-{structure_id}"])

    def action(unit: Unit) -> str:
        set_montre_son_nom(unit, structure_id, montre)
        return (
            "C’est noté : votre nom apparaîtra à la prochaine publication du collectif, si cela ne fait pas deviner "
            "les réponses d’une autre structure."
            if montre
            else "C’est noté : votre nom n’apparaît plus."
        )

    run_use_case(action)
