"""The face of each thématique of a path: what its picture is drawn with, on screen and on paper."""

from __future__ import annotations

from dataclasses import replace

from caprse.referentiel.themes import build_theme
from caprse.restitution.chemin.service import CheminVu
from caprse.restitution.figures.chemin import Chemin
from caprse.socle.ecran.cadre import Theme


def list_themes(vu: CheminVu) -> dict[str, Theme]:
    """The face of each thématique by its code; one of an earlier version has lost it."""
    if vu.referentiel is None:
        return {}
    return {thematique.code: build_theme(vu.referentiel, thematique.code) for thematique in vu.referentiel.thematiques}


def dress(vu: CheminVu, *, depart: bool) -> Chemin:
    """The path with the face of each thématique; ``depart``: its positionnement is drawn too."""
    chemin = vu.chemin
    if not depart:
        chemin = replace(chemin, rangees=tuple(replace(rangee, depart=None) for rangee in chemin.rangees))
    themes = list_themes(vu)
    return replace(
        chemin,
        rangees=tuple(
            replace(rangee, couleur=theme.couleur, dessin=theme.dessin)
            if (theme := themes.get(rangee.code))
            else rangee
            for rangee in chemin.rangees
        ),
    )
