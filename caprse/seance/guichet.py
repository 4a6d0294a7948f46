"""The line in front of the codes: a right one always enters, wrong ones are what makes a turn rare.

Whether a code is right is known only once it was looked up, so that nothing is refused beforehand: who comes waits for
a turn. A right code gives its place back at once. A wrong one keeps it half a second, which bounds the guesses of all
addresses together (``PLACES / TENUE`` a second and process). Addresses take turns: who insists waits behind
themselves. A new device costs its address one arrival: a whole room comes in at once, a flood then comes drop by drop.

All of it is on the event loop, without lock nor thread, and bounded: one process, one line.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, Future
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from enum import StrEnum
from time import monotonic
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response

from caprse.acces.connexion.limites import build_cle_adresse
from caprse.acces.porte.demande import get_adresse_ip
from caprse.socle.installation import get_installation

PLACES, TENUE = 16, 0.5
# A lecture hall behind one address, and margin: what comes in at once must hold a whole room.
ARRIVEES, ARRIVEES_PAR_SECONDE = 400, 4.0
ATTENTE_MAX, ADRESSES_MAX = 2000, 4096
FILE_PLEINE = "Beaucoup de codes arrivent en même temps. Rien n’est perdu : appuyez de nouveau sur le bouton."


class Issue(StrEnum):
    """What came of a turn."""

    FAUX = "faux"
    NOUVEAU = "nouveau"
    AUTRE = "autre"


class Deborde(Exception):
    """The line is full, and this turn is one of those that the longest of its addresses waited for."""


class Guichet:
    """One line, on one event loop."""

    def __init__(self) -> None:
        self._libres = PLACES
        self._files: OrderedDict[str, deque[Future[None]]] = OrderedDict()
        self._arrivees: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._reveil: asyncio.TimerHandle | None = None

    async def enter(self, cle: str) -> None:
        """Wait for a turn of this address. Raises Deborde."""
        tour = asyncio.get_running_loop().create_future()
        self._files.setdefault(cle, deque()).append(tour)
        self._shed()
        self._serve()
        try:
            await tour
        except asyncio.CancelledError:
            if tour.done() and not tour.cancelled() and tour.exception() is None:
                self.leave(cle, Issue.AUTRE)
            else:
                self._forget(cle, tour)
            raise

    def leave(self, cle: str, issue: Issue) -> None:
        """Give the place back: later where the code was wrong."""
        if issue is not Issue.NOUVEAU:
            self._set_arrivees(cle, min(ARRIVEES, self._count_arrivees(cle) + 1))
        if issue is Issue.FAUX:
            asyncio.get_running_loop().call_later(TENUE, self._free)
            self._serve()
        else:
            self._free()

    def _free(self) -> None:
        self._libres += 1
        self._serve()

    def _serve(self) -> None:
        """Hand the free places out, one address after the other, each first come first served."""
        while self._libres and (cle := self._next()) is not None:
            tour = self._files[cle].popleft()
            if self._files[cle]:
                self._files.move_to_end(cle)
            else:
                del self._files[cle]
            if not tour.done():
                self._libres -= 1
                self._set_arrivees(cle, self._count_arrivees(cle) - 1)
                tour.set_result(None)

    def _next(self) -> str | None:
        """The next address that may send someone in; else come back when the first of them may."""
        manque = float(ARRIVEES)
        for cle in self._files:
            reste = self._count_arrivees(cle)
            if reste >= 1:
                return cle
            manque = min(manque, 1 - reste)
        if self._files and self._reveil is None:
            boucle = asyncio.get_running_loop()
            self._reveil = boucle.call_later(manque / ARRIVEES_PAR_SECONDE + 0.001, self._wake)
        return None

    def _wake(self) -> None:
        self._reveil = None
        self._serve()

    def _count_arrivees(self, cle: str) -> float:
        reste, depuis = self._arrivees.get(cle, (float(ARRIVEES), 0.0))
        return min(float(ARRIVEES), reste + (monotonic() - depuis) * ARRIVEES_PAR_SECONDE)

    def _set_arrivees(self, cle: str, reste: float) -> None:
        self._arrivees[cle] = (reste, monotonic())
        self._arrivees.move_to_end(cle)
        # The address that was quiet longest is forgotten: it had time to be whole again.
        while len(self._arrivees) > ADRESSES_MAX:
            self._arrivees.popitem(last=False)

    def _shed(self) -> None:
        """When too many wait, the address that sent most of them loses the one that waited longest."""
        if sum(map(len, self._files.values())) > ATTENTE_MAX:
            cle = max(self._files, key=lambda cle: len(self._files[cle]))
            tour = self._files[cle][0]
            self._forget(cle, tour)
            if not tour.done():
                tour.set_exception(Deborde())

    def _forget(self, cle: str, tour: Future[None]) -> None:
        if (file := self._files.get(cle)) is not None and tour in file:
            file.remove(tour)
            if not file:
                del self._files[cle]


class Guichets:
    """The lines of an installation, each by its name: none of them makes another wait."""

    def __init__(self) -> None:
        self._boucles: WeakKeyDictionary[AbstractEventLoop, dict[str, Guichet]] = WeakKeyDictionary()

    def get(self, nom: str) -> Guichet:
        """The line of this name, on the event loop that runs."""
        return self._boucles.setdefault(asyncio.get_running_loop(), {}).setdefault(nom, Guichet())


def set_issue(request: Request, issue: Issue) -> None:
    """Say what came of this turn: for the route that looked the code up."""
    request.state.issue = issue


def wait_turn(
    nom: str, deborde: Callable[[Request, dict[str, str]], Response]
) -> Callable[[Request, dict[str, str], Callable[[], Awaitable[Response]]], Awaitable[Response]]:
    """For a route that takes a code: answer in turn. ``deborde`` answers whom the line could not keep."""

    async def passage(
        request: Request, formulaire: dict[str, str], answer: Callable[[], Awaitable[Response]]
    ) -> Response:
        installation = get_installation()
        guichet = installation.get_piece(Guichets).get(nom)
        cle = build_cle_adresse(get_adresse_ip(request, installation.reglages.mandataires))
        try:
            await guichet.enter(cle)
        except Deborde:
            return deborde(request, formulaire)
        try:
            return await answer()
        finally:
            guichet.leave(cle, getattr(request.state, "issue", Issue.AUTRE))

    return passage
