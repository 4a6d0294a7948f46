"""``caprse lancer``: database, migrations, référentiel, demonstration data when the base is empty, then the server."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType

import click
from sqlalchemy import exists, select

from caprse.acces.unite import open_unit_systeme
from caprse.collectif.modele import Collectif
from caprse.demo.service import create_demo
from caprse.migrations import migrate
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.service import import_referentiel
from caprse.sante import find_faute_de_roles
from caprse.socle.installation import Installation, open_installation, set_installation
from caprse.socle.reglages import Reglages


class RolesRefuses(Exception):
    """The base's roles do not keep the application apart from the system; the sentence says what to do."""


RACINE = Path(__file__).parent.parent
REFERENTIEL = RACINE / "referentiel" / "travail"


def run_server(reglages: Reglages, port: int, adresse: str, demo: bool) -> None:
    """Start everything and block until Ctrl-C, which stops all of it."""
    demo = reglages.demo or (demo and reglages.base_locale)
    publique = reglages.adresse_publique
    if publique == Reglages.adresse_publique:
        publique = f"http://localhost:{port}"
    reglages = replace(reglages, demo=demo, adresse_publique=publique)
    # A service manager says SIGTERM where a person types Ctrl-C: both must stop the local database.
    signal.signal(signal.SIGTERM, _interrupt)
    installation = open_installation(reglages)
    set_installation(installation)
    try:
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
    """Bring the local base up to date, import the référentiel that ships, fill an empty base for a demonstration.

    A real server is left as it is: its operator runs ``caprse migrer`` and ``caprse referentiel importer``.
    """
    if installation.base_locale is None:
        return
    assert installation.url_migration is not None  # noqa: S101 - the local base always has one
    migrate(installation.url_migration)
    verification = verify_dossier(REFERENTIEL)
    with open_unit_systeme(installation) as unit:
        vide = not unit.db.scalar(select(exists(select(Collectif.id))))
        if vide and verification.referentiel is not None:
            import_referentiel(unit.db, verification.referentiel)
    if vide and installation.reglages.demo:
        click.echo("Base vide : création des données de démonstration (inventées)…")
        create_demo(installation)


def _serve(port: int, adresse: str) -> None:
    from streamlit.web.server.starlette.starlette_app import App

    from caprse.web import build_app

    # Streamlit finds its settings and the font beside the entry file, wherever the command is typed.
    os.chdir(RACINE)
    sys.argv[0] = str(RACINE / "streamlit_app.py")
    app = build_app()
    assert isinstance(app, App)  # noqa: S101
    app.run(config={"server.port": port, "server.address": adresse})


def _say_hello(reglages: Reglages) -> None:
    click.echo(f"\n  Le cahier est prêt : {reglages.adresse_publique}\n")
    if reglages.demo:
        click.echo("  Entrées de démonstration, sur la page de connexion : direction, contribution, animation,")
        click.echo("  administration… (structures et réponses inventées)\n")
    click.echo("  Ctrl-C pour arrêter.\n")


def _interrupt(_signal: int, _cadre: FrameType | None) -> None:
    raise KeyboardInterrupt
