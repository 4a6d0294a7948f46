"""The pictures of a document: the very charts of the screens, as drawings that stay sharp at any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from caprse.echanges.bilan_imprime.service import Dossier
from caprse.referentiel.themes import build_theme
from caprse.restitution.chemin.phrases import alt_chemin
from caprse.restitution.chemin.themes import dress
from caprse.restitution.figures.axes import Axe, Noms
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.phrases import ENJEU, THEMATIQUE, NomCommun
from caprse.restitution.graphiques.chemin import build_trajet
from caprse.restitution.planches.alternatives import alt_axes
from caprse.restitution.planches.planche import Image, list_images_axes, list_images_nous
from caprse.restitution.resultats.rapprochements import build_axes_cycle, build_axes_trimestre
from caprse.restitution.resultats.service import TrimestreVu
from caprse.socle.fichiers import to_svg

# In px as on screen: on paper a letter of 14 px then stands between 8 and 9 points.
TAILLE_MOITIE, TAILLE_PLEINE = 420, 860


@dataclass(frozen=True, slots=True)
class Dessin:
    """One picture, as SVG, with what it says to whoever does not see it."""

    svg: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Axes:
    """What the pictures of a document are drawn from, on which they say more than one thing."""

    axes: tuple[Axe, ...]
    noms: Noms
    mot: NomCommun


def list_axes_trimestre(dossier: Dossier, vu: TrimestreVu) -> Axes:
    return Axes(*build_axes_trimestre(dossier.resultats, vu), ENJEU)


def list_axes_cycle(dossier: Dossier) -> Axes:
    axes, noms = build_axes_cycle(dossier.resultats)
    referentiel = dossier.resultats.referentiel
    if referentiel is not None:
        axes = tuple(replace(axe, couleur=build_theme(referentiel, axe.code).couleur) for axe in axes)
    return Axes(axes, noms, THEMATIQUE)


def draw_axes(axes: Axes, *, cycle: bool = False) -> list[Dessin]:
    """The radar and the dot plot in the order of the screen; the dot plot alone where no radar can be read."""
    list_images = list_images_axes if cycle else list_images_nous
    alternative = alt_axes(axes.axes, axes.noms, axes.mot)
    return _draw(list_images("bilan", axes.axes, axes.noms, alternative), TAILLE_MOITIE)


def draw_chemin(dossier: Dossier, bilan: Bilan) -> list[Dessin]:
    """The path trimestre by trimestre; nothing before the first answer."""
    vu = dossier.chemin
    if not vu.chemin.numeros:
        return []
    chemin = dress(vu, depart=any(rangee.arrivee for rangee in vu.chemin.rangees))
    niveaux = vu.niveaux or bilan.niveaux
    return _draw([Image("Chemin", "chemin", alt_chemin(chemin, niveaux), build_trajet, (chemin,))], TAILLE_PLEINE)


def _draw(images: Sequence[Image], taille: int) -> list[Dessin]:
    charts = ((image, image.build(*image.figures, taille=taille)) for image in images)
    return [
        # The picture says nothing by itself: the document says it, once.
        Dessin(to_svg(chart).decode(), image.alternative)
        for image, chart in charts
        if chart is not None
    ]
