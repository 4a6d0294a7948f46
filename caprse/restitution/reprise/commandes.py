"""``caprse trimestre reprendre``: the trimestres of before the workbook, for an operator; joins the group of below."""

from __future__ import annotations

from pathlib import Path

import click

from caprse.carnet import commandes as carnet
from caprse.collectif.annuaire.tableau import TAILLE_MAX
from caprse.collectif.commandes import open_commande, option_collectif, trimestre
from caprse.collectif.service import find_collectif
from caprse.restitution.reprise.gabarit import write_gabarit
from caprse.restitution.reprise.lecture import read_reprise
from caprse.restitution.reprise.phrases import (
    count_erreurs,
    count_passe,
    describe_reprise,
    list_trimestres,
    say_erreur,
    tell_ignorees,
)
from caprse.restitution.reprise.service import examine_reprise, get_collectif_repris, take_reprise
from caprse.socle.commande import ErreurCommande

GROUPES = carnet.GROUPES


@trimestre.command("classeur-reprise")
@click.argument("fichier", type=click.Path(path_type=Path))
@option_collectif
def classeur_reprise(fichier: Path, nom: str) -> None:
    """Écrire dans FICHIER (.xlsx) le classeur à remplir pour reprendre les trimestres déjà finis."""
    with open_commande() as unit:
        octets = write_gabarit(get_collectif_repris(unit, find_collectif(unit, nom).id).cadre)
    try:
        fichier.write_bytes(octets)
    except OSError as erreur:
        raise ErreurCommande(f"Impossible d’écrire dans {fichier}.") from erreur
    click.echo(f"Écrit : {fichier}")


@trimestre.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@option_collectif
@click.option("--essai", is_flag=True, help="Dire ce que la reprise ferait, sans rien écrire.")
def reprendre(fichier: Path, nom: str, essai: bool) -> None:
    """Reprendre de FICHIER (.xlsx ou CSV) les trimestres déjà finis et leurs réponses : tout, ou rien."""
    octets = _read(fichier)
    lecture = read_reprise(octets)
    if phrase := tell_ignorees(lecture.ignorees):
        click.echo(phrase)
    with open_commande() as unit:
        collectif = get_collectif_repris(unit, find_collectif(unit, nom).id)
        examen = examine_reprise(collectif, lecture)
        if examen.erreurs:
            lignes = "\n  - ".join(say_erreur(erreur) for erreur in examen.erreurs)
            raise ErreurCommande(f"{count_erreurs(examen.erreurs)}, rien n’a été repris.\n  - {lignes}")
        faite = None if essai else take_reprise(unit, collectif.id, octets)
    for numero, titre, suite in list_trimestres(examen.passe, collectif.cadre):
        click.echo(f"{numero}. {titre} · {suite}")
    if faite is None:
        click.echo(f"{count_passe(examen.passe)}. C’est un essai : rien n’a été écrit.")
    else:
        click.echo(describe_reprise(faite))


def _read(fichier: Path) -> bytes:
    try:
        with fichier.open("rb") as flux:
            # What is refused anyway is not read whole.
            return flux.read(TAILLE_MAX + 1)
    except OSError as erreur:
        raise ErreurCommande(f"Le fichier {fichier} ne se lit pas ({erreur.strerror}).") from erreur
