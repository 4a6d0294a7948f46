"""A session seen again, step by step: what was shown that day, and nothing computed since."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from caprse.referentiel.themes import build_theme
from caprse.restitution.figures.formats import format_points
from caprse.restitution.planches.planche import show_textes
from caprse.seance.contenus.etapes import name_genre
from caprse.seance.contenus.saisies import is_lien
from caprse.seance.contenus.scene_chemin import SceneChemin
from caprse.seance.contenus.scene_decisions import SceneCloture, SceneDecisions
from caprse.seance.contenus.scene_pratique import RETIREE, ScenePratique
from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.contenus.scenes import SceneAccueil, SceneEtape, SceneRadar, SceneRepartition, SceneTexte
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.image.figures import draw_figure
from caprse.seance.vote.phrases import describe_tour
from caprse.socle.dates import format_date, format_instant
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import link_to_page

RANG = "rejeu-rang"


def show_rejeu(fiche: FicheSeance) -> None:
    """One step at a time, with the keys of the console."""
    show_entete(
        fiche.titre,
        reperes=[fiche.rencontre, format_date(fiche.jour)],
        theme=build_theme(fiche.referentiel, fiche.thematique),
        fictif=fiche.fictif,
    )
    fin = f" Terminée le {format_instant(fiche.terminee_le)}." if fiche.terminee_le else ""
    st.caption(f"Séance passée : les chiffres sont ceux de ce jour-là, ils ne bougent plus.{fin}")
    link_to_page("compte-rendu", "Lire le compte rendu", icon=":material/description:", seance=str(fiche.id))
    if not fiche.etapes:
        return
    cle = f"{RANG}-{fiche.id}"
    rang = min(int(st.session_state.get(cle, 0)), len(fiche.etapes) - 1)
    with st.container(horizontal=True, key="nav-rejeu"):
        show_bouton(
            "Précédente",
            key="rejeu-precedente",
            shortcut="Left",
            width="stretch",
            disabled=rang == 0,
            on_click=_go,
            args=(cle, rang - 1),
        )
        show_bouton(
            "Suivante",
            key="rejeu-suivante",
            shortcut="Right",
            width="stretch",
            disabled=rang == len(fiche.etapes) - 1,
            on_click=_go,
            args=(cle, rang + 1),
        )
    etape = fiche.etapes[rang]
    st.caption(f"Étape {rang + 1} sur {len(fiche.etapes)} · {escape(name_genre(etape.genre, etape.contenu))}")
    titre = etape.fige.titre if etape.fige is not None else ""
    st.header(escape(titre or etape.titre), anchor=False)
    show_fige(etape)
    st.caption("Au clavier : flèche droite = suivante, flèche gauche = précédente.")


def show_fige(etape: EtapeVue) -> None:
    """What a step showed; a step that was passed over says so."""
    fige = etape.fige
    if fige is None:
        st.info("Cette étape n’a pas été montrée.", icon=":material/visibility_off:")
        return
    _show_entete(fige)
    if figure := draw_figure(fige):
        st.image(figure, width="stretch", alt=f"Image de l’étape « {etape.titre} » : ses chiffres sont en dessous.")
    match fige:
        case SceneRadar():
            _show_radar(fige)
        case SceneChemin():
            _show_chemin(fige)
        case SceneRepartition():
            _show_repartition(fige)
        case SceneVote():
            _show_tours(etape)
        case SceneTexte() | ScenePratique():
            _show_texte(fige)
        case SceneDecisions() | SceneCloture():
            _show_decisions(fige)
        case SceneAccueil():
            st.text(f"{fige.rencontre}, {fige.jour}")
    _show_pied(fige)


def _show_pied(fige: SceneEtape) -> None:
    if isinstance(fige, SceneRadar | SceneChemin | SceneRepartition) and fige.source:
        st.caption(f"{escape(fige.source)}.")
    if isinstance(fige, SceneCloture) and fige.prochaine:
        st.text(f"Prochaine rencontre : {fige.prochaine}")


def _show_entete(fige: SceneEtape) -> None:
    if isinstance(fige, SceneVote | SceneRepartition) and fige.question:
        st.text(fige.question)
    if isinstance(fige, SceneRepartition) and fige.note:
        st.text(fige.note)
    if isinstance(fige, SceneRadar | SceneChemin | SceneRepartition) and fige.raison:
        st.info(escape(fige.raison), icon=":material/info:")


def _show_radar(fige: SceneRadar) -> None:
    for phrase in fige.changements:
        st.text(f"• {phrase}")
    if not fige.axes:
        return
    avant = fige.avant
    colonnes = ["Enjeu", "Médiane", *([f"Avant ({avant})", "Changement"] if avant else [])]
    lignes = [
        [
            axe.titre,
            _format_part(axe.mediane),
            *([_format_part(axe.avant), "" if axe.points is None else format_points(axe.points)] if avant else []),
        ]
        for axe in fige.axes
    ]
    show_textes(pd.DataFrame(lignes, columns=pd.Index(colonnes)), "Le radar en chiffres")


def _show_chemin(fige: SceneChemin) -> None:
    if not fige.parues:
        return
    st.text(fige.phrase)
    lignes = [
        [rangee.titre, *(_format_part(points.get(numero)) for numero in fige.numeros)]
        for rangee in fige.parues
        for points in ({un.numero: un.mediane for un in rangee.points},)
    ]
    colonnes = ["Thématique", *(f"Trimestre\u00a0{numero}" for numero in fige.numeros)]
    show_textes(pd.DataFrame(lignes, columns=pd.Index(colonnes)), "Le chemin en chiffres")
    for dite in filter(None, (fige.tu, *fige.autour)):
        st.caption(escape(dite))


def _show_repartition(fige: SceneRepartition) -> None:
    if not fige.nombres:
        return
    lignes = list(zip(fige.noms, fige.nombres, strict=True))
    show_textes(pd.DataFrame(lignes, columns=pd.Index(["Niveau", "Réponses"])), "La répartition en chiffres")
    if fige.mediane:
        st.text(f"Niveau médian : {fige.mediane}")


def _show_tours(etape: EtapeVue) -> None:
    reveles = [(tour, lignes) for tour in etape.tours if (lignes := describe_tour(tour))]
    if not reveles:
        st.caption("Aucun résultat n’a été révélé.")
    for tour, lignes in reveles:
        if len(reveles) > 1:
            st.markdown(f"**Tour {tour.numero}**")
        for ligne in lignes:
            # Plain text: what people type is never read as Markdown.
            st.text(ligne)


def _show_texte(fige: SceneTexte | ScenePratique) -> None:
    if isinstance(fige, ScenePratique):
        _show_pratique(fige)
        return
    if fige.texte:
        st.text(fige.texte)
    if is_lien(fige.lien):
        st.link_button("Ouvrir le lien", fige.lien, key="rejeu-lien", icon=":material/open_in_new:")


def _show_pratique(fige: ScenePratique) -> None:
    if not fige.offerte:
        st.caption(RETIREE)
        return
    for texte in (fige.demarche, fige.effet):
        if texte:
            st.text(texte)
    st.caption(escape(fige.structure))


def _show_decisions(fige: SceneDecisions | SceneCloture) -> None:
    if not fige.decisions:
        st.caption("Aucune décision.")
    for decision in fige.decisions:
        suite = [
            decision.structure,
            f"pilote : {decision.pilote}" if decision.pilote else "",
            f"échéance : {decision.echeance}" if decision.echeance else "",
        ]
        st.text("• " + " · ".join([decision.quoi, *filter(None, suite)]))


def _go(cle: str, rang: int) -> None:
    st.session_state[cle] = rang


def _format_part(part: int | None) -> str:
    return "" if part is None else f"{part} %"
