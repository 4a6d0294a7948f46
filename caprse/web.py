"""The ASGI application: Streamlit, the plain pages around it, and what every response must carry."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope
from streamlit.file_util import get_static_dir

from caprse.acces.brouillons import purge_saisies
from caprse.acces.connexion.oidc import build_secrets
from caprse.acces.porte.rendu import show_erreur
from caprse.acces.porte.saisies import routes_saisies
from caprse.acces.porte.web import routes as routes_acces
from caprse.avis.papier.web import routes as routes_papier
from caprse.avis.telephone.web import routes as routes_avis
from caprse.carnet.controle.web import ADRESSE_SCRIPT, ADRESSE_STYLE
from caprse.carnet.controle.web import routes as routes_carnet
from caprse.carnet.positionnement.web import routes as routes_positionnement
from caprse.collectif.calendrier.web import routes as routes_collectif
from caprse.courrier.fabriques import register_tournee
from caprse.courrier.facteur import start_facteur
from caprse.echanges.lecture_api.web import routes as routes_api
from caprse.echanges.signaux.tournee import register_signaux
from caprse.facade.entree import PorteEntree
from caprse.facade.envoi import OUVERTS, Fichiers, Pages
from caprse.facade.reserve import Reserve
from caprse.facade.tete import build_pages
from caprse.garde.application import Cahier
from caprse.garde.entree import Garde
from caprse.garde.fragments import keep_last_page
from caprse.garde.regles import RESERVES, explain_interpreteur, is_sous
from caprse.garde.sessions import Veille
from caprse.pages import NOMS
from caprse.progres.agenda import list_echeances
from caprse.progres.traces.web import routes as routes_traces
from caprse.relecture.convocations.envois import register_convocations
from caprse.relecture.convocations.web import routes as routes_convocations
from caprse.relecture.evenements.envois import register_evenements
from caprse.relecture.lettres.service import register_lettres
from caprse.relecture.rappels.envois import register_rappels
from caprse.relecture.rappels.web import routes as routes_relecture
from caprse.relecture.revoir.service import register_reprises
from caprse.relecture.semaine.envois import register_semaine
from caprse.sante import check_installation
from caprse.seance.compte_rendu.envoi import register_compte_rendu
from caprse.seance.mur.web import routes as routes_mur
from caprse.seance.salle.web import routes as routes_salle
from caprse.socle.ecoute import check_ecoute, start_ecoute
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.telechargements import speak_french
from caprse.socle.erreurs import ErreurMetier, Introuvable
from caprse.socle.imprimerie.atelier import ATELIER
from caprse.socle.installation import get_installation, open_installation, set_installation
from caprse.socle.postgres.surveillance import start_surveillance
from caprse.socle.reglages import load_reglages

log = logging.getLogger("caprse")

SCRIPT = Path(__file__).with_name("app.py")
STATIQUE = SCRIPT.parent / "static"
STREAMLIT = Path(get_static_dir())


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
    *routes_saisies(),
    *routes_carnet(),
    *routes_positionnement(),
    *routes_collectif(list_echeances),
    *routes_traces(),
    *routes_relecture(),
    *routes_convocations(),
    *routes_papier(),
    *routes_avis(),
    *routes_salle(),
    *routes_mur(),
    *routes_api(),
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
            "Ce serveur n’a pas été lancé par « caprse lancer » : les demandes envoyées à moitié n’y sont pas "
            "fermées, et les en-têtes d’un mandataire peuvent y être crus. Préférez « caprse lancer »."
        )
    for register in (
        register_rappels,
        register_evenements,
        register_convocations,
        register_lettres,
        register_semaine,
        register_reprises,
        register_signaux,
    ):
        register(installation)
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
        "Une erreur inattendue s’est produite. Ce qui était enregistré l’est toujours. Rechargez la page ; "
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
    reserve = Reserve({"/static": STREAMLIT / "static", "/app/static": STATIQUE})
    # The answer control is drawn as soon as its page is there.
    liens = (
        f'<link rel="stylesheet" href="{ADRESSE_STYLE}">',
        f'<link rel="modulepreload" href="{ADRESSE_SCRIPT}">',
    )
    pages = build_pages((STREAMLIT / "index.html").read_text(encoding="utf-8"), reserve, liens)
    cahier = Cahier(
        SCRIPT,
        lifespan=lifespan,
        secrets=build_secrets(reglages),
        routes=ROUTES,
        middleware=[
            Middleware(Fichiers, reserve=reserve),
            Middleware(PorteEntree, veille=veille, is_page=is_page, noms=NOMS),
            Middleware(Pages, is_page=is_page, pages=pages),
        ],
        exception_handlers={404: show_introuvable},
        on_script_error=show_erreur_inattendue,
    )
    return Garde(cahier, veille, lambda: get_installation().reglages)
