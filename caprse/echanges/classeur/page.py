"""Answer away from the network: take the carnet as a workbook, bring it back, read what it would change."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import build_fichier, choose_structure, get_jeton, open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.echanges.carnet_papier.page import show_papier
from caprse.echanges.classeur.comparaison import Changement
from caprse.echanges.classeur.lecture import Rapporte, read_classeur
from caprse.echanges.classeur.phrases import (
    build_changements,
    count_changements,
    name_groupe,
    read_groupe,
    tell_groupe,
)
from caprse.echanges.classeur.service import Carnet, Examen, bring_back, examine, get_carnet_classeur, take_away
from caprse.referentiel.classeur.ouverture import ClasseurIllisible
from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.page_classeur import TYPE_CLASSEUR, choose_fichier, show_constats
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.depot import read_once
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel

TITRE = "Remplir hors ligne"
DEPOT, LECTURE, FAIT = "classeur-depot", "classeur-lecture", "classeur-fait"
# Spreadsheets of other kinds are taken to be refused with what to do instead.
GENRES = ("xlsx", "xlsm", "xls", "ods", "csv")
CLASSEUR, EN_LIGNE = "Le classeur", "Le cahier"


def page_hors_ligne() -> None:
    """Two steps, then what the workbook would do."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        carnet = get_carnet_classeur(unit, structure_id)
    if carnet is None:
        show_entete(TITRE)
        st.info("Aucun trimestre n’est encore ouvert. Vous serez prévenus à l’ouverture.", icon=":material/event:")
        return
    ouvert = carnet.ouvert
    show_entete(TITRE, reperes=(ouvert.structure, f"Trimestre\u00a0{ouvert.numero}"), fictif=ouvert.fictif)
    show_message()
    if not ouvert.modifiable:
        st.info("Ce carnet est transmis : il se lit, et ne se remplit plus.", icon=":material/lock:")
        link_to_page("carnet", "Voir notre carnet", ":material/edit_note:")
        return
    if st.session_state.pop(FAIT, None) == ouvert.id:
        link_to_page("carnet", "Voir notre carnet", ":material/edit_note:")
    show_etapes(carnet)


def show_etapes(carnet: Carnet) -> None:
    """Take the workbook, bring it back, and what it would do."""
    with st.container(key="referentiel-etapes"):
        with st.container(key="carte-prendre", gap="small"):
            st.subheader("1. Prendre le classeur", anchor=False)
            st.markdown("Vos réponses et les questions du trimestre, pour Excel ou LibreOffice, même sans réseau.")
            st.download_button(
                "Télécharger notre carnet",
                partial(build_fichier, get_jeton(), take_away, carnet.ouvert.structure_id),
                file_name=f"carnet-trimestre-{carnet.ouvert.numero}.xlsx",
                mime=TYPE_CLASSEUR,
                key="classeur-prendre",
                icon=":material/download:",
                on_click="ignore",
            )
            st.caption("Ou sur papier, pour répondre au stylo et recopier ensuite.")
            show_papier(carnet)
        with st.container(key="carte-rapporter", gap="small"):
            st.subheader("2. Le rapporter", anchor=False)
            octets = choose_fichier(
                "Votre classeur rempli", GENRES, DEPOT, "Le cahier montre d’abord ce qui changerait."
            )
    if octets is None:
        return
    with st.container(key="carte-relire", gap="small"):
        lu = read_once(octets, LECTURE, read_or_refuse)
        if isinstance(lu, str):
            st.error(escape(lu), icon=":material/error:")
            return
        with open_unit_ecran() as unit:
            examen = examine(unit, carnet, lu)
        if examen.erreurs:
            show_erreurs(examen)
        else:
            show_essai(carnet, lu, examen)


def read_or_refuse(octets: bytes) -> Rapporte | str:
    """The workbook, or why it cannot be read."""
    try:
        return read_classeur(octets)
    except ClasseurIllisible as refus:
        return str(refus)


def show_erreurs(examen: Examen) -> None:
    """All that is to be put right, sheet by sheet; one reason of the whole file is one sentence."""
    seule = examen.erreurs[0]
    if len(examen.erreurs) == 1 and not seule.feuille:
        st.error(escape(seule.phrase), icon=":material/error:")
        return
    points = format_pluriel(len(examen.erreurs), "point à corriger", "points à corriger")
    st.error(
        f"{escape(points)} : rien n’est écrit. Corrigez dans votre classeur, puis choisissez-le de nouveau.",
        icon=":material/error:",
    )
    show_constats(examen.erreurs)


def show_essai(carnet: Carnet, lu: Rapporte, examen: Examen) -> None:
    """What it would change, the choices that it asks, then the one act."""
    if not examen.changements:
        st.info("Ce classeur ne change rien : tout y est déjà dans le cahier.", icon=":material/done_all:")
        return
    niveaux = list_niveaux(carnet.referentiel)
    st.subheader("3. Relire, puis enregistrer", anchor=False)
    st.markdown(f"**{escape(count_changements(examen.changements))}**")
    if changees := build_changements(examen.changements, niveaux):
        st.html(changees)
    choix: dict[tuple[str, str], bool] = {}
    attendus = 0
    for changement in examen.changements:
        for groupe in changement.conflits:
            attendus += 1
            if (garde := show_conflit(changement, groupe, niveaux, examen.marque)) is not None:
                choix[changement.critere.code, groupe] = garde
    show_bouton(
        "Enregistrer ces réponses",
        key="classeur-enregistrer",
        type="primary",
        icon=":material/check:",
        disabled=len(choix) < attendus,
        on_click=_bring,
        args=(carnet.ouvert.structure_id, carnet.ouvert.id, lu, choix, examen.marque),
    )


def show_conflit(changement: Changement, groupe: str, niveaux: tuple[str, ...], marque: str) -> bool | None:
    """Two answers to the same field: True keeps what the workbook says, None while nobody chose."""
    dits = {
        EN_LIGNE: tell_groupe(groupe, read_groupe(changement.en_ligne, groupe), niveaux),
        CLASSEUR: tell_groupe(groupe, changement.conflits[groupe], niveaux),
    }
    choisi = st.radio(
        f"{escape(changement.critere.titre)} · {escape(name_groupe(groupe))} : deux réponses. Laquelle garder\u202f?",
        list(dits),
        index=None,
        format_func=lambda cote: escape(f"{cote} : {dits[cote]}"),
        key=f"classeur-choix-{changement.critere.code}-{groupe}-{marque}",
    )
    return None if choisi is None else choisi == CLASSEUR


def _bring(structure_id: UUID, carnet_id: UUID, lu: Rapporte, choix: dict[tuple[str, str], bool], marque: str) -> None:
    def action(unit: Unit) -> str:
        ecrites = bring_back(unit, structure_id, lu, choix, marque)
        return f"{format_pluriel(ecrites, 'réponse enregistrée', 'réponses enregistrées')} depuis le classeur."

    if run_use_case(action):
        st.session_state[FAIT] = carnet_id
