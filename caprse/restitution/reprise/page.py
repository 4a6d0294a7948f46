"""Take in the trimestres of before the workbook: take a filled-in template, bring it back, read what it would do."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran, run_once
from caprse.referentiel.page import name_version
from caprse.referentiel.page_classeur import TYPE_CLASSEUR, choose_fichier, show_constats
from caprse.restitution.reprise.gabarit import write_gabarit
from caprse.restitution.reprise.lecture import read_reprise
from caprse.restitution.reprise.phrases import (
    build_trimestres,
    count_erreurs,
    count_passe,
    describe_reprise,
    tell_ignorees,
)
from caprse.restitution.reprise.regles import list_passes
from caprse.restitution.reprise.service import Collectif, Examen, examine_reprise, get_collectif_repris, take_reprise
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import CONFIRMATION, ask, show_bouton, show_question
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.depot import read_once
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import enumerate_words

DEPOT, LECTURE, FAITE, VERSION = "reprise-depot", "reprise-lecture", "reprise-faite", "reprise-version"
# Spreadsheets of other kinds are taken to be refused with what to do instead.
GENRES = ("xlsx", "csv", "txt", "tsv", "xlsm", "xls", "ods")
TITRE = "Reprendre le passé"
REPRENDRE = "reprendre"


def page_reprise() -> None:
    """Two steps and a trial; then what was taken in."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        collectif = get_collectif_repris(unit, collectif_id, st.session_state.get(VERSION))
    show_entete(TITRE, reperes=[collectif.nom], fictif=collectif.fictif)
    show_message()
    if st.session_state.get(FAITE) == collectif_id:
        show_faite()
    elif not collectif.cadre.trimestres:
        st.info(
            "Préparez d’abord tous vos trimestres, aussi ceux qui sont passés. La reprise remplira ceux-là.",
            icon=":material/event:",
        )
        link_to_page("trimestres", "Préparer les trimestres", ":material/date_range:")
    else:
        show_etapes(collectif)


def show_etapes(collectif: Collectif) -> None:
    """Take the workbook, bring it back, and what it would do."""
    st.markdown(
        "Votre collectif a commencé avant le cahier\u202f? Apportez ici ses trimestres finis et leurs réponses. "
        "**Rien n’est écrit sans votre accord.**"
    )
    with st.container(key="referentiel-etapes"):
        with st.container(key="carte-prendre", gap="small"):
            show_prendre(collectif)
        with st.container(key="carte-rapporter", gap="small"):
            st.subheader("2. Rapporter le classeur", anchor=False)
            octets = choose_fichier(
                "Votre fichier rempli",
                GENRES,
                DEPOT,
                "Classeur Excel (.xlsx), ou fichier texte (CSV, TSV, TXT) avec une ligne par réponse.",
            )
    if octets is None:
        link_to_page("trimestres", "Revenir aux trimestres", ":material/arrow_back:")
        return
    with st.container(key="carte-relire", gap="small"):
        lecture = read_once(octets, LECTURE, read_reprise)
        examen = examine_reprise(collectif, lecture)
        if phrase := tell_ignorees(lecture.ignorees):
            st.warning(escape(phrase), icon=":material/view_column:")
        if examen.erreurs:
            show_erreurs(examen)
        else:
            show_essai(collectif, examen, octets)


def show_prendre(collectif: Collectif) -> None:
    """The template, filled with the structures and the questions."""
    st.subheader("1. Télécharger le classeur", anchor=False)
    passes = list_passes(collectif.cadre)
    if passes:
        numeros = enumerate_words([str(passe.numero) for passe in passes])
        quels = f"le trimestre\u00a0{numeros}" if len(passes) == 1 else f"les trimestres\u00a0{numeros}"
        st.markdown(
            f"Une feuille par structure, une ligne par critère, pour {escape(quels)}. Choisissez chaque niveau."
        )
    else:
        st.markdown(
            "Une feuille par structure, une ligne par critère. Dites aussi les dates de chaque trimestre passé."
        )
    if len(collectif.versions) > 1:
        st.selectbox(
            "Référentiel de ces trimestres",
            [version.id for version in collectif.versions],
            index=[version.id for version in collectif.versions].index(collectif.referentiel_id),
            format_func=lambda choix: name_version(next(v for v in collectif.versions if v.id == choix)),
            key=VERSION,
            filter_mode=None,
        )
    st.download_button(
        "Télécharger le classeur",
        partial(write_gabarit, collectif.cadre),
        file_name="reprise-du-passe.xlsx",
        mime=TYPE_CLASSEUR,
        key="reprise-classeur",
        icon=":material/download:",
        on_click="ignore",
    )


def show_erreurs(examen: Examen) -> None:
    """All that is to be put right, sheet by sheet; of very many, the first."""
    st.error(
        f"{escape(count_erreurs(examen.erreurs))} : rien n’est repris. Corrigez dans votre fichier, enregistrez, puis "
        "choisissez-le de nouveau.",
        icon=":material/error:",
    )
    show_constats(examen.erreurs, "Le fichier")


def show_essai(collectif: Collectif, examen: Examen, octets: bytes) -> None:
    """What it would do, then the one act, asked once."""
    st.subheader("3. Relire, puis reprendre", anchor=False)
    st.markdown(f"**{escape(count_passe(examen.passe))}**")
    st.html(build_trimestres(examen.passe, collectif.cadre))
    if st.session_state.get(CONFIRMATION) != REPRENDRE:
        jour = format_date(collectif.cadre.today)
        st.caption(f"Ces trimestres seront clos, « repris le {jour} ». Personne ne reçoit de courriel.")
        show_bouton(
            "Reprendre ces réponses",
            key=REPRENDRE,
            type="primary",
            icon=":material/history:",
            on_click=ask,
            args=(REPRENDRE,),
        )
        return
    show_question(
        "reprendre ces réponses",
        REPRENDRE,
        "Une fois repris, ces trimestres **ne changent plus et ne se rouvrent pas**.",
        lambda: _take(collectif.id, octets, collectif.referentiel_id),
    )


def show_faite() -> None:
    """It is done: where to look at it."""
    with st.container(key="carte-relire", gap="small"):
        link_to_page("collectif", "Voir où en est le collectif", ":material/insights:")
        link_to_page("trimestres", "Voir les trimestres", ":material/date_range:")
        show_bouton("Reprendre un autre fichier", key="reprise-encore", on_click=_start_again)


def _start_again() -> None:
    st.session_state.pop(FAITE, None)


def _take(collectif_id: UUID, octets: bytes, referentiel_id: UUID) -> str | None:
    phrase = run_once(lambda unit: describe_reprise(take_reprise(unit, collectif_id, octets, referentiel_id)))
    st.session_state[FAITE] = collectif_id
    st.session_state.pop(LECTURE, None)
    return phrase
