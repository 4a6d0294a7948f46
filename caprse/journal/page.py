"""The journal on screen: search it, read it, go back in time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Acteur, Operation
from caprse.acces.saisie import PAUSE
from caprse.acces.unite import Unit
from caprse.collectif.fictif import is_fictif
from caprse.collectif.structures import list_noms
from caprse.journal.faits import OBJETS
from caprse.journal.service import RECHERCHE_MAX, FiltreJournal, Repere, list_journal
from caprse.journal.vue import show_lignes
from caprse.socle.dates import FORMAT_JOUR
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.filtres import fold_filtres
from caprse.socle.erreurs import SaisieInvalide

PORTEE = "journal-portee"
TETES = "journal_tetes"
STRUCTURES = "journal_structures"
FICTIF = "journal_fictif"
FILTRES = ("journal-structure", "journal-objet", "journal-du", "journal-au")
COLLECTIF, STRUCTURE, GENERAL = "Mon collectif", "Ma structure", "Le site"


@dataclass(frozen=True)
class Portee:
    """Whose journal is read: a collectif's, a structure's, or neither (the general lines)."""

    collectif_id: UUID | None = None
    structure_id: UUID | None = None


def page_journal() -> None:
    """Choose whose journal, search it, read one page of it."""
    tete = st.container()
    portee = choose_portee(get_acteur())
    with tete:
        show_entete(
            "Journal",
            reperes=("Qui a fait quoi, et quand. Rien ne s’efface ici.",),
            fictif=_load_fictif(portee),
            largeur=Largeur.TRAVAIL,
        )
    if portee is None:
        return
    if portee.structure_id and not get_acteur().can(Operation.GET_JOURNAL, structure_id=portee.structure_id):
        st.info("La direction de votre structure peut lire ce journal.", icon=":material/info:")
        return
    tetes: list[Repere] = st.session_state.get(TETES, [])
    with open_unit_ecran() as unit:
        filtre = show_recherche(_load_structures(unit, portee.collectif_id))
        try:
            page = list_journal(
                unit,
                collectif_id=portee.collectif_id,
                structure_id=portee.structure_id,
                filtre=filtre,
                tete=tetes[-1] if tetes else None,
            )
        except SaisieInvalide as refus:
            st.error(escape(str(refus)), icon=":material/error:")
            return
    if not page.lignes:
        st.info("Rien dans le journal pour cette recherche.", icon=":material/search_off:")
        return
    show_lignes(page, nomme=portee.collectif_id is not None, tout=filtre != FiltreJournal())
    with st.container(key="journal-pages", horizontal=True):
        if tetes and show_bouton("Plus récent", key="journal-plus-recent", icon=":material/chevron_left:"):
            _turn(tetes[:-1])
        if page.suite and show_bouton("Plus ancien", key="journal-plus-ancien", icon=":material/chevron_right:"):
            _turn([*tetes, page.suite])


def _turn(tetes: list[Repere]) -> None:
    st.session_state[TETES] = tetes
    st.rerun()


def choose_portee(acteur: Acteur) -> Portee | None:
    """The journal of what the person holds; asked where they hold several kinds of roles."""
    possibles = []
    if acteur.collectifs():
        possibles.append(COLLECTIF)
    if any(acteur.can(Operation.GET_JOURNAL, structure_id=droit.structure_id) for droit in acteur.structures()):
        possibles.append(STRUCTURE)
    if acteur.can(Operation.UPDATE_INSTALLATION):
        possibles.append(GENERAL)
    if not possibles:
        return None
    choix = possibles[0]
    if len(possibles) > 1:
        choix = st.radio("Quel journal ?", possibles, key=PORTEE, horizontal=True, on_change=_start_again)
    if choix == COLLECTIF:
        return Portee(collectif_id=choose_collectif())
    return Portee(structure_id=choose_structure()) if choix == STRUCTURE else Portee()


def show_recherche(structures: dict[UUID, str]) -> FiltreJournal:
    """What is searched, kept in the address: some words, and what narrows them, folded away."""
    with st.container(key="journal-recherche", horizontal=True, vertical_alignment="bottom"):
        mots = st.text_input(
            "Personne ou mot",
            placeholder="Chercher…",
            key="journal-texte",
            bind="query-params",
            max_chars=RECHERCHE_MAX,
            live=PAUSE,
            on_change=_start_again,
        )
        choisis = sum(bool(st.session_state.get(cle)) for cle in FILTRES)
        with fold_filtres("journal", choisis):
            structure_id = _choose_structure(structures)
            objet = st.selectbox(
                "Ce qui a changé",
                list(OBJETS),
                index=None,
                placeholder="Tout",
                key="journal-objet",
                bind="query-params",
                filter_mode=None,
                on_change=_start_again,
            )
            # One above the other: side by side, a phone would cut the year.
            du = st.date_input(
                "Du", value=None, key="journal-du", bind="query-params", format=FORMAT_JOUR, on_change=_start_again
            )
            au = st.date_input(
                "Au", value=None, key="journal-au", bind="query-params", format=FORMAT_JOUR, on_change=_start_again
            )
    return FiltreJournal(structure_id, objet=objet, du=du, au=au, texte=mots or "")


def _choose_structure(structures: dict[UUID, str]) -> UUID | None:
    if not structures:
        return None
    return st.selectbox(
        "Structure",
        list(structures),
        index=None,
        format_func=lambda choix: structures[choix],
        placeholder="Toutes",
        key="journal-structure",
        bind="query-params",
        filter_mode=None,
        on_change=_start_again,
    )


def _load_structures(unit: Unit, collectif_id: UUID | None) -> dict[UUID, str]:
    """The structures to choose from, read once per visit."""
    if collectif_id is None:
        return {}
    connues: tuple[UUID, dict[UUID, str]] | None = st.session_state.get(STRUCTURES)
    if connues is None or connues[0] != collectif_id:
        connues = st.session_state[STRUCTURES] = (collectif_id, list_noms(unit, collectif_id))
    return connues[1]


def _load_fictif(portee: Portee | None) -> bool:
    """Whether the data are invented, read once per visit."""
    if portee is None:
        return False
    collectif_id = portee.collectif_id or next(
        (d.collectif_id for d in get_acteur().structures() if portee.structure_id == d.structure_id), None
    )
    if collectif_id is None:
        return False
    connu: tuple[UUID, bool] | None = st.session_state.get(FICTIF)
    if connu is None or connu[0] != collectif_id:
        with open_unit_ecran() as unit:
            connu = st.session_state[FICTIF] = (collectif_id, is_fictif(unit, collectif_id))
    return connu[1]


def _start_again() -> None:
    st.session_state.pop(TETES, None)
