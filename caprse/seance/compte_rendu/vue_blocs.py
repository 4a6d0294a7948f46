"""The minutes as their readers see them, on one sheet: what was decided, what comes next, then what one keeps of each
part, its votes folded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.acces.regles import Operation
from caprse.seance.compte_rendu.composition import Ensemble, compose, list_demies
from caprse.seance.compte_rendu.essentiel import find_essentiel
from caprse.seance.compte_rendu.lecture import CompteRenduVu
from caprse.seance.compte_rendu.lignes import (
    DECISIONS,
    RENDEZ_VOUS,
    Partie,
    find_date,
    read_decision,
    read_mots,
    read_rencontre,
    read_rendez_vous,
    split_parties,
    strip_question,
    summarize,
)
from caprse.seance.compte_rendu.papier import Bloc, GenreBloc, hide_chiffres, split_blocs
from caprse.seance.compte_rendu.phrases import PROCHAINE
from caprse.seance.compte_rendu.vue_figures import (
    build_decisions,
    build_essentiel,
    build_figure,
    build_mots,
    build_rendez_vous,
    build_votes,
)
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.navigation import link_to_page


def show_blocs(vu: CompteRenduVu, today: date) -> None:
    """The minutes as they read. Nothing typed is taken for markup, and a line of a person is never folded."""
    with st.container(key="carte-compte-rendu", gap=None):
        parties = _list_parties(vu, today)
        if resume := summarize(parties):
            st.markdown(f"**{escape(resume)}**")
        ensembles = compose(parties, vu.scenes)
        demies = list_demies(ensembles)
        for rang, ensemble in enumerate(ensembles):
            nom = f"{'demie' if rang in demies else 'large'}-{rang}" if ensemble.titre else "tete"
            with st.container(key=f"compte-rendu-{nom}", gap="xsmall"):
                _show_ensemble(vu, ensemble)


def list_reperes(vu: CompteRenduVu, *, collectif: bool) -> list[str]:
    """The head of the page: when, where; ``collectif``: which one, for whoever may have several."""
    dits = [read_rencontre(bloc.texte, vu.titre) for bloc in split_blocs(vu.texte)]
    return [*next(filter(None, dits), (format_date(vu.jour),)), *([vu.collectif] if collectif else [])]


def _list_parties(vu: CompteRenduVu, today: date) -> list[Partie]:
    """The parts, without what the head of the page says, nor a next meeting that is past."""
    collectif = f"Collectif : {' '.join(vu.collectif.split())}."
    lignes = [
        bloc
        for bloc in hide_chiffres(split_blocs(vu.texte), vu.scenes)
        if bloc.texte != collectif and not read_rencontre(bloc.texte, vu.titre)
    ]
    parties = split_parties([bloc for bloc in lignes if not _is_passed(bloc, today)])
    return [partie for partie in parties if partie.blocs or partie.titre != PROCHAINE]


def _is_passed(bloc: Bloc, today: date) -> bool:
    jour = find_date(bloc.texte) if bloc.texte.startswith(RENDEZ_VOUS) else None
    return jour is not None and jour < today


def _show_ensemble(vu: CompteRenduVu, ensemble: Ensemble) -> None:
    if ensemble.titre:
        _show_titre(vu, ensemble.titre)
    if ensemble.vote and ensemble.question:
        st.text(ensemble.question)
    if essentiel := build_essentiel([un for scene in ensemble.scenes if (un := find_essentiel(scene))], vu.theme):
        st.html(essentiel)
    votes = []
    for image in ensemble.images:
        figures = "".join(build_figure(scene, vu.theme) for scene in image.scenes)
        if image.radar:
            st.html(figures)
            st.caption(escape(" ".join(image.phrases)))
        else:
            # What was asked first stands above; what each of the others asked is with its votes.
            phrases = [phrase for phrase in image.phrases if phrase != ensemble.question]
            votes.append((image.nom, phrases, figures))
    if votes:
        st.html(build_votes(votes))
    _show_lignes(vu, ensemble.lignes)


def _show_titre(vu: CompteRenduVu, titre: str) -> None:
    """The title of a part; beside that of the decisions, the way to where one of them becomes an action."""
    # Minutes are a text that people edit: which decision becomes an action is chosen where decisions are kept.
    if titre != DECISIONS or not get_acteur().can(Operation.UPDATE_ACTION, vu.collectif_id):
        st.header(escape(titre), anchor=False)
        return
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="titre-decisions"
    ):
        st.header(escape(titre), anchor=False, width="content")
        link_to_page("decisions", "En faire une action", ":material/add_task:")


def _show_lignes(vu: CompteRenduVu, blocs: Sequence[Bloc]) -> None:
    for genre, groupe in groupby(blocs, key=lambda bloc: bloc.genre):
        textes = [bloc.texte for bloc in groupe]
        match genre:
            case GenreBloc.TITRE:
                st.header(escape(" ".join(textes)), anchor=False)
            case GenreBloc.CITATION:
                with st.container(border=True):
                    st.text("\n".join(textes))
            case GenreBloc.PUCE:
                st.html(build_decisions([read_decision(texte) for texte in textes]))
            case GenreBloc.TEXTE | GenreBloc.CHIFFRES:
                for texte in textes:
                    _show_texte(vu, texte)


def _show_texte(vu: CompteRenduVu, texte: str) -> None:
    votes, mots = read_mots(texte)
    if mots:
        st.html(build_mots(votes, mots, vu.theme))
    elif texte.startswith(RENDEZ_VOUS):
        st.html(build_rendez_vous(*read_rendez_vous(texte)))
    else:
        st.text(strip_question(texte))
