"""The lines of the minutes told apart, and the minutes as plain text."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from caprse.seance.compte_rendu.phrases import CHIFFRES, name_image
from caprse.socle.signes import drop_signes

TYPE_TEXTE = "text/plain; charset=utf-8"


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


def name_fichier(jour: str, suffixe: str) -> str:
    """``compte-rendu-2026-03-14.pdf``."""
    return f"compte-rendu-{jour}.{suffixe}"


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
