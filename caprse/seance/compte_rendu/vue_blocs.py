"""The minutes as their readers see them: parts, lines, pictures, on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from caprse.seance.compte_rendu.lecture import CompteRenduVu
from caprse.seance.compte_rendu.papier import Bloc, GenreBloc, hide_chiffres, split_blocs
from caprse.seance.compte_rendu.vue_figures import build_figure
from caprse.socle.ecran.affichage import escape

SOURCE = "Chiffres au "


def show_blocs(vu: CompteRenduVu) -> None:
    """The minutes as they read: what was decided across the sheet, then two parts beside each other where there is
    room. Nothing typed is taken for markup."""
    lignes = hide_repetitions(hide_chiffres(split_blocs(vu.texte), vu.figures), vu.collectif)
    with st.container(key="carte-compte-rendu", gap="small"):
        for rang, partie in enumerate(split_parties(lignes)):
            nom = f"partie-{rang}" if partie[0].genre is GenreBloc.PARTIE else "tete"
            with st.container(key=f"compte-rendu-{nom}", gap="xsmall"):
                for genre, groupe in groupby(partie, key=lambda bloc: bloc.genre):
                    _show_groupe(vu, genre, list(groupe))


def hide_repetitions(blocs: Sequence[Bloc], collectif: str) -> list[Bloc]:
    """Without what the head of the page says already, nor the day of the figures more than once."""
    gardes: list[Bloc] = []
    dits = {f"Collectif : {' '.join(collectif.split())}."}
    for rang, bloc in enumerate(blocs):
        if not rang and bloc.genre is GenreBloc.TITRE:
            continue
        if bloc.genre is GenreBloc.TEXTE:
            if bloc.texte in dits:
                continue
            if bloc.texte.startswith(SOURCE):
                dits.add(bloc.texte)
        gardes.append(bloc)
    return gardes


def split_parties(blocs: Sequence[Bloc]) -> list[list[Bloc]]:
    """One list per part, its heading first; what stands before the first heading is a part too."""
    parties: list[list[Bloc]] = []
    for bloc in blocs:
        if not parties or bloc.genre is GenreBloc.PARTIE:
            parties.append([])
        parties[-1].append(bloc)
    return parties


def _show_groupe(vu: CompteRenduVu, genre: GenreBloc, blocs: list[Bloc]) -> None:
    match genre:
        case GenreBloc.PARTIE | GenreBloc.TITRE:
            for bloc in blocs:
                st.header(escape(bloc.texte), anchor=False)
        case GenreBloc.IMAGE:
            for bloc in blocs:
                if figure := vu.scenes.get(bloc.rang):
                    st.html(build_figure(figure, vu.theme))
        case GenreBloc.CITATION:
            with st.container(border=True):
                st.text("\n".join(bloc.texte for bloc in blocs))
        case GenreBloc.PUCE:
            st.text("\n".join(f"• {bloc.texte}" for bloc in blocs))
        case GenreBloc.TEXTE | GenreBloc.CHIFFRES:
            st.text("\n".join(bloc.texte for bloc in blocs))
