"""What came out of one round, on the wall: the choices stay where the question had them, each with its bar. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from caprse.restitution.figures.notation import partition_100
from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.contenus.scenes import SceneEtape
from caprse.seance.image.barres import SERRE
from caprse.seance.image.figures import list_barres, list_dits
from caprse.seance.regles import GenreTour
from caprse.socle.francais import format_pluriel


@dataclass(frozen=True, slots=True)
class Rang:
    """A choice and what it received: ``part`` in per cent, ``compte`` in words; its ``texte`` where it is read again.

    ``chiffre``: its number on the scale, empty between choices that have none; ``tete``: none received more.
    """

    chiffre: str
    libelle: str
    texte: str
    part: int
    compte: str
    retenu: bool
    tete: bool


def list_rangs(scene: SceneEtape | None) -> list[Rang]:
    """The choices of the only round, in its order; none where a picture compares two rounds, or has too many."""
    if not isinstance(scene, SceneVote) or len(scene.tours) != 1 or len(scene.choix) > SERRE:
        return []
    barres = list_barres(scene)
    if barres is None:
        return []
    [(_, nombres)] = barres.series
    textes = list_dits(barres) or [""] * len(nombres)
    rangs, haut = [], max(nombres)
    for rang, (nom, nombre, part) in enumerate(zip(barres.noms, nombres, partition_100(nombres), strict=True)):
        # Only a scale has numbers: a proposal may hold the same sign.
        chiffre, libelle = ("", nom) if scene.vote is GenreTour.POINTS else nom.split(" · ", 1)
        compte = format_pluriel(nombre, barres.unite or "vote")
        rangs.append(Rang(chiffre, libelle, textes[rang], part, compte, rang == barres.convenu, 0 < nombre == haut))
    return rangs
