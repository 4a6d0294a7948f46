"""The list of steps that is moved by hand, by keys and by a finger: our own control, where Streamlit has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import streamlit as st

_DOSSIER = Path(__file__).parent
_liste: Any = None


@dataclass(frozen=True, slots=True)
class Ligne:
    """One step of the list; ``marques``: (class, word) of what there is to know of it."""

    id: str
    titre: str
    sous: str
    marques: tuple[tuple[str, str], ...] = ()


def show_liste(
    cle: str,
    lignes: Sequence[Ligne],
    choisie: str,
    ouverte: bool,
    on_choice: Callable[[UUID], None],
    on_order: Callable[[list[UUID], UUID], None],
) -> None:
    """The lines in order. ``on_order`` has the ids in their new order, and the one that was moved.

    ``ouverte``: the chosen one was chosen by hand. On a narrow screen its card then stands under its line.
    """
    global _liste
    if _liste is None:
        _liste = st.components.v2.component(
            "caprse_liste",
            html="<ol>\n</ol>",
            css=(_DOSSIER / "liste.css").read_text(encoding="utf-8"),
            js=(_DOSSIER / "liste.js").read_text(encoding="utf-8"),
        )

    def choose() -> None:
        if (choix := read_uuid(st.session_state[cle].get("choisie"))) is not None:
            on_choice(choix)

    def order() -> None:
        recu = read_ordre(st.session_state[cle].get("ordre"))
        if recu is not None:
            on_order(*recu)

    _liste(
        key=cle,
        data={"etapes": [asdict(ligne) for ligne in lignes], "choisie": choisie, "ouverte": ouverte},
        on_choisie_change=choose,
        on_ordre_change=order,
    )


def read_ordre(recu: object) -> tuple[list[UUID], UUID] | None:
    """What the browser sent, read with suspicion; None for anything else."""
    if not isinstance(recu, dict) or not isinstance(recu.get("ids"), list):
        return None
    ids = [read_uuid(un) for un in recu["ids"]]
    etape = read_uuid(recu.get("etape"))
    connus = [un for un in ids if un is not None]
    return (connus, etape) if etape is not None and len(connus) == len(ids) else None


def read_uuid(texte: object) -> UUID | None:
    """The id that this says, or None."""
    try:
        return UUID(texte) if isinstance(texte, str) else None
    except ValueError:
        return None
