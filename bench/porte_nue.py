"""Around the bare floor: the workbook's own page and files, and a door that reads answers and keeps nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope
from streamlit.file_util import get_static_dir

from caprse.acces.porte.habillage import serve
from caprse.carnet.controle.web import ADRESSE_SCRIPT, ADRESSE_STYLE, CHEMIN, SCRIPT, STYLE
from caprse.facade.envoi import OUVERTS, Fichiers, Pages
from caprse.facade.reserve import Reserve
from caprse.facade.tete import build_pages
from caprse.garde.regles import RESERVES, is_sous
from caprse.socle.dates import format_heure

STATIQUE = Path(__file__).parents[1] / "caprse" / "static"
ETAT = "1.ouvert"


async def tell(request: Request) -> Response:
    """Answer as the workbook does once it has committed."""
    corps = await request.json()
    return JSONResponse(
        {
            "saisie": corps["saisie"],
            "version": corps["version"] + 1,
            "quand": f"à {format_heure(datetime.now(UTC))}",
            "auteur": "Personne",
            "conflits": [],
        }
    )


async def look(request: Request) -> Response:
    """Nothing ever moves."""
    if request.query_params.get("vu"):
        return Response(status_code=204)
    return JSONResponse({"marque": "0", "carnet": ETAT, "etats": {}})


async def get_script(_: Request) -> Response:
    return serve(SCRIPT, "text/javascript")


async def get_style(_: Request) -> Response:
    return serve(STYLE)


ROUTES = (
    Route(CHEMIN, tell, methods=["POST"]),
    Route(f"{CHEMIN}/{{carnet:uuid}}", look, methods=["GET"]),
    Route(ADRESSE_SCRIPT.partition("?")[0], get_script, methods=["GET"]),
    Route(ADRESSE_STYLE.partition("?")[0], get_style, methods=["GET"]),
)


def is_page(scope: Scope) -> bool:
    """Whether the request is for the page that carries Streamlit."""
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    return not is_sous(scope["path"], (*OUVERTS, *RESERVES)) and all(r.matches(scope)[0] is Match.NONE for r in ROUTES)


def build_middleware() -> list[Middleware]:
    """The page and the files as the workbook gives them, without what guards them."""
    reserve = Reserve({"/static": Path(get_static_dir()) / "static", "/app/static": STATIQUE})
    liens = (
        f'<link rel="stylesheet" href="{ADRESSE_STYLE}">',
        f'<link rel="modulepreload" href="{ADRESSE_SCRIPT}">',
    )
    index = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    pages = build_pages(index, reserve, liens)
    return [Middleware(Fichiers, reserve=reserve), Middleware(Pages, is_page=is_page, pages=pages)]
