"""The minutes on paper: their lines told apart, then as plain text or as PDF, without any network.

What people typed reaches typst as data, never as markup: the template reads it as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from html import unescape
from typing import Literal

from caprse.seance.compte_rendu.phrases import CHIFFRES, name_image
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.imprimerie.atelier import ATELIER, TravailRefuse
from caprse.socle.signes import drop_signes

TYPE_PDF, TYPE_TEXTE = "application/pdf", "text/plain; charset=utf-8"
TITRE = "Compte rendu"
COULEUR = "#0B5C6B"


class GenreBloc(StrEnum):
    TITRE = "titre"
    PARTIE = "partie"
    PUCE = "puce"
    CITATION = "citation"
    IMAGE = "image"
    CHIFFRES = "chiffres"
    TEXTE = "texte"


@dataclass(frozen=True, slots=True)
class Bloc:
    """One line of the minutes; ``rang`` is the step of a picture."""

    genre: GenreBloc
    texte: str
    rang: int = 0


_MARQUES = (
    ("# ", GenreBloc.TITRE),
    ("## ", GenreBloc.PARTIE),
    ("- ", GenreBloc.PUCE),
    ("> ", GenreBloc.CITATION),
    (CHIFFRES, GenreBloc.CHIFFRES),
)
_IMAGE = re.compile(re.escape(name_image(0)).replace("0", r"(\d{1,3})"))

_GABARIT = """
#let donnees = json(bytes(sys.inputs.donnees))
#set document(title: donnees.titre, author: donnees.auteur, keywords: ("CAP RSE", "compte rendu"))
#set page(paper: "a4", margin: (x: 2.2cm, top: 2cm, bottom: 2.2cm), numbering: "1 / 1", footer: context [
  #set text(size: 9pt)
  #donnees.pied #h(1fr) #counter(page).display("1 / 1", both: true)
])
#let teinte = rgb(donnees.couleur)
#set text(lang: "fr", region: "FR", size: 10.5pt, hyphenate: false)
#set text(font: ("Atkinson Hyperlegible", "Libertinus Serif"))
#set par(justify: false, leading: 0.62em, spacing: 0.8em)
#set list(marker: text(fill: teinte)[•], spacing: 0.7em)
#show heading.where(level: 1): it => block(
  above: 1.5em, below: 0.7em, sticky: true, text(size: 13pt, fill: teinte, it.body),
)
#let grouper(blocs) = {
  let groupes = ()
  for bloc in blocs {
    if bloc.genre == "puce" and groupes.len() > 0 and groupes.last().genre == "puce" {
      let dernier = groupes.pop()
      groupes.push((genre: "puce", textes: dernier.textes + (bloc.texte,)))
    } else if bloc.genre == "puce" {
      groupes.push((genre: "puce", textes: (bloc.texte,)))
    } else {
      groupes.push(bloc)
    }
  }
  groupes
}
#show title: set text(size: 19pt)
#show title: set block(below: 1em)
#block(width: 100%, height: 4pt, fill: teinte, below: 1.2em)
#title()
#for bloc in grouper(donnees.blocs) {
  if bloc.genre == "partie" { heading(level: 1, bloc.texte) }
  else if bloc.genre == "titre" { heading(level: 1, bloc.texte) }
  else if bloc.genre == "puce" { list(..bloc.textes.map(texte => [#texte])) }
  else if bloc.genre == "citation" { pad(left: 1em, par(emph(bloc.texte))) }
  else if bloc.genre == "image" {
    align(center, image(bytes(bloc.svg), format: "svg", alt: bloc.alt, width: bloc.largeur * 1%))
  }
  else { par(bloc.texte) }
}
"""
_ALT = re.compile(r'aria-label="([^"]*)"')
_BOITE = re.compile(r'viewBox="[^"]*?([\d.]+) ([\d.]+)"')
LARGEUR, HAUTEUR = 74, 62  # per cent of the text's width, and the height over width beyond which a picture shrinks


def split_blocs(texte: str) -> tuple[Bloc, ...]:
    """The lines of the minutes, empty ones left out."""
    return tuple(_read_bloc(ligne.strip()) for ligne in texte.splitlines() if ligne.strip())


def hide_chiffres(blocs: Sequence[Bloc], dessinees: Container[int]) -> tuple[Bloc, ...]:
    """Without the figures that a picture of the same part shows; they are plain text where there is none."""
    gardes, image = [], False
    for bloc in blocs:
        if bloc.genre is GenreBloc.PARTIE:
            image = False
        elif bloc.genre is GenreBloc.IMAGE:
            image = image or bloc.rang in dessinees
        elif bloc.genre is GenreBloc.CHIFFRES:
            if image:
                continue
            bloc = replace(bloc, genre=GenreBloc.TEXTE)
        gardes.append(bloc)
    return tuple(gardes)


def build_texte(texte: str) -> str:
    """The minutes as plain text: pictures are left out, since each of them is also said in words."""
    lignes = [ligne.rstrip() for ligne in drop_signes(texte).splitlines()]
    gardees = [ligne for ligne in lignes if not ligne or _read_bloc(ligne.strip()).genre is not GenreBloc.IMAGE]
    net = "\n".join(_strip_marks(ligne) for ligne in gardees)
    return re.sub(r"\n{3,}", "\n\n", net).strip() + "\n"


def build_pdf(
    titre: str, collectif: str, texte: str, figures: Mapping[int, str], quand: datetime, couleur: str = COULEUR
) -> bytes:
    """The minutes as an accessible PDF (PDF/UA-1), in French. ``figures``: SVG by rank of step; ``couleur``: of the
    theme.

    Takes no network. A picture without its SVG is left out. Where a sign has no letter in any font of the machine, the
    document is the same without the seal of the standard. Raises DessinImpossible.
    """
    blocs = hide_chiffres(split_blocs(texte), figures)
    tete = next((bloc.texte for bloc in blocs if bloc.genre is GenreBloc.TITRE), f"{TITRE} : {titre}")
    premier = next((rang for rang, bloc in enumerate(blocs) if bloc.genre is GenreBloc.TITRE), -1)
    donnees = {
        "titre": _clean(tete).strip() or TITRE,
        "auteur": _clean(collectif),
        "couleur": couleur,
        "pied": f"Cahier CAP RSE · Coorace Occitanie · fait le {format_date(quand.astimezone(FUSEAU).date())}",
        "blocs": [
            _write_bloc(bloc, figures)
            for rang, bloc in enumerate(blocs)
            if rang != premier and (bloc.genre is not GenreBloc.IMAGE or bloc.rang in figures)
        ],
    }
    try:
        return _compile(donnees, quand, ["ua-1"])
    except TravailRefuse:
        # A script that no font here can write keeps the document from the standard, not from existing: it stays
        # tagged, titled and in French.
        return _compile(donnees, quand, [])


def read_alternative(svg: str) -> str:
    """The picture in words, as it carries them itself."""
    alternative = _ALT.search(svg)
    return unescape(alternative[1]) if alternative else ""


def name_fichier(jour: str, suffixe: str) -> str:
    """``compte-rendu-2026-03-14.pdf``."""
    return f"compte-rendu-{jour}.{suffixe}"


def _compile(donnees: Mapping[str, object], quand: datetime, normes: list[Literal["ua-1"]]) -> bytes:
    return ATELIER.draw(
        {
            "genre": "pdf",
            "gabarit": _GABARIT,
            "donnees": json.dumps(donnees),
            "normes": normes,
            "instant": int(quand.timestamp()),
        }
    )


def _read_bloc(ligne: str) -> Bloc:
    for marque, genre in _MARQUES:
        if ligne.startswith(marque):
            return Bloc(genre, ligne.removeprefix(marque).strip())
    if image := _IMAGE.fullmatch(ligne):
        return Bloc(GenreBloc.IMAGE, ligne, int(image[1]))
    return Bloc(GenreBloc.TEXTE, ligne)


def _strip_marks(ligne: str) -> str:
    for marque in ("# ", "## ", CHIFFRES):
        if ligne.startswith(marque):
            return ligne.removeprefix(marque)
    return ligne


def _write_bloc(bloc: Bloc, figures: Mapping[int, str]) -> dict[str, object]:
    if bloc.genre is not GenreBloc.IMAGE:
        return {"genre": str(bloc.genre), "texte": _clean(bloc.texte)}
    svg = figures[bloc.rang]
    boite = _BOITE.search(svg)
    # A tall picture keeps its page: half the width for a square one.
    part = float(boite[2]) / float(boite[1]) * 100 if boite else HAUTEUR
    return {
        "genre": str(bloc.genre),
        "svg": drop_signes(svg),
        "alt": read_alternative(svg) or bloc.texte,
        "largeur": LARGEUR if part <= HAUTEUR else LARGEUR * HAUTEUR / part,
    }


def _clean(texte: str) -> str:
    """What a page can print: signs that steer a printer or turn the text around are left out."""
    return drop_signes(texte).replace("\n", " ")
