"""The ASGI application: Streamlit, the plain pages around it, and what every response must carry."""

from __future__ import annotations

import gc
import hashlib
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import anyio
import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caprse.acces.brouillons import purge_saisies
from caprse.acces.connexion.oidc import build_secrets
from caprse.acces.porte.rendu import leave, show_erreur
from caprse.acces.porte.suite import build_suite
from caprse.acces.porte.web import routes as routes_acces
from caprse.carnet.controle.web import ADRESSE_SCRIPT, ADRESSE_STYLE
from caprse.carnet.controle.web import routes as routes_carnet
from caprse.collectif.calendrier.web import routes as routes_collectif
from caprse.courrier.fabriques import register_tournee
from caprse.courrier.facteur import start_facteur
from caprse.garde.application import Cahier
from caprse.garde.entree import JETON, Garde
from caprse.garde.fragments import keep_last_page
from caprse.garde.regles import RESERVES, explain_interpreteur, is_sous
from caprse.garde.retour import build_script
from caprse.garde.sessions import Veille
from caprse.pages import NOMS
from caprse.relecture.rappels.envois import register_rappels
from caprse.relecture.rappels.web import routes as routes_relecture
from caprse.sante import check_installation
from caprse.seance.compte_rendu.envoi import register_compte_rendu
from caprse.seance.mur.web import routes as routes_mur
from caprse.seance.salle.web import routes as routes_salle
from caprse.socle.ecoute import check_ecoute, start_ecoute
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.telechargements import speak_french
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier, Introuvable
from caprse.socle.imprimerie.atelier import ATELIER
from caprse.socle.installation import get_installation, open_installation, set_installation
from caprse.socle.postgres.surveillance import start_surveillance
from caprse.socle.reglages import load_reglages

log = logging.getLogger("caprse")

SCRIPT = Path(__file__).with_name("app.py")
# What Streamlit serves to anybody: its files, ours, and the way back from an identity provider.
OUVERTS = ("/static", "/app/static", "/auth", "/oauth2callback", "/favicon.png", "/manifest.json")
# Our look comes with the page itself, named by its content so that a browser may keep it.
HABILLAGE = Path(__file__).parent / "static" / "habillage.css"
EMPREINTE = hashlib.sha256(HABILLAGE.read_bytes()).hexdigest()[:12]
FEUILLE = (
    f'<link rel="stylesheet" href="/app/static/habillage.css?v={EMPREINTE}">'
    f'<link rel="stylesheet" href="{ADRESSE_STYLE}"><link rel="modulepreload" href="{ADRESSE_SCRIPT}">'
)


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
        # Whose session has ended meanwhile is led to the login page, with what they typed, not to an error in English.
        (b"</head>", f"<script>{build_script()}</script>\n    {FEUILLE}\n  </head>".encode()),
    )

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_sous(scope["path"], OUVERTS):
            await self._serve_file(scope, receive, send)
            return
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
                for nom in ("etag", "last-modified"):
                    del en_tetes[nom]
            await send(debut)
            await send({"type": "http.response.body", "body": corps})

        await self.app(scope, receive, send_in_french)

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


class PorteEntree:
    """Send a browser without a live session to the login page, before Streamlit opens anything for it."""

    def __init__(self, app: ASGIApp, veille: Veille) -> None:
        self.app = app
        self.veille = veille

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_page(scope):
            await self.app(scope, receive, send)
        elif scope["path"].strip("/") not in {"", *NOMS}:
            await show_erreur(Introuvable())(scope, receive, send)
        elif await self._is_live(scope[JETON]):
            await self.app(scope, receive, send)
        else:
            suite = build_suite(quote(scope["path"]), scope["query_string"].decode("latin-1"))
            await leave(suite, terminee=scope[JETON] is not None)(scope, receive, send)

    async def _is_live(self, jeton: str | None) -> bool:
        try:
            return await self.veille.find(jeton) is not None
        except BaseIndisponible:
            # The page itself waits for the base, and says so.
            return True


def is_page(scope: Scope) -> bool:
    """Whether the request is for a page that Streamlit shows (not its files, not our own routes)."""
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    chemin: str = scope["path"]
    if is_sous(chemin, (*OUVERTS, *RESERVES)):
        return False
    return all(route.matches(scope)[0] is Match.NONE for route in ROUTES)


async def get_sante(_: Request) -> JSONResponse:
    """``GET /sante``, for the operator and the load balancer."""
    en_forme, detail = await anyio.to_thread.run_sync(check_installation, get_installation())
    return JSONResponse(detail, status_code=200 if en_forme else 503, headers={"Cache-Control": "no-store"})


ROUTES = [
    Route("/sante", get_sante),
    *routes_acces(),
    *routes_carnet(),
    *routes_collectif(),
    *routes_relecture(),
    *routes_salle(),
    *routes_mur(),
]


@asynccontextmanager
async def lifespan(cahier: Cahier) -> AsyncIterator[None]:
    """Open the installation for the life of the process, unless a command has opened it already.

    Raises ConfigurationAbsente when Streamlit's own settings are not ours.
    """
    cahier.check_configuration()
    if avertissement := explain_interpreteur(sys.version_info[:3]):
        log.warning(avertissement)
    try:
        installation = get_installation()
        ouverte_ici = False
    except RuntimeError:
        installation = await anyio.to_thread.run_sync(lambda: open_installation(load_reglages()))
        set_installation(installation)
        ouverte_ici = True
        await anyio.to_thread.run_sync(check_ecoute, installation)
        log.warning(
            "Ce serveur n'a pas été lancé par « caprse lancer » : les demandes envoyées à moitié n'y sont pas "
            "fermées, et les en-têtes d'un mandataire peuvent y être crus. Préférez « caprse lancer »."
        )
    register_rappels(installation)
    register_tournee(installation, "saisies", purge_saisies)
    register_compte_rendu(installation)
    stop_surveillance = start_surveillance(installation)
    stop_facteur = start_facteur(installation)
    stop_ecoute = start_ecoute(installation)
    # What the libraries left in memory lives as long as the process: the collector need not walk it at each click.
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        stop_surveillance()
        await anyio.to_thread.run_sync(stop_facteur)
        await anyio.to_thread.run_sync(stop_ecoute)
        await anyio.to_thread.run_sync(ATELIER.close)
        if ouverte_ici:
            set_installation(None)
            await anyio.to_thread.run_sync(installation.close)


def show_erreur_inattendue(erreur: BaseException) -> bool:
    """What a person sees when the script fails: a French sentence; the detail goes to the log.

    An expected refusal, such as a base that is away, has its own sentence, wherever in a page it was met.
    """
    if isinstance(erreur, ErreurMetier):
        st.error(escape(str(erreur)), icon=":material/error:")
        return True
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


def build_app() -> Garde:
    """The whole application, with the settings of this process, behind its guard."""
    try:
        reglages = get_installation().reglages
    except RuntimeError:
        reglages = load_reglages()
    speak_french()
    keep_last_page()
    veille = Veille()
    cahier = Cahier(
        SCRIPT,
        lifespan=lifespan,
        secrets=build_secrets(reglages),
        routes=ROUTES,
        middleware=[Middleware(PorteEntree, veille=veille), Middleware(PageFrancaise)],
        exception_handlers={404: show_introuvable},
        on_script_error=show_erreur_inattendue,
    )
    return Garde(cahier, veille, lambda: get_installation().reglages)
