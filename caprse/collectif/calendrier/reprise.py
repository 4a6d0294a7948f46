"""How a trimestre of before the workbook is told apart, the same on every screen and in every file: pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from caprse.socle.dates import FUSEAU, format_date, format_date_courte
from caprse.socle.francais import agree, enumerate_words


def tell_repris(repris_le: datetime | None, *, court: bool = False) -> str:
    """``repris le 28 novembre 2026``: the trimestre was over before the workbook; empty for any other.

    ``court``: ``28 nov. 2026``, where there is little room.
    """
    if repris_le is None:
        return ""
    jour = repris_le.astimezone(FUSEAU).date()
    return f"repris le {format_date_courte(jour) if court else format_date(jour)}"


def name_numero(numero: int, *, repris: bool = False) -> str:
    """``Trimestre 1, repris``: how a table or a sentence names it, where the day would be too long."""
    return f"Trimestre\u00a0{numero}, repris" if repris else f"Trimestre\u00a0{numero}"


def list_repris(numeros: Collection[int]) -> str:
    """``trimestres 1 et 2 repris``; empty where there is none."""
    if not numeros:
        return ""
    dits = enumerate_words([str(numero) for numero in sorted(numeros)])
    return f"{agree(len(numeros), 'trimestre')}\u00a0{dits} {agree(len(numeros), 'repris', 'repris')}"


def tell_reprises(numeros: Collection[int]) -> str:
    """The same as a sentence of its own after another one: `` Trimestres 1 et 2 repris.``"""
    dits = list_repris(numeros)
    return f" {dits[0].upper()}{dits[1:]}." if dits else ""
