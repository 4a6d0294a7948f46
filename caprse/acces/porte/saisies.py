"""The door of what is typed: a text that a page could not say before it was left is kept as a draft all the same.

The browser holds it until this door has answered; what it holds is named by account, and given to no other.
"""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from caprse.acces.brouillons import keep_texte
from caprse.acces.porte.echange import build_ecriture, open_demande
from caprse.socle.erreurs import Refus

CHEMIN = "/saisies"
AUTRE_COMPTE = "Ce texte a été écrit par une autre personne : il l’attend, et n’est montré à personne d’autre."


class CorpsSaisie(BaseModel):
    """One text, where it was typed, and what its form held when the typing began."""

    model_config = ConfigDict(extra="forbid")
    compte: UUID
    place: str = Field(min_length=1, max_length=200)
    champ: str = Field(min_length=1, max_length=80)
    texte: str = Field(max_length=20_000)
    vu: dict[str, JsonValue] = Field(max_length=400)


def routes_saisies() -> list[Route]:
    """Every route of this door."""
    return [Route(CHEMIN, build_ecriture(CorpsSaisie, save), methods=["POST"])]


def save(request: Request, corps: CorpsSaisie) -> Response:
    """Keep it beside what the form holds already."""
    with open_demande(request) as unit:
        if unit.acteur.compte_id != corps.compte:
            raise Refus(AUTRE_COMPTE)
        keep_texte(unit, corps.place, corps.champ, corps.texte, corps.vu)
    return JSONResponse({"garde": True})
