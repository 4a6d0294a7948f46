"""The door of the control: answers come in as JSON, beside Streamlit, and go out once they are committed.

A page of Streamlit that is left, reloaded or cut off loses what it was about to say; a request of the browser's own
outlives it, and is sent again until it is answered.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from caprse.acces.jetons import COOKIE
from caprse.acces.porte.demande import is_meme_site
from caprse.acces.porte.habillage import build_adresse, serve
from caprse.acces.porte.rendu import AUTRE_SITE, read
from caprse.acces.unite import SessionExpiree, Unit, open_unit
from caprse.carnet.controle.service import Decision, Envoi, keep_refusee, list_etats, settle, submit
from caprse.carnet.regles import Saisie
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier, Refus, SaisieInvalide
from caprse.socle.installation import get_installation

CHEMIN = "/reponses"
# Four texts at their longest, seen and wanted, each sign on its six bytes of JSON.
TAILLE_MAX = 128 * 1024
ILLISIBLE = "Cette réponse n'a pas pu être lue. Rien n'est perdu : rechargez la page."

_DOSSIER = Path(__file__).parent
# One module and one sheet: their parts are apart for whoever reads them.
PARTIES = ("garde.js", "outils.js", "escalier.js", "conflit.js", "loi.js", "carte.js", "barre.js", "controle.js")
FEUILLES = ("page.css", "carte.css", "details.css", "loi.css", "barre.css")
SCRIPT = "\n".join((_DOSSIER / nom).read_text(encoding="utf-8") for nom in PARTIES)
STYLE = "\n".join((_DOSSIER / nom).read_text(encoding="utf-8") for nom in FEUILLES)
ADRESSE_SCRIPT = build_adresse("controle.js", SCRIPT)
ADRESSE_STYLE = build_adresse("controle.css", STYLE)

# What comes of a refusal: the person logs in again, the control sends again by itself, or they change their answer.
# It is an answer like another: a browser would write any other status in its console as a fault.
SUITES: tuple[tuple[type[ErreurMetier], str], ...] = (
    (SessionExpiree, "session"),
    (BaseIndisponible, "base"),
    (ErreurMetier, "refus"),
)


class _Corps(BaseModel):
    model_config = ConfigDict(extra="forbid")
    carnet: UUID
    critere: str = Field(max_length=60)
    version: int = Field(ge=0, lt=2**31)
    vue: Saisie


class CorpsEnvoi(_Corps):
    """An answer, as the browser sends it."""

    saisie: Saisie
    refusee: bool = False


class CorpsDecision(_Corps):
    """A choice between two answers, as the browser sends it."""

    champ: str = Field(max_length=60)
    compte: UUID
    garder: bool


Corps = TypeVar("Corps", bound=_Corps)


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route(CHEMIN, _write(CorpsEnvoi, save), methods=["POST"]),
        Route(f"{CHEMIN}/choix", _write(CorpsDecision, choose), methods=["POST"]),
        Route(f"{CHEMIN}/{{carnet:uuid}}", _read(show_etats), methods=["GET"]),
        Route("/habillage/controle.js", read(lambda _: serve(SCRIPT, "text/javascript")), methods=["GET"]),
        Route("/habillage/controle.css", read(lambda _: serve(STYLE)), methods=["GET"]),
    ]


def save(request: Request, corps: CorpsEnvoi) -> Response:
    """Record an answer: what is said here was committed."""
    envoi = Envoi(corps.carnet, corps.critere, corps.saisie, corps.version, corps.vue, corps.refusee)
    try:
        with _open(request) as unit:
            etat = submit(unit, envoi)
    except (SaisieInvalide, Refus):
        with _open(request) as unit:
            keep_refusee(unit, envoi)
        raise
    return JSONResponse(etat)


def choose(request: Request, corps: CorpsDecision) -> Response:
    """End a conflict as the person chose."""
    decision = Decision(corps.carnet, corps.critere, corps.champ, corps.compte, corps.garder, corps.version, corps.vue)
    with _open(request) as unit:
        etat = settle(unit, decision)
    return JSONResponse(etat)


def show_etats(request: Request) -> Response:
    """What moved in the carnet since the browser last looked; nothing when nothing did."""
    with _open(request) as unit:
        etats = list_etats(unit, request.path_params["carnet"], request.query_params.get("vu", ""))
    return Response(status_code=204) if etats is None else JSONResponse(etats)


def _open(request: Request) -> AbstractContextManager[Unit]:
    jeton = request.cookies.get(COOKIE)
    if not jeton:
        raise SessionExpiree
    return open_unit(jeton=jeton)


def _read(lecture: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_run, lambda: lecture(request))

    return endpoint


def _write(
    modele: type[Corps], ecriture: Callable[[Request, Corps], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """A route that changes something: from our own pages, within bounds, with every value of its very type."""

    async def endpoint(request: Request) -> Response:
        if not is_meme_site(request, get_installation().reglages):
            return _refuse(Refus(AUTRE_SITE), 403)
        lu = b""
        async for morceau in request.stream():
            lu += morceau
            if len(lu) > TAILLE_MAX:
                return _refuse(SaisieInvalide([ILLISIBLE]), 413)
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _refuse(SaisieInvalide([ILLISIBLE]), 415)
        try:
            corps = modele.model_validate_json(lu, strict=True)
        except ValidationError:
            return _refuse(SaisieInvalide([ILLISIBLE]), 400)
        return await run_in_threadpool(_run, lambda: ecriture(request, corps))

    return endpoint


def _run(traitement: Callable[[], Response]) -> Response:
    try:
        reponse = traitement()
    except ErreurMetier as erreur:
        return _refuse(erreur, 200, next(suite for genre, suite in SUITES if isinstance(erreur, genre)))
    reponse.headers["Cache-Control"] = "no-store"
    return reponse


def _refuse(erreur: ErreurMetier, statut: int, suite: str = "refus") -> Response:
    return JSONResponse(
        {"phrase": str(erreur), "suite": suite}, status_code=statut, headers={"Cache-Control": "no-store"}
    )
