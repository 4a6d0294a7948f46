"""What the person who re-reads does on the screen: each gesture is written at once, and what was refused is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.brouillons import Ecrit
from caprse.acces.commences import get_brouillon
from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.saisie import Formulaire, keep_ecrit, run_saisie
from caprse.acces.unite import Unit
from caprse.carnet.remplir.transmission import send_back_carnet
from caprse.collectif.desaccords import Desaccord
from caprse.relecture.relire.attente import settle_relecture, submit_relecture
from caprse.relecture.relire.lecture import CarnetARelire
from caprse.relecture.relire.notes import save_note
from caprse.relecture.relire.regles import (
    EtatRelecture,
    RelectureEnregistree,
    SaisieRelecture,
    find_suivant,
    goes_on,
    is_relu,
)
from caprse.relecture.relire.service import mark_relu, send_back
from caprse.socle.erreurs import ErreurMetier
from caprse.socle.francais import add_de, format_pluriel

CARNET = "carnet"
CRITERE = "critere"
OUVERT = "relecture_carnet"
VISITE = "relecture_visite"
REFUS = "relecture_refus"
DERNIER = "relecture_dernier"
# Where what became of the whole carnet is said: beside its buttons.
FIN = "relecture_fin"
RENVOI = "relecture_renvoi"
VIDE = SaisieRelecture()


def get_ouvert() -> CarnetARelire:
    carnet: CarnetARelire = st.session_state[OUVERT]
    return carnet


def get_relecture(code: str) -> RelectureEnregistree | None:
    return get_ouvert().relectures.get(code)


def name(champ: str, code: str) -> str:
    """The key of a field: one per carnet and critère, so that none takes the text of another."""
    return f"{champ}-{get_ouvert().id}-{code}"


def go_to_carnet(carnet_id: UUID | str) -> None:
    """Another carnet, from its first critère to re-read."""
    st.query_params[CARNET] = str(carnet_id)
    st.query_params.pop(CRITERE, None)


def go_to_critere(code: str) -> None:
    """Another critère of the same carnet."""
    st.query_params[CRITERE] = code


def leave_carnet() -> None:
    """Another trimestre: its carnets are others."""
    st.query_params.pop(CARNET, None)
    st.query_params.pop(CRITERE, None)


def seed(code: str) -> None:
    """Give the fields what is recorded, once per version: afterwards they belong to the person who types."""
    relecture = get_relecture(code)
    version = relecture.version if relecture else 0
    saisie = relecture.saisie if relecture else VIDE
    repere = name("version", code)
    nouveau = st.session_state.get(repere) != version
    for champ, valeur in (("note", saisie.note), ("suggestion", saisie.niveau_suggere)):
        if nouveau or name(champ, code) not in st.session_state:
            st.session_state[name(champ, code)] = valeur
    st.session_state[repere] = version
    if name("privee", code) not in st.session_state:
        gardee = get_brouillon(_name_note(code).place)
        st.session_state[name("privee", code)] = get_ouvert().notes.get(code, "")
        for champ, valeur in (gardee.champs if gardee else {}).items():
            st.session_state[name(champ, code)] = valeur


def list_restants(codes: Sequence[str]) -> list[str]:
    """The answers of the open carnet that are still to re-read, in the order of ``codes``."""
    carnet = get_ouvert()
    dites, saisies = carnet.dites(), carnet.saisies()
    return [
        code
        for code in codes
        if code in saisies and saisies[code].repondu and not is_relu(dites.get(code), carnet.get_version(code))
    ]


def set_etat(code: str, etat: EtatRelecture, codes: Sequence[str]) -> None:
    """What one thinks of the answer, as it is on the screen; then on to the next of ``codes`` that waits."""
    saisie = _save(code, etat=etat, version_lue=get_ouvert().get_version(code))
    if saisie is None or not goes_on(saisie):
        return
    st.session_state[DERNIER] = (get_ouvert().id, code, etat)
    suivant = find_suivant(code, codes, list_restants(codes))
    if suivant is not None:
        go_to_critere(suivant)


def get_dernier() -> tuple[str, EtatRelecture] | None:
    """The answer of the open carnet that was dealt with last, and what was said of it."""
    carnet_id, code, etat = st.session_state.get(DERNIER, (None, "", None))
    return (code, etat) if carnet_id == get_ouvert().id else None


def reopen(carnet: CarnetARelire) -> None:
    """Give the carnet back, as its structure asks."""

    def action(unit: Unit) -> str:
        send_back_carnet(unit, carnet.id, carnet.version)
        return f"Le carnet {add_de(carnet.structure)} est rouvert : la structure peut le compléter."

    run_use_case(action, place=FIN)


def set_suggestion(code: str) -> None:
    _save(code, niveau_suggere=st.session_state[name("suggestion", code)])


def set_note(code: str) -> None:
    _save(code)


def set_privee(code: str) -> None:
    """Keep the private note; when it cannot be, it stays in its field and the reason is said."""
    carnet = get_ouvert()
    texte = st.session_state[name("privee", code)]
    refus = _get_refus()
    refus.pop(name("privee", code), None)
    try:
        with open_unit_ecran() as unit:
            save_note(unit, carnet.id, code, texte)
    except ErreurMetier as erreur:
        refus[name("privee", code)] = str(erreur)
        keep_ecrit(_name_note(code), Ecrit({"privee": texte}))
        return
    if get_brouillon(_name_note(code).place) is not None:
        keep_ecrit(_name_note(code), Ecrit({}))
    st.session_state[OUVERT] = replace(carnet, notes={**carnet.notes, code: texte.strip()})


def get_desaccord(code: str) -> Desaccord | None:
    """What waits beside the relecture of an answer, this person's first."""
    return next(iter(get_ouvert().desaccords.get(code, ())), None)


def settle(code: str, desaccord: Desaccord, garder: bool) -> None:
    """Record what waited, or leave it aside, as the person chose."""
    carnet, relecture = get_ouvert(), get_relecture(code)

    def action(unit: Unit) -> None:
        settle_relecture(unit, carnet.id, code, desaccord.compte_id, garder, relecture.version if relecture else 0)

    run_use_case(action)
    st.session_state.pop(name("version", code), None)


def get_refus(champ: str, code: str) -> str | None:
    return _get_refus().get(name(champ, code))


def end_relecture(carnet: CarnetARelire) -> None:
    """The whole carnet is re-read."""

    def action(unit: Unit) -> str:
        marques = mark_relu(unit, carnet.id, carnet.version)
        suite = f" {format_pluriel(marques, 'réponse marquée', 'réponses marquées')} « Relu »." if marques else ""
        return f"Le carnet {add_de(carnet.structure)} est relu.{suite}"

    run_use_case(action, place=FIN)


def name_mot(carnet_id: UUID) -> Formulaire:
    """The word that goes with a carnet sent back, as it is being typed."""
    return Formulaire(f"renvoi/{carnet_id}", {"mot": f"mot-{carnet_id}"})


def return_carnet(carnet: CarnetARelire) -> None:
    """Send the carnet back with its list."""
    mot = st.session_state.get(f"mot-{carnet.id}") or ""

    def action(unit: Unit) -> str:
        codes = send_back(unit, carnet.id, carnet.version, mot)
        liste = f" avec {format_pluriel(len(codes), 'critère')} à compléter" if codes else ""
        return f"Le carnet {add_de(carnet.structure)} est renvoyé{liste}. La structure peut le modifier."

    if not run_saisie(action, name_mot(carnet.id), place=FIN):
        # Nothing went: the reason stands beside the button, far below what is said of a carnet that left.
        st.session_state[RENVOI] = st.session_state.pop(FIN, None)


def _save(code: str, **changements: Any) -> SaisieRelecture | None:
    """What was written; None when it could not be."""
    relecture = get_relecture(code)
    saisie = relecture.saisie if relecture else VIDE
    # What is typed goes along with each gesture, so that a note which could not be written is not left behind.
    note = st.session_state.get(name("note", code), saisie.note)
    return _submit(code, replace(saisie, note=note.strip(), **changements))


def _submit(code: str, saisie: SaisieRelecture) -> SaisieRelecture | None:
    carnet, relecture = get_ouvert(), get_relecture(code)
    refus = _get_refus()
    refus.pop(name("relecture", code), None)
    try:
        with open_unit_ecran() as unit:
            suite = submit_relecture(unit, carnet.id, code, saisie, relecture.version if relecture else 0)
    except ErreurMetier as erreur:
        refus[name("relecture", code)] = str(erreur)
        keep_ecrit(_name_note(code), Ecrit({"note": saisie.note}))
    else:
        if get_brouillon(_name_note(code).place) is not None:
            keep_ecrit(_name_note(code), Ecrit({}))
        attente = (suite.desaccord,) if suite.desaccord is not None else ()
        st.session_state[OUVERT] = replace(
            carnet,
            relectures={**carnet.relectures, code: suite.relecture},
            desaccords={**carnet.desaccords, code: attente + carnet.desaccords.get(code, ())},
        )
        st.session_state[name("version", code)] = suite.relecture.version
        return suite.relecture.saisie if suite.desaccord is None else None
    return None


def _get_refus() -> dict[str, str]:
    refus: dict[str, str] = st.session_state.setdefault(REFUS, {})
    return refus


def _name_note(code: str) -> Formulaire:
    """What could not be written of an answer's notes waits in a draft."""
    return Formulaire(f"note/{get_ouvert().id}/{code}", {})
