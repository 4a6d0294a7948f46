"""Where files go out: asked for by a live session, judged by its rights each time, saved and never run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from caprse.acces.porte.echange import open_demande
from caprse.acces.porte.rendu import read
from caprse.progres.traces.emporter import write_archive
from caprse.progres.traces.lecture import get_apercu, get_fichier

# Whatever opens it: nothing of it runs, nothing of it asks for anything, no other site shows it.
EN_TETES = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_MORCEAU = 256 * 1024


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/traces/{trace:uuid}/fichier", read(send_fichier), methods=["GET"]),
        Route("/traces/{trace:uuid}/apercu", read(send_apercu), methods=["GET"]),
        Route("/traces/carnet/{carnet:uuid}.zip", read(send_archive), methods=["GET"]),
    ]


def send_fichier(request: Request) -> Response:
    """The file of a trace, to be saved."""
    with open_demande(request) as unit:
        fichier = get_fichier(unit, request.path_params["trace"])
    return Response(fichier.contenu, media_type=fichier.type_mime, headers=EN_TETES | _save_as(fichier.nom))


def send_apercu(request: Request) -> Response:
    """The small picture that we made ourselves: the one thing that is shown in a page."""
    with open_demande(request) as unit:
        apercu = get_apercu(unit, request.path_params["trace"])
    return Response(apercu, media_type="image/jpeg", headers=EN_TETES)


def send_archive(request: Request) -> Response:
    """The traces of a carnet, to be saved."""
    with open_demande(request) as unit:
        archive = write_archive(unit, request.path_params["carnet"])
    en_tetes = EN_TETES | _save_as(archive.nom) | {"Content-Length": str(archive.octets)}
    return StreamingResponse(
        _read(archive.flux),
        media_type="application/zip",
        headers=en_tetes,
        background=BackgroundTask(archive.flux.close),
    )


def _read(flux: IO[bytes]) -> Iterator[bytes]:
    with flux:
        while morceau := flux.read(_MORCEAU):
            yield morceau


def _save_as(nom: str) -> dict[str, str]:
    """Under its own name where the browser reads it, else under one of plain letters."""
    simple = "".join(signe if signe.isascii() and (signe.isalnum() or signe in "-_. ") else "_" for signe in nom)
    return {"Content-Disposition": f"attachment; filename=\"{simple}\"; filename*=UTF-8''{quote(nom, safe='')}"}
