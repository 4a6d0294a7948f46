"""The files that a first page needs, found in what Streamlit was built into, whose names change. Pure.

Streamlit's index loads its core, then, only once a page has been described to it, one file per kind of element and
what that file needs in turn: so many trips. Named in the page itself, they come with the first ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TABLE = re.compile(r"m\.f=\[([^\]]*)\]")
_NOM = re.compile(r"""["'`]([^"'`]*)["'`]""")
_DEMANDE = r"""import\([`"']\./{element}\.[\w-]+\.js[`"']\),__vite__mapDeps\(\[([\d,]*)\]\)"""
_POINT_D_ENTREE = re.compile(r'<script type="module"[^>]*src="\./static/js/([\w.~-]+\.js)"')
_DEJA_LA = re.compile(r'href="\./static/((?:js|css)/[\w.~-]+)"')

# What every page of ours is made of, the answer control included.
ELEMENTS = ("Html", "Button", "BidiComponent")
_CHOIX = ("Radio", "Progress", "PageLink")
# What the first page of an address is made of besides; "": of all those that are not named.
ELEMENTS_DE_PAGE = {
    "": _CHOIX,
    "carnet": (),
    "resultats": (*_CHOIX, "Selectbox", "Metric", "ArrowVegaLiteChart"),
    "tableau": (*_CHOIX, "Selectbox", "Metric"),
}

# From so many bytes on, a script costs its transfer more than its trip.
GRAND = 10_000
# Bytes that travel while one small script goes and comes beside them, five at a time: tried at 1.6 Mbit/s and 150 ms.
PAR_PETIT = 6_500


def find_entree(page: str) -> str | None:
    """The name of the script that Streamlit's page starts."""
    trouve = _POINT_D_ENTREE.search(page)
    return trouve[1] if trouve else None


def list_morceaux(page: str, entree: str, elements: tuple[str, ...]) -> list[str]:
    """Names (``js/….js``) that these elements need and that ``page`` does not ask for already, each once.

    ``entree`` is the text of the script that the page starts. What a version of Streamlit no longer names is left out:
    the page then loads as Streamlit means it to.
    """
    table = _TABLE.search(entree)
    if table is None:
        return []
    fichiers = _NOM.findall(table[1])
    deja = set(_DEJA_LA.findall(page)) | {f"js/{find_entree(page)}"}
    voulus: dict[str, None] = {}
    for element in elements:
        demande = re.search(_DEMANDE.format(element=re.escape(element)), entree)
        numeros = [int(numero) for numero in demande[1].split(",") if numero] if demande else []
        for numero in numeros:
            if numero < len(fichiers) and fichiers[numero].endswith(".js"):
                voulus.setdefault(f"js/{fichiers[numero].removeprefix('./')}", None)
    return [nom for nom in voulus if nom not in deja]


def sort_morceaux(tailles: Mapping[str, int], entree: int) -> list[str]:
    """In which order to ask for these scripts (bytes by name) so that a slow line is always full.

    A browser asks for six at a time. While one large script fills the line, small ones, whose cost is the trip alone,
    go by beside it: as many as its transfer lasts. ``entree``: the bytes of the script that was asked for before them.
    """
    petits = [nom for nom, taille in tailles.items() if taille < GRAND]
    grands = sorted((nom for nom, taille in tailles.items() if taille >= GRAND), key=lambda nom: -tailles[nom])
    ordre: list[str] = []
    octets = entree
    for grand in grands:
        lot = octets // PAR_PETIT
        ordre += [*petits[:lot], grand]
        petits = petits[lot:]
        octets = tailles[grand]
    return ordre + petits
