"""The door of texts, before the base: nothing is written that holds a sign that no reader sees."""

from __future__ import annotations

import json
from typing import Any

from psycopg.adapt import AdaptersMap, Dumper
from psycopg.types.json import set_json_dumps
from psycopg.types.string import (
    StrBinaryDumper,
    StrBinaryDumperName,
    StrBinaryDumperVarchar,
    StrDumper,
    StrDumperName,
    StrDumperUnknown,
    StrDumperVarchar,
)

from caprse.socle.signes import clean_donnees, clean_signes


def clean_all_texts(connexion: Any, _: object) -> None:
    """Nothing is written, nor looked for, that did not come through the door of texts: whatever the column, in
    expressions and in text() alike, alone, in a list or inside JSON. Use cases clean earlier what they measure."""
    adaptateurs: AdaptersMap = connexion.adapters
    for ecriture in _ECRITURES:
        adaptateurs.register_dumper(str, ecriture)
    set_json_dumps(_dump_json, adaptateurs)


def _build_ecriture(ordinaire: type[Dumper]) -> type[Dumper]:
    class TexteNet(ordinaire):  # type: ignore[misc, valid-type]
        def dump(self, obj: str) -> Any:
            return super().dump(clean_signes(obj))

    return TexteNet


# All the ways in which psycopg writes a text, in its own order: the last one serves where it chooses by itself.
_ECRITURES = tuple(
    _build_ecriture(ordinaire)
    for ordinaire in (
        StrBinaryDumperName,
        StrBinaryDumperVarchar,
        StrBinaryDumper,
        StrDumperName,
        StrDumperVarchar,
        StrDumper,
        StrDumperUnknown,
    )
)


def _dump_json(valeur: Any) -> str:
    return json.dumps(clean_donnees(valeur))
