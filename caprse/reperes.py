"""``docs/reperes.md``: the pages, the settings, the commands and the make targets, as the code has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import click

from caprse.acces.regles import LIBELLES
from caprse.cli import main
from caprse.entree import SANS_MENU
from caprse.pages import ENTREES
from caprse.socle.reglages import AIDE, Reglages

RACINE = Path(__file__).parents[1]
PAGE = RACINE / "docs" / "reperes.md"
ENTETE = """# Repères

Ce que le code offre aujourd’hui. Cette page est écrite par `make reperes` ; un test la compare au code.
"""


def build_reperes() -> str:
    """The whole page."""
    parties = (
        ("Les pages", ("page", "adresse", "menu", "qui la voit"), list_pages()),
        ("Les réglages", ("variable", "par défaut", "à quoi elle sert"), list_reglages()),
        ("Les commandes", ("commande", "ce qu’elle fait"), list_commandes(main, "caprse")),
        ("Les cibles de make, pour qui développe", ("cible", "ce qu’elle fait, en anglais"), list_cibles()),
    )
    return "\n".join([ENTETE, *(_format_partie(*partie) for partie in parties)])


def list_pages() -> Iterator[tuple[str, ...]]:
    """Title, address, place in the menu, roles."""
    for entree in ENTREES:
        roles = ", ".join(LIBELLES[role] for role in LIBELLES if role in entree.roles) or "tout le monde"
        yield entree.titre, f"`/{entree.nom}`", "par un lien" if entree.section == SANS_MENU else entree.section, roles


def list_reglages() -> Iterator[tuple[str, ...]]:
    """Variable, default, use."""
    for champ in fields(Reglages):
        yield f"`CAPRSE_{champ.name.upper()}`", _format_defaut(champ.default), AIDE[champ.name]


def list_commandes(commande: click.Command, nom: str) -> Iterator[tuple[str, ...]]:
    """Each command with its arguments, and the first sentence of its help."""
    if isinstance(commande, click.Group):
        for suite, fille in sorted(commande.commands.items()):
            yield from list_commandes(fille, f"{nom} {suite}")
        return
    arguments = [p.make_metavar(click.Context(commande)) for p in commande.params if isinstance(p, click.Argument)]
    yield f"`{' '.join([nom, *arguments])}`", commande.get_short_help_str(200)


def list_cibles() -> list[tuple[str, ...]]:
    """Each target of the Makefile that says what it does."""
    makefile = (RACINE / "Makefile").read_text(encoding="utf-8")
    return [(f"`make {nom}`", aide) for nom, aide in re.findall(r"^([a-z]+):.*?## (.+)$", makefile, re.MULTILINE)]


def _format_partie(titre: str, colonnes: tuple[str, ...], lignes: Iterable[tuple[str, ...]]) -> str:
    corps = [colonnes, ("---",) * len(colonnes), *lignes]
    return f"## {titre}\n\n" + "\n".join(f"| {' | '.join(ligne)} |" for ligne in corps) + "\n"


def _format_defaut(valeur: object) -> str:
    if valeur is None or valeur == "":
        return "—"
    return f"`{int(valeur)}`" if isinstance(valeur, bool) else f"`{valeur}`"


if __name__ == "__main__":
    PAGE.write_text(build_reperes(), encoding="utf-8")
