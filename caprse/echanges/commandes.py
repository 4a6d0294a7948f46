"""``caprse exporter-structure``, ``importer-structure``: a structure moves; ``exporter-reponses``: for an analyst.

``caprse purger``: what is too old goes away.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import func, select

from caprse.acces.unite import Unit, open_unit_systeme
from caprse.collectif.commandes import option_collectif
from caprse.collectif.modele import Structure
from caprse.collectif.service import find_collectif
from caprse.courrier.conservation import REGLES
from caprse.echanges.personne.purge import purge
from caprse.echanges.portage.archive import ARCHIVE_MAX, ArchiveRefusee
from caprse.echanges.portage.arrivee import import_structure
from caprse.echanges.portage.service import export_structure
from caprse.echanges.reponses_longues.service import write_reponses
from caprse.socle.commande import ErreurCommande, avec_installation
from caprse.socle.francais import fold, format_pluriel


@click.command("exporter-structure")
@click.argument("structure")
@click.argument("fichier", type=click.Path(path_type=Path))
@option_collectif
def exporter_structure(structure: str, fichier: Path, nom: str) -> None:
    """Écrire dans FICHIER (.zip) tout ce que STRUCTURE possède, pour une autre installation."""
    check_absent(fichier)
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        octets = export_structure(unit, find_structure(unit, find_collectif(unit, nom).id, structure))
    try:
        # It holds names and confidential traces: for its owner's eyes.
        fichier.touch(mode=0o600)
        fichier.write_bytes(octets)
    except OSError as erreur:
        raise ErreurCommande(f"Impossible d’écrire dans {fichier} ({erreur.strerror}).") from erreur
    click.echo(f"Écrit : {fichier}")


@click.command("exporter-reponses")
@click.argument("fichier", type=click.Path(path_type=Path))
@option_collectif
@click.option("--structure", help="Nom d’une structure ; sans elle, toutes celles du collectif.")
def exporter_reponses(fichier: Path, nom: str, structure: str | None) -> None:
    """Écrire dans FICHIER (.zip) les réponses en format long (CSV, Parquet) et leur dictionnaire.

    Les carnets qui ne sont pas transmis n’y sont pas, sauf ceux des trimestres clos.
    """
    check_absent(fichier)
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        collectif_id = find_collectif(unit, nom).id
        structure_id = find_structure(unit, collectif_id, structure) if structure else None
        try:
            fichier.touch(mode=0o600)
            with fichier.open("wb") as sortie:
                write_reponses(unit, collectif_id, structure_id, sortie)
        except OSError as erreur:
            raise ErreurCommande(f"Impossible d’écrire dans {fichier} ({erreur.strerror}).") from erreur
    click.echo(f"Écrit : {fichier}")


def check_absent(fichier: Path) -> None:
    """Nothing is written over. Raises ErreurCommande."""
    if fichier.exists():
        raise ErreurCommande(f"Le fichier {fichier} existe déjà ; rien n’a été écrit.")


def find_structure(unit: Unit, collectif_id: UUID, nom: str) -> UUID:
    """The one structure of this name. Raises ErreurCommande."""
    trouvees = unit.db.scalars(
        select(Structure.id).where(Structure.collectif_id == collectif_id, func.fold(Structure.nom) == fold(nom))
    ).all()
    if len(trouvees) != 1:
        raise ErreurCommande(f"{len(trouvees)} structures s’appellent « {nom} » dans ce collectif.")
    return trouvees[0]


@click.command("importer-structure")
@click.argument("fichier", type=click.Path(path_type=Path))
@option_collectif
@click.option("--appliquer", is_flag=True, help="Importer vraiment ; sans elle, c’est un essai.")
def importer_structure(fichier: Path, nom: str, appliquer: bool) -> None:
    """Reprendre de FICHIER (.zip) une structure d’une autre installation : tout, ou rien.

    Le collectif est créé s’il n’existe pas encore.
    """
    try:
        with fichier.open("rb") as flux:
            # What is refused anyway is not read whole.
            octets = flux.read(ARCHIVE_MAX + 1)
    except OSError as erreur:
        raise ErreurCommande(f"Le fichier {fichier} ne se lit pas ({erreur.strerror}).") from erreur
    with avec_installation() as installation:
        try:
            reprise = import_structure(installation, octets, nom, appliquer=appliquer)
        except ArchiveRefusee as refus:
            raisons = "\n  - ".join(refus.raisons)
            raise ErreurCommande(f"L’archive est refusée, rien n’a été importé.\n  - {raisons}") from refus
    for quoi, nombre in reprise.compte.items():
        click.echo(f"{quoi} : {nombre}")
    if reprise.structure_id is None:
        click.echo("C’est un essai : rien n’a été écrit. Pour importer, ajoutez --appliquer.")
    else:
        click.echo(f"« {reprise.nom} » est importée. Invitez sa direction : « caprse acces inviter ».")


@click.command()
@click.option("--appliquer", is_flag=True, help="Supprimer vraiment ; sans elle, c’est un essai.")
def purger(appliquer: bool) -> None:
    """Supprimer ce qui est trop vieux pour être gardé, sorte par sorte ; d’abord, seulement le compter."""
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        comptes = purge(unit, appliquer=appliquer)
    for sorte, nombre in comptes.items():
        regle = REGLES[sorte]
        quoi = format_pluriel(nombre, regle.un, regle.plusieurs)
        click.echo(f"{quoi} : plus de {format_pluriel(regle.duree.days, 'jour')} depuis {regle.depuis}")
    click.echo("Supprimé." if appliquer else "C’est un essai : rien n’a changé. Pour supprimer, ajoutez --appliquer.")
