"""The pages and who sees them: one line each. What a person may do there is checked by the services."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.boite.page import page_boite
from caprse.acces.comptes.page_equipe import page_equipe
from caprse.acces.comptes.page_equipes import page_equipes
from caprse.acces.ecran import get_acteur
from caprse.acces.regles import Role
from caprse.acces.unite import Unit
from caprse.avis.page import page_avis
from caprse.avis.vue_resultat import RETENU
from caprse.bilan.page import page_bilan
from caprse.carnet.accueil.page import page_accueil
from caprse.carnet.bascule.page import page_bascule
from caprse.carnet.entourage import Entourage
from caprse.carnet.membres.vue_taille import show_taille
from caprse.carnet.positionnement.page import page_positionnement
from caprse.carnet.positionnement.titre import name_page
from caprse.carnet.remplir.page import page_carnet
from caprse.carnet.remplir.page_transmettre import page_transmettre
from caprse.collectif.calendrier.page import page_calendrier
from caprse.collectif.rencontres.convies import Convocations
from caprse.collectif.rencontres.page import page_rencontre
from caprse.collectif.rencontres.page_decisions import page_decisions
from caprse.collectif.service import find_en_cours
from caprse.echanges.bilan_imprime.page import page_documents, show_du_cycle, show_du_trimestre
from caprse.echanges.classeur.page import page_hors_ligne
from caprse.echanges.lecture_api.page import page_cles
from caprse.echanges.page import page_membres, show_export
from caprse.echanges.personne.page import page_mon_compte_entier, page_tous_comptes
from caprse.effet.page import page_ensemble, page_plans
from caprse.entree import (
    ADMINISTRATION,
    ANIMATION,
    AUCUN,
    COLLECTIF,
    DIRECTION,
    ECHANGER,
    ECRITURE,
    FEDERATION,
    MON_COLLECTIF,
    NOUVELLES,
    REFERENTIEL,
    REUNIR,
    SANS_MENU,
    STRUCTURE,
    SUIVI,
    TOUS,
    Entree,
)
from caprse.journal.page import page_journal
from caprse.plan import show_plan
from caprse.progres.agenda import list_echeances
from caprse.progres.binomes.page import page_binomes
from caprse.progres.page_actions import page_actions
from caprse.progres.pratiques.page import page_pratiques
from caprse.progres.traces.page import page_traces
from caprse.recherche.page import page_recherche, page_recherche_collectif
from caprse.referentiel.page import page_referentiel
from caprse.relecture.appuis.page import page_appuis
from caprse.relecture.appuis.page_collectif import page_appuis_collectif
from caprse.relecture.attentes.service import list_attentes
from caprse.relecture.convocations.service import (
    announce_presence,
    answer_invitation,
    list_convies,
    send_convocations,
)
from caprse.relecture.entourage import EntourageRelecture, load_reponses, show_fil_relecture
from caprse.relecture.fils.page import page_discussion
from caprse.relecture.lettres.page import page_ecrire
from caprse.relecture.lettres.relance import remind_actions
from caprse.relecture.nouvelles.page import page_nouvelles
from caprse.relecture.offres.page import page_offres
from caprse.relecture.ordre_du_jour.service import propose_ordre_du_jour
from caprse.relecture.rappels.page import page_rappels
from caprse.relecture.relire.page import page_relecture
from caprse.relecture.revoir.page import page_revoir
from caprse.restitution.chemin.page import page_chemin
from caprse.restitution.ensemble.page_structure import page_collectif_structure
from caprse.restitution.federation.page import page_federation
from caprse.restitution.renvois.page import page_renvois
from caprse.restitution.reprise.page import page_reprise
from caprse.restitution.resultats.page import page_resultats
from caprse.restitution.resultats.vue_moment import show_moment
from caprse.restitution.trimestres.page import page_trimestres
from caprse.seance.compte_rendu.page import page_compte_rendu
from caprse.seance.conduite.page import page_conduite
from caprse.seance.lecture import find_seance_rencontre as find_seance
from caprse.seance.lecture import list_venues
from caprse.seance.page import page_seances
from caprse.seance.vue_accueil import load_seance_accueil
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.guide import Renvoi, show_guide
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel
from caprse.tableau.aussi import list_aussi
from caprse.tableau.page import page_tableau

AUTOUR: Entourage = EntourageRelecture()


def convoke(unit: Unit, rencontre_id: UUID, message: str) -> str:
    """Invite the structures to a meeting, and say how many people it reaches. Raises as ``send_convocations``."""
    envoi = send_convocations(unit, rencontre_id, message)
    partent = envoi.nouveaux + envoi.relances
    if not partent:
        return "Tout le monde est déjà convoqué ou a répondu : rien de plus ne part."
    return f"{format_pluriel(partent, 'convocation part', 'convocations partent')} par courriel."


CONVOCATIONS = Convocations(convoke, list_convies, announce_presence)


def page_notre_carnet() -> None:
    """The carnet, the way to ask others before answering, and what they said of what was just settled."""
    show_message(RETENU)
    page_carnet(AUTOUR, link_to_voix)


def link_to_voix() -> None:
    link_to_page("plusieurs-voix", "Plusieurs voix sur ce carnet", ":material/record_voice_over:")
    if any(droit.role in ECRITURE for droit in get_acteur().droits):
        link_to_page("hors-ligne", "Remplir hors ligne ou sur papier", ":material/table:")


def page_maison() -> None:
    """The home of a structure, its session under way, what waits for it; at its foot, what the menu leaves out."""
    page_accueil(load_seance_accueil, list_attentes, announce_presence)
    show_annexes()


def show_annexes() -> None:
    """The pages that the menu of this person leaves out, so that it stays short."""
    roles = {droit.role for droit in get_acteur().droits}
    annexes = list_annexes(roles)
    if not annexes:
        return
    with st.container(key="annexes", gap="xsmall"):
        st.caption("Aussi dans le cahier")
        with st.container(key="annexes-liens", gap=None):
            for entree in annexes:
                link_to_page(
                    entree.nom, escape(name_page(entree.nom, entree.name_for(roles))), f":material/{entree.icone}:"
                )


def page_tout() -> None:
    """The whole workbook under one name, whatever the menu leaves out."""
    show_plan(ENTREES, {droit.role for droit in get_acteur().droits})


def page_guide() -> None:
    """How the year of whoever animates a collectif goes, in pictures; the guide of a session is beside it."""
    show_guide("guide-chargee-de-mission.md", [Renvoi("guide-seance", "Préparer et mener une séance", "co_present")])


def page_guide_structure() -> None:
    """How an hour of a structure goes, in pictures; and the way back to the first visit."""
    show_guide("guide-structure.md", [Renvoi("accueil", "Revoir la première visite", "tour", (("visite", "1"),))])
    show_annexes()


def page_guide_seance() -> None:
    """How a session goes, in pictures."""
    show_guide("guide-seance.md", [Renvoi("guide", "Le guide de l’année", "arrow_back")])


def page_guide_referentiel() -> None:
    """How a référentiel is changed, or a first one made, from a workbook."""
    show_guide("guide-referentiel.md", [Renvoi("referentiel", "Retour au référentiel", "arrow_back")])


def page_versions() -> None:
    """The référentiels; for whoever animates, the way to the version that a collectif follows."""
    page_referentiel(find_en_cours)
    with st.container(horizontal=True, key="referentiel-liens"):
        link_to_page("guide-referentiel", "Écrire un référentiel, pas à pas", ":material/help:")
        link_to_page("bascule", "Changer la version que suit le collectif", ":material/swap_horiz:")


def page_reunion() -> None:
    """One meeting, with what the rest of the house brings to it: points for its agenda, invitations, its session."""
    page_rencontre(propose_ordre_du_jour, CONVOCATIONS, find_seance, list_venues)


def page_annonces() -> None:
    """The notices, with the answer to a meeting, the way into its session, and what waits on the board."""
    page_nouvelles(answer_invitation, find_seance, list_aussi)


def page_relire() -> None:
    """Re-read, with the thread of each answer beside it."""
    page_relecture(show_fil_relecture)


ENTREES = (
    Entree("accueil", page_maison, "Accueil", "home", "Ma structure", STRUCTURE),
    Entree("carnet", page_notre_carnet, "Notre carnet", "edit_note", "Ma structure", STRUCTURE),
    Entree(
        "revoir", lambda: page_revoir(AUTOUR, load_reponses), "Revoir nos réponses", "history", SANS_MENU, STRUCTURE
    ),
    Entree(
        "transmettre",
        lambda: page_transmettre(AUTOUR, show_moment),
        "Transmettre",
        "send",
        "Ma structure",
        ECRITURE,
        DIRECTION,
        ailleurs="Ce qui manque",
    ),
    Entree("plusieurs-voix", page_avis, "Plusieurs voix", "record_voice_over", "Ma structure", STRUCTURE, AUCUN),
    Entree(
        "resultats",
        lambda: page_resultats(show_export, show_du_trimestre),
        "Nos résultats",
        "insights",
        "Ma structure",
        STRUCTURE,
    ),
    Entree("chemin", lambda: page_chemin(show_du_cycle), "Notre chemin", "route", "Ma structure", STRUCTURE),
    Entree("autres-lectures", page_renvois, "Autres lectures", "menu_book", "Ma structure", STRUCTURE, AUCUN),
    Entree("actions", page_actions, "Notre plan d’action", "checklist", "Ma structure", STRUCTURE),
    Entree("traces", page_traces, "Nos traces", "attach_file", "Ma structure", STRUCTURE, AUCUN),
    Entree("appuis", page_appuis, "Nos appuis", "support_agent", "Ma structure", STRUCTURE, AUCUN),
    Entree("chercher", page_recherche, "Chercher", "search", "Ma structure", STRUCTURE),
    Entree("hors-ligne", page_hors_ligne, "Remplir hors ligne", "cloud_off", "Ma structure", ECRITURE, AUCUN),
    Entree("documents", page_documents, "À imprimer", "print", "Ma structure", STRUCTURE, AUCUN),
    Entree("positionnement", page_positionnement, "Notre point de départ", "flag", "Ma structure", STRUCTURE, AUCUN),
    Entree("bilan", lambda: page_bilan(show_du_cycle), "Notre bilan", "tour", SANS_MENU, STRUCTURE),
    Entree("equipe", lambda: page_equipe(show_taille), "Notre équipe", "group", "Ma structure", DIRECTION, AUCUN),
    Entree("tableau", page_tableau, "Tableau de bord", "dashboard", MON_COLLECTIF, ANIMATION),
    Entree("relecture", page_relire, "Relecture", "rate_review", MON_COLLECTIF, ANIMATION),
    Entree("le-collectif", page_collectif_structure, "Le collectif", "diversity_3", MON_COLLECTIF, STRUCTURE),
    Entree("collectif", page_ensemble, "Où en est le collectif", "diversity_3", MON_COLLECTIF, ANIMATION),
    Entree(
        "calendrier",
        lambda: page_calendrier(find_seance, list_echeances),
        "Calendrier",
        "event",
        MON_COLLECTIF,
        STRUCTURE | ANIMATION,
        groupe=REUNIR,
    ),
    # What the federation opens on stands first for it.
    Entree("federation", page_federation, "Les collectifs", "public", "Fédération", FEDERATION),
    Entree(
        "pratiques",
        page_pratiques,
        "Pratiques",
        "lightbulb",
        MON_COLLECTIF,
        COLLECTIF | FEDERATION,
        ANIMATION | FEDERATION,
    ),
    Entree("binomes", page_binomes, "Binômes", "handshake", MON_COLLECTIF, COLLECTIF, ANIMATION),
    Entree("rencontre", page_reunion, "Rencontre", "groups", SANS_MENU, STRUCTURE | ANIMATION),
    Entree(
        "seances",
        page_seances,
        "Séances",
        "co_present",
        MON_COLLECTIF,
        STRUCTURE | ANIMATION,
        ANIMATION,
        groupe=REUNIR,
    ),
    Entree(
        "decisions",
        page_decisions,
        "Décisions",
        "task_alt",
        MON_COLLECTIF,
        STRUCTURE | ANIMATION,
        ANIMATION,
        groupe=REUNIR,
    ),
    Entree("compte-rendu", page_compte_rendu, "Compte rendu", "description", SANS_MENU, STRUCTURE | ANIMATION),
    Entree("conduite", page_conduite, "Conduire une séance", "slideshow", SANS_MENU, ANIMATION),
    Entree(
        "discussion", page_discussion, "Discussions", "forum", MON_COLLECTIF, STRUCTURE | ANIMATION, groupe=ECHANGER
    ),
    Entree("rappels", page_rappels, "Rappels", "alarm", MON_COLLECTIF, ANIMATION, groupe=ECHANGER),
    Entree("ecrire", page_ecrire, "Écrire aux structures", "edit_square", MON_COLLECTIF, ANIMATION, groupe=ECHANGER),
    Entree("appuis-collectif", page_appuis_collectif, "Appuis", "support_agent", MON_COLLECTIF, ANIMATION),
    Entree("offres", page_offres, "Catalogue des offres", "menu_book", SANS_MENU, ANIMATION),
    Entree("plans", lambda: page_plans(remind_actions), "Plans d’action", "checklist", MON_COLLECTIF, ANIMATION),
    Entree("chercher-collectif", page_recherche_collectif, "Chercher", "search", MON_COLLECTIF, ANIMATION),
    Entree("trimestres", page_trimestres, "Trimestres", "date_range", "Régler", ANIMATION),
    Entree("reprise", page_reprise, "Reprendre le passé", "history", SANS_MENU, ANIMATION),
    Entree("structures", page_membres, "Structures", "domain", "Régler", ANIMATION),
    Entree("equipes", page_equipes, "Équipes et invitations", "group", "Régler", ANIMATION),
    Entree("referentiel", page_versions, "Référentiel", "menu_book", "Régler", REFERENTIEL),
    Entree("bascule", page_bascule, "Changer de version", "swap_horiz", SANS_MENU, ANIMATION),
    Entree("comptes", page_tous_comptes, "Comptes", "manage_accounts", "Administration", ADMINISTRATION),
    Entree("boite-envoi", page_boite, "Boîte d’envoi", "outgoing_mail", "Administration", ADMINISTRATION),
    Entree("journal", page_journal, "Journal", "history", "Aide et suivi", DIRECTION | SUIVI, SUIVI),
    Entree("cles", page_cles, "Clés de lecture", "key", "Aide et suivi", DIRECTION | ANIMATION, AUCUN),
    Entree("guide", page_guide, "Guide", "help", "Aide et suivi", ANIMATION),
    Entree("guide-structure", page_guide_structure, "Guide", "help", "Aide et suivi", STRUCTURE),
    Entree("guide-referentiel", page_guide_referentiel, "Guide du référentiel", "help", SANS_MENU, REFERENTIEL),
    Entree("guide-seance", page_guide_seance, "Guide de la séance", "help", SANS_MENU, ANIMATION),
    Entree(NOUVELLES, page_annonces, "Nouvelles", "notifications", "Aide et suivi", TOUS),
    Entree("tout", page_tout, "Tout le cahier", "more_horiz", "Aide et suivi", STRUCTURE),
    Entree("mon-compte", page_mon_compte_entier, "Mon compte", "account_circle", "Aide et suivi", TOUS),
)
BIENVENUE = "bienvenue"
NOMS = frozenset({BIENVENUE, *(entree.nom for entree in ENTREES)})


def list_annexes(roles: set[Role]) -> list[Entree]:
    """The pages of a structure that these roles have, that open by themselves, and that their menu leaves out."""
    siennes = [entree for entree in ENTREES if entree.section and entree.roles & roles & STRUCTURE]
    return [entree for entree in siennes if not entree.is_in_menu(roles)]
