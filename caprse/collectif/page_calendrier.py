"""The calendar of the collectif: read by its members, kept by its animation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, get_acteur
from caprse.acces.regles import Operation
from caprse.acces.unite import open_unit
from caprse.collectif.adhesions import list_adherentes
from caprse.collectif.calendrier import Calendrier, RencontreListee, TrimestreListe, get_calendrier
from caprse.collectif.ecran import show_fictif
from caprse.collectif.formulaires import (
    end_edition,
    get_edition,
    show_form_rencontre,
    show_form_trimestre,
    start_edition,
    start_rencontre,
    start_trimestre,
)
from caprse.collectif.ouverture import open_trimestre
from caprse.collectif.regles import LIBELLES_ETAT, LIBELLES_RENCONTRE, EtatTrimestre, get_jour_ouverture
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.dates import format_date, format_pluriel
from caprse.socle.ecran import escape, get_jeton, run_action, show_message

ICONES = {
    EtatTrimestre.PREPARE: ":material/schedule:",
    EtatTrimestre.OUVERT: ":material/edit_note:",
    EtatTrimestre.CLOS: ":material/lock:",
}
OUVERTURE = "ouverture"


def page_calendrier() -> None:
    """Show the trimestres in order, with their meetings."""
    st.title("Calendrier")
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit(jeton=get_jeton()) as unit:
        calendrier = get_calendrier(unit, collectif_id)
        referentiels = {t.referentiel_id: get_referentiel(unit.db, t.referentiel_id) for t in calendrier.trimestres}
        prochain = calendrier.prochain
        adherentes: tuple[str, ...] = ()
        if prochain is not None and get_edition() == f"{OUVERTURE}-{prochain.id}":
            adherentes = list_adherentes(unit, collectif_id, get_jour_ouverture(prochain.debut, unit.today))
        today = unit.today
    st.caption(
        f"{escape(calendrier.nom)} · du {format_date(calendrier.debut)} au {format_date(calendrier.fin)}, "
        "bilan compris"
    )
    show_fictif(calendrier.fictif)
    show_message()
    if not calendrier.trimestres:
        st.info("Le calendrier de ce collectif n'est pas encore prêt.", icon=":material/event:")
    editable = get_acteur().can(Operation.UPDATE_TRIMESTRE, collectif_id)
    for trimestre in calendrier.trimestres:
        referentiel = referentiels[trimestre.referentiel_id]
        titre = f"{trimestre.numero}. {escape(referentiel.thematique(trimestre.thematique).titre)}"
        if trimestre.etat is EtatTrimestre.CLOS:
            # What is over stays in its place, folded: what comes next must not be far below.
            with st.expander(f"{titre} (clos)", icon=ICONES[trimestre.etat], key=f"trimestre-{trimestre.numero}"):
                show_trimestre(trimestre, referentiel, editable)
            continue
        with st.container(border=True, key=f"trimestre-{trimestre.numero}"):
            st.subheader(titre, anchor=False)
            show_trimestre(trimestre, referentiel, editable)
            if editable and trimestre == prochain:
                show_ouverture(calendrier, trimestre, adherentes, today)


def show_trimestre(trimestre: TrimestreListe, referentiel: Referentiel, editable: bool) -> None:
    """One trimestre: state, dates, meetings, and what may be changed."""
    st.markdown(
        f"{ICONES[trimestre.etat]} **{LIBELLES_ETAT[trimestre.etat].capitalize()}** · "
        f"du {format_date(trimestre.debut)} au {format_date(trimestre.fin)}"
    )
    for rencontre in trimestre.rencontres:
        show_rencontre(rencontre, editable)
    if not trimestre.rencontres:
        st.caption("Aucune rencontre prévue pour le moment.")
    if not editable:
        return
    nouvelle = f"nouvelle-{trimestre.id}"
    if get_edition() == nouvelle:
        show_form_rencontre(trimestre.id, None)
    elif get_edition() == f"trimestre-{trimestre.id}":
        show_form_trimestre(trimestre, referentiel)
    else:
        with st.container(horizontal=True):
            st.button(
                "Ajouter une rencontre",
                key=f"ajouter-{trimestre.numero}",
                icon=":material/add:",
                on_click=start_rencontre,
                args=(nouvelle, trimestre.debut, None),
            )
            if trimestre.etat is not EtatTrimestre.CLOS:
                st.button(
                    "Modifier ce trimestre",
                    key=f"dates-{trimestre.numero}",
                    icon=":material/edit_calendar:",
                    on_click=start_trimestre,
                    args=(trimestre,),
                )


def show_rencontre(rencontre: RencontreListee, editable: bool) -> None:
    """One meeting, or its form."""
    if editable and get_edition() == f"rencontre-{rencontre.id}":
        show_form_rencontre(None, rencontre)
        return
    quand = format_date(rencontre.jour) + (f" à {rencontre.heure:%H:%M}" if rencontre.heure else "")
    st.markdown(f"**{quand}** · {LIBELLES_RENCONTRE[rencontre.type]}")
    # Plain text: what people type is never read as Markdown.
    st.text(" · ".join(morceau for morceau in (rencontre.titre, rencontre.lieu) if morceau))
    with st.container(horizontal=True):
        if rencontre.lien:
            st.link_button("Ouvrir le lien", rencontre.lien, key=f"lien-{rencontre.id}", icon=":material/videocam:")
        if editable:
            st.button(
                "Modifier la rencontre",
                key=f"modifier-{rencontre.id}",
                icon=":material/edit:",
                on_click=start_rencontre,
                args=(f"rencontre-{rencontre.id}", rencontre.jour, rencontre),
            )


def show_ouverture(
    calendrier: Calendrier, trimestre: TrimestreListe, adherentes: tuple[str, ...], today: date
) -> None:
    """Open the next trimestre, once it was said who gets a carnet."""
    if calendrier.ouvert is not None:
        st.caption(f"Il pourra s'ouvrir quand le trimestre {calendrier.ouvert.numero} sera clos.")
        return
    etape = f"{OUVERTURE}-{trimestre.id}"
    if get_edition() != etape:
        st.button(
            f"Ouvrir le trimestre {trimestre.numero}",
            key="ouvrir",
            type="primary",
            icon=":material/play_arrow:",
            on_click=start_edition,
            args=(etape,),
        )
        return
    jour = get_jour_ouverture(trimestre.debut, today)
    st.warning(
        f"{format_pluriel(len(adherentes), 'structure reçoit son carnet', 'structures reçoivent leur carnet')} : "
        f"celles qui adhèrent le {format_date(jour)}. Un trimestre ouvert ne redevient pas « préparé ».",
        icon=":material/group:",
    )
    if adherentes:
        with st.expander("Voir leurs noms", key="noms"):
            st.text("\n".join(adherentes))
    with st.container(horizontal=True):
        st.button(
            f"Confirmer l'ouverture du trimestre {trimestre.numero}",
            key="confirmer",
            type="primary",
            icon=":material/check:",
            on_click=_open,
            args=(trimestre.id,),
        )
        st.button("Annuler", key="annuler", on_click=end_edition)


def _open(trimestre_id: UUID) -> None:
    def action() -> str:
        with open_unit(jeton=get_jeton()) as unit:
            ouverture = open_trimestre(unit, trimestre_id)
        if ouverture.deja_ouvert:
            return f"Le trimestre {ouverture.numero} était déjà ouvert : rien n'a changé."
        return (
            f"Le trimestre {ouverture.numero} est ouvert : "
            f"{format_pluriel(ouverture.carnets, 'carnet créé', 'carnets créés')}."
        )

    run_action(action)
    end_edition()
