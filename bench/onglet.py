"""A tab without a browser: Streamlit's own protocol over a real WebSocket, and the door of the answer control.

Whoever drives it opens a page, gives answers by its control, or by its radios where it has only these, and is told in
the site's own words that one is recorded.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from caprse.acces.jetons import COOKIE
from caprse.carnet.service import VIDE

DELAI = 60.0


class LigneRompue(Exception):
    """The server closed the line, refused it, said nothing for too long, or ended a run otherwise than well."""


@dataclass
class Controle:
    """One control of the page: where its change is sent, and what may be chosen."""

    id: str
    fragment: str
    options: tuple[str, ...]


@dataclass
class Onglet:
    """One tab. ``open`` first; then ``choose`` as often as wanted."""

    adresse: str
    page: str
    question: str
    jeton: str | None
    controles: dict[str, Controle] = field(default_factory=dict)
    # What the control of each critère was given: it answers at a door of its own, beside this line.
    reponses: dict[str, dict[str, Any]] = field(default_factory=dict)
    _valeurs: dict[str, WidgetState] = field(default_factory=dict)
    _ligne: ClientConnection | None = None
    _script: str = ""
    _porte: httpx.AsyncClient = field(init=False)

    async def open(self) -> None:
        """Connect as a browser does, with the session's cookie and the site as origin, and read the page whole."""
        hote = urlsplit(self.adresse).netloc
        cookies = {"Cookie": f"{COOKIE}={self.jeton}"} if self.jeton else {}
        self._ligne = await connect(
            f"ws://{hote}/_stcore/stream",
            origin=self.adresse,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers=cookies,
            compression=None,
            max_size=None,
            open_timeout=DELAI,
        )
        self._porte = httpx.AsyncClient(base_url=self.adresse, cookies={COOKIE: self.jeton or ""}, timeout=DELAI)
        await self._run("")

    async def choose(self, code: str, rang: int) -> tuple[float, str]:
        """Choose an option of a critère; gives the milliseconds until the page stands again, and what it then says."""
        if code in self.reponses:
            return await self._answer(code, rang)
        controle = self.controles[code]
        self._valeurs[controle.id] = WidgetState(id=controle.id, string_value=controle.options[rang])
        debut = time.perf_counter()
        textes = await self._run(controle.fragment)
        return (time.perf_counter() - debut) * 1000, textes

    async def _answer(self, code: str, rang: int) -> tuple[float, str]:
        """The same through the control's own door, as its script does."""
        contenu = self.reponses[code]
        vue = contenu["etat"]["saisie"] or asdict(VIDE)
        corps = {
            "carnet": contenu["carnet"],
            "critere": code,
            "saisie": {**vue, "niveau": rang, "non_concerne": False},
            "version": contenu["etat"]["version"],
            "vue": vue,
        }
        debut = time.perf_counter()
        try:
            retour = await self._porte.post(contenu["envoi"], json=corps)
            dit = retour.json()
        except Exception as erreur:
            raise LigneRompue(f"{type(erreur).__name__} {erreur}") from erreur
        temps = (time.perf_counter() - debut) * 1000
        if "version" not in dit:
            return temps, str(dit)
        contenu["etat"] = dit
        return temps, f"Enregistré {dit['quand']}"

    async def close(self) -> None:
        if self._ligne is not None:
            await self._porte.aclose()
            await self._ligne.close()

    async def _run(self, fragment: str) -> str:
        demande = BackMsg()
        etat = demande.rerun_script
        etat.query_string = self.question
        etat.page_name = "" if self._script else self.page
        etat.page_script_hash = self._script
        etat.fragment_id = fragment
        etat.widget_states.widgets.extend(self._valeurs.values())
        assert self._ligne is not None
        textes: list[str] = []
        try:
            async with asyncio.timeout(DELAI):
                await self._ligne.send(demande.SerializeToString())
                while not self._read(ForwardMsg.FromString(await self._ligne.recv(decode=False)), textes):
                    pass
        except LigneRompue:
            raise
        except Exception as erreur:
            raise LigneRompue(f"{type(erreur).__name__} {erreur}") from erreur
        return "\n".join(textes)

    def _keep(self, contenu: str) -> None:
        lu = json.loads(contenu or "{}")
        if "question" in lu:
            self.reponses[lu["question"]["code"]] = lu

    def _read(self, message: ForwardMsg, textes: list[str]) -> bool:
        """Note what the page shows; true at the end of a run."""
        match message.WhichOneof("type"):
            case "new_session":
                self._script = message.new_session.page_script_hash
            case "delta" if message.delta.HasField("new_element"):
                element = message.delta.new_element
                if element.HasField("radio"):
                    code = element.radio.id.rsplit("-niveau-", 1)[-1]
                    self.controles[code] = Controle(
                        element.radio.id, message.delta.fragment_id, tuple(element.radio.options)
                    )
                elif element.HasField("bidi_component"):
                    self._keep(element.bidi_component.mixed.json or element.bidi_component.json)
                elif element.HasField("markdown"):
                    textes.append(element.markdown.body)
                elif element.HasField("alert"):
                    textes.append(element.alert.body)
            case "script_finished":
                if message.script_finished in {
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                }:
                    return True
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise LigneRompue("le script de la page a échoué")
        return False
