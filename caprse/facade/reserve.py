"""The files that a browser asks for, read and compressed once, then given from memory.

Streamlit serves its own uncompressed, 2.9 MB for a first page. Only what stands in these folders when the process
starts can be asked for: an address is looked up in a list, never joined to a folder.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli

from caprse.socle.cache import Cache

# Below this, compressing gains less than the header that says so.
PETIT = 600
# Brotli at its best takes six times as long for a tenth less.
NIVEAU = 9
CODAGES = ("br", "gzip")  # the smallest first
COMPRESSIBLES = frozenset({".js", ".css", ".svg", ".html", ".json", ".txt"})
GENRES = {".js": "text/javascript", ".woff2": "font/woff2"}
UN_AN = "public, max-age=31536000, immutable"
UNE_HEURE = "public, max-age=3600"


@dataclass(frozen=True)
class Fichier:
    """A file as it is given: its bytes, the same in each coding that gains, and what says that it has changed."""

    contenu: bytes
    genre: str
    empreinte: str
    codes: Mapping[str, bytes]

    @cached_property
    def etag(self) -> str:
        return f'"{self.empreinte}"'


def build_fichier(contenu: bytes, suffixe: str) -> Fichier:
    """``suffixe`` with its dot: it tells the kind."""
    genre = GENRES.get(suffixe) or mimetypes.types_map.get(suffixe, "application/octet-stream")
    if genre.startswith("text/"):
        genre += "; charset=utf-8"
    codes = {}
    if suffixe in COMPRESSIBLES and len(contenu) > PETIT:
        # Without a date inside, the same file gives the same bytes in each process.
        codes = {
            "br": brotli.compress(contenu, mode=brotli.MODE_TEXT, quality=NIVEAU),
            "gzip": gzip.compress(contenu, NIVEAU, mtime=0),
        }
    return Fichier(contenu, genre, hashlib.sha256(contenu).hexdigest()[:16], codes)


class Reserve:
    """Files by address. ``dossiers``: the address under which each folder is served."""

    def __init__(self, dossiers: Mapping[str, Path]) -> None:
        self._chemins = {
            f"{racine}/{chemin.relative_to(dossier).as_posix()}": chemin
            for racine, dossier in dossiers.items()
            for chemin in sorted(dossier.rglob("*"))
            if chemin.is_file()
        }
        self._faits: dict[str, Fichier] = {}
        self._lus: Cache[str, Fichier] = Cache(len(self._chemins) + 1)

    def add(self, adresse: str, contenu: str) -> str:
        """Serve this text at this address from now on. Gives the address to write in a page."""
        self._faits[adresse] = build_fichier(contenu.encode(), Path(adresse).suffix)
        return self.name(adresse)

    def name(self, adresse: str) -> str:
        """The address to write in a page: it changes with the content. Raises KeyError when there is no such file."""
        fichier = self.find(adresse)
        if fichier is None:
            raise KeyError(adresse)
        return f"{adresse}?v={fichier.empreinte}"

    def list_adresses(self) -> list[str]:
        """Every address that can be asked for."""
        return [*self._faits, *self._chemins]

    def is_ready(self, adresse: str) -> bool:
        """Whether giving it costs nothing: it is in memory, or there is no such file."""
        return adresse in self._faits or adresse not in self._chemins or self._lus.find(adresse) is not None

    def find(self, adresse: str) -> Fichier | None:
        """The file of this address, read and compressed the first time."""
        if fait := self._faits.get(adresse):
            return fait
        chemin = self._chemins.get(adresse)
        if chemin is None:
            return None
        return self._lus.get(adresse, lambda: build_fichier(chemin.read_bytes(), chemin.suffix))


def choose_conservation(adresse: str, version: str, fichier: Fichier) -> str:
    """How long a browser may keep what it was given; ``version`` is what the address asked for (``?v=…``)."""
    # Streamlit's files are named by their content; so are fonts, whose name would change with them.
    if adresse.startswith("/static/") or version == fichier.empreinte or (adresse.endswith(".woff2") and not version):
        return UN_AN
    return UNE_HEURE
