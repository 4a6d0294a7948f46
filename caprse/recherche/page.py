"""Search in one's own structure, or in one's collectif: each thing found leads to its very place."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from caprse.acces.ecran import choose_collectif, choose_structure, open_unit_ecran
from caprse.recherche.collectif import get_fonds_collectif
from caprse.recherche.regles import TROUVES_MAX, Genre, Texte, Trouve, list_mots, mark_mots, search
from caprse.recherche.service import Fonds, get_fonds
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

QUESTION = "q"
EXEMPLES = ("formation", "accueil", "budget", "déchets", "santé", "client")
EXEMPLES_MAX = 4
_MOT = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)


def page_recherche() -> None:
    """What holds the words that were typed, in what belongs to a structure."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        fonds = get_fonds(unit, structure_id)
    show_recherche(
        fonds, "Un mot d’un critère, de vos réponses, d’une action ou d’une trace", (fonds.structure, fonds.collectif)
    )


def page_recherche_collectif() -> None:
    """The same for whoever animates, in what the collectif holds together."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        fonds = get_fonds_collectif(unit, collectif_id)
    libelle = "Une structure, ou un mot d’un critère, d’une décision, d’un compte rendu"
    structures = [texte for texte in fonds.textes if texte.genre is Genre.STRUCTURE]
    show_recherche(fonds, libelle, (fonds.collectif,), structures)


def show_recherche(fonds: Fonds, libelle: Affichable, reperes: Sequence[str], departs: Sequence[Texte] = ()) -> None:
    """One field, and what it finds; the question stays in the address. ``departs``: where to go without a word."""
    show_entete("Chercher", reperes=reperes, fictif=fonds.fictif)
    with st.container(key="chercher-champ", gap=None):
        question = st.text_input(
            libelle, key=QUESTION, bind="query-params", live="400ms", icon=":material/search:", max_chars=120
        )
        if question:
            show_bouton(
                "Effacer", key="chercher-effacer", type="tertiary", icon=":material/close:", on_click=_try, args=("",)
            )
    mots = list_mots(question or "")
    if not mots:
        if question:
            st.caption("Encore une lettre.")
        elif departs:
            show_departs(departs)
        else:
            show_exemples(fonds.textes)
        return
    trouves = search(fonds.textes, question)
    if not trouves:
        st.markdown("**Rien ne correspond.**")
        show_exemples(fonds.textes)
        return
    st.markdown(f"**{format_pluriel(len(trouves), 'résultat')}**" + _say_reste(len(trouves)))
    for rang, trouve in enumerate(trouves[:TROUVES_MAX]):
        show_trouve(trouve, rang, mots)


def show_departs(departs: Sequence[Texte]) -> None:
    """Before a word is typed: what is looked for most often, each by the link that it has among the results."""
    st.subheader("Les structures", anchor=False)
    with st.container(key="chercher-departs", gap=None):
        for rang, texte in enumerate(departs):
            with st.container(key=f"depart-{rang}", gap=None):
                link_to_page(texte.page, escape(texte.titre), **dict(texte.adresse))


def show_exemples(textes: Sequence[Texte]) -> None:
    """Words that find something, each one press away."""
    exemples = [mot for mot in EXEMPLES if search(textes, mot)][:EXEMPLES_MAX]
    if exemples:
        with st.container(key="chercher-exemples", horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Pour essayer :", width="content")
            for mot in exemples:
                show_bouton(f"« {escape(mot)} »", key=f"essayer-{mot}", on_click=_try, args=(mot,))


def _try(mot: str) -> None:
    st.session_state[QUESTION] = mot


def build_extrait(extrait: str, mots: Sequence[str]) -> str:
    """The passage in HTML, the words that were asked in bold; what people typed is shown as typed."""
    dits = (_mark(mot) if trouve else escape_html(mot) for mot, trouve in mark_mots(extrait, mots))
    return f'<p class="cap-passage">{" ".join(dits)}</p>'


def _mark(mot: str) -> str:
    """The word without the signs that stand around it."""
    lu = _MOT.fullmatch(mot)
    avant, nu, apres = lu.groups() if lu is not None else ("", mot, "")
    return f"{escape_html(avant)}<b>{escape_html(nu)}</b>{escape_html(apres)}"


def show_trouve(trouve: Trouve, rang: int, mots: Sequence[str]) -> None:
    """One thing found: where it is, the passage, the way there."""
    texte = trouve.texte
    with st.container(key=f"trouve-{rang}", gap=None):
        link_to_page(texte.page, escape(texte.titre), **dict(texte.adresse))
        if trouve.extrait:
            st.html(build_extrait(trouve.extrait, mots))
        st.caption(escape(texte.ou))


def _say_reste(nombre: int) -> Affichable:
    return f" · les {TROUVES_MAX} premiers sont montrés" if nombre > TROUVES_MAX else ""
