"""What a bascule would do, structure by structure, then the confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.carnet.bascule.plan import Simulation, StructureBasculee
from caprse.carnet.bascule.regles import Nature, Repris
from caprse.carnet.bascule.reunion import Origine
from caprse.carnet.bascule.service import apply_bascule
from caprse.carnet.bascule.vue_correspondance import build_devient
from caprse.carnet.regles import Saisie
from caprse.referentiel.correspondances.fichier import Correspondance
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.referentiel.schema import Referentiel
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton_formulaire
from caprse.socle.erreurs import Refus
from caprse.socle.francais import fold, format_pluriel

MESSAGE = "bascule-dit"
NOM = "bascule-nom"
NATURES = {
    Nature.GARDE: "repris",
    Nature.PARTAGE: "repris, à confirmer",
    Nature.FUSION: "réunis en un seul",
    Nature.NOUVEAU: "nouveau",
}


def show_simulation(
    collectif_id: UUID, vers: UUID, nom: str, simulation: Simulation, correspondance: Correspondance
) -> None:
    """What would happen, structure by structure, then the confirmation."""
    if simulation.deja_faite:
        show_message(MESSAGE)
        st.info("Ce changement est déjà fait.", icon=":material/check_circle:")
        return
    for raison in simulation.raisons:
        st.error(escape(raison), icon=":material/error:")
    show_bilan(simulation)
    with st.container(key="pile-bascule", gap=None):
        for structure in simulation.structures:
            show_structure(structure, simulation)
    if simulation.faisable:
        show_confirmation(collectif_id, vers, nom, correspondance)


def show_bilan(simulation: Simulation) -> None:
    """The whole in a few lines."""
    comptes = simulation.count()
    st.subheader("Ce qui changerait", anchor=False)
    confirmer = f", dont {comptes['a_confirmer']} à confirmer par les structures" if comptes["a_confirmer"] else ""
    lignes = [
        f"{format_pluriel(comptes['reprises'], 'réponse reprise', 'réponses reprises')}{confirmer}",
        f"{format_pluriel(comptes['perdues'], 'réponse')} sans suite dans la nouvelle version",
    ]
    if comptes["raccourcies"]:
        lignes.append(f"{format_pluriel(comptes['raccourcies'], 'texte')} trop long pour être réuni en entier")
    if simulation.ouvert is not None:
        lignes.append(f"le trimestre\u00a0{simulation.ouvert}, ouvert, change de version")
    lignes += [f"le trimestre\u00a0{numero}, préparé, change de version" for numero in simulation.prepares]
    st.markdown("\n".join(f"- {escape(ligne)}" for ligne in lignes))
    st.caption("Les anciennes réponses restent dans l’historique : rien de ce qui a été écrit n’est effacé.")


def show_structure(structure: StructureBasculee, simulation: Simulation) -> None:
    """One structure: before and after for each critère, what is lost, its positionnement."""
    a_dire = [repris for repris in structure.criteres if any(source.contenu for source in repris.sources)]
    perdues = f", {len(structure.pertes)} sans suite" if structure.pertes else ""
    titre = f"{escape(structure.nom)} : {format_pluriel(len(a_dire), 'réponse')}{perdues}"
    with st.expander(titre, key=f"bascule-{structure.structure_id}"):
        changent = [repris for repris in a_dire if not is_telle_quelle(repris)]
        if pareilles := len(a_dire) - len(changent):
            telles = format_pluriel(pareilles, "réponse reprise telle quelle", "réponses reprises telles quelles")
            st.caption(f"{telles}. Voici ce qui change." if changent or structure.pertes else f"{telles}.")
        lignes = [
            ligne
            for repris in changent
            for ligne in build_lignes(repris, simulation, garde=repris.code in structure.gardes)
        ]
        lignes += [
            (perte.titre, describe(perte.contenu, simulation.ancien), "Sans suite", perte.raison)
            for perte in structure.pertes
        ]
        if lignes:
            st.html(build_devient(lignes))
        show_depart(structure, simulation)
        if not a_dire and not structure.pertes:
            st.caption("Aucune réponse dans ce carnet pour le moment.")


def show_depart(structure: StructureBasculee, simulation: Simulation) -> None:
    """What becomes of its positionnement, of each moment: in one line where nothing moves."""
    for titre, enjeux in (("Point de départ", structure.enjeux), ("Point d’arrivée", structure.arrivees)):
        if repris := [repris for repris in enjeux if repris.fusion.contenu is not None]:
            show_positions(titre, repris, simulation)


def show_positions(titre: Affichable, repris: Sequence[Repris], simulation: Simulation) -> None:
    """The answers of one moment."""
    st.markdown(f"**{titre}**")
    changent = [un for un in repris if not is_telle_quelle(un)]
    if pareilles := len(repris) - len(changent):
        st.caption(f"{format_pluriel(pareilles, 'réponse reprise telle quelle', 'réponses reprises telles quelles')}.")
    if changent:
        st.html(build_devient([ligne for un in changent for ligne in build_lignes(un, simulation, garde=False)]))


def is_telle_quelle(repris: Repris) -> bool:
    """Whether the answer stays what it was, under the same question: nothing to read before confirming."""
    return repris.nature is Nature.GARDE and [source.contenu for source in repris.sources] == [repris.fusion.contenu]


def build_lignes(repris: Repris, simulation: Simulation, *, garde: bool) -> list[tuple[str, str, str, str]]:
    """One new critère or enjeu: the titles and answers that it comes from, and what they become."""
    nature = "déjà rempli, ne change pas" if garde else NATURES[repris.nature]
    apres = nature if garde else f"{describe(repris.fusion.contenu, simulation.nouveau)}\n{nature}"
    if len(repris.sources) == 1:
        [source] = repris.sources
        return [(source.titre, describe(source.contenu, simulation.ancien), repris.titre, apres)]
    avant = "\n".join(_describe_source(source, simulation.ancien) for source in repris.sources)
    return [(format_pluriel(len(repris.sources), "ancien", "anciens"), avant, repris.titre, apres)]


def describe(contenu: Saisie | None, referentiel: Referentiel) -> str:
    """``2 · Organisé, cible 3 · Ancré``: an answer in a few words."""
    if contenu is None or contenu == Saisie():
        return "sans réponse"
    if contenu.non_concerne:
        return "non concerné"
    niveau = name_niveau(contenu.niveau, list_niveaux(referentiel)) or "sans réponse"
    cible = f", cible {name_niveau(contenu.cible, list_niveaux(referentiel))}" if contenu.cible is not None else ""
    return f"{niveau}{cible}{', avec un texte' if contenu.commentaire or contenu.trace_titre else ''}"


def show_confirmation(collectif_id: UUID, vers: UUID, nom: str, correspondance: Correspondance) -> None:
    """Nothing happens before the name of the collectif is typed."""
    with st.form("bascule", enter_to_submit=False):
        st.subheader("Confirmer", anchor=False)
        st.markdown("**Ce changement ne se défait pas.** Prévenez les structures qui répondent en ce moment.")
        st.text(f"Pour confirmer, recopiez le nom du collectif : {nom}")
        st.text_input("Nom du collectif", key=NOM, max_chars=200)
        show_bouton_formulaire(
            "Changer de version",
            key="bascule-faire",
            type="primary",
            icon=":material/swap_horiz:",
            on_click=_apply,
            args=(collectif_id, vers, nom, correspondance),
        )
        show_message(MESSAGE)


def _describe_source(source: Origine, ancien: Referentiel) -> str:
    return f"« {source.titre} » : {describe(source.contenu, ancien)}"


def _apply(collectif_id: UUID, vers: UUID, nom: str, correspondance: Correspondance) -> None:
    saisi = fold(st.session_state[NOM])

    def action(unit: Unit) -> str:
        if saisi != fold(nom):
            raise Refus("Le nom du collectif n’est pas le bon. Rien n’a été changé.")
        faite = apply_bascule(unit, collectif_id, vers, correspondance)
        if faite.deja_faite:
            return "Ce changement était déjà fait : rien n’a changé."
        reprises = format_pluriel(faite.count()["reprises"], "réponse reprise", "réponses reprises")
        return f"Le collectif suit maintenant la version {faite.nouveau.version} : {reprises}."

    run_use_case(action, place=MESSAGE)
