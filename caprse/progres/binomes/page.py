"""« Binômes » : what a structure shares and looks for, whom it meets; for whoever animates, who could meet whom."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.progres.binomes.formulaire import show_listes
from caprse.progres.binomes.formulaire_visite import is_visite_ouverte, show_visite, start_visite
from caprse.progres.binomes.lecture import BinomeVu, EcranStructure, get_de_structure
from caprse.progres.binomes.page_collectif import show_collectif
from caprse.progres.binomes.phrases import name_autres
from caprse.progres.binomes.regles import EtatBinome, Suivi
from caprse.progres.binomes.vues import build_echanges, build_listes, build_visites
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete

PROMESSE = (
    "Votre chargée de mission lit ces listes pour vous trouver un binôme, qui saura votre nom. "
    "Vos niveaux n’y sont jamais."
)


def page_binomes() -> None:
    """For a structure's people, its lists and its binôme; else, for whoever animates, those of the collectif."""
    if get_acteur().structures():
        structure_id = choose_structure()
        if structure_id is not None:
            show_structure(structure_id)
    else:
        collectif_id = choose_collectif()
        if collectif_id is not None:
            show_collectif(collectif_id)


def show_structure(structure_id: UUID) -> None:
    """The binôme first, where there is one; then what one declares."""
    with open_unit_ecran() as unit:
        ecran, today = get_de_structure(unit, structure_id), unit.today
    show_entete("Binômes", reperes=(ecran.structure, ecran.collectif), fictif=ecran.fictif)
    show_message()
    en_cours = [binome for binome in ecran.binomes if binome.etat is EtatBinome.ACCEPTE]
    for binome in en_cours:
        show_binome(ecran, binome, today)
    dirige = get_acteur().can(Operation.UPDATE_ENTRAIDE, ecran.collectif_id, structure_id)
    if en_cours:
        with st.expander("Ce que nous partageons et cherchons", icon=":material/edit:", key="binome-nos-listes"):
            show_declaration(ecran, dirige=dirige, premier=False)
    else:
        show_declaration(ecran, dirige=dirige, premier=True)
    show_anciens(ecran, today)


def show_declaration(ecran: EcranStructure, *, dirige: bool, premier: bool) -> None:
    """The two lists, to write or to read."""
    if dirige:
        st.caption(PROMESSE)
        show_listes(ecran, premier=premier)
    elif ecran.version:
        st.html(build_listes(ecran.saisie, ecran.sujets.titres))
    else:
        st.info("La direction de votre structure dit ici ce que vous partagez et cherchez.", icon=":material/info:")


def show_binome(ecran: EcranStructure, binome: BinomeVu, today: date) -> None:
    """Whom one meets, why, and the visits: one act, the next one."""
    with st.container(key=f"carte-binome-{binome.id}", gap="small"):
        st.subheader(escape(name_autres(binome, ecran.structure_id)), anchor=False)
        st.html(build_echanges(binome, ecran.structure_id, ecran.sujets.titres))
        if binome.visites:
            st.html(build_visites(binome.visites, today))
        if not get_acteur().can(Operation.UPDATE_VISITE, ecran.collectif_id, ecran.structure_id):
            return
        if is_visite_ouverte(binome):
            show_visite(binome)
        else:
            show_actes(binome, today)


def show_actes(binome: BinomeVu, today: date) -> None:
    """Plan a visit; where one comes or was made, write of that one first."""
    suivi = binome.follow(today)
    derniere = binome.visites[0] if binome.visites else None
    with st.container(horizontal=True, key=f"binome-actes-{binome.id}"):
        if derniere is not None and suivi in {Suivi.A_RACONTER, Suivi.A_VENIR}:
            show_bouton(
                "Raconter la visite" if suivi is Suivi.A_RACONTER else "Changer ou annuler la visite",
                key=f"visite-ecrire-{binome.id}",
                type="primary" if suivi is Suivi.A_RACONTER else "secondary",
                icon=":material/edit:",
                on_click=start_visite,
                args=(binome, derniere),
            )
        else:
            show_bouton(
                "Prévoir une visite",
                key=f"visite-prevoir-{binome.id}",
                type="primary",
                icon=":material/event:",
                on_click=start_visite,
                args=(binome, None),
            )
            if derniere is not None:
                show_bouton(
                    "Corriger la dernière",
                    key=f"visite-ecrire-{binome.id}",
                    type="tertiary",
                    on_click=start_visite,
                    args=(binome, derniere),
                )


def show_anciens(ecran: EcranStructure, today: date) -> None:
    """Those that are over, with what their visits gave."""
    anciens = [binome for binome in ecran.binomes if binome.etat is EtatBinome.TERMINE]
    if not anciens:
        return
    with st.expander("Binômes d’avant", key="binomes-anciens"):
        for binome in anciens:
            st.markdown(f"**{escape(name_autres(binome, ecran.structure_id))}**")
            if binome.visites:
                st.html(build_visites(binome.visites, today))
