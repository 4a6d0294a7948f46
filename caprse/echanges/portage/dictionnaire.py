"""What each field of a structure's file means, to read and as a JSON Schema: both written from the models."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from caprse.echanges.portage.document import FORMAT, Document

DOSSIER = Path("docs/portabilite")
DICTIONNAIRE, SCHEMA = "dictionnaire.md", "structure-1.schema.json"
_GENRES = {str: "texte", int: "nombre", bool: "vrai ou faux", date: "jour (AAAA-MM-JJ)", datetime: "instant, en UTC"}


def write_schema() -> str:
    """The JSON Schema of the format."""
    schema = Document.model_json_schema()
    objets = {Document.__name__: schema, **schema["$defs"]}
    for modele in _list_modeles():
        objet = objets[modele.__name__]
        objet.pop("title", None)
        for nom, propriete in objet["properties"].items():
            propriete.pop("title", None)
            propriete["description"] = modele.model_fields[nom].description
    return json.dumps({"title": FORMAT, **schema}, ensure_ascii=False, indent=2) + "\n"


def write_dictionnaire() -> str:
    """The data dictionary, in French."""
    lignes = [
        f"# Dictionnaire des données : `{FORMAT}`",
        "",
        f"Ce que contient `structure.json`, champ par champ. Pour un programme : `{SCHEMA}`.",
        "",
    ]
    for modele in _list_modeles():
        lignes += [f"## {modele.__name__}", "", modele.__doc__ or "", "", "| champ | genre | sens |", "|---|---|---|"]
        lignes += [
            f"| `{nom}` | {_tell_genre(champ.annotation)} | {champ.description} |"
            for nom, champ in modele.model_fields.items()
        ]
        lignes.append("")
    return "\n".join(lignes)


def write_lisezmoi() -> str:
    """What stands in the archive, for whoever opens it."""
    lignes = [
        "Tout ce que votre structure possède dans le cahier CAP RSE.",
        "",
        "- structure.json : vos données. C’est le fichier qu’un autre cahier sait reprendre.",
        "- fichiers/ : les fichiers de vos traces.",
        "- dictionnaire.md : ce que veut dire chaque champ.",
        f"- {SCHEMA} : les mêmes règles, pour un programme (JSON Schema).",
        "- SHA256SUMS : les empreintes, pour vérifier que rien n’a changé.",
        "",
        "Aucune adresse ne sort, aucun avis d’une personne non plus : seulement leurs comptes, sous les mêmes seuils",
        "qu’à l’écran. Gardez cette archive en lieu sûr : elle contient des noms et vos traces confidentielles.",
        "",
    ]
    return "\n".join(lignes)


def write_docs(dossier: Path) -> list[Path]:
    """Write both where the documentation keeps them. Raises OSError."""
    dossier.mkdir(parents=True, exist_ok=True)
    chemins = []
    for nom, contenu in ((SCHEMA, write_schema()), (DICTIONNAIRE, write_dictionnaire())):
        (dossier / nom).write_text(contenu, encoding="utf-8")
        chemins.append(dossier / nom)
    return chemins


def _list_modeles() -> Iterator[type[BaseModel]]:
    """The file first, then what it is made of, in the order in which it is met."""
    vus: list[type[BaseModel]] = [Document]
    for modele in vus:
        yield modele
        for champ in modele.model_fields.values():
            vus += [m for m in _find_modeles(champ.annotation) if m not in vus]


def _find_modeles(genre: Any) -> Iterator[type[BaseModel]]:
    if isinstance(genre, type) and issubclass(genre, BaseModel):
        yield genre
    for dedans in typing.get_args(genre):
        if not isinstance(dedans, str):
            yield from _find_modeles(dedans)


def _tell_genre(genre: Any) -> str:
    origine, dedans = typing.get_origin(genre), typing.get_args(genre)
    if origine is typing.Annotated:
        return _tell_genre(dedans[0])
    if origine is list:
        return f"liste : {_tell_genre(dedans[0])}"
    if origine in {types.UnionType, typing.Union}:
        return f"{_tell_genre(dedans[0])}, ou null"
    if origine is typing.Literal:
        return " · ".join(f"`{mot}`" for mot in dedans)
    if isinstance(genre, type) and issubclass(genre, BaseModel):
        return genre.__name__
    return _GENRES.get(genre, "objet")
