"""The commands of a collectif that give carnets, or list who has one; they join the groups of the room below."""

from __future__ import annotations

from datetime import date

import click

from caprse.carnet.membres.adhesions import add_adhesion
from caprse.carnet.membres.liste import find_structure, list_structures
from caprse.carnet.membres.ouverture import open_trimestre
from caprse.collectif.calendrier.service import get_calendrier
from caprse.collectif.commandes import Jour, collectif, open_commande, option_collectif, structures, trimestre
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.service import find_collectif
from caprse.socle.commande import ErreurCommande
from caprse.socle.dates import format_date
from caprse.socle.francais import format_pluriel

GROUPES = (collectif, structures, trimestre)


@collectif.command()
@click.argument("nom")
@click.option("--structure", "noms", multiple=True, required=True, help="Nom d’une structure ; à répéter.")
@click.option(
    "--du",
    type=Jour(),
    help="Premier jour d’adhésion. Sinon : début du collectif si aucun trimestre n’a été ouvert, ou aujourd’hui.",
)
def adherer(nom: str, noms: tuple[str, ...], du: date | None) -> None:
    """Faire adhérer des structures au collectif NOM ; si un nom ne va pas, rien n'est fait."""
    with open_commande() as unit:
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


@structures.command("lister")
@option_collectif
def lister_structures(nom: str) -> None:
    """Lister les structures d'un collectif."""
    with open_commande() as unit:
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


@trimestre.command()
@option_collectif
@click.option("--numero", type=int, required=True, help="Numéro du trimestre.")
@click.option("--hors-ordre", is_flag=True, help="L’ouvrir même si un trimestre d’avant n’a pas encore été ouvert.")
def ouvrir(nom: str, numero: int, hors_ordre: bool) -> None:
    """Ouvrir un trimestre : chaque structure adhérente reçoit son carnet."""
    with open_commande() as unit:
        calendrier = get_calendrier(unit, find_collectif(unit, nom).id)
        voulu = next((t for t in calendrier.trimestres if t.numero == numero), None)
        if voulu is None:
            raise ErreurCommande(f"Le collectif « {calendrier.nom} » n’a pas de trimestre\u00a0{numero}.")
        ouverture = open_trimestre(unit, voulu.id, hors_ordre=hors_ordre)
    if ouverture.deja_ouvert:
        click.echo(f"Le trimestre\u00a0{numero} était déjà ouvert : rien n’a changé.")
    else:
        click.echo(
            f"Trimestre\u00a0{numero} ouvert : {format_pluriel(ouverture.carnets, 'carnet créé', 'carnets créés')}."
        )
