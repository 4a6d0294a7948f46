"""The calendar of the collectif: read by its members, kept by its animation."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import choose_collectif, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.collectif.calendrier.service import TrimestreListe, get_calendrier, get_referentiels
from caprse.collectif.calendrier.vue_agenda import show_agenda
from caprse.collectif.fictif import show_fictif
from caprse.collectif.regles import LIBELLES_ETAT, LIBELLES_RENCONTRE, EtatTrimestre
from caprse.collectif.rencontres.formulaires import PAGE, is_opened, show_form_rencontre
from caprse.collectif.rencontres.regles import RencontreListee
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import start_edition
from caprse.socle.ecran.navigation import link_to_page

ICONES_ETAT = {
    EtatTrimestre.PREPARE: ":material/schedule:",
    EtatTrimestre.OUVERT: ":material/edit_note:",
    EtatTrimestre.CLOS: ":material/lock:",
}


def page_calendrier() -> None:
    """Show the trimestres in order, with their meetings."""
    st.title("Calendrier")
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        calendrier = get_calendrier(unit, collectif_id)
        referentiels = get_referentiels(unit, calendrier)
    st.caption(
        f"{escape(calendrier.nom)} · du {format_date(calendrier.debut)} au {format_date(calendrier.fin)}, "
        "bilan compris"
    )
    show_fictif(calendrier.fictif)
    show_message()
    if not calendrier.trimestres:
        st.info("Le calendrier de ce collectif n'est pas encore prêt.", icon=":material/event:")
    show_agenda()
    editable = get_acteur().can(Operation.UPDATE_TRIMESTRE, collectif_id)
    if editable:
        link_to_page("trimestres", "Ouvrir, prolonger ou clôturer un trimestre", icon=":material/date_range:")
    for trimestre in calendrier.trimestres:
        referentiel = referentiels[trimestre.referentiel_id]
        titre = f"{trimestre.numero}. {escape(referentiel.thematique(trimestre.thematique).titre)}"
        if trimestre.etat is EtatTrimestre.CLOS:
            # What is over stays in its place, folded: what comes next must not be far below.
            with st.expander(f"{titre} (clos)", icon=ICONES_ETAT[trimestre.etat], key=f"trimestre-{trimestre.numero}"):
                show_trimestre(trimestre, editable)
            continue
        with st.container(border=True, key=f"trimestre-{trimestre.numero}"):
            st.subheader(titre, anchor=False)
            show_trimestre(trimestre, editable)


def show_trimestre(trimestre: TrimestreListe, editable: bool) -> None:
    """One trimestre: state, dates, meetings, and what may be changed."""
    st.markdown(
        f"{ICONES_ETAT[trimestre.etat]} **{LIBELLES_ETAT[trimestre.etat].capitalize()}** · "
        f"du {format_date(trimestre.debut)} au {format_date(trimestre.fin)}"
    )
    for rencontre in trimestre.rencontres:
        show_rencontre(rencontre, editable)
    if not trimestre.rencontres:
        st.caption("Aucune rencontre prévue pour le moment.")
    if not editable:
        return
    nouvelle = f"nouvelle-{trimestre.id}"
    if is_opened(nouvelle, trimestre.id):
        show_form_rencontre(trimestre.id, trimestre.debut, None)
    else:
        with st.container(horizontal=True):
            show_bouton(
                "Ajouter une rencontre",
                key=f"ajouter-{trimestre.numero}",
                icon=":material/add:",
                on_click=start_edition,
                args=(PAGE, nouvelle),
            )


def show_rencontre(rencontre: RencontreListee, editable: bool) -> None:
    """One meeting, or its form."""
    if editable and is_opened(f"rencontre-{rencontre.id}", rencontre.id):
        show_form_rencontre(None, rencontre.jour, rencontre)
        return
    quand = format_date(rencontre.jour) + (f" à {rencontre.heure:%H:%M}" if rencontre.heure else "")
    st.markdown(f"**{escape(quand)}** · {LIBELLES_RENCONTRE[rencontre.type]}")
    # Plain text: what people type is never read as Markdown.
    st.text(" · ".join(morceau for morceau in (rencontre.titre, rencontre.lieu) if morceau))
    with st.container(horizontal=True):
        link_to_page("rencontre", "Voir la rencontre", icon=":material/groups:", rencontre=str(rencontre.id))
        if rencontre.lien:
            st.link_button("Ouvrir le lien", rencontre.lien, key=f"lien-{rencontre.id}", icon=":material/videocam:")
        if editable:
            show_bouton(
                "Modifier la rencontre",
                key=f"modifier-{rencontre.id}",
                icon=":material/edit:",
                on_click=start_edition,
                args=(PAGE, f"rencontre-{rencontre.id}"),
            )
