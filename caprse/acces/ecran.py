"""Who is at the screen, and for which structure or collectif they are looking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.actes import do_once
from caprse.acces.jetons import COOKIE
from caprse.acces.lieux import get_noms_collectifs, get_noms_structures
from caprse.acces.regles import Acteur, Role
from caprse.acces.unite import SessionExpiree, Unit, open_unit
from caprse.socle.ecran.affichage import MESSAGE, escape, run_action
from caprse.socle.ecran.boutons import get_acte, keep_acte
from caprse.socle.ecran.cadre import INVENTEE, PILOTE
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.francais import sort_key
from caprse.socle.installation import get_installation

ACTEUR = "acteur"
STRUCTURE = "structure"
COLLECTIF = "collectif"


def get_jeton() -> str:
    """The session token of this browser. Raises SessionExpiree when there is none."""
    read_cookies = get_installation().read_cookies
    cookies = st.context.cookies if read_cookies is None else read_cookies()
    jeton = cookies.get(COOKIE)
    if not jeton:
        raise SessionExpiree
    return jeton


@contextmanager
def open_unit_ecran() -> Iterator[Unit]:
    """One transaction for the person at this screen. Raises SessionExpiree, BaseIndisponible."""
    with open_unit(jeton=get_jeton()) as unit:
        yield unit


def build_fichier(jeton: str, build: Callable[[Unit, UUID], bytes], cle: UUID) -> bytes:
    """What a download gives, made as its button is pressed: for the person of ``jeton``, whose right is asked then."""
    with open_unit(jeton=jeton) as unit:
        return build(unit, cle)


def run_use_case(use_case: Callable[[Unit], str | None], acte: UUID | None = None, place: str = MESSAGE) -> bool:
    """Run a use case from a callback, in one transaction, for the person at this screen.

    ``acte`` is its identity, by default that of the button that was pressed: the same one again does nothing more and
    says the same. Keeps its sentence, or that of the refusal, for the next display at ``place``; tells whether it went
    through.
    """
    return run_action(partial(run_once, use_case, acte), place)


def run_once(use_case: Callable[[Unit], str | None], acte: UUID | None = None) -> str | None:
    """The same without the display: gives the sentence, raises the refusal."""
    try:
        with open_unit_ecran() as unit:
            return do_once(unit, acte or get_acte(), use_case)
    except BaseIndisponible:
        keep_acte()
        raise


def get_acteur() -> Acteur:
    """The person of this rerun, as ``app.py`` read it. Only for what is shown: services check for themselves."""
    acteur: Acteur = st.session_state[ACTEUR]
    return acteur


def keep_acteur(acteur: Acteur) -> None:
    """Keep who is at the screen, for this rerun and those of its fragments."""
    st.session_state[ACTEUR] = acteur
    st.session_state[INVENTEE] = acteur.demo
    st.session_state[PILOTE] = not acteur.structures()


def choose_structure() -> UUID | None:
    """The structure to show: the only one, or the one chosen in the sidebar and kept in the address."""
    ids = [droit.structure_id for droit in get_acteur().structures() if droit.structure_id is not None]
    return _choose(ids, STRUCTURE, "Structure", get_noms_structures)


def choose_collectif() -> UUID | None:
    """The collectif to show: those animated, else those of which one is a member."""
    acteur = get_acteur()
    ids = list(acteur.collectifs() or acteur.collectifs(Role))
    return _choose(ids, COLLECTIF, "Collectif", get_noms_collectifs)


def _choose(
    ids: list[UUID], cle: str, libelle: str, get_noms: Callable[[Unit, list[UUID]], dict[UUID, str]]
) -> UUID | None:
    if len(ids) < 2:
        return ids[0] if ids else None
    connus = f"noms_{cle}"
    noms: dict[str, str] = st.session_state.get(connus, {})
    if noms.keys() != {str(i) for i in ids}:
        # Once per visit: names seldom change, and every page asks for them.
        with open_unit_ecran() as unit:
            noms = {str(id_): nom for id_, nom in get_noms(unit, ids).items()}
        st.session_state[connus] = noms
    options = sorted(noms, key=lambda i: sort_key(noms[i]))
    choix = st.sidebar.selectbox(
        escape(libelle), options, format_func=noms.__getitem__, key=cle, bind="query-params", filter_mode=None
    )
    return UUID(choix) if choix else None
