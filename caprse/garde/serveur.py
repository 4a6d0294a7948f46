"""The one way to serve the workbook: our socket, our bounds, nothing believed that a proxy did not declare.

``proxy_headers`` stays off even behind declared proxies: uvicorn would take the leftmost address, which the caller
writes; ``acces/porte/demande.py`` takes the one that the trusted proxies wrote.
"""

from __future__ import annotations

import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from streamlit import config
from streamlit.web.bootstrap import load_config_options

from caprse.garde.protocole import Ligne, Protocole
from caprse.garde.regles import EN_TETES_MAX
from caprse.socle.commande import ErreurCommande

# What a page sends on its line: answers and texts, never a file.
MESSAGE_MAX = 2 * 1024 * 1024
ATTENTE_CONNEXIONS = 2_048
# Milliseconds that bytes may wait for a reader who is gone or takes none; then the system closes.
DELAI_TCP = 60_000
DELAI_ARRET = 10


def serve(app: ASGIApp, port: int, adresse: str) -> None:
    """Listen and block until the process is told to stop. Raises ErreurCommande when the port cannot be had."""
    ecoute = open_ecoute(port, adresse)
    try:
        load_config_options({"server.port": ecoute.getsockname()[1], "server.address": adresse})
        uvicorn.Server(build_config(app)).run(sockets=[ecoute])
    finally:
        ecoute.close()


def build_config(app: ASGIApp) -> uvicorn.Config:
    """The server's settings."""
    ping = config.get_option("server.websocketPingInterval") or 20
    chiffrement: dict[str, Any] = {
        "ssl_certfile": config.get_option("server.sslCertFile"),
        "ssl_keyfile": config.get_option("server.sslKeyFile"),
    }
    return uvicorn.Config(
        app,
        http=Protocole,
        ws=Ligne,
        ws_max_size=MESSAGE_MAX,
        ws_ping_interval=ping,
        ws_ping_timeout=ping,
        ws_per_message_deflate=False,
        lifespan="on",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        use_colors=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=DELAI_ARRET,
        h11_max_incomplete_event_size=EN_TETES_MAX,
        **chiffrement,
    )


def open_ecoute(port: int, adresse: str) -> socket.socket:
    """A listening socket whose connections send each answer at once. Raises ErreurCommande."""
    famille = socket.AF_INET6 if ":" in adresse else socket.AF_INET
    # The protocol is named: asyncio looks at it before it sets TCP_NODELAY, and accepted connections inherit it.
    ecoute = socket.socket(famille, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        ecoute.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ecoute.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        ecoute.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            ecoute.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DELAI_TCP)
        if famille == socket.AF_INET6:
            ecoute.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        ecoute.bind((adresse, port))
        ecoute.listen(ATTENTE_CONNEXIONS)
        ecoute.setblocking(False)
    except (OSError, OverflowError) as erreur:
        ecoute.close()
        raise ErreurCommande(
            f"Le cahier ne peut pas écouter sur {adresse}, port {port} ({erreur}). Choisissez un autre port (--port), "
            "ou arrêtez le programme qui l’occupe."
        ) from erreur
    return ecoute
