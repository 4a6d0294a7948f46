"""The stair of a critère or of an enjeu: as many steps as the échelle, those climbed being full."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.socle.signes import escape_html


def build_marches(niveau: int, niveaux: Sequence[str]) -> str:
    """The stair as HTML, and the name of the niveau beside it. ``niveaux`` names the échelle from 0 up."""
    marches = "".join(
        f'<i class="{"franchie" if rang <= niveau else "a-franchir"}" style="--rang:{rang}"></i>'
        for rang in range(1, len(niveaux))
    )
    nom = escape_html(f"{niveau} {niveaux[niveau]}")
    return f'<p class="cap-marches"><span aria-hidden="true">{marches}</span> {nom}</p>'
