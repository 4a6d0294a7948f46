"""The minutes as their readers see them, on one sheet: what was decided, what comes next, then what one keeps of each
part, its votes folded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from caprse.seance.compte_rendu.essentiel import find_essentiel
from caprse.seance.compte_rendu.lecture import CompteRenduVu
from caprse.seance.compte_rendu.lignes import (
    RENDEZ_VOUS,
    Partie,
    find_date,
    group_parties,
    read_decision,
    read_mots,
    read_rencontre,
    read_rendez_vous,
    split_parties,
    strip_question,
)
from caprse.seance.compte_rendu.papier import Bloc, GenreBloc, hide_chiffres, split_blocs
from caprse.seance.compte_rendu.phrases import PROCHAINE, QUESTION, write_scene
from caprse.seance.compte_rendu.vue_figures import (
    build_decisions,
    build_essentiel,
    build_figure,
    build_mots,
    build_rendez_vous,
    build_votes,
)
from caprse.seance.contenus.scenes import SceneRadar
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape

# What the picture or what stands above it says already.
DITS = ("Médiane : ", "Niveau retenu ensemble : ", "Réponses sur tout l’enjeu ", "Médiane du collectif : ")


def show_blocs(vu: CompteRenduVu, today: date) -> None:
    """The minutes as they read. Nothing typed is taken for markup, and a line of a person is never folded."""
    with st.container(key="carte-compte-rendu", gap=None):
        groupes = group_parties(_list_parties(vu, today))
        demies = _list_demies([_is_vote(vu, groupe) for groupe in groupes])
        for rang, groupe in enumerate(groupes):
            nom = f"{'demie' if rang in demies else 'large'}-{rang}" if groupe[0].titre else "tete"
            with st.container(key=f"compte-rendu-{nom}", gap="xsmall"):
                _show_groupe(vu, groupe)


def list_reperes(vu: CompteRenduVu) -> list[str]:
    """The head of the page: when, where, which collectif, since when members read it."""
    dits = [read_rencontre(bloc.texte, vu.titre) for bloc in split_blocs(vu.texte)]
    return [*next(filter(None, dits), (format_date(vu.jour),)), vu.collectif]


def _list_parties(vu: CompteRenduVu, today: date) -> list[Partie]:
    """The parts, without what the head of the page says, nor a next meeting that is past."""
    collectif = f"Collectif : {' '.join(vu.collectif.split())}."
    lignes = [
        bloc
        for bloc in hide_chiffres(split_blocs(vu.texte), vu.figures)
        if bloc.texte != collectif and not read_rencontre(bloc.texte, vu.titre)
    ]
    parties = split_parties([bloc for bloc in lignes if not _is_passed(bloc, today)])
    return [partie for partie in parties if partie.blocs or partie.titre != PROCHAINE]


def _is_passed(bloc: Bloc, today: date) -> bool:
    jour = find_date(bloc.texte) if bloc.texte.startswith(RENDEZ_VOUS) else None
    return jour is not None and jour < today


def _is_vote(vu: CompteRenduVu, groupe: Sequence[Partie]) -> bool:
    scenes = [vu.scenes[rang] for partie in groupe for rang in partie.images if rang in vu.scenes]
    return bool(scenes) and not any(isinstance(scene, SceneRadar) for scene in scenes)


def _list_demies(votes: Sequence[bool]) -> set[int]:
    """The ranks that stand two by two: votes that follow each other; one that is left alone takes the whole line."""
    demies: set[int] = set()
    for rang in range(1, len(votes)):
        if votes[rang] and votes[rang - 1] and rang - 1 not in demies:
            demies |= {rang - 1, rang}
    return demies


def _show_groupe(vu: CompteRenduVu, groupe: Sequence[Partie]) -> None:
    tete = groupe[0]
    if tete.titre:
        st.header(escape(tete.titre), anchor=False)
    scenes = {rang: vu.scenes[rang] for partie in groupe for rang in partie.images if rang in vu.scenes}
    if not scenes:
        for partie in groupe:
            _show_lignes(vu, partie.blocs)
        return
    machine = {ligne for scene in scenes.values() for ligne in write_scene(scene)}
    if essentiel := build_essentiel([un for scene in scenes.values() if (un := find_essentiel(scene))], vu.theme):
        st.html(essentiel)
    votes = []
    for partie in groupe:
        figures = "".join(build_figure(scenes[rang], vu.theme) for rang in partie.images if rang in scenes)
        if any(isinstance(scenes.get(rang), SceneRadar) for rang in partie.images):
            st.html(figures)
            st.caption(escape(" ".join(_list_phrases(partie, machine))))
        else:
            nom = "" if partie is tete else partie.titre.removesuffix(f" : {tete.titre}")
            votes.append((nom, _list_phrases(partie, machine), figures))
    if votes:
        st.html(build_votes(votes))
    for partie in groupe:
        _show_lignes(vu, [bloc for bloc in partie.blocs if not _is_machine(bloc, machine)])


def _list_phrases(partie: Partie, machine: set[str]) -> list[str]:
    """What was written of a picture, beyond what it shows."""
    return [
        strip_question(bloc.texte)
        for bloc in partie.blocs
        if _is_machine(bloc, machine) and bloc.genre is GenreBloc.TEXTE and not bloc.texte.startswith(DITS)
    ]


def _is_machine(bloc: Bloc, machine: set[str]) -> bool:
    return bloc.genre is GenreBloc.IMAGE or bloc.texte.startswith(QUESTION) or bloc.texte in machine


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
