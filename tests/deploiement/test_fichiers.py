"""What ships to install the workbook, read by the tools that will read it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from caprse.socle.reglages import Reglages, load_reglages
from tests.deploiement.mandataires import DEPLOIEMENT, RACINE, SORTES, build_variables, find_outil

CONTROLES = {"nginx": ["-t"], "haproxy": ["-c"], "caddy": []}


@pytest.mark.parametrize("sorte", SORTES)
def test_each_proxy_finds_nothing_to_say_of_its_configuration(sorte: str, tmp_path: Path) -> None:
    variables = build_variables(tmp_path, (8501, 8502))
    commande = SORTES[sorte](tmp_path, variables)
    # Caddy's own checker starts what it checks; its shape is asked for below, and it runs in test_mandataires.
    commande = [find_outil("caddy"), "adapt", *commande[2:]] if sorte == "caddy" else [*commande, *CONTROLES[sorte]]
    fini = subprocess.run(commande, capture_output=True, text=True, check=False, env=os.environ | variables)
    assert fini.returncode == 0, fini.stderr
    assert "warn" not in fini.stderr.lower()


def test_the_caddyfile_is_laid_out_as_caddy_does() -> None:
    fichier = DEPLOIEMENT / "Caddyfile"
    mis_en_forme = subprocess.run([find_outil("caddy"), "fmt", fichier], capture_output=True, check=False).stdout
    assert mis_en_forme == fichier.read_bytes()


UNITES = sorted((DEPLOIEMENT / "systemd").glob("*"))
SERVICES = [unite for unite in UNITES if unite.suffix == ".service"]
# Of ten; the least that is left is the network, the base's secrets and a compiler that draws.
EXPOSITION_MAX = 1.5


@pytest.fixture
def unites(tmp_path: Path) -> Path:
    """The units, with programs that exist here: systemd looks at them."""
    (tmp_path / "bin").mkdir()
    for programme in ("caprse", "sauvegarder.sh"):
        (tmp_path / "bin" / programme).touch(mode=0o755)
    for unite in UNITES:
        texte = unite.read_text(encoding="utf-8")
        for dossier in ("/opt/caprse/bin", "/opt/caprse/libexec"):
            texte = texte.replace(f"ExecStart={dossier}", f"ExecStart={tmp_path}/bin")
        (tmp_path / unite.name.replace("@", "@8501")).write_text(texte)
    return tmp_path


def test_systemd_finds_nothing_to_say_of_the_units(unites: Path) -> None:
    noms = sorted(str(unite) for unite in unites.iterdir() if unite.is_file())
    fini = subprocess.run(
        [find_outil("systemd-analyze"), "verify", *noms], capture_output=True, text=True, check=False
    )
    # A bare machine has no unit of its own, which the first of ours wants: that is no word about ours.
    plaintes = [ligne for ligne in fini.stderr.splitlines() if ligne.startswith(tuple(noms)) or "cahier" in ligne]
    assert plaintes == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda s: s.stem)
def test_a_unit_may_do_little(service: Path, unites: Path) -> None:
    fichier = unites / service.name.replace("@", "@8501")
    commande = [find_outil("systemd-analyze"), "security", "--offline=true", "--no-pager"]
    fini = subprocess.run(
        [*commande, f"--threshold={int(EXPOSITION_MAX * 10)}", str(fichier)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stdout[-300:] + fini.stderr


def test_the_three_services_are_held_alike() -> None:
    bornes = []
    for service in SERVICES:
        suite = service.read_text(encoding="utf-8").partition("UMask=")[2].partition("[Install]")[0]
        bornes.append([ligne for ligne in suite.splitlines() if ligne and not ligne.startswith("#")])
    assert bornes == [bornes[0]] * 3


@pytest.mark.parametrize("script", sorted(DEPLOIEMENT.glob("*.sh")), ids=lambda s: s.name)
def test_shellcheck_finds_nothing_to_say(script: Path) -> None:
    assert os.access(script, os.X_OK)
    fini = subprocess.run([find_outil("shellcheck"), script], capture_output=True, text=True, check=False)
    assert fini.stdout == ""


def list_reglages_donnes(texte: str) -> set[str]:
    """The settings that a file gives to the workbook, by a value or by a file."""
    noms = re.findall(r"^\s*(?:Environment=)?(CAPRSE_[A-Z_]+?)(?:_FILE)?\s*[=:]", texte, re.MULTILINE)
    return {nom.removeprefix("CAPRSE_").lower() for nom in noms}


@pytest.mark.parametrize(
    "fichier", [*SERVICES, DEPLOIEMENT / "compose.yaml", DEPLOIEMENT / "reglages.exemple"], ids=lambda f: f.name
)
def test_each_setting_that_is_given_exists(fichier: Path) -> None:
    donnes = list_reglages_donnes(fichier.read_text(encoding="utf-8"))
    assert donnes
    assert donnes <= {champ.name for champ in fields(Reglages)}


def test_the_example_of_settings_is_accepted(tmp_path: Path) -> None:
    lignes = (DEPLOIEMENT / "reglages.exemple").read_text(encoding="utf-8").splitlines()
    donnes = dict(ligne.split("=", 1) for ligne in lignes if ligne.startswith("CAPRSE_"))
    (tmp_path / "smtp").write_text("secret")
    environ = {nom: valeur.strip('"') for nom, valeur in donnes.items()}
    reglages = load_reglages(environ | {"CAPRSE_SMTP_MOT_DE_PASSE_FILE": str(tmp_path / "smtp")})
    assert (reglages.tls, reglages.mandataires) == (True, 1)


def read_dockerfile() -> list[tuple[str, str]]:
    """Its instructions, each with its arguments, lines joined."""
    texte = (DEPLOIEMENT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lignes = [ligne.strip() for ligne in texte.splitlines() if ligne.strip() and not ligne.startswith("#")]
    return [(mot, reste.strip()) for mot, _, reste in (ligne.partition(" ") for ligne in lignes)]


def test_what_the_image_copies_is_there_and_all_that_the_wheel_carries() -> None:
    copies: set[str] = set()
    for mot, reste in read_dockerfile():
        sources = [m for m in reste.split()[:-1] if not m.startswith("--")]
        if mot == "COPY" and "--from=" not in reste:
            copies |= {source.removeprefix("./") for source in sources}
    assert [source for source in copies if not (RACINE / source).exists()] == []
    livre = re.search(r"^LIVRE = \((.*)\)$", (RACINE / "setup.py").read_text(), re.MULTILINE)
    assert livre is not None
    portes = {nom.split("/")[0] for nom in re.findall(r'"([^"]+)"', livre[1])}
    assert portes | {"caprse", "pyproject.toml", "setup.py", "requirements.lock"} <= copies
    laisses = (DEPLOIEMENT / "Dockerfile.dockerignore").read_text().splitlines()
    assert {ligne[1:].removesuffix("/config.toml") for ligne in laisses if ligne.startswith("!")} == copies


def test_the_image_runs_as_nobody_and_says_how_it_is() -> None:
    instructions = read_dockerfile()
    noms = [mot for mot, _ in instructions]
    final = instructions[len(noms) - 1 - noms[::-1].index("FROM") :]
    assert [reste for mot, reste in final if mot == "USER"] == ["caprse"]
    [sonde] = [reste for mot, reste in final if mot == "HEALTHCHECK"]
    assert "/sante" in sonde
    pips = [reste for mot, reste in instructions if mot == "RUN" and "pip install" in reste]
    assert all("--require-hashes" in pip or "--no-index" in pip for pip in pips)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    contenu: dict[str, Any] = yaml.safe_load((DEPLOIEMENT / "compose.yaml").read_text(encoding="utf-8"))
    return contenu


def test_containers_have_the_shape_that_compose_reads(compose: dict[str, Any]) -> None:
    """The part of the compose specification that this file uses."""
    jsonschema.validate(compose, json.loads((Path(__file__).parent / "compose.schema.json").read_text()))
    services = compose["services"]
    for nom, service in services.items():
        assert set(service.get("depends_on", {})) <= services.keys(), nom
        for secret in service.get("secrets", []):
            assert (secret if isinstance(secret, str) else secret["source"]) in compose["secrets"], nom
        for volume in service.get("volumes", []):
            source = volume["source"] if isinstance(volume, dict) else volume.split(":")[0]
            assert source in compose["volumes"] or source in {"./Caddyfile", "./sauvegardes"}, nom
        if "build" in service:
            assert (DEPLOIEMENT / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_no_container_knows_a_password_and_few_know_the_owner(compose: dict[str, Any], tmp_path: Path) -> None:
    services = compose["services"]
    for service in services.values():
        valeurs = service.get("environment", {})
        assert [nom for nom in valeurs if "PASSWORD" in nom and not nom.endswith("_FILE")] == []
        for nom, valeur in valeurs.items():
            if nom.endswith("_FILE"):
                noms = [s if isinstance(s, str) else s["source"] for s in service["secrets"]]
                assert valeur.removeprefix("/run/secrets/") in noms, nom
    connaissent = {nom for nom, service in services.items() if "base-proprietaire" in service.get("secrets", [])}
    assert connaissent == {"preparation", "sauvegarde"}
    # Each secret that is named is one that the script writes.
    subprocess.run(["sh", DEPLOIEMENT / "preparer-secrets.sh", tmp_path, "base"], check=True)
    fichiers = {Path(secret["file"]).name for secret in compose["secrets"].values()}
    assert fichiers == {chemin.name for chemin in tmp_path.iterdir()}


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {nom for nom, service in services.items() if "ports" in service} == {"mandataire"}
    # The name under which the proxy calls the workbook is one that it answers to.
    amont = services["mandataire"]["environment"]["CAHIER_AMONT_1"].split(":")[0]
    assert services["cahier"]["environment"]["CAPRSE_HOTES"] == amont
    # The image says how the workbook is; the two others say it here.
    assert {nom for nom, service in services.items() if "test" in service.get("healthcheck", {})} == {
        "base",
        "mandataire",
    }
