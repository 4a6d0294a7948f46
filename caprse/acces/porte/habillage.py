"""How the plain pages look: one frame, one head for every style sheet, addresses that change with what they serve."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import Response

from caprse.acces.jetons import CHAMP_ACTE, create_jeton

_DOSSIER = Path(__file__).with_name("gabarits")
_POLICES, _COMMUN = ((_DOSSIER / nom).read_text(encoding="utf-8") for nom in ("polices.css", "commun.css"))


def read_feuille(chemin: Path) -> str:
    """A style sheet as it is served: the fonts of the house, then its own rules."""
    return _POLICES + chemin.read_text(encoding="utf-8")


def read_feuille_page(chemin: Path) -> str:
    """The sheet of a plain page: fonts, what all of these share, its own rules. One file: a phone asks once."""
    return _POLICES + _COMMUN + chemin.read_text(encoding="utf-8")


def build_adresse(nom: str, contenu: str) -> str:
    """Where a sheet or a script is served: the address changes with its content."""
    return f"/habillage/{nom}?v={hashlib.sha256(contenu.encode()).hexdigest()[:12]}"


def build_gabarits(
    dossier: Path, *, voisin: Path | None = None, trim: bool = False, **globales: object
) -> Environment:
    """The templates of a room, which may extend ``cadre.html``; ``globales`` are known to all of them.

    ``voisin``: the templates of the room below, of which pieces serve here too. ``trim``: the lines of its commands
    leave nothing behind.
    """
    gabarits = Environment(
        loader=FileSystemLoader([d for d in (dossier, voisin, _DOSSIER) if d is not None]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=trim,
        lstrip_blocks=trim,
    )
    # A form that may be sent twice says which drawing of it is sent.
    gabarits.globals |= {"create_acte": create_jeton, "champ_acte": CHAMP_ACTE} | globales
    return gabarits


def serve(contenu: str, genre: str = "text/css") -> Response:
    """A sheet or a script: a browser keeps it for a year, since its address changes with its content."""
    return Response(contenu, media_type=genre, headers={"Cache-Control": "public, max-age=31536000, immutable"})
