"""``caprse acces …``: the operator opens the first account, hands over a link, invites, looks who is there."""

from __future__ import annotations

import click

from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.comptes.service import create_administration, list_comptes
from caprse.acces.connexion.liens import create_lien
from caprse.acces.lieux import find_lieu
from caprse.acces.regles import LIBELLES, Role
from caprse.acces.unite import open_unit_systeme
from caprse.courrier.facteur import send_courriels
from caprse.socle.commande import avec_installation
from caprse.socle.francais import format_pluriel

PAR_PAGE = 200


@click.group()
def acces() -> None:
    """Comptes, rôles, invitations et liens de connexion."""


@acces.command()
@click.argument("courriel")
def lien(courriel: str) -> None:
    """Donner un lien de connexion à usage unique pour COURRIEL (dépannage)."""
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        adresse = create_lien(unit, courriel)
    click.echo(f"Ce lien sert une fois, pendant 15 minutes. Ne le donnez qu’à son propriétaire.\n{adresse}")


@acces.command()
@click.argument("courriel")
@click.argument("nom")
def administrer(courriel: str, nom: str) -> None:
    """Donner l'administration du cahier à COURRIEL (la première personne, par exemple)."""
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        create_administration(unit, courriel, nom)
        adresse = create_lien(unit, courriel)
    click.echo(f"{courriel} administre le cahier. Pour entrer, une fois, dans les 15 minutes :\n{adresse}")


@acces.command()
@click.argument("courriel")
@click.argument("nom")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="Rôle proposé.")
@click.option("--collectif", help="Nom du collectif, pour les rôles d’un collectif ou d’une structure.")
@click.option("--structure", help="Nom de la structure, pour les rôles d’une structure.")
def inviter(courriel: str, nom: str, role: str, collectif: str | None, structure: str | None) -> None:
    """Inviter COURRIEL à un rôle ; le lien part seulement à cette adresse."""
    with avec_installation() as installation:
        with open_unit_systeme(installation) as unit:
            lieu = find_lieu(unit, Role(role), collectif, structure)
            create_invitation(unit, courriel, nom, Role(role), lieu.collectif_id, lieu.structure_id)
        send_courriels(installation)
    click.echo(f"Invitation écrite pour {courriel} : {LIBELLES[Role(role)]}{f', {lieu.nom}' if lieu.nom else ''}.")


@acces.command()
@click.option("--recherche", default="", help="Partie d’un nom ou d’une adresse.")
def comptes(recherche: str) -> None:
    """Lister les comptes et leurs rôles."""
    with avec_installation() as installation, open_unit_systeme(installation) as unit:
        nombre = 0
        while (page := list_comptes(unit, recherche, nombre, PAR_PAGE)).fiches:
            for fiche in page.fiches:
                roles = ", ".join(f"{LIBELLES[r.role]}{f' ({r.lieu})' if r.lieu else ''}" for r in fiche.roles)
                etat = "" if fiche.actif else " [fermé]"
                click.echo(f"{fiche.nom} <{fiche.courriel}>{etat} : {roles or 'aucun rôle'}")
            nombre += len(page.fiches)
    click.echo(f"{format_pluriel(nombre, 'compte')}.")
