"""What the collectif decided, meeting after meeting: what is still to be done, and what was."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.collectif.fictif import is_fictif, show_fictif
from caprse.collectif.rencontres.decisions import CLOSES_MONTREES, DecisionSuivie, list_decisions
from caprse.collectif.rencontres.regles import EtatDecision
from caprse.collectif.rencontres.vue_decisions import show_decision
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel


def page_decisions() -> None:
    """The decisions of the collectif, to follow first."""
    st.title("Décisions")
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        decisions = list_decisions(unit, collectif_id)
        fictif = is_fictif(unit, collectif_id)
    show_fictif(fictif)
    show_message()
    animation = get_acteur().can(Operation.GET_COLLECTIF, collectif_id)
    ouvertes = [decision for decision in decisions if decision.etat is EtatDecision.A_SUIVRE]
    closes = [decision for decision in decisions if decision.etat is not EtatDecision.A_SUIVRE]
    show_resume(ouvertes)
    for decision in ouvertes:
        show_ligne(collectif_id, decision, animation)
    if closes:
        titre = f"Faites ou abandonnées ({len(closes)})"
        if len(closes) == CLOSES_MONTREES:
            titre = f"Faites ou abandonnées (les {CLOSES_MONTREES} dernières)"
        with st.expander(titre, key="closes", icon=":material/task_alt:"):
            for decision in closes:
                show_ligne(collectif_id, decision, animation)


def show_resume(ouvertes: list[DecisionSuivie]) -> None:
    """How many are to follow, how many are late, how many wait for a direction."""
    if not ouvertes:
        st.info("Aucune décision à suivre. Elles se notent pendant les rencontres.", icon=":material/task_alt:")
        return
    morceaux = [format_pluriel(len(ouvertes), "décision à suivre", "décisions à suivre")]
    if retards := sum(1 for decision in ouvertes if decision.retard):
        morceaux.append(f"{retards} en retard")
    if attentes := sum(1 for decision in ouvertes if decision.a_confirmer):
        morceaux.append(f"{attentes} en attente de l'accord de la structure")
    st.markdown(f"**{' · '.join(morceaux)}**. Elles ouvrent la prochaine séance.")


def show_ligne(collectif_id: UUID, decision: DecisionSuivie, animation: bool) -> None:
    """One decision, with a link to its meeting."""
    with st.container(border=True, key=f"decision-{decision.id}"):
        show_decision(collectif_id, decision, animation, rencontre=True)
        if animation:
            link_to_page(
                "rencontre",
                "La modifier, dans sa rencontre",
                icon=":material/edit:",
                rencontre=str(decision.rencontre_id),
            )
