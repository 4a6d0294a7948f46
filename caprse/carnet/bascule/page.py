"""Take a collectif to another version of its référentiel: choose, see each structure's before and after, confirm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.carnet.bascule.plan import Simulation, StructureBasculee
from caprse.carnet.bascule.regles import Nature, Repris
from caprse.carnet.bascule.service import apply_bascule, examine_fichier, examine_livree
from caprse.carnet.regles import Saisie
from caprse.collectif.calendrier.service import get_calendrier
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.correspondances.fichier import Correspondance, LectureCorrespondance
from caprse.referentiel.page import choose_fichier, name_version
from caprse.referentiel.service import (
    VersionStockee,
    list_publiees,
    parse_semver,
)
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton_formulaire
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.erreurs import ErreurMetier, Refus
from caprse.socle.francais import fold, format_pluriel

VERS = "bascule-vers"
FICHIER = "bascule-fichier"
NOM = "bascule-nom"
NATURES = {
    Nature.GARDE: "repris",
    Nature.PARTAGE: "repris, à confirmer",
    Nature.FUSION: "réunis en un seul",
    Nature.NOUVEAU: "nouveau",
}


def page_bascule() -> None:
    """Choose the version and the file, read what would happen, do it."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    show_entete("Changer de version", reperes=["Passer à une version plus récente du référentiel"])
    with open_unit_ecran() as unit:
        calendrier = get_calendrier(unit, collectif_id)
        versions = list_publiees(unit)
        suivies = {t.referentiel_id for t in calendrier.trimestres if t.etat is not EtatTrimestre.CLOS}
        ancienne = find_ancienne(versions, suivies)
        suivantes = list_suivantes(versions, ancienne)
        choisie = _get_choisie(suivantes)
        resultat = _examine(unit, collectif_id, ancienne, choisie) if ancienne and choisie else None
    show_message()
    if ancienne is None:
        st.info("Ce collectif n'a pas de trimestre ouvert ou préparé : il n'y a rien à changer.")
        return
    st.markdown(
        f"**{escape(calendrier.nom)}** suit la version **{escape(ancienne.version)}**. Les trimestres préparés et le "
        "trimestre ouvert passeront à la nouvelle version ; les trimestres clos restent exactement comme ils sont."
    )
    if choisie is None:
        st.info("Aucune version plus récente n'est publiée.", icon=":material/update:")
        return
    st.selectbox(
        "Nouvelle version",
        [version.id for version in suivantes],
        format_func=lambda choix: name_version(next(v for v in suivantes if v.id == choix)),
        key=VERS,
        filter_mode=None,
    )
    _choose_correspondance(resultat)
    if isinstance(resultat, LectureCorrespondance):
        show_erreurs([str(erreur) for erreur in resultat.erreurs])
    elif isinstance(resultat, ErreurMetier):
        st.error(escape(str(resultat)), icon=":material/error:")
    elif resultat is not None:
        show_simulation(collectif_id, choisie.id, calendrier.nom, *resultat)


def _choose_correspondance(resultat: object) -> None:
    """The file that says what becomes of each answer: asked for, or, where one ships, only offered."""
    connue = resultat is not None and st.session_state.get(FICHIER) is None
    if connue:
        st.success(
            "Le cahier connaît ce passage : il sait ce que devient chaque réponse. Vous n'avez pas de fichier à "
            "envoyer.",
            icon=":material/check_circle:",
        )
    lieu = st.expander("Employer un autre fichier", key="bascule-autre") if connue else st.container()
    with lieu:
        choose_fichier(
            "Fichier de correspondance (.yaml)",
            ("yaml", "yml"),
            FICHIER,
            "Il dit ce que devient chaque ancien critère. Au plus 512 Ko.",
        )


def find_ancienne(versions: Iterable[VersionStockee], suivies: set[UUID]) -> VersionStockee | None:
    """The oldest version that an open or prepared trimestre follows."""
    concernees = [version for version in versions if version.id in suivies]
    return min(concernees, key=lambda version: parse_semver(version.version), default=None)


def list_suivantes(versions: Iterable[VersionStockee], ancienne: VersionStockee | None) -> list[VersionStockee]:
    """The later versions of the same référentiel, the newest first."""
    if ancienne is None:
        return []
    seuil = parse_semver(ancienne.version)
    return [v for v in versions if v.cle == ancienne.cle and parse_semver(v.version) > seuil]


def show_erreurs(erreurs: Sequence[str]) -> None:
    """Every error of the file, one line each."""
    st.error(f"{format_pluriel(len(erreurs), 'erreur')} dans ce fichier. Corrigez-le, puis renvoyez-le.")
    st.code("\n".join(erreurs), language=None, wrap_lines=True)


def show_simulation(
    collectif_id: UUID, vers: UUID, nom: str, simulation: Simulation, correspondance: Correspondance
) -> None:
    """What would happen, structure by structure, then the confirmation."""
    if simulation.deja_faite:
        st.info("Ce changement est déjà fait.", icon=":material/check_circle:")
        return
    for raison in simulation.raisons:
        st.error(escape(raison), icon=":material/error:")
    show_bilan(simulation)
    for structure in simulation.structures:
        show_structure(structure)
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
        lignes.append(f"le trimestre {simulation.ouvert}, ouvert, change de version")
    lignes += [f"le trimestre {numero}, préparé, change de version" for numero in simulation.prepares]
    st.markdown("\n".join(f"- {escape(ligne)}" for ligne in lignes))
    st.caption("Les anciennes réponses restent dans l'historique : rien de ce qui a été écrit n'est effacé.")


def show_structure(structure: StructureBasculee) -> None:
    """One structure: before and after for each critère, what is lost, its positionnement."""
    a_dire = [repris for repris in structure.criteres if any(source.contenu for source in repris.sources)]
    perdues = f", {len(structure.pertes)} sans suite" if structure.pertes else ""
    titre = f"{escape(structure.nom)} : {format_pluriel(len(a_dire), 'réponse')}{perdues}"
    with st.expander(titre, key=f"bascule-{structure.structure_id}"):
        changent = [repris for repris in a_dire if not is_telle_quelle(repris)]
        if pareilles := len(a_dire) - len(changent):
            telles = format_pluriel(pareilles, "réponse reprise telle quelle", "réponses reprises telles quelles")
            st.caption(f"{telles}. Voici ce qui change." if changent or structure.pertes else f"{telles}.")
        for repris in changent:
            show_repris(repris, garde=repris.code in structure.gardes)
        for perte in structure.pertes:
            st.markdown(f"**{escape(perte.code)} {escape(perte.titre)}** · sans suite")
            st.text(f"Avant : {describe(perte.contenu)}. {perte.raison}")
        if any(repris.fusion.contenu for repris in structure.enjeux):
            st.markdown("**Point de départ**")
            for repris in structure.enjeux:
                if repris.fusion.contenu is not None:
                    show_repris(repris, garde=False)
        if not a_dire and not structure.pertes:
            st.caption("Aucune réponse dans ce carnet pour le moment.")


def is_telle_quelle(repris: Repris) -> bool:
    """Whether the answer stays what it was, under the same question: nothing to read before confirming."""
    return repris.nature is Nature.GARDE and [source.contenu for source in repris.sources] == [repris.fusion.contenu]


def show_repris(repris: Repris, *, garde: bool) -> None:
    """One new critère or enjeu: where it comes from, and what the answer becomes."""
    nature = "déjà répondu, ne change pas" if garde else NATURES[repris.nature]
    st.markdown(f"**{escape(repris.code)} {escape(repris.titre)}** · {nature}")
    avant = " ; ".join(f"{source.code} {describe(source.contenu)}" for source in repris.sources)
    st.text(f"Avant : {avant}" if garde else f"Avant : {avant}\nAprès : {describe(repris.fusion.contenu)}")


def describe(contenu: Saisie | None) -> str:
    """``niveau 2, cible 3``: an answer in a few words."""
    if contenu is None or contenu == Saisie():
        return "pas répondu"
    if contenu.non_concerne:
        return "non concerné"
    niveau = f"niveau {contenu.niveau}" if contenu.niveau is not None else "pas répondu"
    cible = f", cible {contenu.cible}" if contenu.cible is not None else ""
    return f"{niveau}{cible}{', avec un texte' if contenu.commentaire or contenu.trace_titre else ''}"


def show_confirmation(collectif_id: UUID, vers: UUID, nom: str, correspondance: Correspondance) -> None:
    """Nothing happens before the name of the collectif is typed."""
    st.subheader("Confirmer", anchor=False)
    st.warning("Ce changement ne se défait pas. Prévenez les structures qui répondent en ce moment.")
    with st.form("bascule", enter_to_submit=False):
        st.text("Pour confirmer, recopiez le nom du collectif :")
        st.text(nom)
        st.text_input("Nom du collectif", key=NOM, max_chars=200)
        show_bouton_formulaire(
            "Changer de version",
            key="bascule-faire",
            type="primary",
            icon=":material/swap_horiz:",
            on_click=_apply,
            args=(collectif_id, vers, nom, correspondance),
        )


def _get_choisie(suivantes: Sequence[VersionStockee]) -> VersionStockee | None:
    voulue = st.session_state.get(VERS)
    return next((v for v in suivantes if v.id == voulue), suivantes[0] if suivantes else None)


def _examine(
    unit: Unit, collectif_id: UUID, ancienne: VersionStockee, choisie: VersionStockee
) -> tuple[Simulation, Correspondance] | LectureCorrespondance | ErreurMetier | None:
    """What the file, else the correspondence that ships, would do; or every error of the file, or why it cannot be."""
    fichier = st.session_state.get(FICHIER)
    try:
        if fichier is None:
            return examine_livree(unit, collectif_id, ancienne.id, choisie.id)
        return examine_fichier(unit, collectif_id, ancienne.id, choisie.id, fichier.name, fichier.getvalue())
    except ErreurMetier as erreur:
        return erreur


def _apply(collectif_id: UUID, vers: UUID, nom: str, correspondance: Correspondance) -> None:
    saisi = fold(st.session_state[NOM])

    def action(unit: Unit) -> str:
        if saisi != fold(nom):
            raise Refus("Le nom du collectif n'est pas le bon. Rien n'a été changé.")
        faite = apply_bascule(unit, collectif_id, vers, correspondance)
        if faite.deja_faite:
            return "Ce changement était déjà fait : rien n'a changé."
        reprises = format_pluriel(faite.count()["reprises"], "réponse reprise", "réponses reprises")
        return f"Le collectif suit maintenant la version {faite.nouveau.version} : {reprises}."

    run_use_case(action)
