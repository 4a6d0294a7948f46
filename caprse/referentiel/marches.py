"""The stair of a critère or of an enjeu: as many steps as the échelle, those climbed being full."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.referentiel.schema import Referentiel
from caprse.socle.signes import escape_html


def list_niveaux(referentiel: Referentiel) -> tuple[str, ...]:
    """The names of the échelle, from 0 up."""
    return tuple(niveau.nom for niveau in referentiel.echelle)


def name_niveau(niveau: int | None, niveaux: Sequence[str]) -> str:
    """``2 · Organisé`` (``2 Organisé`` reads as a count). The number alone out of ``niveaux``; empty for none."""
    if niveau is None:
        return ""
    return f"{niveau} · {niveaux[niveau]}" if 0 <= niveau < len(niveaux) else str(niveau)


def bind_niveau(nom: str) -> str:
    """``2 · Organisé`` kept whole: at the end of a line, its number never stays behind alone."""
    return nom.replace(" · ", "\u00a0·\u00a0", 1)


def build_marches(niveau: int, niveaux: Sequence[str], balise: str = "p") -> str:
    """The stair as HTML, and the name of the niveau beside it. ``niveaux`` names the échelle from 0 up.

    ``balise``: ``span`` where it stands within a line.
    """
    marches = "".join(
        f'<i class="{"franchie" if rang <= niveau else "a-franchir"}" style="--rang:{rang}"></i>'
        for rang in range(1, len(niveaux))
    )
    nom = escape_html(bind_niveau(name_niveau(niveau, niveaux)))
    return f'<{balise} class="cap-marches"><span aria-hidden="true">{marches}</span> {nom}</{balise}>'
