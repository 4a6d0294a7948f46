"""The picture of a step, from what is shown or what was kept of it: for walls, replays and minutes alike. Pure."""

from __future__ import annotations

from caprse.restitution.figures.axes import AXES_MAX, AXES_MIN
from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.contenus.scenes import SceneEtape, SceneRadar, SceneRepartition
from caprse.seance.image.dessin import describe_axes, describe_barres, draw_axes, draw_barres, format_votes, list_cles
from caprse.seance.regles import GenreTour


def draw_figure(scene: SceneEtape, *, seule: bool = False) -> str:
    """The SVG of a step, or an empty text where it has no picture; ``seule``: as in ``draw_axes``."""
    match scene:
        case SceneRadar() if scene.axes:
            alternative = describe_axes(scene.axes, scene.avant)
            return draw_axes(scene.axes, scene.avant, scene.maintenant, alternative, seule=seule)
        case SceneRepartition() if scene.nombres:
            series = [(scene.compte, scene.nombres)]
            textes = scene.textes if scene.portee == "critere" else ()
            alternative = describe_barres(scene.noms, series)
            mediane = scene.noms.index(scene.mediane) if scene.mediane in scene.noms else None
            return draw_barres(scene.noms, series, alternative, textes=textes, medianes=[mediane])
        case SceneVote():
            return _draw_vote(scene)
    return ""


def list_cles_figure(scene: SceneEtape) -> list[tuple[str, str]]:
    """The key that a picture drawn ``seule`` leaves to its page: classes and words."""
    if not isinstance(scene, SceneRadar) or not scene.axes:
        return []
    radar = AXES_MIN <= len(scene.axes) <= AXES_MAX
    return list_cles(scene.axes if radar else (), scene.avant, scene.maintenant)


def _draw_vote(scene: SceneVote) -> str:
    """The rounds side by side; points from the most given to the least; what each niveau means stays in sight."""
    tours = [tour for tour in scene.tours if tour.nombres]
    if not tours:
        return ""
    chiffres = scene.vote in (GenreTour.NIVEAU, GenreTour.CONFIANCE)
    rangs = list(range(len(scene.choix)))
    if scene.vote is GenreTour.POINTS:
        rangs.sort(key=lambda rang: -tours[-1].nombres[rang])
    choix = [scene.choix[rang] for rang in rangs]
    noms = [f"{un.valeur} · {un.libelle}" if chiffres else un.libelle for un in choix]
    series = [
        (
            f"{tour.nom} · {format_votes(tour.votes)}" if len(scene.tours) > 1 else format_votes(tour.votes),
            [tour.nombres[rang] for rang in rangs],
        )
        for tour in tours
    ]
    convenu = next((rang for rang, un in enumerate(choix) if un.valeur == scene.convenu), None)
    medianes = [
        next((rang for rang, un in enumerate(choix) if tour.mediane and un.libelle == tour.mediane), None)
        for tour in tours
    ]
    retenus = {medianes[-1] if convenu is None else convenu}
    return draw_barres(
        noms,
        series,
        describe_barres(noms, series),
        convenu,
        # Side by side, two rounds leave room for one meaning: that of what was chosen.
        [un.texte if len(tours) == 1 or rang in retenus else "" for rang, un in enumerate(choix)],
        medianes,
        "point" if scene.vote is GenreTour.POINTS else "",
    )
