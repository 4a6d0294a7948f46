"""A file that could not be made when its button was pressed: Streamlit says it in English, here in French."""

from __future__ import annotations

from functools import wraps
from typing import Any

from streamlit.runtime.backend_operation_handler import DeferredFileHandler

REFUS = (
    "Ce fichier n’a pas pu être fait. Rien n’est perdu : réessayez dans un instant ; "
    "si cela recommence, prévenez votre chargée de mission."
)
_handle = DeferredFileHandler.handle


@wraps(_handle)
async def _handle_in_french(self: DeferredFileHandler, *reste: Any, **nommes: Any) -> Any:
    retour = await _handle(self, *reste, **nommes)
    if retour.error_msg:
        retour.error_msg = REFUS
    return retour


def speak_french() -> None:
    """From now on, in this process. Asked for twice, nothing changes."""
    DeferredFileHandler.handle = _handle_in_french  # type: ignore[method-assign]
