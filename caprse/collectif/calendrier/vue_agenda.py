"""All one's meetings in one's own calendar: as a file, or by an address that the calendar reads by itself."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.agenda import (
    TYPE_MIME,
    build_ics,
    create_abonnement,
    delete_abonnement,
    list_rendezvous,
)
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.installation import get_installation

ADRESSE = "adresse-agenda"


def show_agenda() -> None:
    """Folded: most people need it once."""
    with st.expander("Mettre les rencontres dans mon agenda", key="agenda", icon=":material/event_available:"):
        st.download_button(
            "Télécharger le fichier d’agenda",
            _build_file,
            file_name="rencontres-cap-rse.ics",
            mime=TYPE_MIME,
            key="agenda-fichier",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(
            "Ou bien donnez à votre agenda (Outlook, Google Agenda, téléphone) une adresse à lire : les changements y "
            "arriveront tout seuls."
        )
        if adresse := st.session_state.get(ADRESSE):
            st.code(adresse, language=None, wrap_lines=True)
            st.caption("Gardez cette adresse pour vous : elle montre vos rencontres. Elle ne sera plus affichée.")
        with st.container(horizontal=True):
            show_bouton("Créer mon adresse d’agenda", key="agenda-creer", icon=":material/link:", on_click=_create)
            show_bouton("Fermer mon adresse d’agenda", key="agenda-fermer", type="tertiary", on_click=_close)
        st.caption("Créer une nouvelle adresse ferme l’ancienne.")


def _build_file() -> bytes:
    with open_unit_ecran() as unit:
        return build_ics(list_rendezvous(unit))


def _create() -> None:
    def action(unit: Unit) -> str:
        jeton = create_abonnement(unit)
        publique = get_installation().reglages.adresse_publique
        st.session_state[ADRESSE] = f"{publique}/agenda/{jeton}.ics"
        return "Votre adresse d’agenda est prête."

    run_use_case(action)


def _close() -> None:
    def action(unit: Unit) -> str:
        delete_abonnement(unit)
        st.session_state.pop(ADRESSE, None)
        return "Votre adresse d’agenda est fermée."

    run_use_case(action)
