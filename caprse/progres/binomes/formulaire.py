"""The two lists of a structure: what it shares, what it looks for; one save."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from caprse.acces.saisie import Formulaire, fill, get_vu, read_champs, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.progres.binomes.lecture import EcranStructure
from caprse.progres.binomes.phrases import name_sujet
from caprse.progres.binomes.regles import DITES_MAX, LIBELLES_RENCONTRE, Rencontre, SaisieEntraide
from caprse.progres.binomes.service import save_entraide
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton

CHAMPS = ("offre", "cherche", "rencontre")
QUESTIONS = {
    "offre": ("Ce que nous pouvons partager", "Ce qui marche bien chez vous"),
    "cherche": ("Ce que nous cherchons", "Ce que vous aimeriez voir ailleurs"),
}


def show_listes(ecran: EcranStructure, *, premier: bool) -> None:
    """``premier``: nothing comes before it on the page, so that its button is the one to press."""
    formulaire = name_formulaire(ecran)
    sujets = ecran.sujets
    fill(
        formulaire,
        _seed(ecran),
        {champ: (lambda codes: set(codes) <= sujets.titres.keys()) for champ in ("offre", "cherche")},
    )
    if get_vu(formulaire)["version"] != ecran.version:
        st.warning(
            "Une personne de votre équipe a modifié ces listes. Enregistrer remplacera celles où vous avez choisi.",
            icon=":material/group:",
        )
    for champ, (question, invite) in QUESTIONS.items():
        st.multiselect(
            escape(question),
            list(sujets.titres),
            format_func=lambda code: name_sujet(code, sujets),
            key=formulaire.champs[champ],
            max_selections=DITES_MAX,
            placeholder=invite,
            filter_mode="contains",
            select_all=False,
            **watch(formulaire),
        )
    st.segmented_control(
        "Pour nous rencontrer",
        list(LIBELLES_RENCONTRE),
        format_func=lambda rencontre: LIBELLES_RENCONTRE[Rencontre(rencontre)],
        key=formulaire.champs["rencontre"],
        required=True,
        width="content",
        **watch(formulaire),
    )
    show_garde(formulaire)
    show_bouton(
        "Enregistrer",
        key="entraide-enregistrer",
        type="primary" if premier else "secondary",
        on_click=_save,
        args=(ecran,),
    )


def name_formulaire(ecran: EcranStructure) -> Formulaire:
    return Formulaire(f"entraide/{ecran.structure_id}", {champ: f"entraide-{champ}" for champ in CHAMPS})


def _seed(ecran: EcranStructure) -> Mapping[str, object]:
    connus = ecran.sujets.titres
    return {
        "offre": [code for code in ecran.saisie.offre if code in connus],
        "cherche": [code for code in ecran.saisie.cherche if code in connus],
        "rencontre": ecran.saisie.rencontre.value,
        "version": ecran.version,
    }


def _save(ecran: EcranStructure) -> None:
    formulaire = name_formulaire(ecran)
    champs = read_champs(formulaire, _seed(ecran))
    saisie = SaisieEntraide(
        tuple(champs["offre"] or ()),
        tuple(champs["cherche"] or ()),
        Rencontre(champs["rencontre"] or Rencontre.LES_DEUX),
    )

    def save(unit: Unit) -> str:
        save_entraide(unit, ecran.structure_id, ecran.version, saisie)
        if not saisie.offre and not saisie.cherche:
            return "Vos listes sont vides : personne ne vous proposera de binôme."
        return "C’est enregistré. Votre chargée de mission vous proposera un binôme."

    run_saisie(save, formulaire)
