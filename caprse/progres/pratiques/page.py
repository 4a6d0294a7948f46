"""The pratiques that structures offer each other: find one, read it, write one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.acces.saisie import is_begun
from caprse.acces.unite import Unit
from caprse.progres.pratiques.formulaire import ECRITE, NOUVELLE, PAGE, name_formulaire, show_form
from caprse.progres.pratiques.lecture import (
    PratiqueListee,
    Pratiques,
    get_choix,
    list_de_collectif,
    list_de_federation,
    list_de_structure,
)
from caprse.progres.pratiques.page_fiche import PRATIQUE, show_une
from caprse.progres.pratiques.regles import PARTAGES
from caprse.progres.pratiques.vues import build_carte, build_essais
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton, show_pages
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.chantier import end_edition, get_edition, start_edition
from caprse.socle.ecran.navigation import keep_adresse, link_to_page, read_id
from caprse.socle.francais import format_pluriel

CRITERE = "critere"
QUESTION, CHOIX, DEBUT = "pratiques-recherche", "pratiques-choix", "pratiques-debut"
TOUTES, LES_NOTRES, A_RENFORCER = "Toutes", "Les nôtres", "Pour avancer"
PAR_PAGE = 20
List = Callable[[Unit, str], Pratiques]


def page_pratiques() -> None:
    """Those of a structure's people, else of whoever animates, else of the federation.

    ``?pratique=ID`` reads one, ``?critere=PAR-03`` keeps those that help there.
    """
    keep_adresse(PRATIQUE, CRITERE)
    acteur = get_acteur()
    if acteur.structures():
        structure_id = choose_structure()
        if structure_id is not None:
            show_page(lambda unit, question: list_de_structure(unit, structure_id, question), structure_id)
    elif acteur.collectifs():
        collectif_id = choose_collectif()
        if collectif_id is not None:
            show_page(lambda unit, question: list_de_collectif(unit, collectif_id, question), None, collectif_id)
    else:
        show_page(list_de_federation, None)


def show_page(list_pratiques: List, structure_id: UUID | None, collectif_id: UUID | None = None) -> None:
    """The form, one pratique, or all of them."""
    if (ecrite := st.session_state.pop(ECRITE, None)) is not None:
        st.query_params[PRATIQUE] = str(ecrite)
    pratique_id = read_id(PRATIQUE)
    if structure_id is not None and is_writing(structure_id, pratique_id):
        show_nouvelle(structure_id)
    elif pratique_id is not None:
        show_une(pratique_id, structure_id, collectif_id)
    else:
        show_toutes(list_pratiques, structure_id)


def is_writing(structure_id: UUID, pratique_id: UUID | None) -> bool:
    """Whether a new one is being written: begun before, it waits until another is looked at."""
    return get_edition(PAGE) == NOUVELLE or (
        pratique_id is None and get_edition(PAGE) is None and is_begun(name_formulaire(structure_id, None))
    )


def show_nouvelle(structure_id: UUID) -> None:
    """The form of a new one, alone on its page."""
    with open_unit_ecran() as unit:
        choix = get_choix(unit, structure_id)
    show_entete("Écrire une pratique", reperes=("Un brouillon d’abord : vous seuls le lisez",))
    show_message()
    show_form(structure_id, choix, None)


def show_toutes(list_pratiques: List, structure_id: UUID | None) -> None:
    """What one finds: the field, whose, one card each."""
    with open_unit_ecran() as unit:
        vues = list_pratiques(unit, st.session_state.get(QUESTION) or "")
    # Whoever reads those of all collectifs is in none: how many there are says where one is.
    partout = not (vues.structure or vues.collectif)
    combien = format_pluriel(len(vues.pratiques), "pratique partagée", "pratiques partagées") if partout else ""
    show_entete("Pratiques", reperes=(vues.structure, vues.collectif, combien), fictif=vues.fictif)
    show_message()
    ecrit = structure_id is not None and get_acteur().can(Operation.UPDATE_PRATIQUE, vues.collectif_id, structure_id)
    question = st.session_state.get(QUESTION) or ""
    critere = st.query_params.get(CRITERE)
    if not vues.pratiques and not question:
        show_vide(ecrit=ecrit)
    else:
        show_tete(vues, ecrit=ecrit)
        trouvees = choose_pratiques(vues, st.session_state.get(CHOIX) or TOUTES, critere)
        if critere is not None and critere in vues.titres:
            show_critere(vues.titres[critere])
        show_dit(trouvees, question)
        debut = min(st.session_state.get(DEBUT, 0), max(0, len(trouvees) - 1) // PAR_PAGE * PAR_PAGE)
        with st.container(key="pratiques-liste", gap=None):
            for pratique in trouvees[debut : debut + PAR_PAGE]:
                show_carte(vues, pratique)
        if len(trouvees) > PAR_PAGE:
            show_pages(DEBUT, debut, PAR_PAGE, debut + PAR_PAGE < len(trouvees))
    show_essais(vues)


def show_vide(*, ecrit: bool) -> None:
    """Nobody offered anything yet."""
    with st.container(key="carte-pratiques-vide", gap="small"):
        st.markdown(":material/lightbulb: **Aucune pratique pour le moment.**")
        st.markdown("Une pratique, c’est une page : ce que vous faites, et ce que cela a changé.")
        if ecrit:
            show_ecrire()


def show_tete(vues: Pratiques, *, ecrit: bool) -> None:
    """The search and the one act, then whose are shown."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="pratiques-tete"):
        st.text_input(
            "Chercher une pratique",
            key=QUESTION,
            placeholder="Accueil, planning, déchets…",
            icon=":material/search:",
            live="400ms",
            max_chars=120,
        )
        if ecrit:
            show_ecrire()
    choix = [TOUTES]
    if any(pratique.structure_id == vues.structure_id for pratique in vues.pratiques):
        choix.append(LES_NOTRES)
    if any(is_utile(vues, pratique) for pratique in vues.pratiques):
        choix.append(A_RENFORCER)
    if choix[1:]:
        st.segmented_control(
            "Lesquelles",
            choix,
            default=TOUTES,
            required=True,
            key=CHOIX,
            width="content",
            label_visibility="collapsed",
        )


def show_ecrire() -> None:
    show_bouton(
        "Écrire une pratique",
        key="pratique-ecrire",
        type="primary",
        icon=":material/add:",
        on_click=start_edition,
        args=(PAGE, NOUVELLE),
    )


def show_critere(titre: str) -> None:
    """Only those of one critère, and the way back to all."""
    with st.container(horizontal=True, vertical_alignment="center", key="pratiques-critere"):
        st.markdown(f"Pour **{escape(titre)}**")
        show_bouton("Tout voir", key="pratiques-tout", type="tertiary", on_click=_forget_critere)


def show_dit(trouvees: Sequence[PratiqueListee], question: str) -> None:
    """How many, when something was asked; that nothing holds the words as they are, where letters differ."""
    if not trouvees:
        st.markdown("**Rien ne correspond.** Essayez un seul mot, ou le début d’un mot.")
    elif question and all(pratique.rang == 1 for pratique in trouvees):
        st.caption("Aucune ne contient exactement ces mots. En voici qui s’en approchent.")
    elif question:
        st.caption(format_pluriel(len(trouvees), "pratique"))


def show_carte(vues: Pratiques, pratique: PratiqueListee) -> None:
    """One pratique: its title leads to it, and the whole card with it."""
    sienne = pratique.structure_id == vues.structure_id
    with st.container(key=f"pratique-carte-{pratique.id}", gap=None):
        link_to_page("pratiques", escape(pratique.titre), pratique=str(pratique.id))
        st.html(build_carte(pratique, vues.titres, sienne=sienne))


def show_essais(vues: Pratiques) -> None:
    """What the structure tried itself: it stays, whatever became of the pratique."""
    essais = [essai for essai in vues.essais if essai.essayee_le is not None]
    if essais:
        titre: Affichable = f"Ce que nous avons essayé ({len(essais)})"
        with st.expander(titre, icon=":material/done_all:", key="pratiques-essais"):
            st.html(build_essais(essais))


def choose_pratiques(vues: Pratiques, choix: str, critere: str | None) -> list[PratiqueListee]:
    """Those of this choice, in the order given; one's own drafts and withdrawn ones stand among one's own alone."""
    garde: dict[str, Callable[[PratiqueListee], bool]] = {
        TOUTES: lambda pratique: pratique.etat in PARTAGES,
        LES_NOTRES: lambda pratique: pratique.structure_id == vues.structure_id,
        A_RENFORCER: partial(is_utile, vues),
    }
    gardees = [pratique for pratique in vues.pratiques if garde.get(choix, garde[TOUTES])(pratique)]
    return [pratique for pratique in gardees if critere not in vues.titres or critere in pratique.criteres]


def is_utile(vues: Pratiques, pratique: PratiqueListee) -> bool:
    """Whether others offer it where this structure finds itself weak."""
    return pratique.structure_id != vues.structure_id and bool(set(pratique.criteres) & set(vues.faibles))


def _forget_critere() -> None:
    st.query_params.pop(CRITERE, None)
    end_edition(PAGE)
