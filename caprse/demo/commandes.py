"""``caprse demo``: fill an empty base with invented data."""

from __future__ import annotations

import click

from caprse.demo.calendrier import TRIMESTRES_MAX
from caprse.demo.fiction import COLLECTIF, STRUCTURES_MAX
from caprse.demo.service import create_demo
from caprse.socle.commande import avec_installation
from caprse.socle.francais import format_nombre


@click.command()
@click.option("--structures", default=10, show_default=True, help=f"Nombre de structures, au plus {STRUCTURES_MAX}.")
@click.option("--trimestres", default=6, show_default=True, help=f"Nombre de trimestres, au plus {TRIMESTRES_MAX}.")
@click.option("--referentiel", "cle", help="Référentiel importé à utiliser, s’il y en a plusieurs.")
def demo(structures: int, trimestres: int, cle: str | None) -> None:
    """Remplir une base vide de données inventées, marquées comme telles."""
    with avec_installation() as installation:
        bilan = create_demo(installation, structures, trimestres, cle, entouree=True)
    click.echo(
        f"« {COLLECTIF} » créé : structures : {format_nombre(bilan.structures)} ; trimestres : {bilan.trimestres} ; "
        f"réponses : {format_nombre(bilan.reponses)}."
    )
