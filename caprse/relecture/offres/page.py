"""The catalogue of what the delegation offers: take its workbook, bring it back, read what it would change."""

from __future__ import annotations

from functools import partial

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran, run_once
from caprse.acces.unite import Unit
from caprse.referentiel.page_classeur import TYPE_CLASSEUR, choose_fichier, show_constats
from caprse.relecture.offres.changements import Changements, compare
from caprse.relecture.offres.choix import Offre
from caprse.relecture.offres.classeur import write_classeur
from caprse.relecture.offres.lecture import Lecture
from caprse.relecture.offres.service import (
    Bilan,
    EcranCatalogue,
    build_offres,
    get_catalogue,
    read_fichier,
    take_catalogue,
)
from caprse.relecture.offres.vue import build_catalogue, build_changements
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import CONFIRMATION, ask, show_bouton, show_question
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.depot import read_once
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.erreurs import Refus
from caprse.socle.francais import format_pluriel

TITRE = "Catalogue des offres"
DEPOT, LECTURE, FAITE, REMPLACER = "offres-depot", "offres-lecture", "offres-faite", "offres-remplacer"
# Spreadsheets of other kinds are taken to be refused with what to do instead.
GENRES = ("xlsx", "yaml", "yml", "xlsm", "xls", "ods")
REFUSE = "Ce fichier ne se lit plus comme avant : rien n’a été fait. Choisissez-le de nouveau."


def page_offres() -> None:
    """The catalogue of today, then two steps and a trial; then what was done."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        ecran = get_catalogue(unit, collectif_id)
    combien = len(ecran.offres)
    reperes = [ecran.collectif, format_pluriel(combien, "offre") if combien else "aucune offre"]
    show_entete(TITRE, reperes=reperes, fictif=ecran.fictif)
    show_message()
    if st.session_state.get(FAITE) == collectif_id:
        with st.container(horizontal=True, key="offres-suite"):
            link_to_page("appuis-collectif", "Revenir aux appuis", ":material/arrow_back:")
            show_bouton("Rapporter un autre fichier", key="offres-encore", type="tertiary", on_click=_start_again)
    else:
        show_etapes(ecran)
    if ecran.offres:
        show_offres(ecran)


def show_etapes(ecran: EcranCatalogue) -> None:
    """Take the workbook, bring it back, and what it would change."""
    with st.container(key="referentiel-etapes"):
        with st.container(key="carte-prendre", gap="small"):
            show_prendre(ecran)
        with st.container(key="carte-rapporter", gap="small"):
            st.subheader("2. Rapporter le classeur", anchor=False)
            octets = choose_fichier(
                "Votre fichier rempli", GENRES, DEPOT, "Classeur Excel (.xlsx), ou catalogue en .yaml."
            )
    if octets is None:
        link_to_page("appuis-collectif", "Revenir aux appuis", ":material/arrow_back:")
        return
    with st.container(key="carte-relire", gap="small"):
        nom: str = st.session_state[DEPOT].name
        lecture = read_once(octets, LECTURE, partial(read_fichier, ecran, nom), (nom, ecran.titres, ecran.connues))
        if lecture.catalogue is None:
            show_erreurs(lecture)
            return
        offres = build_offres(lecture.catalogue)
        show_essai(ecran, offres, compare(ecran.offres, offres), nom, octets)


def show_prendre(ecran: EcranCatalogue) -> None:
    """The workbook, filled with what is offered today."""
    st.subheader("1. Télécharger le classeur", anchor=False)
    st.markdown("Une ligne par offre, dans l’ordre où les structures la liront. Changez, ajoutez, effacez.")
    st.download_button(
        "Télécharger le classeur",
        partial(write_classeur, ecran.offres, ecran.titres),
        file_name="catalogue-des-offres.xlsx",
        mime=TYPE_CLASSEUR,
        key="offres-classeur",
        icon=":material/download:",
        on_click="ignore",
    )


def show_erreurs(lecture: Lecture) -> None:
    """All that is to be put right: by cell in a workbook, by line in a text."""
    combien = format_pluriel(len(lecture.erreurs), "chose à corriger", "choses à corriger")
    st.error(
        f"{combien} : rien n’est remplacé. Corrigez dans votre fichier, enregistrez, puis choisissez-le de nouveau.",
        icon=":material/error:",
    )
    show_constats(lecture.erreurs)


def show_essai(
    ecran: EcranCatalogue, offres: tuple[Offre, ...], changements: Changements, nom: str, octets: bytes
) -> None:
    """What it would change, then the one act, asked once."""
    st.subheader("3. Relire, puis remplacer", anchor=False)
    if not changements:
        st.info("Ce fichier dit la même chose que le catalogue : il n’y a rien à remplacer.", icon=":material/check:")
        return
    if html := build_changements(changements):
        st.html(html)
    if changements.deplacees:
        st.caption("L’ordre des offres change aussi.")
    if changements.sans_exemple:
        st.caption("Les structures ne liront plus que ce sont des exemples.")
    if st.session_state.get(CONFIRMATION) != REMPLACER:
        show_bouton(
            "Remplacer le catalogue",
            key=REMPLACER,
            type="primary",
            icon=":material/check:",
            on_click=ask,
            args=(REMPLACER,),
        )
        return
    show_question(
        "remplacer le catalogue",
        REMPLACER,
        f"Les structures liront {escape(format_pluriel(len(offres), 'offre'))}, dès maintenant. Les appuis déjà "
        "demandés ne changent pas.",
        lambda: _take(ecran, nom, octets),
    )


def show_offres(ecran: EcranCatalogue) -> None:
    """What the structures read today."""
    with st.expander(f"Le catalogue d’aujourd’hui ({len(ecran.offres):d})", key="offres-catalogue"):
        if any(offre.illustrative for offre in ecran.offres):
            st.caption("Des exemples, en attendant votre catalogue.")
        st.html(build_catalogue(ecran.offres))


def _start_again() -> None:
    st.session_state.pop(FAITE, None)


def _take(ecran: EcranCatalogue, nom: str, octets: bytes) -> str | None:
    def use_case(unit: Unit) -> str:
        bilan = take_catalogue(unit, ecran.collectif_id, nom, octets, ecran.connues)
        if not isinstance(bilan, Bilan):
            raise Refus(REFUSE)
        return f"C’est fait : {bilan}."

    phrase = run_once(use_case)
    st.session_state[FAITE] = ecran.collectif_id
    st.session_state.pop(LECTURE, None)
    return phrase
