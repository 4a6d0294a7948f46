"""The wall in small: as a step will show it, or as the room sees it now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_DOSSIER = Path(__file__).with_name("gabarits")
_apercu: Any = None


def show_apercu(cle: str, page: str) -> None:
    """``page``: the wall's own page, complete in itself."""
    global _apercu
    if _apercu is None:
        _apercu = st.components.v2.component(
            "caprse_apercu",
            html="<div>\n</div>",
            css=(_DOSSIER / "apercu.css").read_text(encoding="utf-8"),
            js="".join((_DOSSIER / nom).read_text(encoding="utf-8") for nom in ("mesure.js", "apercu.js")),
        )
    _apercu(key=cle, data={"page": page})
