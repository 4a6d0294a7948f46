"""``caprse lancer``: database, migrations, référentiel, demonstration data when the base is empty, then the server."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING

import click
from sqlalchemy import exists, select

from caprse.acces.unite import Unit, open_unit_systeme
from caprse.collectif.modele import Collectif
from caprse.demo.service import create_demo
from caprse.migrations import migrate
from caprse.referentiel.fichiers.livres import TRAVAIL
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.langues.schema import Traduction
from caprse.referentiel.langues.service import list_langues, replace_traductions
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import import_referentiel, list_versions
from caprse.sante import find_faute_de_roles
from caprse.socle.ecoute import check_ecoute
from caprse.socle.erreurs import ErreurMetier
from caprse.socle.installation import Installation, open_installation, set_installation
from caprse.socle.livre import RACINE
from caprse.socle.reglages import Reglages

if TYPE_CHECKING:
    # It takes two seconds to import: only a server needs it.
    from starlette.types import ASGIApp


class RolesRefuses(Exception):
    """The base's roles do not keep the application apart from the system; the sentence says what to do."""


# Addresses that mean « any »: no name that a browser would ask for.
TOUTES = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not listened on


def run_server(reglages: Reglages, port: int, adresse: str, demo: bool) -> None:
    """Start everything and block until Ctrl-C, which stops all of it."""
    demo = reglages.demo or (demo and reglages.base_locale)
    publique = reglages.adresse_publique
    if publique == Reglages.adresse_publique:
        publique = f"http://localhost:{port}"
    hotes = reglages.hotes
    if adresse not in TOUTES:
        # The operator named it themselves.
        hotes = f"{hotes} {adresse}".strip()
    reglages = replace(reglages, demo=demo, adresse_publique=publique, hotes=hotes)
    # A service manager says SIGTERM where a person types Ctrl-C: both must stop the local database.
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _hang_up)
    installation = open_installation(reglages)
    set_installation(installation)
    try:
        check_ecoute(installation)
        prepare(installation)
        if faute := find_faute_de_roles(installation):
            raise RolesRefuses(faute)
        _say_hello(reglages)
        _serve(port, adresse)
    except KeyboardInterrupt:
        click.echo("\nArrêt demandé.")
    finally:
        set_installation(None)
        installation.close()
        click.echo("Le cahier est arrêté. Les données sont gardées.")


def prepare(installation: Installation) -> None:
    """Bring the local base up to date, publish the référentiel that ships, fill an empty base for a demonstration.

    A base that already follows another version gets this one beside it: no trimestre changes version by itself.

    A real server is left as it is: its operator runs ``caprse migrer`` and ``caprse referentiel importer``.
    """
    if installation.base_locale is None:
        return
    assert installation.url_migration is not None  # noqa: S101 - the local base always has one
    migrate(installation.url_migration)
    livre = verify_dossier(TRAVAIL)
    with open_unit_systeme(installation) as unit:
        vide = not unit.db.scalar(select(exists(select(Collectif.id))))
        neuf = livre.referentiel
        if neuf is not None and publish_livre(unit, neuf, livre.traductions, vide=vide) and not vide:
            click.echo(f"Nouvelle version du référentiel : {neuf.version}, publiée à côté des autres.")
    if vide and installation.reglages.demo:
        click.echo("Base vide : création des données de démonstration (inventées)…")
        create_demo(installation, entouree=True)


def publish_livre(unit: Unit, livre: Referentiel, traductions: Sequence[Traduction] = (), *, vide: bool) -> bool:
    """Store the version that ships, where the base is empty or follows an earlier one; whether it is new there.

    Its translations come with it where there are none: those that somebody corrected here stay.
    """
    if not vide and not list_versions(unit.db, livre.id):
        return False
    try:
        version_id, nouvelle = import_referentiel(unit.db, livre)
        if not list_langues(unit.db, version_id):
            replace_traductions(unit.db, version_id, traductions)
        return nouvelle
    except ErreurMetier:
        # Somebody publishes versions of their own under this name: theirs stay, the newest of them in front.
        return False


def _serve(port: int, adresse: str) -> None:
    from caprse.web import build_app

    serve_app(build_app(), port, adresse)


def serve_app(app: ASGIApp, port: int, adresse: str) -> None:
    """Listen and block until the process is told to stop."""
    from caprse.garde.serveur import serve

    # Streamlit finds its settings and the font beside the entry file, wherever the command is typed.
    os.chdir(RACINE)
    sys.argv[0] = str(RACINE / "streamlit_app.py")
    serve(app, port, adresse)


def _say_hello(reglages: Reglages) -> None:
    click.echo(f"\n  Le cahier est prêt : {reglages.adresse_publique}\n")
    if reglages.demo:
        click.echo("  Entrées de démonstration, sur la page de connexion : direction, contribution, animation,")
        click.echo("  administration… (structures et réponses inventées)\n")
    click.echo("  Ctrl-C pour arrêter.\n")


def _interrupt(_signal: int, _cadre: FrameType | None) -> None:
    raise KeyboardInterrupt


def _hang_up(_signal: int, _cadre: FrameType | None) -> None:
    """A terminal that closes stops all of it too."""
    signal.raise_signal(signal.SIGTERM)
