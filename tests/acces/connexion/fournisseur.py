"""An OpenID Connect provider on the loopback that says whatever the test tells it to say."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "cahier"
CLIENT_SECRET = "secret-du-client"


@dataclass
class Fournisseur:
    """Where it listens, and what it says of whoever comes."""

    port: int
    dires: dict[str, Any] = field(default_factory=dict)
    _cle: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "essai", "use": "sig"}))
    _nonces: dict[str, str] = field(default_factory=dict)

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def metadata_url(self) -> str:
        return f"{self.adresse}/.well-known/openid-configuration"

    async def describe(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.adresse,
                "authorization_endpoint": f"{self.adresse}/autoriser",
                "token_endpoint": f"{self.adresse}/jeton",
                "jwks_uri": f"{self.adresse}/cles",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def authorize(self, request: Request) -> Response:
        """The person agrees at once."""
        demande = request.query_params
        code = secrets.token_urlsafe(8)
        self._nonces[code] = demande["nonce"]
        suite = urlencode({"code": code, "state": demande["state"]})
        return RedirectResponse(f"{demande['redirect_uri']}?{suite}", status_code=302)

    async def give_token(self, request: Request) -> Response:
        code = parse_qs((await request.body()).decode())["code"][0]
        instant = int(time.time())
        dires = {
            "iss": self.adresse,
            "aud": CLIENT,
            "sub": "1",
            "iat": instant,
            "exp": instant + 300,
            "nonce": self._nonces.pop(code),
            **self.dires,
        }
        return JSONResponse(
            {
                "access_token": "x",
                "token_type": "Bearer",
                "id_token": jwt.encode({"alg": "RS256", "kid": "essai"}, dires, self._cle),
            }
        )

    async def show_keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._cle.as_dict(private=False)]})

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.describe),
            Route("/autoriser", self.authorize),
            Route("/jeton", self.give_token, methods=["POST"]),
            Route("/cles", self.show_keys),
        ]


@contextmanager
def run_fournisseur(port: int) -> Iterator[Fournisseur]:
    """Run the provider until the end of the block."""
    fournisseur = Fournisseur(port)
    application = Starlette(routes=fournisseur.routes())
    serveur = uvicorn.Server(
        uvicorn.Config(application, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    )
    fil = threading.Thread(target=serveur.run, daemon=True)
    fil.start()
    while not serveur.started:
        time.sleep(0.01)
    try:
        yield fournisseur
    finally:
        serveur.should_exit = True
        fil.join(10)
