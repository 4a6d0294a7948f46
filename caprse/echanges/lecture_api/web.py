"""Where programs ask: a key in a header, JSON or CSV, a refusal as one sentence. It looks at no cookie."""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections import Counter
from functools import cache
from typing import Any

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from caprse.echanges.lecture_api import lectures
from caprse.echanges.lecture_api.description import (
    CLE,
    OPENAPI,
    TABLES,
    TYPE_CSV,
    TYPE_JSON,
    TYPE_PROBLEME,
    Table,
    build_openapi,
)
from caprse.echanges.lecture_api.formes import Demande, Probleme, to_rangee
from caprse.echanges.lecture_api.porteur import open_lecture
from caprse.echanges.lecture_api.refus import (
    AdresseInconnue,
    CleAbsente,
    CleDansAdresse,
    LectureSeule,
    RefusLecture,
    TropDeDemandes,
)
from caprse.echanges.lecture_api.regles import LIMITE_MAX, has_cle, read_porteur
from caprse.echanges.reponses_longues.ecriture import write_tableur
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.fichiers import MARQUE_UTF8

log = logging.getLogger("caprse.api")

# For a program alone: no page shows it, nothing of it runs, no cache on its way keeps it for another.
EN_TETES = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_LISEZ = {
    "apres": "« apres » est la valeur « suite » de la page d’avant.",
    "limite": f"« limite » est un nombre de 1 à {LIMITE_MAX:d}.",
    "format": "« format » est json ou csv.",
}


def routes() -> list[Route]:
    """Every route of this room: what is below /api is all of it, so that a refusal there is always said alike."""
    return [Route("/api", Api), Route("/api/{reste:path}", Api)]


class Api:
    """One request, whatever its method: Starlette calls it for each."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send

    def __await__(self) -> Any:
        return self._answer().__await__()

    async def _answer(self) -> None:
        reponse = await run_in_threadpool(answer, Request(self.scope))
        await reponse(self.scope, self.receive, self.send)


def answer(request: Request) -> Response:
    """The answer, or the refusal."""
    try:
        reponse = _read(request)
    except RefusLecture as erreur:
        reponse = build_probleme(erreur.statut, erreur.titre, str(erreur))
        if erreur.statut == CleAbsente.statut:
            reponse.headers["WWW-Authenticate"] = "Bearer"
        if isinstance(erreur, LectureSeule):
            reponse.headers["Allow"] = "GET, HEAD"
        if isinstance(erreur, TropDeDemandes):
            reponse.headers["Retry-After"] = str(erreur.attente)
    except BaseIndisponible as erreur:
        reponse = build_probleme(503, "Base absente", str(erreur))
        reponse.headers["Retry-After"] = "30"
    except Exception:
        log.exception("une lecture par programme a échoué")
        reponse = build_probleme(
            500, "Erreur inattendue", "Une erreur inattendue s’est produite : réessayez plus tard."
        )
    for nom, valeur in EN_TETES.items():
        reponse.headers[nom] = valeur
    return reponse


@cache
def write_openapi() -> bytes:
    """The description, written once: whoever asks for it needs no key, and nothing counts how often."""
    return json.dumps(build_openapi(), ensure_ascii=False).encode()


def build_probleme(statut: int, titre: str, phrase: str) -> Response:
    """A refusal, as RFC 9457 writes it."""
    probleme = Probleme(title=titre, status=statut, detail=phrase)
    return Response(probleme.model_dump_json(), statut, media_type=TYPE_PROBLEME)


def _read(request: Request) -> Response:
    chemin = request.url.path
    # Before all else: whoever wrote a key there must know, whatever they asked.
    if has_cle(request.url.query) or has_cle(chemin):
        raise CleDansAdresse
    table = TABLES.get(chemin)
    if table is None and chemin not in {OPENAPI, CLE}:
        raise AdresseInconnue
    if request.method not in {"GET", "HEAD"}:
        raise LectureSeule
    if chemin == OPENAPI:
        return _tag(request, write_openapi(), TYPE_JSON)
    cle = read_porteur(request.headers.getlist("authorization"))
    if cle is None:
        raise CleAbsente
    demande = read_demande(request)
    if table is not None:
        return _give(request, cle, table, demande)
    with open_lecture(cle, None) as porteur:
        corps = lectures.get_cle(porteur).model_dump_json().encode()
    return _tag(request, corps, TYPE_JSON)


def read_demande(request: Request) -> Demande:
    """What the address asks. Raises RefusLecture with what to write instead."""
    paires = request.query_params.multi_items()
    noms = Counter(nom for nom, _ in paires)
    if any(combien > 1 for combien in noms.values()):
        raise RefusLecture("Chaque mot de l’adresse se donne une seule fois.")
    try:
        return Demande.model_validate(dict(paires))
    except ValidationError as erreur:
        premier = str(erreur.errors()[0]["loc"][0])
        raise RefusLecture(
            _LISEZ.get(premier, "L’adresse ne prend que « apres », « limite » et « format ».")
        ) from None


def _give(request: Request, cle: str, table: Table, demande: Demande) -> Response:
    with open_lecture(cle, table.portee) as porteur:
        page = table.lire(porteur, demande.apres, demande.limite)
    if demande.format == "csv":
        reponse = _tag(request, _write_csv(table, page), f"{TYPE_CSV}; charset=utf-8")
        reponse.headers["Content-Disposition"] = f'attachment; filename="{table.portee}.csv"'
    else:
        corps = table.page(donnees=list(page.lignes), suite=page.suite).model_dump_json()
        reponse = _tag(request, corps.encode(), TYPE_JSON)
    if page.suite is not None:
        suivante = f"{request.url.path}?apres={page.suite}&limite={demande.limite:d}&format={demande.format}"
        reponse.headers["Link"] = f'<{suivante}>; rel="next"'
    return reponse


def _write_csv(table: Table, page: lectures.Page) -> bytes:
    sortie = io.BytesIO(MARQUE_UTF8)
    sortie.seek(0, io.SEEK_END)
    write_tableur(sortie, [list(table.ligne.model_fields)])
    write_tableur(sortie, map(to_rangee, page.lignes))
    return sortie.getvalue()


def _tag(request: Request, corps: bytes, genre: str) -> Response:
    """The answer with its mark, or that nothing moved since the one that the program holds."""
    marque = f'"{hashlib.sha256(corps).hexdigest()[:32]}"'
    connues = {une.strip().removeprefix("W/") for une in request.headers.get("if-none-match", "").split(",")}
    reponse = Response(status_code=304) if marque in connues else Response(corps, media_type=genre)
    reponse.headers["ETag"] = marque
    return reponse
