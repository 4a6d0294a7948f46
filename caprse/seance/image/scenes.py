"""The picture of a step, from what is shown or what was kept of it: for walls, replays and minutes alike. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caprse.seance.image.dessin import describe_axes, describe_barres, draw_axes, draw_barres, format_votes
from caprse.seance.regles import GenreEtape, GenreTour


def draw_figure(contenu: Mapping[str, Any]) -> str:
    """The SVG of a step (``Vue.contenu`` or ``etape.fige``), or an empty text where it has no picture."""
    match contenu["genre"]:
        case GenreEtape.RADAR if contenu["axes"]:
            axes, avant = contenu["axes"], contenu["avant"]
            return draw_axes(axes, avant, contenu["maintenant"], describe_axes(axes, avant))
        case GenreEtape.REPARTITION if contenu["nombres"]:
            series = [(contenu["compte"], contenu["nombres"])]
            textes = contenu["textes"] if contenu["portee"] == "critere" else ()
            return draw_barres(contenu["noms"], series, describe_barres(contenu["noms"], series), textes=textes)
        case GenreEtape.VOTE:
            return _draw_vote(contenu)
    return ""


def _draw_vote(contenu: Mapping[str, Any]) -> str:
    series = [(f"{tour['nom']} · {format_votes(tour['votes'])}", tour["nombres"]) for tour in contenu["tours"]]
    series = [serie for serie in series if serie[1]]
    if not series:
        return ""
    chiffres = contenu["vote"] in (GenreTour.NIVEAU, GenreTour.CONFIANCE)
    noms = [f"{c['valeur']} · {c['libelle']}" if chiffres else c["libelle"] for c in contenu["choix"]]
    convenu = next((rang for rang, c in enumerate(contenu["choix"]) if c["valeur"] == contenu["convenu"]), None)
    return draw_barres(noms, series, describe_barres(noms, series), convenu)
