"""HTTP as uvicorn reads it, with an end to everybody's patience: requests half sent, or sent drop by drop, are closed.

uvicorn itself only closes a connection that says nothing between two requests.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import h11
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from caprse.garde import textes
from caprse.garde.en_tetes import EN_TETES, POLITIQUE
from caprse.garde.regles import EN_TETES_MAX
from caprse.garde.textes import Refus, build_corps

# Seconds: between two looks; from the first sign of a request (or of a connection) to the end of its headers.
PAS = 1.0
DELAI_EN_TETES = 10.0
# A body has this long, and longer the more of it came: a slow line sends its file, a drop now and then does not last.
DELAI_CORPS = 20.0
DEBIT_MIN = 4_096
# Without a byte taken by the reader, while something waits for it.
DELAI_LECTURE = 60.0


class Protocole(H11Protocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._garde: asyncio.TimerHandle | None = None
        # Since when the headers of the next request are awaited; None between two requests of a quiet connection.
        self._attente: float | None = None
        self._octets_attente = 0
        self._cycle_vu: object = None
        self._corps_debut = 0.0
        self._corps_octets = 0
        self._ecriture_bloquee: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._attente = self.loop.time()
        self._garde = self.loop.call_later(PAS, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._attente is None and not self._is_en_cours():
            self._attente = self.loop.time()
            self._octets_attente = 0
        self._octets_attente += len(data)
        self._corps_octets += len(data)
        super().data_received(data)

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not None and self.cycle is not self._cycle_vu:
            self._cycle_vu = self.cycle
            self._attente = None
            self._octets_attente = 0
            self._corps_debut, self._corps_octets = self.loop.time(), 0

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        # From here on the WebSocket protocol has its own: it pings, and closes what does not answer.
        self._stop()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's name for it
        trop = self._octets_attente > EN_TETES_MAX
        self._refuse(textes.TROP_GRAND if trop else textes.ILLISIBLE)

    def pause_writing(self) -> None:
        self._ecriture_bloquee = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._ecriture_bloquee = None
        super().resume_writing()

    def _is_en_cours(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _stop(self) -> None:
        if self._garde is not None:
            self._garde.cancel()
            self._garde = None

    def _check(self) -> None:
        self._garde = None
        instant = self.loop.time()
        if self._ecriture_bloquee is not None and instant - self._ecriture_bloquee > DELAI_LECTURE:
            self.transport.abort()
            return
        if self.transport.is_closing():
            # Closed on our side; what waits for a reader that takes nothing is not kept for ever.
            self._ecriture_bloquee = self._ecriture_bloquee or instant
        elif self._is_late(instant):
            self._refuse(textes.TROP_LENT)
        self._garde = self.loop.call_later(PAS, self._check)

    def _is_late(self, instant: float) -> bool:
        if self.conn.their_state is h11.SEND_BODY:
            if self.flow.read_paused:
                # It is for us to read: their time stands still meanwhile.
                self._corps_debut += PAS
                return False
            duree = instant - self._corps_debut
            return duree > DELAI_CORPS and self._corps_octets < (duree - DELAI_CORPS) * DEBIT_MIN
        return self._attente is not None and instant - self._attente > DELAI_EN_TETES

    def _refuse(self, refus: Refus) -> None:
        """Say why, unless an answer has begun, and close."""
        if not self.transport.is_closing() and not (self._is_en_cours() and self.cycle.response_started):
            corps, genre = build_corps(refus, en_json=False)
            en_tetes = {
                **EN_TETES,
                "Content-Security-Policy": POLITIQUE,
                "Content-Type": genre.decode(),
                "Content-Length": str(len(corps)),
                "Cache-Control": "no-store",
                "Connection": "close",
            }
            lignes = [f"HTTP/1.1 {refus.statut} {HTTPStatus(refus.statut).phrase}"]
            lignes += [f"{nom}: {valeur}" for nom, valeur in en_tetes.items()]
            self.transport.write("\r\n".join([*lignes, "", ""]).encode("latin-1") + corps)
        self.transport.close()


class Ligne(WebSocketsSansIOProtocol):
    """One WebSocket. A refusal with its sentence is an answer like another: uvicorn would log each as an error."""

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True
