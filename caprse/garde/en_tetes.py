"""What every response carries, whoever wrote it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from caprse.garde.regles import FICHIERS, is_sous

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
# A file that a person opens by its address is looked at, never run.
POLITIQUE_FICHIER = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"


# What no browser takes for a page: what governs pages would only weigh there, eighty times a first display.
INERTES = (b"text/javascript", b"text/css", b"font/woff2")


def add_en_tetes(send: Send, chemin: str, tls: bool) -> Send:
    """The same ``send``, with what every response to this path carries; ``tls``: cookies are for HTTPS alone."""
    fichier = is_sous(chemin, (FICHIERS,))

    async def send_with_headers(message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            en_tetes = MutableHeaders(scope=message)
            if not fichier and is_inerte(message):
                en_tetes.setdefault("X-Content-Type-Options", "nosniff")
                await send(message)
                return
            for nom, valeur in EN_TETES.items():
                en_tetes.setdefault(nom, valeur)
            en_tetes.setdefault("Content-Security-Policy", POLITIQUE_FICHIER if fichier else POLITIQUE)
            if fichier:
                en_tetes["Cache-Control"] = "no-store"
            if tls:
                message["headers"] = [
                    (nom, close_cookie(valeur) if nom.lower() == b"set-cookie" else valeur)
                    for nom, valeur in message["headers"]
                ]
        await send(message)

    return send_with_headers


def is_inerte(message: Message) -> bool:
    """Whether the answer is one of our files that no browser takes for a page, and sets no cookie."""
    en_tetes = dict(message.get("headers", ()))
    return en_tetes.get(b"content-type", b"").startswith(INERTES) and b"set-cookie" not in en_tetes


def close_cookie(cookie: bytes) -> bytes:
    """A cookie that travels over HTTPS alone."""
    attributs = {morceau.strip().lower() for morceau in cookie.split(b";")[1:]}
    return cookie if b"secure" in attributs else cookie + b"; Secure"
