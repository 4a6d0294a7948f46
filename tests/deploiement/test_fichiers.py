"""What ships to install the workbook, read by the tools that will read it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.deploiement.mandataires import DEPLOIEMENT, SORTES, build_variables, find_outil

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
