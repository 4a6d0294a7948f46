"""Who is let in: a browser with a live session, to a page that exists."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

from caprse.acces.porte.rendu import leave, show_erreur
from caprse.acces.porte.suite import build_suite
from caprse.garde.entree import JETON
from caprse.garde.sessions import Veille
from caprse.socle.erreurs import BaseIndisponible, Introuvable


class PorteEntree:
    """Send a browser without a live session to the login page, before Streamlit opens anything for it.

    ``is_page``: whether a request is for a page that Streamlit shows; ``noms``: the pages there are.
    """

    def __init__(self, app: ASGIApp, veille: Veille, is_page: Callable[[Scope], bool], noms: Collection[str]) -> None:
        self.app = app
        self.veille = veille
        self.is_page = is_page
        self.noms = {"", *noms}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.is_page(scope):
            await self.app(scope, receive, send)
        elif scope["path"].strip("/") not in self.noms:
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
