"""The format is written once, in the models: its schema and its dictionary follow."""

from __future__ import annotations

import json

import jsonschema

from caprse.echanges.portage.dictionnaire import DICTIONNAIRE, DOSSIER, SCHEMA, write_dictionnaire, write_schema
from tests.echanges.portage.scene import fill, read
from tests.monde import Monde


def test_the_committed_files_are_those_of_the_models() -> None:
    assert (DOSSIER / SCHEMA).read_text(encoding="utf-8") == write_schema()
    assert (DOSSIER / DICTIONNAIRE).read_text(encoding="utf-8") == write_dictionnaire()


def test_a_true_file_follows_the_schema(monde: Monde) -> None:
    fill(monde)
    jsonschema.validate(read(monde.structures[0]).model_dump(mode="json"), json.loads(write_schema()))


def test_each_field_is_said(monde: Monde) -> None:
    assert "None" not in write_dictionnaire()
    schema = json.loads(write_schema())
    for objet in (schema, *schema["$defs"].values()):
        assert all(champ.get("description") for champ in objet["properties"].values())
