"""The picture of a step, from what is shown or what was kept of it: for walls, replays and minutes alike. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from caprse.restitution.figures.axes import AXES_MAX, AXES_MIN
from caprse.seance.contenus.scene_chemin import SceneChemin
from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.contenus.scenes import SceneEtape, SceneRadar, SceneRepartition
from caprse.seance.image.barres import describe_barres, draw_barres
from caprse.seance.image.chemin import draw_chemin
from caprse.seance.image.dessin import describe_axes, draw_axes, format_votes, list_cles
from caprse.seance.regles import GenreTour
from caprse.socle.francais import format_pluriel


@dataclass(frozen=True, slots=True)
class Barres:
    """What a picture of bars says: one bar per name and series. ``convenu``: the rank that the room settled on;
    ``medianes``: one per series; ``textes``: what each name means; ``unite``: of the numbers, empty for votes."""

    noms: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    textes: tuple[str, ...] = ()
    medianes: tuple[int | None, ...] = ()
    convenu: int | None = None
    unite: str = ""


def draw_figure(scene: SceneEtape, *, seule: bool = False) -> str:
    """The SVG of a step, or an empty text where it has no picture; ``seule``: as in ``draw_axes``."""
    if isinstance(scene, SceneRadar) and scene.axes:
        alternative = describe_axes(scene.axes, scene.avant)
        return draw_axes(scene.axes, scene.avant, scene.maintenant, alternative, seule=seule)
    if isinstance(scene, SceneChemin) and scene.parues:
        return draw_chemin(scene)
    barres = list_barres(scene)
    if barres is None:
        return ""
    return draw_barres(
        barres.noms,
        barres.series,
        describe_barres(barres.noms, barres.series),
        barres.convenu,
        list_dits(barres),
        barres.medianes,
        barres.unite or ("vote" if isinstance(scene, SceneVote) and len(barres.series) == 1 else ""),
        seule=seule,
    )


def list_dits(barres: Barres) -> tuple[str, ...]:
    """What is written of each choice's meaning: that of what was agreed, else of what was chosen most.

    From the back of a room the meanings of all of them are too small to read, and they take the place of the bars.
    """
    if len(barres.series) != 1:
        return barres.textes
    nombres = barres.series[0][1]
    dits = {barres.convenu} if barres.convenu is not None else {r for r, n in enumerate(nombres) if n == max(nombres)}
    return tuple(texte if rang in dits else "" for rang, texte in enumerate(barres.textes))


def has_figure(scene: SceneEtape) -> bool:
    """Whether a step has a picture."""
    if isinstance(scene, SceneChemin):
        return bool(scene.parues)
    return bool(isinstance(scene, SceneRadar) and scene.axes) or list_barres(scene) is not None


def list_barres(scene: SceneEtape) -> Barres | None:
    """The bars of a step; None where its picture has none."""
    match scene:
        case SceneRepartition() if scene.nombres:
            textes = scene.textes if scene.portee == "critere" else ()
            mediane = scene.noms.index(scene.mediane) if scene.mediane in scene.noms else None
            return Barres(scene.noms, ((scene.compte, scene.nombres),), textes, (mediane,))
        case SceneVote():
            return _list_barres_vote(scene)
    return None


def format_nombre(nombre: int, part: int, unite: str) -> str:
    """How many, with their share; nothing but 0 for none."""
    if not nombre:
        return "0"
    compte = format_pluriel(nombre, unite) if unite else str(nombre)
    return f"{compte} ({part} %)"


def list_cles_figure(scene: SceneEtape) -> list[tuple[str, str]]:
    """The key that a picture drawn ``seule`` leaves to its page: classes and words."""
    if not isinstance(scene, SceneRadar) or not scene.axes:
        return []
    radar = AXES_MIN <= len(scene.axes) <= AXES_MAX
    return list_cles(scene.axes if radar else (), scene.avant, scene.maintenant)


def _list_barres_vote(scene: SceneVote) -> Barres | None:
    """The rounds side by side; points from the most given to the least; what each niveau means stays in sight."""
    tours = [tour for tour in scene.tours if tour.nombres]
    if not tours:
        return None
    chiffres = scene.vote in (GenreTour.NIVEAU, GenreTour.CONFIANCE)
    rangs = list(range(len(scene.choix)))
    if scene.vote is GenreTour.POINTS:
        rangs.sort(key=lambda rang: -tours[-1].nombres[rang])
    choix = [scene.choix[rang] for rang in rangs]
    convenu = next((rang for rang, un in enumerate(choix) if un.valeur == scene.convenu), None)
    medianes = tuple(
        next((rang for rang, un in enumerate(choix) if tour.mediane and un.libelle == tour.mediane), None)
        for tour in tours
    )
    retenus = {medianes[-1] if convenu is None else convenu}
    return Barres(
        tuple(f"{un.valeur} · {un.libelle}" if chiffres else un.libelle for un in choix),
        tuple(
            (
                f"{tour.nom} · {format_votes(tour.votes)}" if len(scene.tours) > 1 else format_votes(tour.votes),
                tuple(tour.nombres[rang] for rang in rangs),
            )
            for tour in tours
        ),
        # Side by side, two rounds leave room for one meaning: that of what was chosen.
        tuple(un.texte if len(tours) == 1 or rang in retenus else "" for rang, un in enumerate(choix)),
        medianes,
        convenu,
        "point" if scene.vote is GenreTour.POINTS else "",
    )
