"""What Streamlit keeps for a person: tabs that lost their line, files sent, files to download. Bound to one session.

Streamlit knows a visit as ``st.user["visite"]``: the guard writes it in a header of its own
(``.streamlit/config.toml``, ``server.trustedUserHeaders``), and Streamlit itself then refuses to resume a tab for
another visit.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryFile, MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

EN_TETE_VISITE = b"x-caprse-visite"
CLE_VISITE = "visite"
# Tabs without a line that are kept for their return: of one visit, and of all.
ENDORMIES_PAR_VISITE = 3
ENDORMIES = 48

# The visit of the request being served; what it starts (a download made when it is clicked) inherits it.
visite_courante: ContextVar[str | None] = ContextVar("visite_courante", default=None)


@dataclass(frozen=True)
class _Endormie:
    visite: str
    instant: float


class Onglets(WebsocketSessionManager):
    """Streamlit's sessions, with their visit; those without a line are few and leave for good."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._visites: dict[str, str] = {}
        self._endormies: dict[str, _Endormie] = {}

    def connect_session(self, *args: Any, **kwargs: Any) -> str:
        session_id = super().connect_session(*args, **kwargs)
        self._visites[session_id] = str(kwargs["user_info"].get(CLE_VISITE, ""))
        self._endormies.pop(session_id, None)
        return session_id

    def disconnect_session(self, session_id: str) -> None:
        super().disconnect_session(session_id)
        if self.get_session_info(session_id) is None:
            # Its session had ended: Streamlit has shut it down already.
            self._visites.pop(session_id, None)
        visite = self._visites.get(session_id)
        if visite is None or self.is_active_session(session_id):
            return
        self._endormies[session_id] = _Endormie(visite, time.monotonic())
        siennes = [autre for autre, endormie in self._endormies.items() if endormie.visite == visite]
        for trop in siennes[:-ENDORMIES_PAR_VISITE]:
            self.close_session(trop)
        for trop in list(self._endormies)[:-ENDORMIES]:
            self.close_session(trop)

    def close_session(self, session_id: str) -> None:
        super().close_session(session_id)
        self._visites.pop(session_id, None)
        self._endormies.pop(session_id, None)

    def get_visite(self, session_id: str) -> str | None:
        """Whose tab this is, or None for an unknown one."""
        return self._visites.get(session_id)

    def list_onglets(self, is_sien: Callable[[str], bool]) -> list[str]:
        """The tabs of the visits that ``is_sien`` recognizes."""
        return [session_id for session_id, visite in self._visites.items() if is_sien(visite)]

    def close_visite(self, visite: str) -> None:
        """A session has ended: its tabs are not kept."""
        for session_id in self.list_onglets(lambda autre: autre == visite):
            if session_id in self._endormies:
                self.close_session(session_id)
            else:
                self.mark_session_nonresumable(session_id)

    def sweep(self, duree: float) -> None:
        """Close the tabs that have been without a line for this many seconds."""
        limite = time.monotonic() - duree
        for session_id in [s for s, endormie in self._endormies.items() if endormie.instant < limite]:
            self.close_session(session_id)


class Depots(MemoryUploadedFileManager):
    """Files sent, counted by tab."""

    def count(self, session_ids: list[str]) -> tuple[int, int]:
        """Files and bytes kept for these tabs."""
        with self._lock:
            tailles = [len(f.data) for s in session_ids for f in self.file_storage.get(s, {}).values()]
        return len(tailles), sum(tailles)


class Telechargements(MemoryMediaFileStorage):
    """Files to show or download: each is for the visit that made it, at an address that nothing lets one compute."""

    def __init__(self, media_endpoint: str) -> None:
        super().__init__(media_endpoint)
        self._sel = secrets.token_bytes(32)
        self._visites: dict[str, str] = {}

    def load_and_get_id(
        self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        contenu = self._read_file(path_or_data) if isinstance(path_or_data, str) else bytes(path_or_data)
        visite = get_visite()
        empreinte = hashlib.blake2b(key=self._sel, digest_size=28)
        for morceau in (visite.encode(), mimetype.encode(), kind.value.encode(), (filename or "").encode()):
            empreinte.update(len(morceau).to_bytes(4, "big") + morceau)
        empreinte.update(contenu)
        file_id = empreinte.hexdigest()
        self._visites[file_id] = visite
        self._files_by_id.setdefault(file_id, MemoryFile(contenu, mimetype, kind, filename))
        return file_id

    def delete_file(self, file_id: str) -> None:
        super().delete_file(file_id)
        self._visites.pop(file_id, None)

    def is_de(self, visite: str, nom: str) -> bool:
        """Whether this file (as its address names it) was made for this visit."""
        try:
            self.get_file(nom)
        except MediaFileStorageError:
            return False
        return secrets.compare_digest(self._visites.get(nom.partition(".")[0], ""), visite)


def get_visite() -> str:
    """The visit for which something is made, empty when there is none: nobody may then fetch it."""
    contexte = get_script_run_ctx(suppress_warning=True)
    if contexte is not None:
        return str(contexte.user_info.get(CLE_VISITE) or "")
    return visite_courante.get() or ""
