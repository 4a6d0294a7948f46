"""The JSON Schemas are those of the code, in French, and the shipped files follow them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from caprse.referentiel.fichiers.texte_yaml import read_texte
from caprse.referentiel.schemas_json import build_schemas, write_schemas
from tests.fabrique import build_referentiel, write_referentiel

REFERENTIEL = Path(__file__).parents[2] / "referentiel"
SCHEMAS = REFERENTIEL / "schema"
LIVRES = sorted([*REFERENTIEL.glob("travail/**/*.yaml"), *REFERENTIEL.glob("correspondances/*.yaml")])
PREMIERE_LIGNE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def read_json(fichier: Path) -> Any:
    """The file as an editor sees it: lists are arrays, every key is text."""
    document = read_texte(fichier.name, fichier.read_bytes()).document
    assert document is not None
    return json.loads(json.dumps(document.donnee))


def list_refus(schema: str, donnee: Any) -> list[str]:
    return [erreur.json_path for erreur in Draft7Validator(json.loads(build_schemas()[schema])).iter_errors(donnee)]


def test_the_committed_schemas_are_those_of_the_code() -> None:
    assert {chemin.name: chemin.read_text(encoding="utf-8") for chemin in SCHEMAS.iterdir()} == build_schemas()


@pytest.mark.parametrize("texte", build_schemas().values(), ids=build_schemas())
def test_each_schema_is_valid_and_describes_every_key_in_french(texte: str) -> None:
    schema = json.loads(texte)
    Draft7Validator.check_schema(schema)
    for objet in (schema, *schema.get("$defs", {}).values()):
        for propriete in objet["properties"].values():
            assert propriete["description"].endswith(".") or "…" in propriete["description"]
            assert "title" not in propriete


@pytest.mark.parametrize("fichier", LIVRES, ids=lambda fichier: fichier.name)
def test_each_shipped_file_names_its_schema_and_follows_it(fichier: Path) -> None:
    premiere = PREMIERE_LIGNE.fullmatch(fichier.read_text(encoding="utf-8").partition("\n")[0])
    assert premiere is not None
    chemin = (fichier.parent / premiere[1]).resolve()
    assert chemin.parent == SCHEMAS
    assert list_refus(chemin.name, read_json(fichier)) == []


def test_there_are_files_to_follow_them() -> None:
    assert {"referentiel.yaml", "renvois.yaml", "PAR.yaml"} <= {fichier.name for fichier in LIVRES}


@pytest.mark.parametrize("nb_niveaux", [3, 6])
def test_any_valid_referentiel_follows_them(nb_niveaux: int, tmp_path: Path) -> None:
    dossier = write_referentiel(build_referentiel(nb_niveaux=nb_niveaux, criteres=30), tmp_path)
    schemas = {"referentiel.yaml": "referentiel.schema.json", "renvois.yaml": "renvois.schema.json"}
    for fichier in dossier.iterdir():
        assert list_refus(schemas.get(fichier.name, "thematique.schema.json"), read_json(fichier)) == []


@pytest.mark.parametrize(
    "faute",
    [
        {"titre": 2024},
        {"inconnue": "x"},
        {"code": "par-1"},
        {"niveaux": {"0": "a", "1": "b"}},
        {"niveaux": {"0": "a", "1": "b", "9": "c"}},
        {"pour_qui": {"texte": "toutes", "types": ["ASSO"]}},
    ],
)
def test_an_editor_sees_what_is_wrong_in_a_critere(faute: dict[str, Any], tmp_path: Path) -> None:
    thematique = read_json(write_referentiel(build_referentiel(), tmp_path) / "T01.yaml")
    thematique["enjeux"][0]["criteres"][0] |= faute
    (refus,) = list_refus("thematique.schema.json", thematique)
    assert refus.startswith("$.enjeux[0].criteres[0]")


def test_schemas_are_written_where_one_asks(tmp_path: Path) -> None:
    chemins = write_schemas(tmp_path / "nouveau")
    assert [chemin.read_text(encoding="utf-8") for chemin in chemins] == list(build_schemas().values())
