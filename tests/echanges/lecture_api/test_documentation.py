"""docs/api.md and openapi.json say what is answered: each command is run as it is pasted, each answer is checked."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import uvicorn
from starlette.applications import Starlette

from caprse.echanges.lecture_api.description import CLE, OPENAPI, TABLES, build_openapi
from caprse.echanges.lecture_api.regles import Portee
from caprse.echanges.lecture_api.web import routes
from caprse.echanges.signaux.regles import sign
from tests.echanges.lecture_api.scene import create_programme, make_cle
from tests.monde import Monde

PAGE = Path(__file__).parents[3] / "docs/api.md"
ADRESSE = "https://cahier.exemple.fr"
_BLOC = re.compile(r"```(console|python)\n(.*?)```", re.DOTALL)
BLOCS = _BLOC.findall(PAGE.read_text(encoding="utf-8"))


@contextmanager
def run_cahier() -> Iterator[str]:
    """The API behind a real socket of this machine; gives its address."""
    serveur = uvicorn.Server(uvicorn.Config(Starlette(routes=routes()), port=0, log_level="error", lifespan="off"))
    fil = threading.Thread(target=serveur.run, daemon=True)
    fil.start()
    while not serveur.started:
        fil.join(0.01)
    [prise] = serveur.servers[0].sockets
    yield f"http://127.0.0.1:{prise.getsockname()[1]}"
    serveur.should_exit = True
    fil.join(10)


class _Grist(BaseHTTPRequestHandler):
    recus: list[dict[str, Any]]

    def do_PUT(self) -> None:
        self.recus.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"null")

    def log_message(self, *_: object) -> None:
        pass


def test_each_command_of_the_page_runs_as_it_is_pasted(monde: Monde, tmp_path: Path) -> None:
    _Grist.recus = []
    grist = ThreadingHTTPServer(("127.0.0.1", 0), _Grist)
    threading.Thread(target=grist.serve_forever, daemon=True).start()
    with run_cahier() as cahier:
        milieu = os.environ | {
            "CLE": make_cle(monde),
            "CLE_GRIST": "x",
            "GRIST": f"http://127.0.0.1:{grist.server_port}/",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        for genre, texte in BLOCS:
            texte = texte.replace(ADRESSE, cahier)
            if genre == "python":
                (tmp_path / texte.splitlines()[0].removeprefix("# ")).write_text(texte, encoding="utf-8")
            elif not texte.startswith("export "):
                fait = subprocess.run(  # noqa: S602 - as someone pastes it
                    texte, shell=True, cwd=tmp_path, env=milieu, capture_output=True, text=True, check=False
                )
                assert fait.returncode == 0, fait.stdout + fait.stderr
                if texte.startswith("curl") and " -o " not in texte:
                    assert json.loads(fait.stdout)
    grist.shutdown()
    [recu] = _Grist.recus
    assert [fiche["fields"]["Titre"] for fiche in recu["records"]] == ["Ouverture", "Suite"]
    assert (tmp_path / "ensemble.csv").read_bytes().startswith(b"\xef\xbb\xbfcollectif;")
    with sqlite3.connect(tmp_path / "cahier.db") as base:
        assert base.execute("select distinct carnets from ensemble").fetchall() == [(6,)]


def test_the_signature_is_checked_as_the_page_says() -> None:
    [exemple] = [texte for genre, texte in BLOCS if genre == "python" and "verifier_signal" in texte]
    pris: dict[str, Any] = {}
    exec(exemple, pris)  # noqa: S102 - as someone pastes it
    signature = sign("sig_x", 1000, b"{}")
    assert pris["verify"](signature, b"{}", "sig_x", 1200)
    assert not pris["verify"](signature, b"{ }", "sig_x", 1200)
    assert not pris["verify"](signature, b"{}", "sig_y", 1200)
    assert not pris["verify"](signature, b"{}", "sig_x", 1400)


def test_the_page_names_every_address(monde: Monde) -> None:
    texte = PAGE.read_text(encoding="utf-8")
    assert [chemin for chemin in (CLE, OPENAPI, *TABLES) if f"`{chemin}`" not in texte] == []


def test_the_description_is_given_to_who_has_no_key() -> None:
    reponse = create_programme().get(OPENAPI)
    assert reponse.status_code == 200
    assert reponse.json() == build_openapi()


def _check(statut: str, genre: str, chemin: str, corps: Any) -> None:
    description = build_openapi()
    [schema] = [description["paths"][chemin]["get"]["responses"][statut]["content"][genre]["schema"]]
    entier = {**schema, "components": description["components"]}
    jsonschema.Draft202012Validator(entier, format_checker=jsonschema.FormatChecker()).validate(corps)


@pytest.mark.parametrize("chemin", [CLE, *TABLES])
def test_each_answer_is_of_its_form(monde: Monde, chemin: str) -> None:
    reponse = create_programme(make_cle(monde)).get(chemin)
    _check("200", "application/json", chemin, reponse.json())
    if chemin != CLE:
        assert reponse.json()["donnees"]
    problemes = {
        create_programme(): "401",
        create_programme(make_cle(monde, portees=[next(p for p in Portee if p not in chemin)])): "403",
    }
    for programme, statut in problemes.items():
        refus = programme.get(chemin)
        if str(refus.status_code) == statut:
            _check(statut, "application/problem+json", chemin, refus.json())
        else:
            assert (chemin, refus.status_code) == (CLE, 200)
    refus = create_programme(make_cle(monde)).get(chemin, params={"limite": 0})
    _check("400", "application/problem+json", chemin, refus.json())


def test_a_form_that_is_not_followed_is_seen(monde: Monde) -> None:
    with pytest.raises(jsonschema.ValidationError):
        _check("200", "application/json", CLE, {"nom": 3})
