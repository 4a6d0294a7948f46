"""How a script of our pages speaks with the site: JSON in, within bounds, and an answer that says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from caprse.acces.jetons import COOKIE
from caprse.acces.porte.demande import is_meme_site
from caprse.acces.porte.rendu import AUTRE_SITE
from caprse.acces.unite import SessionExpiree, Unit, open_unit
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier, Refus, SaisieInvalide
from caprse.socle.installation import get_installation

# Four texts at their longest, seen and wanted, each sign on its six bytes of JSON.
TAILLE_MAX = 128 * 1024
ILLISIBLE = "Cette saisie n’a pas pu être lue. Rien n’est perdu : rechargez la page."

# What comes of a refusal: the person logs in again, the control sends again by itself, or they change their answer.
# It is an answer like another: a browser would write any other status in its console as a fault.
SUITES: tuple[tuple[type[ErreurMetier], str], ...] = (
    (SessionExpiree, "session"),
    (BaseIndisponible, "base"),
    (ErreurMetier, "refus"),
)


Lu = TypeVar("Lu", bound=BaseModel)


def open_demande(request: Request, ici: UUID | None = None) -> AbstractContextManager[Unit]:
    """A transaction for whoever asks; ``ici`` as for ``open_unit``. Raises SessionExpiree."""
    jeton = request.cookies.get(COOKIE)
    if not jeton:
        raise SessionExpiree
    return open_unit(jeton=jeton, ici=ici)


def build_lecture(lecture: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A route that only looks."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_run, lambda: lecture(request))

    return endpoint


def build_ecriture(
    modele: type[Lu], ecriture: Callable[[Request, Lu], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """A route that changes something: from our own pages, within bounds, with every value of its very type."""

    async def endpoint(request: Request) -> Response:
        if not is_meme_site(request, get_installation().reglages):
            return build_refus(Refus(AUTRE_SITE), 403)
        lu = b""
        async for morceau in request.stream():
            lu += morceau
            if len(lu) > TAILLE_MAX:
                return build_refus(SaisieInvalide([ILLISIBLE]), 413)
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return build_refus(SaisieInvalide([ILLISIBLE]), 415)
        try:
            corps = modele.model_validate_json(lu, strict=True)
        except ValidationError:
            return build_refus(SaisieInvalide([ILLISIBLE]), 400)
        return await run_in_threadpool(_run, lambda: ecriture(request, corps))

    return endpoint


def _run(traitement: Callable[[], Response]) -> Response:
    try:
        reponse = traitement()
    except ErreurMetier as erreur:
        return build_refus(erreur, 200, next(suite for genre, suite in SUITES if isinstance(erreur, genre)))
    reponse.headers["Cache-Control"] = "no-store"
    return reponse


def build_refus(
    erreur: ErreurMetier, statut: int, suite: str = "refus", etat: Mapping[str, Any] | None = None
) -> Response:
    """A refusal in its sentence; ``etat``: what stands instead, which the control then shows."""
    dit = {"phrase": str(erreur), "suite": suite, **({"etat": etat} if etat else {})}
    return JSONResponse(dit, status_code=statut, headers={"Cache-Control": "no-store"})
