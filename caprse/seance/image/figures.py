"""The picture of a step, from what is shown or what was kept of it: for walls, replays and minutes alike. Pure."""

from __future__ import annotations

from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.contenus.scenes import SceneEtape, SceneRadar, SceneRepartition
from caprse.seance.image.dessin import describe_axes, describe_barres, draw_axes, draw_barres, format_votes
from caprse.seance.regles import GenreTour


def draw_figure(scene: SceneEtape) -> str:
    """The SVG of a step, or an empty text where it has no picture."""
    match scene:
        case SceneRadar() if scene.axes:
            return draw_axes(scene.axes, scene.avant, scene.maintenant, describe_axes(scene.axes, scene.avant))
        case SceneRepartition() if scene.nombres:
            series = [(scene.compte, scene.nombres)]
            textes = scene.textes if scene.portee == "critere" else ()
            return draw_barres(scene.noms, series, describe_barres(scene.noms, series), textes=textes)
        case SceneVote():
            return _draw_vote(scene)
    return ""


def _draw_vote(scene: SceneVote) -> str:
    series = [(f"{tour.nom} · {format_votes(tour.votes)}", tour.nombres) for tour in scene.tours if tour.nombres]
    if not series:
        return ""
    chiffres = scene.vote in (GenreTour.NIVEAU, GenreTour.CONFIANCE)
    noms = [f"{choix.valeur} · {choix.libelle}" if chiffres else choix.libelle for choix in scene.choix]
    convenu = next((rang for rang, choix in enumerate(scene.choix) if choix.valeur == scene.convenu), None)
    return draw_barres(noms, series, describe_barres(noms, series), convenu)
