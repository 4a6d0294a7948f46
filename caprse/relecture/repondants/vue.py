"""Below « Qui a répondu ? » : what the cahier knows of it, and the press that takes it as a comment."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.carnet.conflits import Suite, keep_choix
from caprse.carnet.remplir import etat
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.referentiel.schema import Critere, Referentiel
from caprse.relecture.repondants.regles import CRITERE, PETITE, compute_niveau, describe
from caprse.relecture.repondants.service import adopt_commentaire, get_repondants
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.erreurs import Conflit, ErreurMetier


def show_repondants(carnet: CarnetOuvert, critere: Critere, referentiel: Referentiel) -> None:
    """Nothing for another critère, nor once a comment is there: it costs a statement on its own step alone."""
    if critere.code != CRITERE or not carnet.modifiable:
        return
    if not get_acteur().can(Operation.UPDATE_REPONSE, carnet.collectif_id, carnet.structure_id):
        return
    reponse = carnet.reponses.get(CRITERE)
    if reponse is not None and reponse.saisie.commentaire:
        return
    with open_unit_ecran() as unit:
        repondants = get_repondants(unit, carnet.id)
    texte = describe(repondants)
    if not texte:
        return
    niveau = compute_niveau(repondants, petite=carnet.effectif is not None and carnet.effectif < PETITE)
    with st.container(key="repondants", gap="xsmall"):
        st.markdown(f":material/groups: {escape(texte)}")
        if niveau is not None and niveau <= referentiel.niveau_max:
            nom = escape(name_niveau(niveau, list_niveaux(referentiel)))
            st.caption(f"À lui seul, cela fait penser au niveau **{nom}**. C’est vous qui décidez.")
        show_bouton(
            "Reprendre en commentaire",
            key="repondants-reprendre",
            type="tertiary",
            icon=":material/edit_note:",
            on_click=_adopt,
            args=(carnet.id, reponse.version if reponse else 0),
        )


def _adopt(carnet_id: UUID, version: int) -> None:
    """The answer changes in the base, then in what this browser holds; refusals show where those of answers do."""
    try:
        with open_unit_ecran() as unit:
            try:
                suite = Suite(adopt_commentaire(unit, carnet_id, version))
            except Conflit as conflit:
                suite = keep_choix(unit, carnet_id, CRITERE, conflit)
    except ErreurMetier as erreur:
        etat.get_refus()[CRITERE] = str(erreur)
    else:
        etat.keep_suite(CRITERE, suite)
