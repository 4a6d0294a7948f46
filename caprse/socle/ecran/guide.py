"""A guide of ``docs/`` read inside the application: its chapters, folded but the first, with their pictures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import bind_signs
from caprse.socle.livre import DOCS

IMAGE = re.compile(r"^!\[(?P<legende>[^\]]*)\]\((?P<chemin>images/[\w.-]+)\)$", re.MULTILINE)
ETROITE = "-360"  # after the name of a picture: the same screen on a phone
# A paragraph about keys, which a phone does not have.
CLAVIER = re.compile(r"^Au clavier.+?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
PARTIE = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Renvoi:
    """A page beside the guide: its name, what the link says, its icon, what its address carries."""

    page: str
    libelle: str
    icone: str
    adresse: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Partie:
    """One part: its title, plain; where a link finds it; its text, as Markdown of ours."""

    titre: str
    ancre: str
    texte: str


def show_guide(nom: str, renvois: Sequence[Renvoi] = ()) -> None:
    """Show ``docs/<nom>``: the first title is the page's, each second one is an entry of its contents."""
    titre, debut, parties = read_guide((DOCS / nom).read_text(encoding="utf-8"))
    show_entete(titre, largeur=Largeur.TRAVAIL)
    with st.container(key="guide-texte"):
        _show_texte(debut)
        if renvois:
            with st.container(key="guide-renvois", horizontal=True):
                for renvoi in renvois:
                    icone = f":material/{renvoi.icone}:"
                    link_to_page(renvoi.page, escape(renvoi.libelle), icone, **dict(renvoi.adresse))
        for rang, partie in enumerate(parties):
            # Folded, the chapters are the contents; the page's own script opens the one that an address names.
            with st.expander(escape(bind_signs(partie.titre)), expanded=not rang, key=f"guide-{partie.ancre}"):
                st.html(f'<span id="{partie.ancre}"></span>')
                _show_texte(partie.texte)


def read_guide(texte: str) -> tuple[str, str, list[Partie]]:
    """The title of a guide, what comes before its first part, and its parts in order."""
    entete, *morceaux = PARTIE.split(texte)
    titre, _, debut = entete.partition("\n")
    titres = zip(morceaux[::2], morceaux[1::2], strict=True)
    return titre.removeprefix("# ").strip(), debut, [Partie(t.strip(), build_ancre(t), corps) for t, corps in titres]


def build_ancre(titre: str) -> str:
    """``Écrire à quelqu’un`` → ``ecrire-a-quelqu-un``."""
    simple = unicodedata.normalize("NFKD", titre.replace("’", "'")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", simple.lower()).strip("-")


def _show_texte(texte: str) -> None:
    """Markdown of ours. A picture stands alone on its line; links to other files of the repository become text."""
    fin = 0
    for image in IMAGE.finditer(texte):
        _show_paragraphes(texte[fin : image.start()])
        _show_image(DOCS / image["chemin"], image["legende"])
        fin = image.end()
    _show_paragraphes(texte[fin:])


def _show_image(chemin: Path, legende: str) -> None:
    """A screen, as whoever reads sees it: of a phone on a phone, where that picture was taken too."""
    etroite = chemin.with_name(f"{chemin.stem}{ETROITE}{chemin.suffix}")
    if not etroite.exists():
        # A whole screen is not read on a phone.
        with st.container(key=f"guide-large-{chemin.stem}"):
            st.image(chemin, caption=escape(bind_signs(legende)), alt=legende)
        return
    for largeur, image in (("large", chemin), ("etroite", etroite)):
        with st.container(key=f"guide-{largeur}-{chemin.stem}"):
            st.image(image, caption=escape(bind_signs(legende)), alt=legende)


def _show_paragraphes(texte: str) -> None:
    fin = 0
    for clavier in CLAVIER.finditer(texte):
        _show_markdown(texte[fin : clavier.start()])
        with st.container(key=f"guide-large-{build_ancre(clavier[0][:80])}"):
            _show_markdown(clavier[0])
        fin = clavier.end()
    _show_markdown(texte[fin:])


def _show_markdown(texte: str) -> None:
    if texte.strip():
        st.markdown(bind_signs(re.sub(r"\[([^\]]+)\]\((?!https?://)[^)]+\)", r"\1", texte)))
