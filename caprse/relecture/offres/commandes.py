"""``caprse offres``: the catalogue of a collectif, read from a file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click

from caprse.collectif.commandes import open_commande, option_collectif
from caprse.collectif.service import find_collectif
from caprse.relecture.offres.lecture import FICHIER_MAX, read_catalogue
from caprse.relecture.offres.schema import Catalogue
from caprse.relecture.offres.service import list_codes, replace_catalogue
from caprse.socle.commande import ErreurCommande
from caprse.socle.francais import format_pluriel


@click.group()
def offres() -> None:
    """Vérifier et importer ce que la délégation offre à un collectif (offre modulaire)."""


@offres.command()
@click.argument("fichier", type=click.Path(path_type=Path))
def verifier(fichier: Path) -> None:
    """Lire le catalogue FICHIER (.yaml) et dire toutes ses erreurs."""
    click.echo(f"Catalogue valide : {_count(_load(fichier))}.")


@offres.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@option_collectif
def importer(fichier: Path, nom: str) -> None:
    """Mettre le catalogue FICHIER (.yaml) à la place de celui du collectif : tout, ou rien."""
    with open_commande() as unit:
        collectif_id = find_collectif(unit, nom).id
        bilan = replace_catalogue(unit, collectif_id, _load(fichier, list_codes(unit, collectif_id)))
    click.echo(f"Catalogue importé : {bilan}.")


def _load(fichier: Path, criteres: Collection[str] | None = None) -> Catalogue:
    try:
        with fichier.open("rb") as flux:
            octets = flux.read(FICHIER_MAX + 1)
    except OSError as erreur:
        raise ErreurCommande(f"Impossible de lire {fichier}.") from erreur
    lecture = read_catalogue(fichier.name, octets, criteres)
    if lecture.catalogue is None:
        lignes = "\n".join(str(erreur) for erreur in lecture.erreurs)
        raise ErreurCommande(f"{format_pluriel(len(lecture.erreurs), 'erreur')}, rien n’a été changé.\n{lignes}")
    return lecture.catalogue


def _count(catalogue: Catalogue) -> str:
    exemple = " (exemples à remplacer)" if catalogue.illustratif else ""
    return f"{format_pluriel(len(catalogue.offres), 'offre')}{exemple}"
