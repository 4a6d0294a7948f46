"""``caprse referentiel …-classeur``: a référentiel as a workbook, and back."""

from __future__ import annotations

from pathlib import Path

import click

from caprse.referentiel.classeur.ecriture import write_classeur
from caprse.referentiel.classeur.ecriture_yaml import write_yaml
from caprse.referentiel.classeur.ouverture import CLASSEUR_MAX
from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.classeur.vide import write_classeur_vide
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.socle.commande import ErreurCommande
from caprse.socle.francais import format_pluriel


@click.command("vers-classeur")
@click.argument("dossier", type=click.Path(path_type=Path))
@click.argument("fichier", type=click.Path(path_type=Path))
def vers_classeur(dossier: Path, fichier: Path) -> None:
    """Écrire le référentiel de DOSSIER dans le classeur FICHIER (.xlsx)."""
    contenu = verify_dossier(dossier).referentiel
    if contenu is None:
        raise ErreurCommande(f"Le dossier {dossier} a des erreurs : voyez « caprse referentiel verifier {dossier} ».")
    _write(fichier, write_classeur(contenu))


@click.command("classeur-vide")
@click.argument("fichier", type=click.Path(path_type=Path))
def classeur_vide(fichier: Path) -> None:
    """Écrire dans FICHIER (.xlsx) un classeur vide, à remplir pour faire un premier référentiel."""
    _write(fichier, write_classeur_vide())


@click.command("depuis-classeur")
@click.argument("fichier", type=click.Path(path_type=Path))
@click.argument("dossier", type=click.Path(path_type=Path))
def depuis_classeur(fichier: Path, dossier: Path) -> None:
    """Écrire dans DOSSIER (nouveau ou vide) le référentiel du classeur FICHIER, ou dire toutes ses erreurs."""
    try:
        with fichier.open("rb") as flux:
            octets = flux.read(CLASSEUR_MAX + 1)
    except OSError as erreur:
        raise ErreurCommande(f"Le fichier {fichier} ne se lit pas.") from erreur
    verification = read_classeur(octets)
    if verification.referentiel is None:
        for constat in verification.constats:
            click.echo(str(constat))
        click.echo(f"{format_pluriel(len(verification.constats), 'erreur', 'erreurs')}. Rien n’a été écrit.")
        raise SystemExit(1)
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        if any(dossier.iterdir()):
            raise ErreurCommande(f"Le dossier {dossier} n’est pas vide : rien n’a été écrit. Donnez-en un autre.")
        for nom, texte in write_yaml(verification.referentiel).items():
            (dossier / nom).write_text(texte, encoding="utf-8")
    except OSError as erreur:
        raise ErreurCommande(f"Impossible d’écrire dans {dossier}.") from erreur
    click.echo(f"Écrit : {dossier}")


def _write(fichier: Path, octets: bytes) -> None:
    try:
        fichier.write_bytes(octets)
    except OSError as erreur:
        raise ErreurCommande(f"Impossible d’écrire dans {fichier}.") from erreur
    click.echo(f"Écrit : {fichier}")
