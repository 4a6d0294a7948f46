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


def build_marches(niveau: int, niveaux: Sequence[str]) -> str:
    """The stair as HTML, and the name of the niveau beside it. ``niveaux`` names the échelle from 0 up."""
    marches = "".join(
        f'<i class="{"franchie" if rang <= niveau else "a-franchir"}" style="--rang:{rang}"></i>'
        for rang in range(1, len(niveaux))
    )
    nom = escape_html(name_niveau(niveau, niveaux))
    return f'<p class="cap-marches"><span aria-hidden="true">{marches}</span> {nom}</p>'
