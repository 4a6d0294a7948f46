"""``caprse collectif``, ``caprse structures``, ``caprse trimestre``: what an operator types.

The commands that touch carnets join these groups from the room above.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from caprse.acces.unite import Unit, open_unit_systeme
from caprse.collectif.annuaire.lecture import read_annuaire
from caprse.collectif.calendrier.service import Calendrier, create_calendrier, get_calendrier
from caprse.collectif.importation import examine_structures, import_structures
from caprse.collectif.regles import LIBELLES_ETAT
from caprse.collectif.service import create_collectif, find_collectif, list_collectifs
from caprse.referentiel.service import find_version, get_referentiel
from caprse.socle.commande import ErreurCommande, avec_installation
from caprse.socle.dates import format_date
from caprse.socle.francais import format_pluriel


class Jour(click.ParamType[date]):
    """A day typed as 2025-09-16."""

    name = "AAAA-MM-JJ"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"« {value} » n’est pas une date. Écrivez-la comme 2025-09-16.", param, ctx)


option_collectif = click.option("--collectif", "nom", required=True, help="Nom du collectif.")


@click.group()
def collectif() -> None:
    """Créer un collectif, y faire adhérer des structures."""


@click.group()
def structures() -> None:
    """Importer l’annuaire des structures, les lister."""


@click.group()
def trimestre() -> None:
    """Lister les trimestres, en ouvrir un."""


@contextmanager
def open_commande() -> Iterator[Unit]:
    """The unit of one command, as systeme."""
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        yield unit


@collectif.command()
@click.argument("nom")
@click.option("--debut", type=Jour(), required=True, help="Premier jour, comme 2025-09-16.")
@click.option("--mois", type=int, required=True, help="Durée en mois.")
@click.option("--referentiel", "cle", required=True, help="Nom d’un référentiel importé, comme « travail ».")
@click.option("--seuil", default=5, show_default=True, help="Autres structures qu’il faut pour montrer une médiane.")
@click.option("--mouvement", default=3, show_default=True, help="Structures qui bougent ensemble pour qu’elle bouge.")
def creer(nom: str, debut: date, mois: int, cle: str, seuil: int, mouvement: int) -> None:
    """Créer le collectif NOM et son calendrier : un trimestre par thématique du référentiel."""
    with open_commande() as unit:
        version = find_version(unit.db, cle)
        collectif_id = create_collectif(unit, nom, debut, mois, seuil, mouvement)
        create_calendrier(unit, collectif_id, version.id)
        calendrier = get_calendrier(unit, collectif_id)
        lignes = _format_calendrier(unit, calendrier)
    click.echo(f"Collectif « {calendrier.nom} » créé, du {format_date(debut)} au {format_date(calendrier.fin)}.")
    for ligne in lignes:
        click.echo(ligne)


@collectif.command("lister")
def lister_collectifs() -> None:
    """Lister les collectifs."""
    with open_commande() as unit:
        collectifs = list_collectifs(unit)
    for ligne in collectifs:
        ouvert = f"trimestre\u00a0{ligne.ouvert} ouvert" if ligne.ouvert else "aucun trimestre ouvert"
        click.echo(
            f"{ligne.nom} · depuis le {format_date(ligne.debut)}, {ligne.mois} mois · "
            f"{format_pluriel(ligne.adherentes, 'structure adhérente', 'structures adhérentes')} · "
            f"{format_pluriel(ligne.trimestres, 'trimestre')}, {ouvert}"
        )
    if not collectifs:
        click.echo("Aucun collectif pour le moment.")


@structures.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@option_collectif
@click.option("--essai", is_flag=True, help="Dire ce que l’import ferait, sans rien écrire.")
def importer(fichier: Path, nom: str, essai: bool) -> None:
    """Importer les structures de FICHIER (CSV ou .xlsx : departement, nom, types, commune).

    Se relance sans rien doubler.
    """
    lecture = read_annuaire(fichier)
    if lecture.erreurs:
        raise ErreurCommande("\n  - ".join(["le fichier est refusé, rien n’a été importé.", *lecture.erreurs]))
    with open_commande() as unit:
        agir = examine_structures if essai else import_structures
        bilan = agir(unit, find_collectif(unit, nom).id, lecture.lignes)
    for remarque in lecture.remarques:
        click.echo(remarque)
    creees = format_pluriel(bilan.creees, "à créer", "à créer") if essai else format_pluriel(bilan.creees, "créée")
    click.echo(
        f"{format_pluriel(len(lecture.lignes), 'structure lue', 'structures lues')} : "
        f"{creees}, {format_pluriel(bilan.inchangees, 'inchangée')}, "
        f"{format_pluriel(bilan.differentes, 'différente')} du cahier (non modifiée)."
    )
    if bilan.a_verifier:
        click.echo("À vérifier :")
    for phrase in bilan.a_verifier:
        click.echo(f"  - {phrase}")
    if essai:
        click.echo("C’est un essai : rien n’a été écrit.")


@trimestre.command("lister")
@option_collectif
def lister_trimestres(nom: str) -> None:
    """Lister les trimestres d’un collectif."""
    with open_commande() as unit:
        lignes = _format_calendrier(unit, get_calendrier(unit, find_collectif(unit, nom).id))
    for ligne in lignes or ["Ce collectif n’a pas encore de calendrier."]:
        click.echo(ligne)


def _format_calendrier(unit: Unit, calendrier: Calendrier) -> list[str]:
    return [
        f"{t.numero}. {get_referentiel(unit.db, t.referentiel_id).name_trimestre(t.thematique)} · "
        f"{format_date(t.debut)} – {format_date(t.fin)} · {LIBELLES_ETAT[t.etat]} · "
        f"{format_pluriel(len(t.rencontres), 'rencontre')}"
        for t in calendrier.trimestres
    ]
