"""A whole workbook for a browser: a base with people in it, and the project's own server in front of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from caprse.acces.modele import SessionWeb
from caprse.acces.unite import hash_jeton, open_unit_systeme
from caprse.referentiel.codec import to_contenu
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.langues.service import replace_traductions
from caprse.referentiel.schema import Referentiel
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages
from tests.courrier.serveur import find_port
from tests.monde import Monde, create_monde

RACINE = Path(__file__).parents[2]
REFERENTIEL = RACINE / "referentiel" / "travail"
CAPRSE = str(Path(sys.executable).with_name("caprse"))
# A demonstration makes its base and its data first.
DELAI_DEMARRAGE = 180
DELAI_ARRET = 20


@dataclass(frozen=True)
class Site:
    """A running workbook: where it listens, its base, its people, what it logs."""

    adresse: str
    serveur: BaseLocale
    base: str
    monde: Monde
    journal: Path
    pid: int

    def query(self, requete: str, *valeurs: Any) -> list[tuple[Any, ...]]:
        """Read (or change) the base as its superuser: what is really there, whatever the screens say."""
        with psycopg.connect(self.serveur.url("postgres", self.base), autocommit=True) as connexion:
            # Triggers ask for whom a change is made, even of the superuser.
            connexion.execute("select set_config('caprse.profil', 'systeme', false)")
            curseur = connexion.execute(requete, valeurs)
            return curseur.fetchall() if curseur.description else []

    def empty(self, *tables: str) -> None:
        """Begin without these lines. A page that the test before closed still says what was typed in it."""
        time.sleep(0.3)
        while any(self.query(f"delete from {table} returning true") for table in tables):
            time.sleep(0.3)


def jeton(nom: str) -> str:
    """The session token of a person of the tests."""
    return f"jeton-de-{nom}"


def load_referentiel() -> Referentiel:
    """The référentiel that ships."""
    referentiel = verify_dossier(REFERENTIEL).referentiel
    assert referentiel is not None, "le référentiel livré doit être valide"
    return referentiel


def fill_base(serveur: BaseLocale, base: str, structures: int = 2) -> Monde:
    """Put the people of the tests in a migrated base, each with an open session (see ``jeton``)."""
    referentiel = load_referentiel()
    moteur = create_moteur(serveur.url(APPLICATION, base))
    installation = Installation(Reglages(), moteur, serveur.url(PROPRIETAIRE, base))
    try:
        monde = create_monde(installation, referentiel, to_contenu(referentiel), structures)
        with open_unit_systeme(installation) as unit:
            replace_traductions(unit.db, monde.referentiel, verify_dossier(REFERENTIEL).traductions)
            unit.db.add_all(
                SessionWeb(
                    compte_id=compte,
                    empreinte=hash_jeton(jeton(nom)),
                    appareil="essai",
                    expire_le=datetime.now(UTC) + timedelta(days=1),
                )
                for nom, compte in monde.comptes.items()
            )
    finally:
        moteur.dispose()
    return monde


def clean_environ() -> dict[str, str]:
    """The environment without any setting of the workbook or of Streamlit."""
    return {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(("CAPRSE_", "STREAMLIT_"))}


@contextmanager
def run_serveur_web(
    commande: list[str], adresse_de_sante: str, journal: Path, environ: dict[str, str]
) -> Iterator[int]:
    """Run a server until the end of the block; yields its pid once its health address answers 200."""
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(commande, cwd=RACINE, env=environ, stdout=sortie, stderr=subprocess.STDOUT)
    try:
        wait_sante(adresse_de_sante, processus, journal)
        yield processus.pid
    finally:
        processus.terminate()
        try:
            processus.wait(DELAI_ARRET)
        except subprocess.TimeoutExpired:
            processus.kill()
            processus.wait()
            raise AssertionError(f"le serveur ne s’arrête pas en {DELAI_ARRET} s\n{journal.read_text()}") from None


def wait_sante(adresse: str, processus: subprocess.Popen[bytes], journal: Path) -> None:
    """Wait until ``adresse`` answers 200. Raises AssertionError, with the log, when the server ends or is too slow."""
    limite = time.monotonic() + DELAI_DEMARRAGE
    while time.monotonic() < limite:
        if processus.poll() is not None:
            break
        try:
            with urlopen(adresse, timeout=5) as reponse:  # noqa: S310 - a loopback address of ours
                if reponse.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            # Nothing listens yet; 503 (an URLError too) says that something is still missing.
            time.sleep(0.05)
    raise AssertionError(f"le serveur n’a pas démarré ({adresse})\n{journal.read_text()}")


@contextmanager
def open_site(
    serveur: BaseLocale, base: str, monde: Monde, dossier: Path, reglages: dict[str, str] | None = None
) -> Iterator[Site]:
    """Start ``caprse lancer`` on this base, on a free loopback port, with more settings; stop it at the end."""
    port = find_port()
    adresse = f"http://127.0.0.1:{port}"
    environ = clean_environ() | {
        "CAPRSE_DATABASE_URL": serveur.url(APPLICATION, base),
        "CAPRSE_MIGRATION_URL": serveur.url(PROPRIETAIRE, base),
        "CAPRSE_VAR": str(dossier),
        "CAPRSE_ADRESSE_PUBLIQUE": adresse,
        "PYTHONUNBUFFERED": "1",
        **(reglages or {}),
    }
    commande = [CAPRSE, "lancer", "--adresse", "127.0.0.1", "--port", str(port)]
    journal = dossier / f"{base}.log"
    with run_serveur_web(commande, f"{adresse}/sante", journal, environ) as pid:
        yield Site(adresse, serveur, base, monde, journal, pid)


@contextmanager
def open_site_demo(
    dossier: Path, caprse: Sequence[str] = (CAPRSE,), reglages: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """``caprse lancer --demo``, base and invented data included, in this folder; gives its address.

    ``caprse``: the command, that of this clone unless another one is tried; ``reglages``: more of the environment.
    """
    port = find_port()
    adresse = f"http://127.0.0.1:{port}"
    commande = [*caprse, "lancer", "--demo", "--adresse", "127.0.0.1", "--port", str(port)]
    environ = clean_environ() | {
        "CAPRSE_VAR": str(dossier),
        "CAPRSE_ADRESSE_PUBLIQUE": adresse,
        "PYTHONUNBUFFERED": "1",
        **reglages,
    }
    with run_serveur_web(commande, f"{adresse}/sante", dossier / "demonstration.log", environ):
        yield adresse
