"""Where one is in the carnet: the enjeu, and on a phone its theme and its rank, all on one line."""

from __future__ import annotations

import streamlit as st

from caprse.referentiel.schema import Enjeu
from caprse.socle.ecran.cadre import Theme, build_dessin
from caprse.socle.signes import escape_html


def show_lieu(
    theme: Theme, etapes: tuple[Enjeu, ...], enjeu: Enjeu, compte: str = "", *, lecture: bool = False
) -> None:
    """``compte``: how the answers of this enjeu stand, in HTML. ``lecture``: it is only read.

    The head says this, and the rank, where there is room.
    """
    rang, total = etapes.index(enjeu) + 1, len(etapes)
    st.html(
        f'<div class="cap-etape cap-lieu" style="--cap-theme:{theme.couleur};--cap-theme-fond:{theme.fond}">'
        f'<span class="cap-lieu-theme">{build_dessin(theme)}{escape_html(theme.titre)}</span>'
        f"<h2>{escape_html(enjeu.titre)}{compte}</h2>"
        f'<span class="cap-lieu-rang" role="img" aria-label="Étape {rang} sur {total}">{rang}/{total}</span>'
        + ('<span class="cap-lieu-lecture">Lecture seule</span>' if lecture else "")
        + "</div>"
    )
