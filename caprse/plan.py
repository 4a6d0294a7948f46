"""« Tout le cahier »: every page of a structure by what one comes to do, each with a few words of what it is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.acces.regles import Role
from caprse.carnet.positionnement.titre import name_page
from caprse.entree import STRUCTURE, Entree
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page

PLAN = "tout"
DITS: dict[str, Affichable] = {
    "accueil": "Ce qui vous attend cette semaine",
    "carnet": "Les critères du trimestre, à remplir",
    "transmettre": "Ce qui manque avant l’envoi",
    "plusieurs-voix": "L’avis de l’équipe, sans se voir",
    "resultats": "Vos niveaux, critère par critère",
    "chemin": "Vos progrès, trimestre après trimestre",
    "autres-lectures": "Vos réponses selon d’autres grilles",
    "actions": "Qui fait quoi, et pour quand",
    "traces": "Les documents qui appuient vos réponses",
    "appuis": "L’aide demandée, et les réponses",
    "chercher": "Un critère, une action, une trace",
    "hors-ligne": "Le carnet dans un tableur ou sur papier",
    "documents": "Votre bilan en PDF, pour le conseil",
    "binomes": "Ce que vous partagez, ce que vous cherchez",
    "positionnement": "Où vous en étiez au début",
    "equipe": "Vos collègues et leurs accès",
    "le-collectif": "Où en sont les structures, ensemble",
    "calendrier": "Les rencontres et les échéances",
    "pratiques": "Ce que d’autres font déjà",
    "seances": "Les séances et leurs comptes rendus",
    "decisions": "Ce que le collectif a décidé",
    "discussion": "Vos échanges avec la chargée de mission",
    "journal": "Qui a modifié quoi, et quand",
    "cles": "Ouvrir le cahier à un logiciel",
    "guide-structure": "Une heure de cahier, en images",
    "nouvelles": "Ce qui vient d’arriver pour vous",
    "mon-compte": "Votre nom, vos messages, vos appareils",
}


def list_groupes(entrees: Sequence[Entree], roles: set[Role]) -> dict[str, list[Entree]]:
    """The pages of a structure that these roles open, in the menu or not, by the section of the menu."""
    groupes: dict[str, list[Entree]] = {}
    for entree in entrees:
        ouverte = not entree.roles or entree.roles & roles & STRUCTURE
        if ouverte and entree.section and entree.nom != PLAN:
            groupes.setdefault(entree.section, []).append(entree)
    return groupes


def show_plan(entrees: Sequence[Entree], roles: set[Role]) -> None:
    """The whole page: a group under another, each page with its drawing, its name, and what it is."""
    show_entete("Tout le cahier", largeur=Largeur.TRAVAIL)
    for rang, (section, siennes) in enumerate(list_groupes(entrees, roles).items()):
        with st.container(key=f"plan-{rang}", gap="small"):
            st.subheader(escape(section), anchor=False)
            with st.container(key=f"plan-pages-{rang}", gap=None):
                for entree in siennes:
                    with st.container(key=f"plan-page-{entree.nom}", gap=None):
                        nom = escape(name_page(entree.nom, entree.name_for(roles)))
                        link_to_page(entree.nom, nom, f":material/{entree.icone}:")
                        st.caption(DITS.get(entree.nom, ""))
