"""How the guard answers when it refuses, on a page, as JSON, or on a line that it does not open."""

from __future__ import annotations

from starlette.types import Scope, Send

from caprse.garde.regles import RESERVES, get_all, is_sous
from caprse.garde.textes import Refus, build_corps

# The code of a WebSocket closed for a reason of ours.
FERMETURE = 1008


class Refusee(Exception):
    """The request is refused; ``refus`` says how."""

    def __init__(self, refus: Refus) -> None:
        self.refus = refus
        super().__init__(refus.phrase)


async def refuse(scope: Scope, send: Send, refus: Refus) -> None:
    """Answer with a refusal, on a page or as JSON; the line is not kept."""
    accepte = b",".join(get_all(scope["headers"], b"accept"))
    corps, genre = build_corps(refus, is_sous(scope["path"], RESERVES) or b"application/json" in accepte)
    en_tetes = [
        (b"content-type", genre),
        (b"content-length", str(len(corps)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    prefixe = "http" if scope["type"] == "http" else "websocket.http"
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": FERMETURE})
        return
    await send({"type": f"{prefixe}.response.start", "status": refus.statut, "headers": en_tetes})
    await send({"type": f"{prefixe}.response.body", "body": corps})
