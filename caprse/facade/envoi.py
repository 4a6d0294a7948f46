"""How files and the page are given: compressed for who reads that, or « you have it already »."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caprse.acces.porte.rendu import show_erreur
from caprse.facade.reserve import CODAGES, Fichier, Reserve, choose_conservation
from caprse.garde.regles import is_sous
from caprse.socle.erreurs import Introuvable

# What Streamlit serves to anybody: its files, ours, and the way back from an identity provider.
OUVERTS = ("/static", "/app/static", "/auth", "/oauth2callback", "/favicon.png", "/manifest.json")
# A browser asks each time whether the page has changed: its session may have ended, and it names files of its version.
A_REDEMANDER = "no-cache"


class Fichiers:
    """Give from the reserve what it holds; anything else goes on."""

    def __init__(self, app: ASGIApp, reserve: Reserve) -> None:
        self.app = app
        self.reserve = reserve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        adresse = scope["path"]
        if self.reserve.is_ready(adresse):
            fichier = self.reserve.find(adresse)
        else:
            fichier = await anyio.to_thread.run_sync(self.reserve.find, adresse)
        if fichier is None:
            await self.app(scope, receive, send)
            return
        [version] = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[:1]
        conservation = choose_conservation(adresse, version, fichier)
        await build_reponse(scope, fichier, conservation)(scope, receive, send)


class Pages:
    """Give our page in place of Streamlit's, which is the same for everybody and says so in English.

    ``is_page``: whether a request is for it; ``pages``: by the first part of the address, "" for all others.
    """

    def __init__(self, app: ASGIApp, is_page: Callable[[Scope], bool], pages: Mapping[str, Fichier]) -> None:
        self.app = app
        self.is_page = is_page
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.is_page(scope):
            page = self.pages.get(scope["path"].strip("/"), self.pages[""])
            await build_reponse(scope, page, A_REDEMANDER)(scope, receive, send)
        elif scope["type"] == "http" and is_sous(scope["path"], OUVERTS):
            await self._serve_file(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _serve_file(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A file of Streamlit's; for one that it does not have, it gives its page, in English."""
        page = False

        async def send_file(message: Message) -> None:
            nonlocal page
            if message["type"] == "http.response.start":
                page = MutableHeaders(scope=message).get("content-type", "").startswith("text/html")
            if not page:
                await send(message)

        await self.app(scope, receive, send_file)
        if page:
            await show_erreur(Introuvable())(scope, receive, send)


def build_reponse(scope: Scope, fichier: Fichier, conservation: str) -> Response:
    """The answer to this request, for this file."""
    demande = Headers(scope=scope)
    en_tetes = {"Cache-Control": conservation, "ETag": fichier.etag}
    if fichier.codes:
        en_tetes["Vary"] = "Accept-Encoding"
    if fichier.empreinte in demande.get("if-none-match", ""):
        return Response(status_code=304, headers=en_tetes)
    contenu = fichier.contenu
    acceptes = read_codages(demande.get("accept-encoding", ""))
    for codage in CODAGES:
        if codage in acceptes and codage in fichier.codes:
            contenu = fichier.codes[codage]
            en_tetes["Content-Encoding"] = codage
            break
    en_tetes["Content-Length"] = str(len(contenu))
    corps = b"" if scope["method"] == "HEAD" else contenu
    return Response(corps, headers=en_tetes, media_type=fichier.genre)


def read_codages(accepte: str) -> set[str]:
    """The codings that an ``Accept-Encoding`` lets through, by name."""
    codages = set()
    for morceau in accepte.lower().split(","):
        nom, _, poids = morceau.strip().partition(";")
        if poids.replace(" ", "").rstrip("0") not in {"q=", "q=0."}:
            codages.add(nom.strip())
    return codages
