"""``caprse …``: the operator's commands. Each room brings its own group; those of the whole house stand here."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from caprse.acces.commandes import acces
from caprse.acces.unite import open_unit_systeme
from caprse.demo.commandes import demo
from caprse.echanges.commandes import exporter_reponses, exporter_structure, importer_structure, purger
from caprse.garde.regles import explain_interpreteur
from caprse.migrations import TABLES_TEMOINS, migrate
from caprse.referentiel.commandes import referentiel, summarize
from caprse.referentiel.comparaison import compare, format_comparaison
from caprse.referentiel.fichiers.livres import TRAVAIL
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.langues.service import replace_traductions
from caprse.referentiel.service import find_version, get_referentiel, import_referentiel
from caprse.relecture.offres.commandes import offres
from caprse.restitution.reprise.commandes import GROUPES
from caprse.sante import check_installation, find_faute_de_roles
from caprse.socle.aide import speak_french
from caprse.socle.base import read_refus
from caprse.socle.commande import ErreurCommande, avec_installation
from caprse.socle.installation import Installation
from caprse.socle.reglages import AIDE, Reglages, ReglagesInvalides, load_reglages
from caprse.socle.sauvegarde import dump, restore

speak_french()


@click.group(
    subcommand_metavar="COMMANDE …",
    options_metavar="[OPTIONS]",
    help="Le cahier partagé d’auto-évaluation d’un collectif CAP RSE.",
)
def main() -> None:
    """All commands."""


for _groupe in (
    acces,
    *GROUPES,
    demo,
    offres,
    referentiel,
    exporter_structure,
    importer_structure,
    exporter_reponses,
    purger,
):
    main.add_command(_groupe)


@main.command()
@click.option("--port", default=8501, show_default=True, help="Port d’écoute.")
@click.option("--adresse", default="localhost", show_default=True, help="Adresse d’écoute.")
@click.option("--demo", is_flag=True, help="Entrées et données de démonstration, sur la base locale seulement.")
def lancer(port: int, adresse: str, demo: bool) -> None:
    """Démarrer le cahier ; Ctrl-C l’arrête."""
    # Streamlit takes two seconds to import: only this command needs it.
    from caprse.lancement import RolesRefuses, run_server
    from caprse.socle.base_locale import BaseLocaleImpossible

    try:
        run_server(load_reglages(), port, adresse, demo)
    except (ReglagesInvalides, BaseLocaleImpossible, RolesRefuses) as erreur:
        raise ErreurCommande(str(erreur)) from erreur


@main.command()
def migrer() -> None:
    """Amener la base à la version de ce code."""
    with avec_installation() as installation:
        try:
            version = migrate(_owner_url(installation))
        except DBAPIError as erreur:
            if (phrase := read_refus(erreur)) is None:
                raise
            raise ErreurCommande(phrase) from erreur
        click.echo(f"Base à jour, version {version}.")


@main.command()
def sante() -> None:
    """Dire si la base répond et si ses tables sont à jour (code de sortie 1 sinon)."""
    with avec_installation() as installation:
        en_forme, detail = check_installation(installation)
        if en_forme and (faute := find_faute_de_roles(installation)):
            en_forme, detail = False, detail | {"etat": "en panne", "roles": faute}
    for nom, valeur in detail.items():
        click.echo(f"{nom} : {valeur}")
    if avertissement := explain_interpreteur(sys.version_info[:3]):
        click.echo(f"interpréteur : {avertissement}")
    raise SystemExit(0 if en_forme else 1)


@main.command()
@click.argument("fichier", type=click.Path(path_type=Path))
def sauvegarder(fichier: Path) -> None:
    """Écrire une sauvegarde vérifiée dans FICHIER."""
    with avec_installation() as installation:
        tables = dump(_owner_url(installation), fichier, TABLES_TEMOINS)
    click.echo(f"Sauvegarde écrite et relue : {fichier} ({tables} tables).")


@main.command()
@click.argument("fichier", type=click.Path(path_type=Path))
def restaurer(fichier: Path) -> None:
    """Remettre la sauvegarde FICHIER dans une base vide."""
    with avec_installation() as installation:
        tables = restore(_owner_url(installation), fichier, TABLES_TEMOINS)
    click.echo(f"Sauvegarde restaurée : {tables} tables.")


@main.command()
def reglages() -> None:
    """Lister les réglages, leurs valeurs par défaut et à quoi ils servent."""
    for champ in fields(Reglages):
        defaut = "" if champ.default in {None, ""} else f" (par défaut : {champ.default})"
        click.echo(f"CAPRSE_{champ.name.upper()}{defaut}\n    {AIDE[champ.name]}")


@referentiel.command()
@click.argument("dossier", type=click.Path(path_type=Path), default=TRAVAIL)
def importer(dossier: Path) -> None:
    """Vérifier DOSSIER (sans lui, celui qui est livré) puis l’importer : une version qui ne changera plus, des
    traductions qui se remplacent.
    """
    verification = verify_dossier(dossier)
    if verification.referentiel is None:
        for erreur in verification.erreurs:
            click.echo(str(erreur))
        raise ErreurCommande("Le référentiel est refusé : rien n’a été importé.")
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        version_id, nouvelle = import_referentiel(unit.db, verification.referentiel, verification.lieux)
        langues = replace_traductions(unit.db, version_id, verification.traductions)
    resume = summarize(verification.referentiel)
    if langues:
        resume += f" Traductions : {langues}."
    click.echo(f"{resume} Importé." if nouvelle or langues else f"{resume} Déjà importé : rien n’a changé.")


@referentiel.command()
@click.argument("ancien")
@click.argument("nouveau")
def comparer(ancien: str, nouveau: str) -> None:
    """Comparer deux versions importées (« travail@0.1.0 ») ou deux dossiers."""
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        versions = []
        for nom in (ancien, nouveau):
            if Path(nom).is_dir():
                verification = verify_dossier(Path(nom))
                if verification.referentiel is None:
                    raise ErreurCommande(
                        f"Le dossier {nom} a des erreurs : voyez « caprse referentiel verifier {nom} »."
                    )
                versions.append(verification.referentiel)
            else:
                cle, _, version = nom.partition("@")
                versions.append(get_referentiel(unit.db, find_version(unit.db, cle, version or None).id))
    for ligne in format_comparaison(compare(*versions)):
        click.echo(ligne)


def _owner_url(installation: Installation) -> str:
    if installation.url_migration is None:
        raise ErreurCommande(
            "Donnez CAPRSE_MIGRATION_URL : cette commande agit avec le rôle propriétaire de la base, "
            "que l’application n’a pas."
        )
    return installation.url_migration
