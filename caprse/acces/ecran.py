"""Who is at the screen, and for which structure or collectif they are looking."""

from __future__ import annotations

from uuid import UUID

import streamlit as st
from sqlalchemy import text

from caprse.acces.regles import Acteur, Role
from caprse.acces.unite import open_unit
from caprse.socle.ecran import get_jeton

ACTEUR = "acteur"
STRUCTURE = "structure"
COLLECTIF = "collectif"


def get_acteur() -> Acteur:
    """The person of this rerun, as ``app.py`` read it. Only for what is shown: services check for themselves."""
    acteur: Acteur = st.session_state[ACTEUR]
    return acteur


def choose_structure() -> UUID | None:
    """The structure to show: the only one, or the one chosen in the sidebar and kept in the address."""
    ids = [droit.structure_id for droit in get_acteur().structures() if droit.structure_id is not None]
    return _choose(ids, STRUCTURE, "Structure", "select id, nom from structure where id = any (:ids)")


def choose_collectif() -> UUID | None:
    """The collectif to show: those animated, else those of which one is a member."""
    acteur = get_acteur()
    ids = list(acteur.collectifs() or acteur.collectifs(Role))
    return _choose(ids, COLLECTIF, "Collectif", "select id, nom from collectif where id = any (:ids)")


def _choose(ids: list[UUID], cle: str, libelle: str, requete: str) -> UUID | None:
    if len(ids) < 2:
        return ids[0] if ids else None
    connus = f"noms_{cle}"
    noms: dict[str, str] = st.session_state.get(connus, {})
    if noms.keys() != {str(i) for i in ids}:
        # Once per visit: names seldom change, and every page asks for them.
        with open_unit(jeton=get_jeton()) as unit:
            noms = {str(ligne.id): ligne.nom for ligne in unit.db.execute(text(requete), {"ids": ids})}
        st.session_state[connus] = noms
    options = sorted(noms, key=lambda i: noms[i])
    choix = st.sidebar.selectbox(
        libelle, options, format_func=noms.__getitem__, key=cle, bind="query-params", filter_mode=None
    )
    return UUID(choix) if choix else None
