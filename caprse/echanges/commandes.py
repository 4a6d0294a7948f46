"""``caprse exporter-structure``, ``caprse importer-structure``: a structure moves to another installation."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import func, select

from caprse.acces.unite import open_unit_systeme
from caprse.collectif.commandes import option_collectif
from caprse.collectif.modele import Structure
from caprse.collectif.service import find_collectif
from caprse.echanges.portage.archive import ARCHIVE_MAX, ArchiveRefusee
from caprse.echanges.portage.arrivee import import_structure
from caprse.echanges.portage.service import export_structure
from caprse.socle.commande import ErreurCommande, avec_installation
from caprse.socle.francais import fold


@click.command("exporter-structure")
@click.argument("structure")
@click.argument("fichier", type=click.Path(path_type=Path))
@option_collectif
def exporter_structure(structure: str, fichier: Path, nom: str) -> None:
    """Écrire dans FICHIER (.zip) tout ce que STRUCTURE possède, pour une autre installation."""
    if fichier.exists():
        raise ErreurCommande(f"Le fichier {fichier} existe déjà ; rien n’a été écrit.")
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        collectif_id = find_collectif(unit, nom).id
        trouvees = unit.db.scalars(
            select(Structure.id).where(
                Structure.collectif_id == collectif_id, func.fold(Structure.nom) == fold(structure)
            )
        ).all()
        if len(trouvees) != 1:
            raise ErreurCommande(f"{len(trouvees)} structures s’appellent « {structure} » dans ce collectif.")
        octets = export_structure(unit, trouvees[0])
    try:
        # It holds names and confidential traces: for its owner's eyes.
        fichier.touch(mode=0o600)
        fichier.write_bytes(octets)
    except OSError as erreur:
        raise ErreurCommande(f"Impossible d’écrire dans {fichier} ({erreur.strerror}).") from erreur
    click.echo(f"Écrit : {fichier}")


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
