"""The API told to programs: OpenAPI 3.1, from the very forms that the answers are written with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from caprse.echanges.lecture_api import formes, lectures
from caprse.echanges.lecture_api.porteur import Porteur
from caprse.echanges.lecture_api.regles import DEMANDES_PAR_MINUTE, Portee

RACINE = "/api/v1"
OPENAPI = f"{RACINE}/openapi.json"
CLE = f"{RACINE}/cle"
TYPE_JSON, TYPE_CSV, TYPE_PROBLEME = "application/json", "text/csv", "application/problem+json"
_REFUS = {
    "400": "Demande illisible.",
    "401": "Clé absente, inconnue, échue ou arrêtée.",
    "403": "Clé trop étroite, ou endormie.",
    "405": "Une clé ne fait que lire.",
    "429": "Trop de demandes : voir « Retry-After ».",
    "503": "La base ne répond pas.",
}
_REF = "#/components/schemas/{model}"


@dataclass(frozen=True)
class Table:
    """One address that gives rows: what it opens, what it reads, how each row is written."""

    portee: Portee
    resume: str
    ligne: type[formes.Forme]
    lire: Callable[[Porteur, str | None, int], lectures.Page]
    page: type[BaseModel]


def _table(
    portee: Portee,
    resume: str,
    ligne: type[formes.Forme],
    lire: Callable[[Porteur, str | None, int], lectures.Page],
) -> tuple[str, Table]:
    return f"{RACINE}/{portee}", Table(portee, resume, ligne, lire, formes.build_page(ligne))


TABLES: dict[str, Table] = dict(
    (
        _table(
            Portee.REPONSES,
            "Les réponses, une ligne par critère : celles que les écrans montrent à qui a fait la clé.",
            formes.Reponse,
            lectures.list_reponses,
        ),
        _table(
            Portee.ENSEMBLE,
            "Les chiffres publiés du collectif, trimestre par trimestre, sous les seuils d’anonymat.",
            formes.Agregat,
            lectures.list_ensemble,
        ),
        _table(
            Portee.REFERENTIEL,
            "Les critères des versions que suit le collectif.",
            formes.Critere,
            lectures.list_referentiel,
        ),
        _table(Portee.RENCONTRES, "Le calendrier du collectif.", formes.Rencontre, lectures.list_rencontres),
    )
)


def build_openapi() -> dict[str, Any]:
    """The whole description."""
    modeles: list[type[BaseModel]] = [formes.Cle, formes.Probleme, *(table.page for table in TABLES.values())]
    _, schemas = models_json_schema([(modele, "serialization") for modele in modeles], ref_template=_REF)
    chemins = {
        CLE: {"get": _describe("Ce que la clé ouvre, jusqu’à quand.", "cle", {TYPE_JSON: _refer(formes.Cle)}, ())}
    }
    parametres = _list_parametres()
    for chemin, table in TABLES.items():
        contenus = {TYPE_JSON: _refer(table.page), TYPE_CSV: {"type": "string"}}
        chemins[chemin] = {"get": _describe(table.resume, table.portee, contenus, parametres)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cahier CAP RSE : lire par programme",
            "version": "1",
            "description": f"En lecture seule, {DEMANDES_PAR_MINUTE:d} demandes par minute et par clé.",
        },
        "security": [{"cle": []}],
        "paths": chemins,
        "components": {
            "securitySchemes": {"cle": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas["$defs"],
        },
    }


def _describe(
    resume: str, nom: str, contenus: dict[str, Any], parametres: tuple[dict[str, Any], ...]
) -> dict[str, Any]:
    probleme = {TYPE_PROBLEME: {"schema": _refer(formes.Probleme)}}
    return {
        "operationId": nom,
        "summary": resume,
        "parameters": list(parametres),
        "responses": {
            "200": {
                "description": resume,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {genre: {"schema": schema} for genre, schema in contenus.items()},
            },
            "304": {"description": "Rien n’a changé depuis l’« ETag » donné dans « If-None-Match »."},
            **{statut: {"description": dit, "content": probleme} for statut, dit in _REFUS.items()},
        },
    }


def _refer(modele: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=modele.__name__)}


def _list_parametres() -> tuple[dict[str, Any], ...]:
    proprietes = formes.Demande.model_json_schema()["properties"]
    return tuple(
        {
            "name": nom,
            "in": "query",
            "required": False,
            "description": schema.pop("description"),
            "schema": {cle: valeur for cle, valeur in schema.items() if cle != "title"},
        }
        for nom, schema in proprietes.items()
    )
