"""A guide of ``docs/`` read inside the application: its text, and its pictures where they stand."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

from caprse.socle.ecran.affichage import escape

DOCS = Path(__file__).parents[3] / "docs"
IMAGE = re.compile(r"^!\[(?P<legende>[^\]]*)\]\((?P<chemin>images/[\w.-]+)\)$", re.MULTILINE)


def show_guide(nom: str) -> None:
    """Show ``docs/<nom>``. A picture stands alone on its line; links to other files of the repository become text."""
    texte = (DOCS / nom).read_text(encoding="utf-8")
    fin = 0
    for image in IMAGE.finditer(texte):
        _show_texte(texte[fin : image.start()])
        st.image(DOCS / image["chemin"], caption=escape(image["legende"]), alt=image["legende"])
        fin = image.end()
    _show_texte(texte[fin:])


def _show_texte(texte: str) -> None:
    if texte.strip():
        st.markdown(re.sub(r"\[([^\]]+)\]\((?!https?://)[^)]+\)", r"\1", texte))
