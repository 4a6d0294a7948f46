"""The collectifs side by side, for the fédération: closed figures of the whole, nothing about any structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from caprse.acces.ecran import open_unit_ecran
from caprse.restitution.federation.evolution import Etape, Evolution, list_evolutions
from caprse.restitution.federation.grille import Case, Rangee, build_axes, build_suites
from caprse.restitution.federation.service import CollectifVu, list_collectifs_vus
from caprse.restitution.federation.synthese import build_legende
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.axes import NOMS_COLLECTIF, Axe
from caprse.restitution.figures.phrases import ENJEU, NomCommun
from caprse.restitution.graphiques.points import build_points
from caprse.restitution.planches.alternatives import alt_axes
from caprse.restitution.planches.apercu import list_agregats, list_axes
from caprse.restitution.planches.planche import (
    NON_VERIFIE,
    TAILLE_PLEINE,
    Image,
    Planche,
    show_planche,
    show_textes,
)
from caprse.restitution.planches.tableaux import table_axes
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.fictif import add_mention, drop_mention
from caprse.socle.francais import format_pluriel

COLLECTIF = NomCommun("collectif", "collectifs")
THEMATIQUE = "thematique"
VUES = ("Ensemble", "De près", "Trimestres")


def page_federation() -> None:
    """Each collectif's last closed figures, thématique by thématique."""
    with open_unit_ecran() as unit:
        collectifs = list_collectifs_vus(unit)
    # Said once at the head where it is true of all; else by each name.
    inventes = bool(collectifs) and all(collectif.fictif for collectif in collectifs)
    show_entete(
        "Les collectifs",
        reperes=(format_pluriel(len(collectifs), "collectif"), "Chiffres des trimestres clos"),
        fictif=inventes,
        largeur=Largeur.TRAVAIL,
    )
    if inventes:
        collectifs = tuple(replace(c, nom=drop_mention(c.nom), fictif=False) for c in collectifs)
    thematiques = list_thematiques(collectifs)
    if not thematiques:
        st.info("Aucun collectif n’a encore de trimestre clos avec assez de carnets.", icon=":material/event:")
        return
    communs = list_communs(collectifs)
    evolutions = list_evolutions(collectifs, communs[0]) if communs else ()
    propres = {code: agregat for code, agregat in thematiques.items() if code not in communs}
    # What every trimestre asks is followed at the foot: said once.
    suivis = {evolution.collectif.id for evolution in evolutions}
    a_part = len(suivis) < sum(
        find_ensemble(collectif, code) is not None for collectif in collectifs for code in communs
    )
    lues = thematiques if a_part else propres
    st.html(build_legende(collectifs, evolutions, propres, [name_collectif(collectif) for collectif in collectifs]))
    toutes, une, suite = st.tabs(VUES, key="vue", bind="query-params")
    if toutes.open:
        with toutes:
            st.caption("Part des marches franchies par la structure du milieu de chaque collectif.")
            if lues:
                st.html(build_synthese(collectifs, lues))
            st.caption(f"{NON_VERIFIE} Aucune structure n’est nommée, aucun collectif n’est classé.")
    if une.open:
        with une:
            choose_thematique(collectifs, thematiques, "Données inventées." if inventes else "")
    if suite.open:
        with suite:
            show_evolution(collectifs)


def choose_thematique(collectifs: Sequence[CollectifVu], thematiques: dict[str, Agregat], mention: str) -> None:
    """One thématique from closer; ``mention``: what its picture also says."""
    code = st.selectbox(
        "Thématique",
        list(thematiques),
        format_func=lambda code: thematiques[code].titre,
        key=THEMATIQUE,
        bind="query-params",
        filter_mode=None,
    )
    show_thematique(collectifs, code, thematiques[code].titre, mention)


def show_evolution(collectifs: Sequence[CollectifVu]) -> None:
    """What every trimestre asks, trimestre after trimestre, each collectif for itself."""
    suivies = [evolutions for code in list_communs(collectifs) if (evolutions := list_evolutions(collectifs, code))]
    if not suivies:
        st.caption("Aucun bloc n’est demandé à chaque trimestre.")
    for evolutions in suivies:
        titre = evolutions[0].etapes[-1].agregat.titre
        st.caption(f"« {escape(titre)} », demandé chaque trimestre.")
        st.html(build_evolution(evolutions))
        if note := explain_ruptures(evolutions):
            st.caption(note)


def list_communs(collectifs: Sequence[CollectifVu]) -> list[str]:
    """What every trimestre asks, by code: one, but for collectifs on two référentiels."""
    codes = {publiee.edition.transversal for c in collectifs for publiee in c.publications}
    return sorted(code for code in codes if code is not None)


def build_evolution(evolutions: Sequence[Evolution]) -> str:
    """One row per collectif, one column per trimestre; HTML."""
    numeros = sorted({etape.numero for evolution in evolutions for etape in evolution.etapes})
    rangees = []
    for evolution in evolutions:
        cases = {etape.numero: _read_etape(etape, premiere=rang == 0) for rang, etape in enumerate(evolution.etapes)}
        absente = Case(None, "–")
        rangees.append(
            Rangee(name_collectif(evolution.collectif), tuple(cases.get(numero, absente) for numero in numeros))
        )
    return build_suites("D’un trimestre à l’autre", numeros, rangees)


def explain_ruptures(evolutions: Sequence[Evolution]) -> Affichable:
    """Why a broken line parts two figures, said once for all of them; nothing where none does."""
    suivantes = [etape for evolution in evolutions for etape in evolution.etapes[1:] if not etape.lie]
    if not suivantes:
        return ""
    autres = {etape.autre for etape in suivantes}
    quoi = {
        frozenset({False}): "d’autres réponses",
        frozenset({True}): "d’autres critères",
        frozenset({False, True}): "d’autres réponses ou d’autres critères",
    }[frozenset(autres)]
    return f"┊ De part et d’autre du pointillé, {escape(quoi)}\u00a0: les deux chiffres ne se comparent pas."


def _read_etape(etape: Etape, *, premiere: bool) -> Case:
    """A figure, and whether it is of the same answers as the one before."""
    return Case(etape.agregat, rompu=not premiere and not etape.lie, lie=etape.lie)


def list_thematiques(collectifs: Sequence[CollectifVu]) -> dict[str, Agregat]:
    """A figure of each thématique that has some, by code, in the order of the trimestres; the block of each last."""
    publiees = [publiee for collectif in collectifs for publiee in collectif.publications]
    ensembles = [(agregat, publiee.edition) for publiee in publiees for agregat in publiee.edition.ensembles]
    ensembles.sort(key=lambda paire: paire[0].code == paire[1].transversal)
    return {agregat.code: agregat for agregat, _ in ensembles}


def find_ensemble(collectif: CollectifVu, code: str) -> Agregat | None:
    """The last figure of a collectif on a thématique, or on the block asked every trimestre."""
    return find_case(collectif, code).agregat


def find_case(collectif: CollectifVu, code: str) -> Case:
    """The same, with the version of the référentiel that asked it."""
    trouves = [
        Case(agregat, source=publiee.edition.source.id)
        for publiee in collectif.publications
        for agregat in publiee.edition.ensembles
        if agregat.code == code
    ]
    return trouves[-1] if trouves else Case(None)


def name_collectif(collectif: CollectifVu) -> str:
    """Its name, which says once when its data are invented: real and invented may stand side by side."""
    return add_mention(collectif.nom) if collectif.fictif else collectif.nom


def explain_absence(collectif: CollectifVu, code: str, transversal: bool) -> str:
    """Why a collectif has no figure on a thématique."""
    traitee = code in collectif.traitees or (transversal and bool(collectif.traitees))
    return "pas assez de réponses" if traitee else "pas encore close"


def is_transversal(collectifs: Sequence[CollectifVu], code: str) -> bool:
    """Whether it is the block that every trimestre asks."""
    return any(publiee.edition.transversal == code for c in collectifs for publiee in c.publications)


def build_synthese(collectifs: Sequence[CollectifVu], thematiques: dict[str, Agregat]) -> str:
    """One row per thématique, by its short title: the same question on one axis. HTML."""
    rangees = [
        Rangee(
            agregat.titre_court,
            tuple(
                replace(
                    find_case(collectif, code),
                    absence=explain_absence(collectif, code, is_transversal(collectifs, code)),
                )
                for collectif in collectifs
            ),
        )
        for code, agregat in thematiques.items()
    ]
    return build_axes("Toutes les thématiques", "Thématique", [name_collectif(c) for c in collectifs], rangees)


def show_thematique(collectifs: Sequence[CollectifVu], code: str, titre: str, mention: str) -> None:
    """One row per collectif on this thématique, then the enjeux of each; ``mention``: what its picture also says."""
    axes = tuple(
        Axe(str(collectif.id), name_collectif(collectif), name_collectif(collectif), collectif=agregat)
        for collectif in collectifs
        if (agregat := find_ensemble(collectif, code)) is not None
    )
    alternative = alt_axes(axes, NOMS_COLLECTIF, COLLECTIF)
    image = Image("Points", f"federation-{code}", alternative, build_points, (axes, NOMS_COLLECTIF))
    planche = Planche(
        f"federation-{code}",
        f"{titre}, collectif par collectif",
        f"{NON_VERIFIE} {mention}".rstrip(),
        [image],
        list_axes(axes, NOMS_COLLECTIF, COLLECTIF, ()),
        table_axes(axes, NOMS_COLLECTIF, COLLECTIF),
    )
    show_planche(planche, "Part des marches franchies, de 0 à 100 %.", taille=TAILLE_PLEINE)
    transversal = is_transversal(collectifs, code)
    for collectif in collectifs:
        if find_ensemble(collectif, code) is None:
            st.text(f"{name_collectif(collectif)} : {explain_absence(collectif, code, transversal)}.")
        for publiee in collectif.publications:
            if publiee.edition.total == code and publiee.edition.enjeux:
                with st.expander(f"{escape(name_collectif(collectif))} : les enjeux", key=f"enjeux-{collectif.id}"):
                    st.caption(
                        f"Chiffres au {format_date(publiee.jour)}, sur {publiee.carnets:d} carnets. "
                        f"{escape(publiee.edition.source.libelle)}."
                    )
                    show_textes(
                        list_agregats(publiee.edition.enjeux, ENJEU, publiee.edition.niveaux),
                        f"Enjeux de {titre}, {collectif.nom}",
                    )
