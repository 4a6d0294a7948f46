"""The minutes as their readers see them: parts, lines, pictures, on one sheet."""

from __future__ import annotations

from base64 import b64encode
from html import escape as html_escape
from itertools import groupby

import streamlit as st

from caprse.seance.compte_rendu.lecture import CompteRenduVu
from caprse.seance.compte_rendu.papier import Bloc, GenreBloc, hide_chiffres, read_alternative, split_blocs
from caprse.socle.ecran.affichage import escape

# Pictures are drawn for a wall: here they keep to the width of the text, as images, since a page takes no drawing.
IMAGE = (
    '<img src="data:image/svg+xml;base64,{}" alt="{}" style="width:100%;max-width:40rem;max-height:24rem;'
    'object-fit:contain;object-position:left">'
)


def show_blocs(vu: CompteRenduVu) -> None:
    """The minutes as they read: parts, lines, pictures. Nothing typed is taken for markup."""
    lignes = hide_chiffres(split_blocs(vu.texte), vu.figures)
    if lignes and lignes[0].genre is GenreBloc.TITRE:
        # The page has its own title.
        lignes = lignes[1:]
    with st.container(key="carte-compte-rendu", gap="small"):
        for genre, groupe in groupby(lignes, key=lambda bloc: bloc.genre):
            _show_groupe(vu, genre, list(groupe))


def _show_groupe(vu: CompteRenduVu, genre: GenreBloc, blocs: list[Bloc]) -> None:
    match genre:
        case GenreBloc.PARTIE | GenreBloc.TITRE:
            for bloc in blocs:
                st.header(escape(bloc.texte), anchor=False)
        case GenreBloc.IMAGE:
            for bloc in blocs:
                _show_image(vu.figures.get(bloc.rang))
        case GenreBloc.CITATION:
            with st.container(border=True):
                st.text("\n".join(bloc.texte for bloc in blocs))
        case GenreBloc.PUCE:
            st.text("\n".join(f"• {bloc.texte}" for bloc in blocs))
        case GenreBloc.TEXTE | GenreBloc.CHIFFRES:
            st.text("\n".join(bloc.texte for bloc in blocs))


def _show_image(svg: str | None) -> None:
    if svg is not None:
        st.html(IMAGE.format(b64encode(svg.encode()).decode(), html_escape(read_alternative(svg))))
