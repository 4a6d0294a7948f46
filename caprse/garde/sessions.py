"""Which sessions are live, asked of the base off the event loop and kept for seconds.

How long an ended session still serves: not at all where it was ended (``forget``), ``GARDE`` elsewhere; its open
sockets are closed by the next look, ``PERIODE`` later at most.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

import anyio
from sqlalchemy import func, select

from caprse.acces.jetons import LONGUEUR_MAX
from caprse.acces.modele import Compte, SessionWeb
from caprse.acces.unite import hash_jeton, open_unit_systeme
from caprse.socle.erreurs import BaseIndisponible

log = logging.getLogger("caprse.garde")

# Seconds.
GARDE = 2.0
PERIODE = 2.0
PATIENCE = 6.0
# While the base is away, who was known stays known: nothing is read nor written meanwhile, scripts ask it again.
GARDE_EN_PANNE = 900.0
CONNUES_MAX = 4_096
# Looks at the base that may go on together; the rest wait for one of them.
FILS = 4
_JETON = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGUEUR_MAX}}}")


@dataclass(eq=False)
class Prise:
    """An open socket, and what tells it that its session has ended."""

    jeton: str
    fin: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class _Connue:
    compte_id: UUID | None
    instant: float


def list_vivantes(jetons: Collection[str]) -> dict[str, UUID]:
    """Of these tokens, those of an open session of an open account, with the account. Raises BaseIndisponible."""
    par_empreinte = {hash_jeton(jeton): jeton for jeton in jetons}
    with open_unit_systeme() as unit:
        lignes = unit.db.execute(
            select(SessionWeb.empreinte, SessionWeb.compte_id)
            .join(Compte, Compte.id == SessionWeb.compte_id)
            .where(
                SessionWeb.empreinte.in_(par_empreinte),
                SessionWeb.revoquee_le.is_(None),
                SessionWeb.expire_le > func.now(),
                Compte.actif,
            )
        ).all()
    return {par_empreinte[empreinte]: compte_id for empreinte, compte_id in lignes}


class Veille:
    """What this process knows of sessions. Everything here runs on the event loop, but the look at the base."""

    def __init__(self) -> None:
        self._sel = secrets.token_bytes(32)
        self._connues: OrderedDict[str, _Connue] = OrderedDict()
        self._regards: dict[str, asyncio.Task[UUID | None]] = {}
        self._prises: set[Prise] = set()
        self._comptes: OrderedDict[str, UUID] = OrderedDict()
        self._reveil = asyncio.Event()
        self._fils: anyio.CapacityLimiter | None = None

    def build_visite(self, jeton: str) -> str:
        """The name of a session inside this process: it tells nothing and cannot be made from outside."""
        return hashlib.blake2b(jeton.encode(), key=self._sel, digest_size=16).hexdigest()

    def get_compte(self, visite: str) -> UUID | None:
        """The account of a visit, when the base has told it."""
        return self._comptes.get(visite)

    async def find(self, jeton: str | None) -> UUID | None:
        """The account of a live session, None for any other. Raises BaseIndisponible when it cannot be known."""
        if jeton is None or not _JETON.fullmatch(jeton):
            return None
        connue = self._connues.get(jeton)
        if connue is not None and time.monotonic() - connue.instant < GARDE:
            return connue.compte_id
        regard = self._regards.get(jeton)
        if regard is None:
            regard = self._regards[jeton] = asyncio.create_task(self._look(jeton))
            regard.add_done_callback(lambda fait: self._end_regard(jeton, fait))
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(regard)
        except (BaseIndisponible, TimeoutError):
            if connue is not None and time.monotonic() - connue.instant < GARDE_EN_PANNE:
                return connue.compte_id
            raise BaseIndisponible from None

    def forget(self, jeton: str) -> None:
        """This session may have just ended here: ask again before it serves, and look at open sockets now."""
        self._connues.pop(jeton, None)
        self._regards.pop(jeton, None)
        self._reveil.set()

    def hold(self, jeton: str) -> Prise:
        """Watch over an open socket until ``release``."""
        prise = Prise(jeton)
        self._prises.add(prise)
        return prise

    def release(self, prise: Prise) -> None:
        """The socket is closed."""
        self._prises.discard(prise)

    async def watch(self) -> None:
        """Tell the open sockets of ended sessions, for the life of the process."""
        while True:
            try:
                await self._check_prises()
            except BaseIndisponible:
                log.debug("sessions non vérifiées : la base ne répond pas")
            except Exception:
                log.exception("la surveillance des sessions a échoué ; elle reprend")
            try:
                async with asyncio.timeout(PERIODE):
                    await self._reveil.wait()
            except TimeoutError:
                pass
            self._reveil.clear()

    async def _check_prises(self) -> None:
        jetons = {prise.jeton for prise in self._prises}
        if not jetons:
            return
        vivantes = await self._list(jetons)
        for jeton in jetons:
            self._keep(jeton, vivantes.get(jeton))
        for prise in list(self._prises):
            if prise.jeton in jetons and prise.jeton not in vivantes:
                prise.fin.set()

    async def _look(self, jeton: str) -> UUID | None:
        compte_id = (await self._list({jeton})).get(jeton)
        self._keep(jeton, compte_id)
        return compte_id

    def _end_regard(self, jeton: str, regard: asyncio.Task[UUID | None]) -> None:
        if self._regards.get(jeton) is regard:
            del self._regards[jeton]
        # Who asked may have left meanwhile: the error, if any, has nobody else to be told to.
        if not regard.cancelled():
            regard.exception()

    async def _list(self, jetons: set[str]) -> dict[str, UUID]:
        if self._fils is None:
            self._fils = anyio.CapacityLimiter(FILS)
        return await anyio.to_thread.run_sync(list_vivantes, jetons, limiter=self._fils)

    def _keep(self, jeton: str, compte_id: UUID | None) -> None:
        self._connues[jeton] = _Connue(compte_id, time.monotonic())
        self._connues.move_to_end(jeton)
        if compte_id is not None:
            visite = self.build_visite(jeton)
            self._comptes[visite] = compte_id
            self._comptes.move_to_end(visite)
        for memoire in (self._connues, self._comptes):
            while len(memoire) > CONNUES_MAX:
                memoire.popitem(last=False)
