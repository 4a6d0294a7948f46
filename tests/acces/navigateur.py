"""A browser without a screen, in front of the application itself: no socket, cookies kept, no redirection followed."""

from __future__ import annotations

import asyncio
import re
from html.parser import HTMLParser

import httpx
from starlette.types import ASGIApp

from caprse.acces.jetons import CHAMP_ACTE

ADRESSE = "http://localhost:8501"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


class _Direct(httpx.BaseTransport):
    """Hand each request to the application, and wait for its whole answer."""

    def __init__(self, application: ASGIApp, adresse_ip: str) -> None:
        self._transport = httpx.ASGITransport(app=application, client=(adresse_ip, 50_000))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def send() -> httpx.Response:
            retour = await self._transport.handle_async_request(request)
            return httpx.Response(retour.status_code, headers=retour.headers, content=await retour.aread())

        return asyncio.run(send())


def create_navigateur(application: ASGIApp, adresse: str = ADRESSE, adresse_ip: str = "192.0.2.10") -> httpx.Client:
    """A new browser at that network address."""
    return httpx.Client(
        transport=_Direct(application, adresse_ip),
        base_url=adresse,
        headers={"User-Agent": FIREFOX},
        follow_redirects=False,
    )


class Lecture(HTMLParser):
    """What a strict reader looks for in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.balises: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append((tag, dict(attrs)))

    def all(self, *noms: str) -> list[dict[str, str | None]]:
        return [attributs for nom, attributs in self.balises if nom in noms]

    def fields(self) -> dict[str, set[str]]:
        """The values each field of the page may send."""
        champs: dict[str, set[str]] = {}
        for champ in self.all("input", "select"):
            champs.setdefault(str(champ["name"]), set()).add(champ.get("value") or "")
        return champs


def drop_acte(page: str) -> str:
    """The page without the identity of its form, which is drawn anew each time and says nothing."""
    return re.sub(rf'name="{CHAMP_ACTE}" value="[\w-]{{43}}"', f'name="{CHAMP_ACTE}"', page)
