"""``caprse collectif``, ``caprse structures``, ``caprse trimestre``: what an operator types."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from caprse.acces.unite import Unit, open_unit_systeme
from caprse.collectif.adhesions import add_adhesion
from caprse.collectif.annuaire import read_annuaire
from caprse.collectif.calendrier import Calendrier, create_calendrier, get_calendrier
from caprse.collectif.ouverture import open_trimestre
from caprse.collectif.regles import LIBELLES_ETAT, EtatTrimestre
from caprse.collectif.service import create_collectif, find_collectif, list_collectifs
from caprse.collectif.structures import find_structure, import_structures, list_structures
from caprse.referentiel.service import find_version, get_referentiel
from caprse.socle.commande import ErreurCommande, avec_installation
from caprse.socle.dates import format_date, format_pluriel


class Jour(click.ParamType[date]):
    """A day typed as 2025-09-16."""

    name = "AAAA-MM-JJ"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"« {value} » n'est pas une date. Écrivez-la comme 2025-09-16.", param, ctx)


_collectif = click.option("--collectif", "nom", required=True, help="Nom du collectif.")


@click.group()
def collectif() -> None:
    """Créer un collectif, y faire adhérer des structures."""


@click.group()
def structures() -> None:
    """Importer l'annuaire des structures, les lister."""


@click.group()
def trimestre() -> None:
    """Lister les trimestres, en ouvrir un."""


@contextmanager
def _unit() -> Iterator[Unit]:
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        yield unit


@collectif.command()
@click.argument("nom")
@click.option("--debut", type=Jour(), required=True, help="Premier jour, comme 2025-09-16.")
@click.option("--mois", type=int, required=True, help="Durée en mois.")
@click.option("--referentiel", "cle", required=True, help="Nom d'un référentiel importé, comme « travail ».")
@click.option("--seuil", default=5, show_default=True, help="Autres structures qu'il faut pour montrer une médiane.")
def creer(nom: str, debut: date, mois: int, cle: str, seuil: int) -> None:
    """Créer le collectif NOM et son calendrier : un trimestre par thématique du référentiel."""
    with _unit() as unit:
        version = find_version(unit.db, cle)
        collectif_id = create_collectif(unit, nom, debut, mois, seuil)
        create_calendrier(unit, collectif_id, version.id)
        calendrier = get_calendrier(unit, collectif_id)
        lignes = _format_calendrier(unit, calendrier)
    click.echo(f"Collectif « {calendrier.nom} » créé, du {format_date(debut)} au {format_date(calendrier.fin)}.")
    for ligne in lignes:
        click.echo(ligne)


@collectif.command("lister")
def lister_collectifs() -> None:
    """Lister les collectifs."""
    with _unit() as unit:
        collectifs = list_collectifs(unit)
    for ligne in collectifs:
        ouvert = f"trimestre {ligne.ouvert} ouvert" if ligne.ouvert else "aucun trimestre ouvert"
        click.echo(
            f"{ligne.nom} · depuis le {format_date(ligne.debut)}, {ligne.mois} mois · "
            f"{format_pluriel(ligne.adherentes, 'structure adhérente', 'structures adhérentes')} · "
            f"{format_pluriel(ligne.trimestres, 'trimestre')}, {ouvert}"
        )
    if not collectifs:
        click.echo("Aucun collectif pour le moment.")


@collectif.command()
@click.argument("nom")
@click.option("--structure", "noms", multiple=True, required=True, help="Nom d'une structure ; à répéter.")
@click.option(
    "--du",
    type=Jour(),
    help="Premier jour d'adhésion. Sinon : début du collectif si aucun trimestre n'a été ouvert, ou aujourd'hui.",
)
def adherer(nom: str, noms: tuple[str, ...], du: date | None) -> None:
    """Faire adhérer des structures au collectif NOM ; si un nom ne va pas, rien n'est fait."""
    with _unit() as unit:
        ici = find_collectif(unit, nom)
        presentes = list_structures(unit, ici.id)
        voulues = [find_structure(presentes, texte) for texte in noms]
        commence = any(t.etat != EtatTrimestre.PREPARE for t in get_calendrier(unit, ici.id).trimestres)
        premier = du or (unit.today if commence else ici.debut)
        faites = [(structure, add_adhesion(unit, ici.id, structure.id, premier)) for structure in voulues]
    for structure, faite in faites:
        suite = f"adhère depuis le {format_date(premier)}" if faite.nouvelle else "adhérait déjà"
        carnet = ", carnet du trimestre ouvert créé" if faite.carnet_cree else ""
        click.echo(f"{structure.libelle} : {suite}{carnet}.")


@structures.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@_collectif
def importer(fichier: Path, nom: str) -> None:
    """Importer les structures de FICHIER (CSV : departement, nom, types, commune). Se relance sans rien doubler."""
    lecture = read_annuaire(fichier)
    if lecture.erreurs:
        raise ErreurCommande("\n  - ".join(["le fichier est refusé, rien n'a été importé.", *lecture.erreurs]))
    with _unit() as unit:
        bilan = import_structures(unit, find_collectif(unit, nom).id, lecture.lignes)
    click.echo(
        f"{format_pluriel(len(lecture.lignes), 'structure lue', 'structures lues')} : "
        f"{format_pluriel(bilan.creees, 'créée')}, {format_pluriel(bilan.inchangees, 'inchangée')}, "
        f"{format_pluriel(bilan.differentes, 'différente')} du cahier (non modifiée)."
    )
    if bilan.a_verifier:
        click.echo("À vérifier :")
    for phrase in bilan.a_verifier:
        click.echo(f"  - {phrase}")


@structures.command("lister")
@_collectif
def lister_structures(nom: str) -> None:
    """Lister les structures d'un collectif."""
    with _unit() as unit:
        lignes = list_structures(unit, find_collectif(unit, nom).id)
        jour = unit.today
    for ligne in lignes:
        morceaux = [ligne.libelle, "/".join(ligne.types) or "type inconnu"]
        if ligne.is_adherente(jour) and ligne.du is not None:
            morceaux.append(f"adhère depuis le {format_date(ligne.du)}")
        if ligne.a_verifier:
            morceaux.append(f"à vérifier : {' ; '.join(ligne.a_verifier)}")
        click.echo(" · ".join(morceaux))
    click.echo(f"{format_pluriel(len(lignes), 'structure')}.")


@trimestre.command("lister")
@_collectif
def lister_trimestres(nom: str) -> None:
    """Lister les trimestres d'un collectif."""
    with _unit() as unit:
        lignes = _format_calendrier(unit, get_calendrier(unit, find_collectif(unit, nom).id))
    for ligne in lignes or ["Ce collectif n'a pas encore de calendrier."]:
        click.echo(ligne)


@trimestre.command()
@_collectif
@click.option("--numero", type=int, required=True, help="Numéro du trimestre.")
@click.option("--hors-ordre", is_flag=True, help="L'ouvrir même si un trimestre d'avant n'a pas encore été ouvert.")
def ouvrir(nom: str, numero: int, hors_ordre: bool) -> None:
    """Ouvrir un trimestre : chaque structure adhérente reçoit son carnet."""
    with _unit() as unit:
        calendrier = get_calendrier(unit, find_collectif(unit, nom).id)
        voulu = next((t for t in calendrier.trimestres if t.numero == numero), None)
        if voulu is None:
            raise ErreurCommande(f"Le collectif « {calendrier.nom} » n'a pas de trimestre {numero}.")
        ouverture = open_trimestre(unit, voulu.id, hors_ordre=hors_ordre)
    if ouverture.deja_ouvert:
        click.echo(f"Le trimestre {numero} était déjà ouvert : rien n'a changé.")
    else:
        click.echo(f"Trimestre {numero} ouvert : {format_pluriel(ouverture.carnets, 'carnet créé', 'carnets créés')}.")


def _format_calendrier(unit: Unit, calendrier: Calendrier) -> list[str]:
    return [
        f"{t.numero}. {get_referentiel(unit.db, t.referentiel_id).thematique(t.thematique).titre} · "
        f"{format_date(t.debut)} – {format_date(t.fin)} · {LIBELLES_ETAT[t.etat]} · "
        f"{format_pluriel(len(t.rencontres), 'rencontre')}"
        for t in calendrier.trimestres
    ]
