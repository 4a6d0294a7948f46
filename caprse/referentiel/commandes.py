"""``caprse referentiel …``: the commands that need no database."""

from __future__ import annotations

from pathlib import Path

import click

from caprse.referentiel.schema import Referentiel
from caprse.referentiel.schemas_json import write_schemas
from caprse.referentiel.verification import verify_dossier


@click.group()
def referentiel() -> None:
    """Vérifier, importer et comparer des référentiels."""


@referentiel.command()
@click.argument("dossier", type=click.Path(path_type=Path))
def verifier(dossier: Path) -> None:
    """Vérifier le référentiel écrit en YAML dans DOSSIER et dire toutes ses erreurs."""
    verification = verify_dossier(dossier)
    if verification.referentiel is not None:
        click.echo(f"{summarize(verification.referentiel)} Aucune erreur.")
        return
    for erreur in verification.erreurs:
        click.echo(str(erreur))
    click.echo(f"{_count(len(verification.erreurs), 'erreur', 'erreurs')}.")
    raise SystemExit(1)


@referentiel.command()
@click.argument("dossier_de_sortie", type=click.Path(path_type=Path))
def schemas(dossier_de_sortie: Path) -> None:
    """Écrire dans DOSSIER_DE_SORTIE les schémas JSON qui aident les éditeurs de texte."""
    try:
        chemins = write_schemas(dossier_de_sortie)
    except OSError as erreur:
        raise click.ClickException(f"Impossible d'écrire dans {dossier_de_sortie}.") from erreur
    for chemin in chemins:
        click.echo(f"Écrit : {chemin}")


def summarize(contenu: Referentiel) -> str:
    """One sentence on a valid référentiel."""
    enjeux = sum(len(thematique.enjeux) for thematique in contenu.thematiques)
    criteres = sum(len(thematique.criteres) for thematique in contenu.thematiques)
    nombres = (
        _count(len(contenu.thematiques), "thématique", "thématiques"),
        _count(enjeux, "enjeu", "enjeux"),
        _count(criteres, "critère", "critères"),
        _count(len(contenu.echelle), "niveau", "niveaux"),
    )
    return f"Référentiel {contenu.id} {contenu.version} : {', '.join(nombres)}."


def _count(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {un if nombre < 2 else plusieurs}"
