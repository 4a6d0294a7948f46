"""``caprse referentiel …``: the commands that need no database, and the one that verifies a correspondence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from caprse.acces.unite import open_unit_systeme
from caprse.referentiel.classeur.commandes import classeur_vide, depuis_classeur, vers_classeur
from caprse.referentiel.correspondances.fichier import read_correspondance
from caprse.referentiel.fichiers.document import LANGUES
from caprse.referentiel.fichiers.lecture import FICHIER_MAX
from caprse.referentiel.fichiers.typographie import list_lignes, typeset_yaml
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.langues.schema import Traduction, list_manques
from caprse.referentiel.revues import list_lois_a_relire, list_renvois_a_revoir
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.schemas_json import write_schemas
from caprse.referentiel.service import find_version, get_referentiel
from caprse.socle.commande import ErreurCommande, avec_installation
from caprse.socle.dates import FUSEAU
from caprse.socle.francais import format_pluriel
from caprse.socle.postgres.horloge import HorlogeBase


@click.group()
def referentiel() -> None:
    """Vérifier, importer et comparer des référentiels."""


for _commande in (vers_classeur, depuis_classeur, classeur_vide):
    referentiel.add_command(_commande)


@referentiel.command()
@click.argument("dossier", type=click.Path(path_type=Path))
def verifier(dossier: Path) -> None:
    """Vérifier le référentiel écrit en YAML dans DOSSIER et dire toutes ses erreurs."""
    verification = verify_dossier(dossier)
    if verification.referentiel is not None:
        _say_langues(verification.traductions, verification.referentiel)
        click.echo(f"{summarize(verification.referentiel)} Aucune erreur.")
        _say_typographie(dossier)
        return
    for erreur in verification.erreurs:
        click.echo(str(erreur))
    click.echo(f"{format_pluriel(len(verification.erreurs), 'erreur', 'erreurs')}.")
    raise SystemExit(1)


@referentiel.command()
@click.argument("dossier", type=click.Path(path_type=Path))
def typographier(dossier: Path) -> None:
    """Mettre les apostrophes et les espaces du français dans les fichiers de DOSSIER, sans toucher au reste."""
    _load_dossier(dossier)
    for fichier in _list_fichiers(dossier):
        source = fichier.read_text(encoding="utf-8")
        lignes = list_lignes(source)
        if lignes:
            fichier.write_text(typeset_yaml(source), encoding="utf-8", newline="")
            click.echo(f"{fichier.name} : {format_pluriel(len(lignes), 'ligne corrigée', 'lignes corrigées')}.")
    click.echo("La typographie est à jour.")


@referentiel.command()
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option(
    "--plus-vieux-que", "jours", type=click.IntRange(0), default=365, metavar="JOURS", help="Nombre de jours (365)."
)
def lois(dossier: Path, jours: int) -> None:
    """Dire quelles obligations de DOSSIER n’ont pas été relues depuis plus d’un an."""
    lignes = list(list_lois_a_relire(_load_dossier(dossier), HorlogeBase()().astimezone(FUSEAU).date(), jours))
    for ligne in lignes:
        click.echo(ligne)
    click.echo(f"{format_pluriel(len(lignes), 'obligation à relire', 'obligations à relire')}.")


@referentiel.command()
@click.argument("dossier", type=click.Path(path_type=Path))
def renvois(dossier: Path) -> None:
    """Dire ce qui manque dans les renvois de DOSSIER : entrées sans critère, critères sans renvoi, liens faibles."""
    lignes = list(list_renvois_a_revoir(_load_dossier(dossier)))
    for ligne in lignes:
        click.echo(ligne)
    click.echo(f"{format_pluriel(len(lignes), 'point à revoir', 'points à revoir')}.")


@referentiel.command()
@click.argument("dossier_de_sortie", type=click.Path(path_type=Path))
def schemas(dossier_de_sortie: Path) -> None:
    """Écrire dans DOSSIER_DE_SORTIE les schémas JSON qui aident les éditeurs de texte."""
    try:
        chemins = write_schemas(dossier_de_sortie)
    except OSError as erreur:
        raise click.ClickException(f"Impossible d’écrire dans {dossier_de_sortie}.") from erreur
    for chemin in chemins:
        click.echo(f"Écrit : {chemin}")


@referentiel.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--de", "ancien", required=True, help="Version que l’on quitte : « travail@0.1.0 », ou un dossier.")
@click.option("--vers", "nouveau", required=True, help="Version où l’on va : « travail@0.2.0 », ou un dossier.")
def correspondance(fichier: Path, ancien: str, nouveau: str) -> None:
    """Vérifier le FICHIER de correspondance d’une version à une autre et dire toutes ses erreurs."""
    try:
        with fichier.open("rb") as flux:
            octets = flux.read(FICHIER_MAX + 1)
    except OSError as erreur:
        raise ErreurCommande(f"Le fichier {fichier} ne se lit pas.") from erreur
    de, vers = (load_version(nom) for nom in (ancien, nouveau))
    lecture = read_correspondance(fichier.name, octets, de, vers)
    if lecture.correspondance is None:
        for faute in lecture.erreurs:
            click.echo(str(faute))
        click.echo(f"{format_pluriel(len(lecture.erreurs), 'erreur', 'erreurs')}.")
        raise SystemExit(1)
    retires = sum(ligne.retire is not None for ligne in lecture.correspondance.lignes.values())
    click.echo(
        f"De {de.id} {de.version} à {vers.version} : "
        f"{format_pluriel(len(lecture.correspondance.lignes), 'ancien critère', 'anciens critères')}, "
        f"dont {format_pluriel(retires, 'retiré', 'retirés')} ; "
        f"{format_pluriel(len(lecture.correspondance.nouveaux), 'nouveau critère', 'nouveaux critères')}. "
        "Aucune erreur."
    )


def load_version(nom: str) -> Referentiel:
    """The référentiel of a folder, or of a stored version named « travail@0.1.0 ». Raises ErreurCommande."""
    if Path(nom).is_dir():
        return _load_dossier(Path(nom))
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        cle, _, version = nom.partition("@")
        return get_referentiel(unit.db, find_version(unit.db, cle, version or None).id)


def _load_dossier(dossier: Path) -> Referentiel:
    verification = verify_dossier(dossier)
    if verification.referentiel is None:
        raise ErreurCommande(f"Le dossier {dossier} a des erreurs : voyez « caprse referentiel verifier {dossier} ».")
    return verification.referentiel


def _list_fichiers(dossier: Path) -> list[Path]:
    """The files of a verified folder, by name: it holds no other YAML."""
    return sorted(dossier.glob("*.yaml"))


def _say_langues(traductions: Sequence[Traduction], referentiel: Referentiel) -> None:
    """Which languages there are, and what is read in French in each: warnings, which refuse nothing."""
    for traduction in traductions:
        etat = "relue" if traduction.relue else "à relire"
        click.echo(f"Traduction en {traduction.nom_francais} ({traduction.langue}), {etat}.")
        manques = list_manques(traduction, referentiel)
        if manques:
            nombre = format_pluriel(len(manques), "critère se lira", "critères se liront")
            fichier = f"{LANGUES}/{traduction.langue}.yaml"
            click.echo(f"{fichier}:1: LANGUE-INCOMPLETE {nombre} en français : {', '.join(manques)}.")


def _say_typographie(dossier: Path) -> None:
    """What typesetting would change: warnings, which refuse nothing."""
    trouvees = 0
    for fichier in _list_fichiers(dossier):
        for ligne in list_lignes(fichier.read_text(encoding="utf-8")):
            click.echo(f"{fichier.name}:{ligne}: TYPOGRAPHIE apostrophe droite ou espace ordinaire devant un signe.")
            trouvees += 1
    if trouvees:
        avertissements = format_pluriel(trouvees, "avertissement", "avertissements")
        click.echo(f"{avertissements} : « caprse referentiel typographier {dossier} » les corrige.")


def summarize(contenu: Referentiel) -> str:
    """One sentence on a valid référentiel."""
    enjeux = sum(len(thematique.enjeux) for thematique in contenu.thematiques)
    criteres = sum(len(thematique.criteres) for thematique in contenu.thematiques)
    nombres = (
        format_pluriel(len(contenu.thematiques), "thématique", "thématiques"),
        format_pluriel(enjeux, "enjeu", "enjeux"),
        format_pluriel(criteres, "critère", "critères"),
        format_pluriel(len(contenu.echelle), "niveau", "niveaux"),
    )
    return f"Référentiel {contenu.id} {contenu.version} : {', '.join(nombres)}."
