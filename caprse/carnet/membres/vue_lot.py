"""What is done for several structures at once: choose the act, read what it does, one button does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.carnet.membres.fusion import describe_fusion, examine_fusion, merge_structures
from caprse.carnet.membres.liste import StructureListee
from caprse.carnet.membres.lot import (
    BilanLot,
    add_adhesions,
    add_types,
    confirm_structures,
    end_adhesions,
    remove_types,
)
from caprse.carnet.membres.vue_liste import name_choix
from caprse.collectif.regles import TYPES
from caprse.socle.dates import FORMAT_JOUR
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import enumerate_words, format_pluriel

ACTE, JOUR_DEBUT, JOUR_FIN, GENRES, GARDEE = "lot-acte", "lot-debut", "lot-fin", "lot-types", "lot-gardee"
MESSAGE_LOT = "lot-dit"
ADHERER, RETIRER, TYPER, DETYPER = "Faire adhérer", "Retirer du collectif", "Ajouter des types", "Enlever des types"
VERIFIER, REUNIR = "C’est vérifié", "Réunir en une seule"


def show_lot(collectif_id: UUID, choisies: Sequence[StructureListee], today: date) -> None:
    """What was just done; and, once lines are chosen, what can be done for all of them."""
    show_message(MESSAGE_LOT)
    if not choisies:
        return
    with st.container(key="carte-lot"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{escape(format_pluriel(len(choisies), 'structure choisie', 'structures choisies'))}**")
            show_bouton(
                "Tout décocher",
                key="lot-decocher",
                type="tertiary",
                icon=":material/close:",
                on_click=_uncheck,
                args=(tuple(ligne.id for ligne in choisies),),
            )
        actes = [ADHERER, RETIRER, TYPER, DETYPER]
        actes += [VERIFIER] if any(ligne.a_verifier for ligne in choisies) else []
        actes += [REUNIR] if len(choisies) == 2 else []
        _forget_unless(ACTE, actes)
        acte = st.pills("Que faire ?", actes, key=ACTE)
        if acte == REUNIR:
            show_fusion(collectif_id, choisies)
        elif acte:
            show_acte(collectif_id, choisies, acte, today)


def show_acte(collectif_id: UUID, choisies: Sequence[StructureListee], acte: str, today: date) -> None:
    """What the act needs, what it does, its button."""
    if acte == ADHERER:
        st.date_input("Premier jour d’adhésion", today, key=JOUR_DEBUT, format=FORMAT_JOUR, width=220)
        st.caption("Chacune reçoit le carnet du trimestre ouvert, s’il y en a un ce jour-là. Le passé ne change pas.")
    elif acte == RETIRER:
        st.date_input("Dernier jour d’adhésion", today, key=JOUR_FIN, format=FORMAT_JOUR, width=220)
        st.caption("Leurs carnets et leurs chiffres restent, leurs personnes gardent leur accès.")
    elif acte in {TYPER, DETYPER}:
        st.pills("Lesquels ?", TYPES, key=GENRES, selection_mode="multi")
    else:
        st.caption("Ce qui était à vérifier est juste : ces lignes ne le demandent plus.")
    show_bouton(
        f"{escape(acte)} : {escape(format_pluriel(len(choisies), 'structure'))}",
        key="lot-faire",
        type="primary",
        on_click=_do,
        args=(collectif_id, acte, tuple(ligne.id for ligne in choisies)),
    )


def show_fusion(collectif_id: UUID, choisies: Sequence[StructureListee]) -> None:
    """Which of the two lines stays, what follows, and why it cannot be where it cannot."""
    par_id = {ligne.id: ligne for ligne in choisies}
    # The one that people use is proposed first.
    ordre = sorted(par_id, key=lambda structure_id: -par_id[structure_id].comptes)
    _forget_unless(GARDEE, ordre)
    gardee = st.radio(
        "Laquelle garder ?",
        ordre,
        format_func=lambda structure_id: name_ligne(par_id[structure_id]),
        key=GARDEE,
    )
    double = next(structure_id for structure_id in ordre if structure_id != gardee)
    with open_unit_ecran() as unit:
        fusion = examine_fusion(unit, collectif_id, gardee, double)
    if fusion.raisons:
        st.warning(escape(" ".join(fusion.raisons)), icon=":material/block:")
        conseil = "Gardez plutôt l’autre ligne." if fusion.inverse else "Vous pouvez mettre fin à l’adhésion de l’une."
        st.caption(escape(conseil))
        return
    suite = f" La rejoignent : {enumerate_words(fusion.suivent)}." if fusion.suivent else ""
    st.text(
        f"La ligne « {fusion.double} » disparaît ; « {fusion.gardee} » reste.{suite} Le journal garde tout. "
        "On ne peut pas revenir en arrière."
    )
    show_bouton(
        "Réunir les deux lignes",
        key="lot-reunir",
        type="primary",
        icon=":material/merge:",
        on_click=_merge,
        args=(collectif_id, gardee, double),
    )


def name_ligne(ligne: StructureListee) -> Affichable:
    """A line told from its double: name, place, types, people."""
    qui = format_pluriel(ligne.comptes, "personne") if ligne.comptes else "personne n’y a accès"
    return escape(f"{ligne.libelle} · {'/'.join(ligne.types) or 'type à préciser'} · {qui}")


def describe_lot(bilan: BilanLot) -> str:
    """What was done, then what was left with its reason."""
    phrases = []
    if bilan.faites:
        combien = format_pluriel(len(bilan.faites), "structure")
        phrases.append(f"C’est fait pour {combien} : {enumerate_words(bilan.faites)}.")
    phrases += [f"{nom}, laissée comme elle est : {raison}" for nom, raison in bilan.laissees]
    return " ".join(phrases)


def _forget_unless(cle: str, choix: Sequence[object]) -> None:
    """What was chosen among other lines is not a choice any more."""
    if st.session_state.get(cle) not in choix:
        st.session_state.pop(cle, None)


def _do(collectif_id: UUID, acte: str, structures: tuple[UUID, ...]) -> None:
    etat = st.session_state
    debut, fin = etat.get(JOUR_DEBUT), etat.get(JOUR_FIN)
    genres = tuple(etat.get(GENRES) or ())
    actes: dict[str, Callable[[Unit], BilanLot]] = {
        ADHERER: lambda unit: add_adhesions(unit, collectif_id, structures, debut or unit.today),
        RETIRER: lambda unit: end_adhesions(unit, collectif_id, structures, fin or unit.today),
        TYPER: lambda unit: add_types(unit, collectif_id, structures, genres),
        DETYPER: lambda unit: remove_types(unit, collectif_id, structures, genres),
        VERIFIER: lambda unit: confirm_structures(unit, collectif_id, structures),
    }
    if run_use_case(lambda unit: describe_lot(actes[acte](unit)), place=MESSAGE_LOT):
        _uncheck(structures)


def _merge(collectif_id: UUID, gardee: UUID, double: UUID) -> None:
    if run_use_case(
        lambda unit: describe_fusion(merge_structures(unit, collectif_id, gardee, double)), place=MESSAGE_LOT
    ):
        _uncheck((gardee, double))


def _uncheck(structures: tuple[UUID, ...]) -> None:
    for structure in structures:
        st.session_state[name_choix(structure)] = False
    st.session_state[ACTE] = None
