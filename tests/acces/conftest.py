"""The people of the tests with the plain pages in front of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from sqlalchemy import text
from starlette.applications import Starlette

from caprse.acces.connexion.sessions import open_session
from caprse.acces.jetons import COOKIE
from caprse.acces.porte.web import routes
from caprse.acces.unite import open_unit_systeme
from caprse.referentiel.codec import to_contenu
from caprse.socle.base_locale import BaseLocale
from caprse.socle.installation import Installation, set_installation
from tests.acces.navigateur import create_navigateur
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde


@pytest.fixture
def monde(installation: Installation) -> Monde:
    referentiel = build_referentiel(themes=1)
    return create_monde(installation, referentiel, to_contenu(referentiel))


@pytest.fixture
def force(serveur: BaseLocale, base: str) -> Callable[[str], None]:
    """Change the base as its superuser, triggers asleep: what the application itself may not do."""

    def run(requete: str) -> None:
        with psycopg.connect(serveur.url("postgres", base), autocommit=True) as connexion:
            connexion.execute("set session_replication_role = replica")
            connexion.execute(requete)

    return run


def create_client(**reglages: str) -> httpx.Client:
    """A new browser in front of the plain pages."""
    return create_navigateur(Starlette(routes=routes()), **reglages)


@pytest.fixture
def client(monde: Monde) -> Iterator[httpx.Client]:
    with create_client() as navigateur:
        yield navigateur


def configure(installation: Installation, **reglages: Any) -> Installation:
    """The same installation with other settings, named as the current one."""
    autre = replace(installation, reglages=replace(installation.reglages, **reglages))
    set_installation(autre)
    return autre


def log_in(client: httpx.Client, compte_id: UUID) -> str:
    """Open a session and put it in the browser; returns its token."""
    with open_unit_systeme() as unit:
        jeton = open_session(unit, compte_id, "Essai")
    client.cookies.set(COOKIE, jeton, domain="localhost.local", path="/")
    return jeton


def read_courriels() -> list[tuple[str, str, str]]:
    """Recipient, subject and text of each mail of the outbox, oldest first."""
    # The clock may stand still, and a row may take the place of one that is gone: its transaction tells when.
    requete = "select destinataire, objet, contenu from courriel order by cree_le, xmin::text::bigint, ctid"
    with open_unit_systeme() as unit:
        lignes = unit.db.execute(text(requete))
        return [tuple(ligne) for ligne in lignes]


def find_lien(contenu: str) -> str:
    """The path of the secret link of a mail."""
    adresse = re.search(r"^http://localhost:8501(/\S+/[\w-]{43})$", contenu, re.MULTILINE)
    assert adresse, contenu
    return adresse[1]
