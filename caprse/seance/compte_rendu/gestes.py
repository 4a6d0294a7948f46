"""What the animation does to minutes on the screen: each is written at once, and what could not be is kept."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.brouillons import Ecrit
from caprse.acces.commences import get_brouillon as get_ecrit
from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.saisie import Formulaire, keep_ecrit
from caprse.acces.unite import Unit
from caprse.collectif.desaccords import Desaccord
from caprse.seance.compte_rendu.attente import settle_compte_rendu, submit_compte_rendu
from caprse.seance.compte_rendu.envoi import send_compte_rendu
from caprse.seance.compte_rendu.lecture import CompteRenduVu, build_compte_rendu
from caprse.socle.erreurs import ErreurMetier
from caprse.socle.francais import format_pluriel

PAS_ECRIT = "Votre texte est gardé, mais pas encore enregistré."


def name(champ: str, seance_id: UUID) -> str:
    """The key of a field: one per session."""
    return f"compte-rendu-{champ}-{seance_id}"


def seed(vu: CompteRenduVu) -> None:
    """Give the field what is recorded, once per version; what was typed and could not be written stays."""
    cle, repere = name("texte", vu.seance_id), name("version", vu.seance_id)
    tape: str | None = st.session_state.get(name("tape", vu.seance_id))
    if tape is None and (gardee := get_ecrit(_name_garde(vu.seance_id).place)) is not None:
        # Typed elsewhere or before a reload, and never written: shown again, beside the reason why it is not.
        tape = st.session_state[name("tape", vu.seance_id)] = gardee.champs["texte"]
        st.session_state[name("version", vu.seance_id)] = gardee.champs["version"]
        st.session_state[name("refus", vu.seance_id)] = PAS_ECRIT
    if tape is not None:
        st.session_state.setdefault(cle, tape)
    elif st.session_state.get(repere) != vu.version or cle not in st.session_state:
        st.session_state[cle] = vu.texte
        st.session_state[repere] = vu.version


def save(seance_id: UUID) -> None:
    """Write what is typed; when it cannot be, it stays in its field and the reason is said."""
    _write(seance_id, st.session_state[name("texte", seance_id)], st.session_state[name("version", seance_id)])


def get_refus(seance_id: UUID) -> str | None:
    refus: str | None = st.session_state.get(name("refus", seance_id))
    return refus


def settle_conflit(seance_id: UUID, desaccord: Desaccord, garder: bool, version: int) -> None:
    """Make the text that waited the minutes, or leave it aside, as the person chose."""

    def action(unit: Unit) -> None:
        settle_compte_rendu(unit, seance_id, desaccord.compte_id, garder, version)

    run_use_case(action)
    _forget(seance_id)


def draft(seance_id: UUID, texte: str) -> None:
    """What the session gives now, beside the text; nothing is written."""

    def action(unit: Unit) -> str | None:
        brouillon = build_compte_rendu(unit, seance_id)
        if brouillon == texte:
            return "Le texte est déjà celui que la séance donne."
        st.session_state[name("brouillon", seance_id)] = brouillon
        return None

    run_use_case(action)


def get_brouillon(seance_id: UUID) -> str | None:
    brouillon: str | None = st.session_state.get(name("brouillon", seance_id))
    return brouillon


def settle_brouillon(seance_id: UUID, choix: str, texte: str, version: int) -> None:
    """Keep the text that was chosen: ``mien``, ``propose``, or mine followed by the other (``suite``)."""
    brouillon: str = st.session_state.pop(name("brouillon", seance_id))
    if choix == "propose":
        _write(seance_id, brouillon, version)
    elif choix == "suite":
        _write(seance_id, f"{texte.rstrip()}\n\n{brouillon}", version)


def prepare_envoi(seance_id: UUID) -> None:
    st.session_state[name("envoi", seance_id)] = True


def cancel_envoi(seance_id: UUID) -> None:
    st.session_state.pop(name("envoi", seance_id), None)


def is_envoi_prepare(seance_id: UUID) -> bool:
    return bool(st.session_state.get(name("envoi", seance_id)))


def send(seance_id: UUID, version: int) -> None:
    """Send the version that is on the screen."""

    def action(unit: Unit) -> str:
        nombre = send_compte_rendu(unit, seance_id, version)
        cancel_envoi(seance_id)
        return f"Le compte rendu part à {format_pluriel(nombre, 'personne')}. Les membres le lisent aussi ici."

    run_use_case(action)


def _write(seance_id: UUID, texte: str, version: int) -> None:
    # Kept first: should the page not be drawn because the base is away, the field would be forgotten.
    st.session_state[name("tape", seance_id)] = texte
    st.session_state.pop(name("refus", seance_id), None)
    try:
        with open_unit_ecran() as unit:
            submit_compte_rendu(unit, seance_id, texte, version)
    except ErreurMetier as erreur:
        keep_ecrit(_name_garde(seance_id), Ecrit({"texte": texte, "version": version}))
        st.session_state[name("refus", seance_id)] = str(erreur)
        st.session_state[name("version", seance_id)] = version
    else:
        _forget(seance_id)


def _forget(seance_id: UUID) -> None:
    """The field takes again what is recorded."""
    if get_ecrit(_name_garde(seance_id).place) is not None:
        keep_ecrit(_name_garde(seance_id), Ecrit({}))
    for champ in ("tape", "version", "refus"):
        st.session_state.pop(name(champ, seance_id), None)


def _name_garde(seance_id: UUID) -> Formulaire:
    """A text that could not be written waits in a draft of its author."""
    return Formulaire(f"compte-rendu/{seance_id}", {})
