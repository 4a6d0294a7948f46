"""What the collectif decided, meeting after meeting: what is still to be done, and what was."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import choose_collectif, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.collectif.fictif import is_fictif
from caprse.collectif.rencontres.decisions import CLOSES_MONTREES, DecisionSuivie, list_decisions
from caprse.collectif.rencontres.regles import EtatDecision
from caprse.collectif.rencontres.vue_decisions import show_decision, show_tete
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.francais import format_pluriel


def page_decisions() -> None:
    """The decisions of the collectif, to follow first."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        show_entete("Décisions")
        return
    with open_unit_ecran() as unit:
        decisions = list_decisions(unit, collectif_id)
        fictif = is_fictif(unit, collectif_id)
    animation = get_acteur().can(Operation.GET_COLLECTIF, collectif_id)
    ouvertes = [decision for decision in decisions if decision.etat is EtatDecision.A_SUIVRE]
    closes = [decision for decision in decisions if decision.etat is not EtatDecision.A_SUIVRE]
    show_entete("Décisions", reperes=build_resume(ouvertes), fictif=fictif, largeur=Largeur.TRAVAIL)
    if ouvertes:
        show_tete(collectif_id, animation, ouvertes)
    else:
        st.info("Aucune décision à suivre. Elles se notent pendant les rencontres.", icon=":material/task_alt:")
    for decision in ouvertes:
        show_decision(collectif_id, decision, animation, rencontre=True)
    if closes:
        titre = f"Faites ou abandonnées ({len(closes)})"
        if len(closes) == CLOSES_MONTREES:
            titre = f"Faites ou abandonnées (les {CLOSES_MONTREES} dernières)"
        with st.expander(titre, key="closes", icon=":material/task_alt:"):
            for decision in closes:
                show_decision(collectif_id, decision, animation, rencontre=True)


def build_resume(ouvertes: list[DecisionSuivie]) -> list[str]:
    """How many are to follow, how many are late, how many wait for a direction."""
    if not ouvertes:
        return []
    morceaux = [format_pluriel(len(ouvertes), "décision à suivre", "décisions à suivre")]
    if retards := sum(1 for decision in ouvertes if decision.retard):
        morceaux.append(f"{retards} en retard")
    if attentes := sum(1 for decision in ouvertes if decision.a_confirmer):
        morceaux.append(f"{attentes} en attente de l’accord de la structure")
    return morceaux
