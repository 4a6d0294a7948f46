"""Below the keys, folded: where a program is told that a trimestre is closed, that figures came out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import Formulaire, fill, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.echanges.signaux.regles import ADRESSE_MAX, LIBELLES, Evenement
from caprse.echanges.signaux.service import Adresse, create_adresse, stop_adresse
from caprse.echanges.vue_secrets import show_arretable, show_secret
from caprse.socle.dates import format_instant_proche
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.signes import escape_html

NEUF, PLACE = "signal-neuf", "signal-dit"


def show_signaux(collectif_id: UUID, adresses: Sequence[Adresse], today: date) -> None:
    """The addresses and what became of their last signal; one more may be added."""
    perdu = any(adresse.abandonne_le for adresse in adresses)
    with st.expander("Prévenir un logiciel", key="signaux", icon=":material/outgoing_mail:", expanded=perdu):
        show_message(PLACE)
        if secret := st.session_state.get(NEUF):
            phrase = "**Copiez ce secret : il prouve que le signal vient d’ici. Il ne sera plus montré.**"
            show_secret(phrase, secret, key="signal-copie", on_copie=_forget)
        with st.container(key="liste-signaux", gap=None):
            for adresse in adresses:
                show_adresse(collectif_id, adresse, today)
        if not secret:
            show_ajouter(collectif_id)


def show_adresse(collectif_id: UUID, adresse: Adresse, today: date) -> None:
    """One address, and its one act."""
    show_arretable(
        build_adresse(adresse, today),
        rang=f"rang-signal-{adresse.id}",
        key=f"signal-arreter-{adresse.id}",
        on_arret=_stop,
        args=(collectif_id, adresse.id),
    )


def build_adresse(adresse: Adresse, today: date) -> str:
    """Where it goes, of what it tells, whether it is received: HTML, every text escaped."""
    quoi = " · ".join(LIBELLES[evenement] for evenement in adresse.evenements)
    dit = escape_html(describe_dernier(adresse, today))
    classe = ' class="cap-alerte"' if adresse.erreur else ""
    return (
        f'<div class="cap-rang cap-lue"><b>{escape_html(adresse.hote)}</b><small>{escape_html(quoi)}</small>'
        f"<small{classe}>{dit}</small></div>"
    )


def describe_dernier(adresse: Adresse, today: date) -> str:
    """What became of the last signal."""
    if adresse.recu_le is not None:
        return f"Dernier signal reçu {format_instant_proche(adresse.recu_le, today)}"
    if adresse.abandonne_le is not None:
        return f"Dernier signal abandonné. {adresse.erreur}"
    if adresse.erreur:
        return f"Pas encore reçu, le cahier réessaie. {adresse.erreur}"
    return "Un signal part" if adresse.essais else "Aucun signal encore"


def show_ajouter(collectif_id: UUID) -> None:
    """Where, of what, and one press."""
    formulaire = _name(collectif_id)
    fill(formulaire, {"adresse": "", "evenements": list(Evenement)})
    st.text_input(
        "Adresse à prévenir",
        key="signal-adresse",
        max_chars=ADRESSE_MAX,
        placeholder="https://grist.exemple.fr/signal",
        **watch_ligne(formulaire),
    )
    st.pills(
        "Quand ?",
        list(Evenement),
        selection_mode="multi",
        format_func=LIBELLES.__getitem__,
        key="signal-evenements",
        **watch(formulaire),
    )
    show_garde(formulaire)
    show_bouton("Ajouter l’adresse", key="signal-ajouter", icon=":material/add:", on_click=_add, args=(collectif_id,))


def _name(collectif_id: UUID) -> Formulaire:
    return Formulaire(f"signal/{collectif_id}", {"adresse": "signal-adresse", "evenements": "signal-evenements"})


def _forget() -> None:
    st.session_state.pop(NEUF, None)


def _add(collectif_id: UUID) -> None:
    etat = st.session_state
    adresse, evenements = etat["signal-adresse"] or "", list(etat["signal-evenements"] or ())

    def use_case(unit: Unit) -> None:
        # Kept for this browser alone, as the secret of a key.
        etat[NEUF] = create_adresse(unit, collectif_id, adresse, evenements)

    run_saisie(use_case, _name(collectif_id), PLACE)


def _stop(collectif_id: UUID, adresse_id: UUID) -> None:
    def use_case(unit: Unit) -> str:
        return f"{escape(stop_adresse(unit, collectif_id, adresse_id))} n’est plus prévenu."

    run_use_case(use_case, place=PLACE)
