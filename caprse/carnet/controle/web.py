"""The door of the control: answers come in as JSON, beside Streamlit, and go out once they are committed.

A page of Streamlit that is left, reloaded or cut off loses what it was about to say; a request of the browser's own
outlives it, and is sent again until it is answered.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from caprse.acces.porte.echange import build_ecriture, build_lecture, open_demande
from caprse.acces.porte.habillage import build_adresse, serve
from caprse.acces.porte.rendu import read
from caprse.carnet.controle.porte import Corps, CorpsEnvoi
from caprse.carnet.controle.service import Decision, Envoi, keep_refusee, list_etats, settle, submit
from caprse.carnet.places import find_structure
from caprse.socle.erreurs import Refus, SaisieInvalide

CHEMIN = "/reponses"

_DOSSIER = Path(__file__).parent
# One module and one sheet: their parts are apart for whoever reads them.
PARTIES = (
    "garde.js",
    "outils.js",
    "escalier.js",
    "conflit.js",
    "loi.js",
    "revoir.js",
    "carte.js",
    "breve.js",
    "barre.js",
    "sommaire.js",
    "controle.js",
)
FEUILLES = (
    "page.css",
    "carte.css",
    "breve.css",
    "details.css",
    "loi.css",
    "revoir.css",
    "sommaire.css",
    "barre.css",
    "telephone.css",
    "simple.css",
)
SCRIPT = "\n".join((_DOSSIER / nom).read_text(encoding="utf-8") for nom in PARTIES)
STYLE = "\n".join((_DOSSIER / "feuilles" / nom).read_text(encoding="utf-8") for nom in FEUILLES)
ADRESSE_SCRIPT = build_adresse("controle.js", SCRIPT)
ADRESSE_STYLE = build_adresse("controle.css", STYLE)


class CorpsDecision(Corps):
    """A choice between two answers, as the browser sends it."""

    champ: str = Field(max_length=60)
    compte: UUID
    garder: bool


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route(CHEMIN, build_ecriture(CorpsEnvoi, save), methods=["POST"]),
        Route(f"{CHEMIN}/choix", build_ecriture(CorpsDecision, choose), methods=["POST"]),
        Route(f"{CHEMIN}/{{carnet:uuid}}", build_lecture(show_etats), methods=["GET"]),
        Route("/habillage/controle.js", read(lambda _: serve(SCRIPT, "text/javascript")), methods=["GET"]),
        Route("/habillage/controle.css", read(lambda _: serve(STYLE)), methods=["GET"]),
    ]


def save(request: Request, corps: CorpsEnvoi) -> Response:
    """Record an answer: what is said here was committed."""
    envoi = Envoi(corps.carnet, corps.critere, corps.saisie, corps.version, corps.vue, corps.refusee)
    try:
        with open_demande(request, find_structure(corps.carnet)) as unit:
            etat = submit(unit, envoi)
    except (SaisieInvalide, Refus):
        with open_demande(request, find_structure(corps.carnet)) as unit:
            keep_refusee(unit, envoi)
        raise
    return JSONResponse(etat)


def choose(request: Request, corps: CorpsDecision) -> Response:
    """End a conflict as the person chose."""
    decision = Decision(corps.carnet, corps.critere, corps.champ, corps.compte, corps.garder, corps.version, corps.vue)
    with open_demande(request, find_structure(corps.carnet)) as unit:
        etat = settle(unit, decision)
    return JSONResponse(etat)


def show_etats(request: Request) -> Response:
    """What moved in the carnet since the browser last looked; nothing when nothing did."""
    with open_demande(request, find_structure(request.path_params["carnet"])) as unit:
        etats = list_etats(unit, request.path_params["carnet"], request.query_params.get("vu", ""))
    return Response(status_code=204) if etats is None else JSONResponse(etats)
