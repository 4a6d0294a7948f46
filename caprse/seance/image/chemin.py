"""The collectif's path on a wall: the graph of paths, its rows side by side, in letters that are read from afar. Pure.

What is shown is what the pages show (`read_chemin_salle`), as a room may see it.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from caprse.collectif.calendrier.reprise import list_repris
from caprse.restitution.chemin.phrases_collectif import (
    RIEN,
    describe_chemin_collectif,
    describe_tues,
    list_autour,
)
from caprse.restitution.chemin.service_collectif import CheminCollectifVu
from caprse.restitution.figures.autour import PositionCollectif
from caprse.restitution.figures.chemin_collectif import PointCollectif, RangeeCollectif
from caprse.restitution.figures.formats import round_pourcent
from caprse.restitution.graphiques.bandes import Gabarit
from caprse.restitution.graphiques.chemin import lay_out_trajet
from caprse.restitution.graphiques.cles_chemin import DU_COLLECTIF
from caprse.restitution.graphiques.toile import VERS_LE_HAUT, Marque, Points, Rectangles, Segments, Textes
from caprse.seance.contenus.scene_chemin import PointMontre, PositionMontree, RangeeMontree, SceneChemin
from caprse.seance.image.traits import CORPS, LARGEUR_BARRES, circle, line, rect, wrap_svg, write

ESPACE = 50
HAUTEUR = 610  # what a wall leaves to the picture between its sentences: higher, its letters would shrink
COLONNES_MAX = 4
AUTOUR, CADRE = 5.2, (1.2, 9.0)  # of a row, in letter sizes: what stands around its frame; the frame itself
ANCRES = {"left": "start", "center": "middle", "right": "end"}
CLASSES = {
    "nous-trait": "maintenant",
    "nous": "maintenant",
    "repris": "maintenant creux",
    "etendue": "etendue",
    "depart": "fleche",
    "fleche": "fleche",
}


def build_chemin(titre: str, vu: CheminCollectifVu) -> SceneChemin:
    """The scene; ``raison`` says why there is nothing to see, when there is nothing."""
    chemin = vu.chemin
    if not chemin.numeros:
        return SceneChemin(titre, RIEN)
    return SceneChemin(
        titre,
        phrase=describe_chemin_collectif(chemin),
        numeros=tuple(numero for numero, _, _ in chemin.jours),
        rangees=tuple(
            RangeeMontree(
                rangee.code,
                rangee.titre,
                rangee.titre_court,
                tuple(un for point in rangee.points if (un := _build_point(rangee, point)) is not None),
                _build_position(rangee.depart),
                _build_position(rangee.arrivee),
            )
            for rangee in chemin.rangees
        ),
        tu=describe_tues(chemin, chemin.clotures[-1].numero) if chemin.clotures else "",
        source=" · ".join(filter(None, ("Chiffres publiés à chaque clôture", list_repris(chemin.repris)))),
        autour=tuple(list_autour(chemin)),
    )


def describe_chemin(scene: SceneChemin) -> str:
    """The picture in words, for who does not see it."""
    suites = [
        f"{rangee.titre_court} : " + ", ".join(f"trimestre\u00a0{un.numero} {un.mediane} %" for un in rangee.points)
        for rangee in scene.parues
    ]
    return " ; ".join([scene.phrase, *suites, *scene.autour])


def draw_chemin(scene: SceneChemin) -> str:
    """Every thématique that has a figure, in columns from top to bottom."""
    rangees = scene.parues
    # Two rows at most, so that the letters stay large; more where there are many thématiques.
    colonnes = min(COLONNES_MAX, ceil(len(rangees) / 2))
    largeur = (LARGEUR_BARRES - (colonnes - 1) * ESPACE) / colonnes
    bas, haut = CADRE
    cadre = max(bas, min(haut, HAUTEUR / ceil(len(rangees) / colonnes) / CORPS - AUTOUR))
    gabarit = Gabarit(cadre=cadre, noms=0.35, suite=1.5, large=1000)
    corps: list[str] = []
    hauteur = 0.0
    for colonne in range(colonnes):
        # Read line by line, as one reads.
        siennes = rangees[colonne::colonnes]
        marques, fin = lay_out_trajet(replace(scene, rangees=siennes), largeur, CORPS, DU_COLLECTIF, gabarit=gabarit)
        corps += [
            trait for marque in sorted(marques, key=lambda m: m.plan) for trait in _draw(marque, colonne, largeur)
        ]
        hauteur = max(hauteur, fin)
    return wrap_svg(LARGEUR_BARRES, ceil(hauteur), corps, describe_chemin(scene))


def _build_point(rangee: RangeeCollectif, point: PointCollectif) -> PointMontre | None:
    quartiles, etape = point.agregat.quartiles, rangee.find_etape(point.numero)
    if quartiles is None:
        return None
    return PointMontre(
        point.numero,
        round_pourcent(quartiles.mediane),
        round_pourcent(quartiles.q1),
        round_pourcent(quartiles.q3),
        point.creux,
        point.lie,
        etape.pas if etape else 0,
    )


def _build_position(position: PositionCollectif | None) -> PositionMontree | None:
    score = position.score if position is not None else None
    return PositionMontree(round_pourcent(score)) if score is not None else None


def _draw(marque: Marque, colonne: int, largeur: float) -> list[str]:
    """The same marks as SVG of the wall, whose classes have their colours in the light and in the dark."""
    x0 = colonne * (largeur + ESPACE)
    classe = CLASSES.get(marque.nom, "grille")
    match marque:
        case Segments():
            return [line((x0 + x, y, x0 + x2, y2), classe, max(3, marque.epaisseur)) for x, y, x2, y2 in marque.lignes]
        case Points():
            return [circle(x0 + x, y, marque.rayon, classe) for x, y in marque.points]
        case Rectangles():
            return [rect(x0 + x, y, x2 - x, y2 - y, classe) for x, y, x2, y2, _ in marque.boites]
        case Textes():
            haut = (0.95 - VERS_LE_HAUT[marque.baseline]) * marque.corps
            doux = "doux" if marque.nom in ("trimestres", "reperes-texte") else ""
            return [
                write(
                    x0 + x,
                    y + haut,
                    texte,
                    marque.corps,
                    ANCRES[marque.align],
                    " ".join(filter(None, [doux, "halo" if marque.halo else ""])),
                    marque.gras,
                )
                for x, y, texte in marque.textes
            ]
        case _:
            return []
