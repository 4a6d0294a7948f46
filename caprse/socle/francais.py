"""Numbers and words as French readers write them."""

from __future__ import annotations

from collections.abc import Sequence


def agree(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """The word in the right number: in French, 0 and 1 are singular; a plain -s unless a plural is given."""
    return singulier if nombre < 2 else pluriel or f"{singulier}s"


def format_pluriel(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """``1 minute``, ``2 minutes``: the number and its noun."""
    return f"{nombre} {agree(nombre, singulier, pluriel)}"


def format_nombre(valeur: float, decimales: int = 0) -> str:
    """Decimal comma, narrow no-break space between thousands."""
    return f"{valeur:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")


def enumerate_words(mots: Sequence[str]) -> str:
    """``A``, ``A et B``, ``A, B et C``; nothing for none."""
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"
