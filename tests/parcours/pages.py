"""Which pages of ``caprse/pages.py`` the journey that walks them all visits, and as whom."""

from __future__ import annotations

from caprse.pages import BIENVENUE, ENTREES
from tests.monde import PERSONNES

# One person for each way to see the site: those who direct, who write, who only read, who animate, who administer…
VISITEURS = ("alice", "ali", "aya", "anna", "adam", "fanny", "personne")


def list_pages(nom: str) -> list[str]:
    """The pages of this person. One that an address completes is visited without it: it then says where to choose."""
    role, _ = PERSONNES[nom]
    pages = [entree.nom for entree in ENTREES if not entree.roles or role in entree.roles]
    return pages if role else [BIENVENUE, *pages]
