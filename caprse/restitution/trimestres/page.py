"""The trimestres of a collectif, for its animation: prepare them, open, extend, close, open again."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.collectif.calendrier.page import ICONES_ETAT
from caprse.collectif.calendrier.service import Calendrier, TrimestreListe
from caprse.collectif.fictif import show_fictif
from caprse.collectif.regles import LIBELLES_ETAT, EtatTrimestre
from caprse.referentiel.schema import Referentiel
from caprse.restitution.trimestres.formulaires import (
    show_cloture,
    show_creation,
    show_dates,
    show_ouverture,
    show_prolongation,
    show_reouverture,
)
from caprse.restitution.trimestres.gestes import get_en_cours, start_geste
from caprse.restitution.trimestres.service import GesteTrimestre, Trimestres, get_trimestres
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page


def page_trimestres() -> None:
    """List the trimestres in order; each shows what can be done with it, one thing at a time."""
    st.title("Trimestres")
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        vue = get_trimestres(unit, collectif_id, get_en_cours())
    calendrier = vue.calendrier
    st.caption(
        f"{escape(calendrier.nom)} · du {format_date(calendrier.debut)} au {format_date(calendrier.fin)}, "
        "bilan compris"
    )
    show_fictif(calendrier.fictif)
    show_message()
    if not calendrier.trimestres:
        show_vide(vue)
        return
    link_to_page("calendrier", "Voir le calendrier et les rencontres", ":material/event:")
    for trimestre in calendrier.trimestres:
        with st.container(border=True, key=f"trimestre-{trimestre.numero}"):
            show_trimestre(trimestre, vue.referentiels[trimestre.referentiel_id])
            show_suite(vue, trimestre)


def show_suite(vue: Trimestres, trimestre: TrimestreListe) -> None:
    """What is being done with this trimestre, else what can be."""
    en_cours = get_en_cours()
    match en_cours.geste if en_cours.trimestre_id == trimestre.id else None, trimestre.etat:
        case GesteTrimestre.DATES, EtatTrimestre.PREPARE:
            show_dates(trimestre, vue.versions, vue.referentiels)
        case GesteTrimestre.OUVERTURE, EtatTrimestre.PREPARE:
            show_ouverture(vue.calendrier, trimestre, vue.versions, vue.adherentes, vue.today)
        case GesteTrimestre.PROLONGATION, EtatTrimestre.OUVERT:
            show_prolongation(trimestre)
        case GesteTrimestre.CLOTURE, EtatTrimestre.OUVERT if vue.manques is not None:
            show_cloture(trimestre, vue.manques)
        case GesteTrimestre.REOUVERTURE, EtatTrimestre.CLOS:
            show_reouverture(trimestre)
        case _:
            # Nothing is being done, or someone else was faster and it has no object any more.
            show_gestes(vue.calendrier, trimestre)


def show_vide(vue: Trimestres) -> None:
    """No calendar yet: the way to make one."""
    if not vue.versions:
        st.info("Aucun référentiel n'est encore importé : il en faut un pour préparer les trimestres.")
    elif get_en_cours().geste is GesteTrimestre.CREATION:
        show_creation(vue.calendrier, vue.versions, vue.referentiels)
    else:
        st.info("Le calendrier de ce collectif n'est pas encore préparé.", icon=":material/event:")
        show_bouton(
            "Préparer les trimestres",
            key="preparer",
            type="primary",
            icon=":material/event_available:",
            on_click=start_geste,
            args=(GesteTrimestre.CREATION, None),
        )


def show_trimestre(trimestre: TrimestreListe, referentiel: Referentiel) -> None:
    """What is known of one trimestre."""
    st.subheader(
        f"{trimestre.numero}. {escape(referentiel.thematique(trimestre.thematique).titre)}",
        anchor=False,
    )
    st.markdown(
        f"{ICONES_ETAT[trimestre.etat]} **{LIBELLES_ETAT[trimestre.etat].capitalize()}** · "
        f"du {format_date(trimestre.debut)} au {format_date(trimestre.fin)}"
    )
    st.caption(f"{escape(referentiel.titre)}, version {escape(referentiel.version)}")
    if trimestre.rouvert_le is not None:
        st.text(f"Rouvert le {format_date(_get_jour(trimestre))} : {trimestre.motif_reouverture}")


def show_gestes(calendrier: Calendrier, trimestre: TrimestreListe) -> None:
    """What can be done with a trimestre in its state."""
    with st.container(horizontal=True, vertical_alignment="center"):
        match trimestre.etat:
            case EtatTrimestre.PREPARE:
                _offer("Modifier", GesteTrimestre.DATES, trimestre, "edit_calendar")
                if calendrier.ouvert is None:
                    premier = trimestre == calendrier.prochain
                    _offer("Ouvrir", GesteTrimestre.OUVERTURE, trimestre, "play_arrow", principal=premier)
                elif trimestre == calendrier.prochain:
                    st.caption(f"Il pourra s'ouvrir quand le trimestre {calendrier.ouvert.numero} sera clos.")
            case EtatTrimestre.OUVERT:
                _offer("Prolonger", GesteTrimestre.PROLONGATION, trimestre, "more_time")
                _offer("Clôturer", GesteTrimestre.CLOTURE, trimestre, "lock")
            case EtatTrimestre.CLOS if calendrier.ouvert is None:
                _offer("Rouvrir", GesteTrimestre.REOUVERTURE, trimestre, "lock_open")


def _offer(
    libelle: Affichable, geste: GesteTrimestre, trimestre: TrimestreListe, icone: str, *, principal: bool = False
) -> None:
    show_bouton(
        f"{libelle} le trimestre {trimestre.numero}",
        key=f"{geste}-{trimestre.numero}",
        icon=f":material/{icone}:",
        type="primary" if principal else "secondary",
        on_click=start_geste,
        args=(geste, trimestre),
    )


def _get_jour(trimestre: TrimestreListe) -> date:
    return trimestre.rouvert_le.astimezone(FUSEAU).date() if trimestre.rouvert_le else trimestre.debut
