"""Streamlit's application with what it keeps in memory bound to sessions (``memoire.py``)."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit import config
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.web.cache_storage_manager_config import create_default_cache_storage_manager

from caprse.garde.memoire import CLE_VISITE, EN_TETE_VISITE, ENDORMIES, Depots, Onglets, Telechargements
from caprse.garde.regles import DEPOTS, FICHIERS
from caprse.garde.relais import install_relais


class ConfigurationAbsente(Exception):
    """Streamlit did not read ``.streamlit/config.toml``: nothing would bind a tab to its session."""

    def __init__(self) -> None:
        super().__init__(
            "Le fichier .streamlit/config.toml n’est pas lu : lancez le cahier depuis son dossier, "
            "par « caprse lancer »."
        )


class Cahier(st.App):
    """``st.App``, whose runtime is made with our own storages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.depots = Depots(DEPOTS)
        self.telechargements = Telechargements(FICHIERS)

    @property
    def onglets(self) -> Onglets:
        """The tabs of this process."""
        assert self._runtime is not None  # noqa: S101 - made before the first request
        onglets = self._runtime._session_mgr
        assert isinstance(onglets, Onglets)  # noqa: S101
        return onglets

    @property
    def sommeil(self) -> float:
        """Seconds that a tab without a line is kept."""
        return float(config.get_option("server.disconnectedSessionTTL"))

    def check_configuration(self) -> None:
        """Raises ConfigurationAbsente."""
        attendu = {EN_TETE_VISITE.decode(): CLE_VISITE}
        if config.get_option("server.trustedUserHeaders") != attendu:
            raise ConfigurationAbsente

    def _create_runtime(self) -> Runtime:
        install_relais()
        return Runtime(
            RuntimeConfig(
                script_path=str(self._resolve_script_path()),
                media_file_storage=self.telechargements,
                uploaded_file_manager=self.depots,
                cache_storage_manager=create_default_cache_storage_manager(),
                session_manager_class=Onglets,
                # Bounds are kept by Onglets, which shuts down what it lets go; this one only holds.
                session_storage=MemorySessionStorage(maxsize=2 * ENDORMIES, ttl_seconds=int(self.sommeil) + 60),
                on_script_error=self._on_script_error,
            ),
        )
