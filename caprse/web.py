"""The ASGI application: Streamlit, the plain pages around it, and what every response must carry."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caprse.acces.brouillons import purge_saisies
from caprse.acces.connexion.oidc import build_secrets
from caprse.acces.jetons import COOKIE
from caprse.acces.porte.rendu import show_erreur
from caprse.acces.porte.web import routes as routes_acces
from caprse.collectif.calendrier.web import routes as routes_collectif
from caprse.courrier.fabriques import register_tournee
from caprse.courrier.facteur import start_facteur
from caprse.pages import NOMS
from caprse.relecture.rappels.envois import register_rappels
from caprse.relecture.rappels.web import routes as routes_relecture
from caprse.sante import check_sante
from caprse.seance.compte_rendu.envoi import register_compte_rendu
from caprse.seance.mur.web import routes as routes_mur
from caprse.seance.salle.web import routes as routes_salle
from caprse.socle.ecoute import start_ecoute
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import get_installation, open_installation, set_installation
from caprse.socle.reglages import load_reglages

log = logging.getLogger("caprse")

SCRIPT = Path(__file__).with_name("app.py")
RESERVES = ("/_stcore", "/media", "/component", "/static", "/app/static", "/auth/", "/oauth2callback")
EN_TETES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Streamlit and Vega build code as they run; what matters here is that nothing is asked of, or sent to, another host.
POLITIQUE = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'self'",
        "frame-ancestors 'none'",
    ]
)


class EnTetes:
    """Add the headers that every response carries, and keep the browser from asking elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                en_tetes = MutableHeaders(scope=message)
                for nom, valeur in EN_TETES.items():
                    en_tetes.setdefault(nom, valeur)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class PageFrancaise:
    """Say that Streamlit's page is in French, so that no browser offers to translate it, and who it belongs to.

    Translation rewrites text nodes that React believes it owns: the page then breaks.
    """

    REMPLACEMENTS = (
        (b'<html lang="en">', b'<html lang="fr" translate="no">'),
        (
            b"<title>Streamlit</title>",
            b'<title>Cahier CAP RSE</title>\n    <meta name="google" content="notranslate" />',
        ),
        (
            b"You need to enable JavaScript to run this app.",
            "Cette page a besoin de JavaScript. Vos réponses sont enregistrées.".encode(),
        ),
    )

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_page(scope):
            await self.app(scope, receive, send)
            return
        # Asking for an uncompressed page keeps the body readable here; it weighs a few kilobytes.
        scope = {**scope, "headers": [(n, v) for n, v in scope["headers"] if n != b"accept-encoding"]}
        debut: Message | None = None
        corps = b""

        async def send_in_french(message: Message) -> None:
            nonlocal debut, corps
            if message["type"] == "http.response.start":
                debut = message
                return
            corps += message.get("body", b"")
            if message.get("more_body") or debut is None:
                return
            en_tetes = MutableHeaders(scope=debut)
            if en_tetes.get("content-type", "").startswith("text/html"):
                for avant, apres in self.REMPLACEMENTS:
                    corps = corps.replace(avant, apres)
                en_tetes["content-length"] = str(len(corps))
                en_tetes["content-security-policy"] = POLITIQUE
                for nom in ("etag", "last-modified"):
                    del en_tetes[nom]
            await send(debut)
            await send({"type": "http.response.body", "body": corps})

        await self.app(scope, receive, send_in_french)


class PorteEntree:
    """Send a browser without a session to the login page, before Streamlit opens anything for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_page(scope):
            await self.app(scope, receive, send)
        elif COOKIE not in Request(scope).cookies:
            await RedirectResponse("/connexion", status_code=303)(scope, receive, send)
        elif scope["path"].strip("/") not in {"", *NOMS}:
            await show_erreur(Introuvable())(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_page(scope: Scope) -> bool:
    """Whether the request is for a page that Streamlit shows (not its files, not our own routes)."""
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    chemin: str = scope["path"]
    if chemin.startswith(RESERVES) or "." in chemin.rsplit("/", 1)[-1]:
        return False
    if any(route.matches(scope)[0] is not Match.NONE for route in ROUTES):
        return False
    return "upgrade" not in Headers(scope=scope)


async def get_sante(_: Request) -> JSONResponse:
    """``GET /sante``, for the operator and the load balancer."""
    en_forme, detail = await anyio.to_thread.run_sync(check_sante, get_installation().moteur)
    return JSONResponse(detail, status_code=200 if en_forme else 503, headers={"Cache-Control": "no-store"})


ROUTES = [
    Route("/sante", get_sante),
    *routes_acces(),
    *routes_collectif(),
    *routes_relecture(),
    *routes_salle(),
    *routes_mur(),
]


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Open the installation for the life of the process, unless a command has opened it already."""
    try:
        installation = get_installation()
        ouverte_ici = False
    except RuntimeError:
        installation = await anyio.to_thread.run_sync(lambda: open_installation(load_reglages()))
        set_installation(installation)
        ouverte_ici = True
    register_rappels(installation)
    register_tournee(installation, "saisies", purge_saisies)
    register_compte_rendu(installation)
    stop_facteur = start_facteur(installation)
    stop_ecoute = start_ecoute(installation)
    # What the libraries left in memory lives as long as the process: the collector need not walk it at each click.
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        await anyio.to_thread.run_sync(stop_facteur)
        await anyio.to_thread.run_sync(stop_ecoute)
        if ouverte_ici:
            set_installation(None)
            await anyio.to_thread.run_sync(installation.close)


def show_erreur_inattendue(erreur: BaseException) -> bool:
    """What a person sees when the script fails: a French sentence; the detail goes to the log."""
    log.error("erreur inattendue dans une page", exc_info=erreur)
    st.error(
        "Une erreur inattendue s'est produite. Ce qui était enregistré l'est toujours. Rechargez la page ; "
        "si cela continue, prévenez votre chargée de mission.",
        icon=":material/error:",
    )
    return True


async def show_introuvable(_request: Request, _erreur: Exception) -> Response:
    """What has no route, in French."""
    return show_erreur(Introuvable())


def build_app() -> st.App:
    """The whole application, with the settings of this process."""
    try:
        reglages = get_installation().reglages
    except RuntimeError:
        reglages = load_reglages()
    return st.App(
        SCRIPT,
        lifespan=lifespan,
        secrets=build_secrets(reglages),
        routes=ROUTES,
        middleware=[Middleware(EnTetes), Middleware(PorteEntree), Middleware(PageFrancaise)],
        exception_handlers={404: show_introuvable},
        on_script_error=show_erreur_inattendue,
    )
