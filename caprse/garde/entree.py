"""The outermost guard: whatever comes in is bounded, asked under a name of ours, and for a live session.

Nothing of Starlette nor of Streamlit sees a request before this has read its headers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from caprse.acces.jetons import COOKIE
from caprse.garde import textes
from caprse.garde.application import Cahier
from caprse.garde.en_tetes import add_en_tetes
from caprse.garde.memoire import EN_TETE_VISITE, visite_courante
from caprse.garde.menage import Menage
from caprse.garde.quotas import (
    DEPOTS_EN_COURS,
    DEPOTS_GARDES,
    OCTETS_GARDES,
    PRISES,
    PRISES_DE_DEMO,
    PRISES_INCONNUES,
    Quota,
    Trop,
)
from caprse.garde.refus import FERMETURE, Refusee, refuse
from caprse.garde.regles import (
    DEPOTS,
    FERMES,
    FICHIERS,
    FLUX,
    RESERVES,
    Adresses,
    Hote,
    build_adresses,
    get_all,
    is_machine_locale,
    is_sous,
    is_trop_grand,
    read_cookies,
    read_host,
    read_origine,
    write_cookies,
)
from caprse.garde.sessions import Veille
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.reglages import Reglages

log = logging.getLogger("caprse.garde")

# How the rooms behind find the token of the request, once: ``scope[JETON]``.
JETON = "caprse.jeton"


class Garde:
    """The ASGI application that stands before the workbook."""

    def __init__(self, cahier: Cahier, veille: Veille, reglages: Callable[[], Reglages]) -> None:
        self.cahier = cahier
        self.veille = veille
        self.menage = Menage()
        self._reglages = reglages
        self._lues: tuple[Reglages, Adresses] | None = None
        self._prises = Quota()
        self._depots = Quota()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["type"] in {"http", "websocket"}:
            reglages = self._reglages()
            send = add_en_tetes(send, scope["path"], reglages.tls)
            try:
                await self._serve(self._read(scope, reglages), receive, send)
            except Refusee as erreur:
                await refuse(scope, send, erreur.refus)
            except ClientDisconnect:
                # Who leaves in the middle of a form is no error of ours.
                return

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        taches = [
            asyncio.create_task(self.veille.watch(), name="veille des sessions"),
            asyncio.create_task(self.menage.run(), name="ménage de la mémoire"),
            asyncio.create_task(self._sweep(), name="onglets endormis"),
        ]

        async def stop() -> None:
            for tache in taches:
                tache.cancel()
            await asyncio.gather(*taches, return_exceptions=True)

        async def send_last(message: Message) -> None:
            # Once the server has read that all is stopped, it waits for nothing: nothing of ours may still be running.
            if message["type"] != "lifespan.startup.complete":
                await stop()
            await send(message)

        try:
            await self.cahier(scope, receive, send_last)
        finally:
            if not all(tache.done() for tache in taches):
                await stop()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(5)
            try:
                self.cahier.onglets.sweep(self.cahier.sommeil)
            except Exception:
                log.exception("un onglet endormi ne se ferme pas ; les autres suivent")

    def _read(self, scope: Scope, reglages: Reglages) -> Scope:
        """The request as the rest may see it. Raises Refusee."""
        en_tetes: list[tuple[bytes, bytes]] = scope["headers"]
        if is_trop_grand(en_tetes, len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"")):
            raise Refusee(textes.TROP_GRAND)
        if not scope["path"].startswith("/"):
            raise Refusee(textes.ILLISIBLE)
        adresses = self._get_adresses(reglages)
        hote = self._check_hote(scope, en_tetes, adresses)
        origine = self._check_origine(scope, en_tetes, adresses, hote)
        cookies = read_cookies(en_tetes)
        ecartes = {b"cookie", EN_TETE_VISITE}
        if scope["type"] == "websocket" and origine is not None:
            # Streamlit compares these two letter for letter, and looks this machine's addresses up when they differ.
            ecartes.add(b"host")
        propres = [(nom, valeur) for nom, valeur in en_tetes if nom not in ecartes]
        if b"host" in ecartes and origine is not None:
            propres.append((b"host", origine.partition(b"://")[2]))
        if cookies:
            propres.append((b"cookie", write_cookies(cookies)))
        propre = {**scope, "headers": propres, JETON: cookies.get(COOKIE)}
        if reglages.tls:
            propre["scheme"] = "https" if scope["type"] == "http" else "wss"
        return propre

    def _get_adresses(self, reglages: Reglages) -> Adresses:
        if self._lues is None or self._lues[0] is not reglages:
            self._lues = (reglages, build_adresses(reglages.adresse_publique, reglages.hotes))
        return self._lues[1]

    def _check_hote(self, scope: Scope, en_tetes: list[tuple[bytes, bytes]], adresses: Adresses) -> Hote:
        valeurs = get_all(en_tetes, b"host")
        hote = read_host(valeurs[0]) if len(valeurs) == 1 else None
        if hote is None:
            raise Refusee(textes.ILLISIBLE)
        client = scope.get("client")
        if not adresses.allows_hote(hote, is_machine_locale(client[0] if client else None)):
            raise Refusee(textes.AUTRE_NOM)
        return hote

    def _check_origine(
        self, scope: Scope, en_tetes: list[tuple[bytes, bytes]], adresses: Adresses, hote: Hote
    ) -> bytes | None:
        """The origin, where it matters: what opens a line to a person's session, reads or writes its files."""
        if scope["type"] == "http" and not is_sous(scope["path"], RESERVES):
            return None
        valeurs = get_all(en_tetes, b"origin")
        if not valeurs:
            # A program: it holds nobody's cookies but its own.
            return None
        origine = read_origine(valeurs[0]) if len(valeurs) == 1 else None
        if origine is None or not adresses.allows_origine(origine, hote):
            raise Refusee(textes.AUTRE_SITE)
        return valeurs[0]

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        chemin = scope["path"]
        if scope["type"] == "websocket":
            if chemin != FLUX:
                raise Refusee(textes.ABSENT)
            await self._serve_flux(scope, receive, send)
        elif is_sous(chemin, FERMES):
            raise Refusee(textes.ABSENT)
        elif is_sous(chemin, RESERVES):
            await self._serve_reserve(scope, receive, send)
        else:
            await self._serve_page(scope, receive, send)

    async def _serve_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page of ours: it asks by itself who is there. What it writes may end the session it came with."""
        try:
            await self.cahier(scope, receive, send)
        finally:
            if scope["method"] not in {"GET", "HEAD"} and scope[JETON]:
                self.veille.forget(scope[JETON])
                if await self._is_dead(scope[JETON]):
                    self.cahier.onglets.close_visite(self.veille.build_visite(scope[JETON]))

    async def _is_dead(self, jeton: str) -> bool:
        try:
            return await self.veille.find(jeton) is None
        except BaseIndisponible:
            return False

    async def _serve_reserve(self, scope: Scope, receive: Receive, send: Send) -> None:
        jeton = scope[JETON]
        attente = is_sous(scope["path"], ("/_stcore/health", "/_stcore/host-config"))
        try:
            compte_id = await self.veille.find(jeton)
        except BaseIndisponible:
            # A page that waits for the base asks these two before it opens its line.
            if not attente:
                raise Refusee(textes.BASE_ABSENTE) from None
            await self.cahier(scope, receive, send)
            return
        if compte_id is None:
            raise Refusee(textes.SANS_SESSION)
        visite = self.veille.build_visite(jeton)
        if is_sous(scope["path"], (FICHIERS,)):
            if not self.cahier.telechargements.is_de(visite, scope["path"].removeprefix(f"{FICHIERS}/")):
                raise Refusee(textes.ABSENT)
            await self.cahier(scope, receive, send)
        elif is_sous(scope["path"], (DEPOTS,)):
            await self._serve_depot(scope, receive, send, visite, compte_id)
        else:
            await self.cahier(scope, receive, send)

    async def _serve_depot(self, scope: Scope, receive: Receive, send: Send, visite: str, compte_id: UUID) -> None:
        """A file sent: to a tab of this very visit, within what its account may keep."""
        morceaux = scope["path"].split("/")
        if len(morceaux) < 4 or self.cahier.onglets.get_visite(morceaux[3]) != visite:
            raise Refusee(textes.ABSENT)
        if scope["method"] != "PUT":
            await self.cahier(scope, receive, send)
            return
        tailles = get_all(scope["headers"], b"content-length")
        if len(tailles) != 1 or not tailles[0].isdigit() or len(tailles[0]) > 12:
            raise Refusee(textes.SANS_TAILLE)
        octets = int(tailles[0])
        siens = self.cahier.onglets.list_onglets(lambda autre: self.veille.get_compte(autre) == compte_id)
        gardes, octets_gardes = self.cahier.depots.count(siens)
        en_cours, octets_en_cours = self._depots.count(compte_id)
        if gardes + en_cours >= DEPOTS_GARDES or octets_gardes + octets_en_cours + octets > OCTETS_GARDES:
            raise Refusee(textes.TROP_DE_FICHIERS)
        try:
            with self._depots.hold(compte_id, DEPOTS_EN_COURS, octets):
                await self.cahier(scope, receive, send)
        except Trop:
            raise Refusee(textes.TROP_DE_FICHIERS) from None

    async def _serve_flux(self, scope: Scope, receive: Receive, send: Send) -> None:
        jeton = scope[JETON]
        try:
            compte_id = await self.veille.find(jeton)
            inconnu = False
        except BaseIndisponible:
            compte_id, inconnu = None, True
        if jeton is None or (compte_id is None and not inconnu):
            raise Refusee(textes.SANS_SESSION)
        visite = self.veille.build_visite(jeton)
        scope["headers"].append((EN_TETE_VISITE, visite.encode()))
        prise = self.veille.hold(jeton)
        try:
            # Of one browser, then of one account, which the demonstration lends to all.
            demo = self._reglages().demo
            places = PRISES_INCONNUES if inconnu else PRISES_DE_DEMO if demo else PRISES
            with self._prises.hold(visite, PRISES), self._prises.hold(compte_id, places):
                await self._follow(scope, receive, send, prise.fin)
        except Trop:
            raise Refusee(textes.TROP) from None
        finally:
            self.veille.release(prise)
            if prise.fin.is_set():
                self.cahier.onglets.close_visite(visite)

    async def _follow(self, scope: Scope, receive: Receive, send: Send, fin: asyncio.Event) -> None:
        """Serve the socket until it is closed, or its session ends."""
        visite_courante.set(self._get_visite(scope))
        attente_fin = asyncio.create_task(fin.wait())

        async def receive_until_end() -> Message:
            message = asyncio.ensure_future(receive())
            await asyncio.wait({message, attente_fin}, return_when=asyncio.FIRST_COMPLETED)
            if not attente_fin.done():
                self.menage.note()
                return await message
            message.cancel()
            with suppress(Exception):
                await send({"type": "websocket.close", "code": FERMETURE, "reason": "session"})
            return {"type": "websocket.disconnect", "code": FERMETURE}

        try:
            await self.cahier(scope, receive_until_end, send)
        finally:
            attente_fin.cancel()

    def _get_visite(self, scope: Scope) -> str:
        [visite] = get_all(scope["headers"], EN_TETE_VISITE)
        return visite.decode()
