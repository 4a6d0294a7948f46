"""A whole workbook on a free port, in its own process: attacks go through its real socket."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from caprse.socle.base_locale import BaseLocale
from tests.base import GABARIT, create_base, drop_base
from tests.parcours.site import Site, fill_base, open_site

_numeros = count(1)


@contextmanager
def open_cahier(serveur: BaseLocale, **reglages: str) -> Iterator[Site]:
    """A workbook of its own, with these settings; both it and its base are gone at the end."""
    base = f"portes_{next(_numeros)}"
    dossier = Path(tempfile.mkdtemp(prefix="caprse-portes-"))
    create_base(serveur, base, GABARIT)
    with open_site(serveur, base, fill_base(serveur, base), dossier, reglages) as site:
        yield site
    drop_base(serveur, base)
    shutil.rmtree(dossier)


@pytest.fixture(scope="package")
def site(serveur: BaseLocale) -> Iterator[Site]:
    with open_cahier(serveur) as site:
        yield site
