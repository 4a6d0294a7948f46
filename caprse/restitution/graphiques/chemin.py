"""The path: one row per thématique, time from left to right, all rows on the same 0–100 % scale.

At the left of each row the positionnement, in a frame of its own: other questions, so no line leads from it to the
points. A point stands at the closing of its trimestre, hollow where all of it is carried over; a line joins two points
over the very same questions only. Below the frame a tick for each action done, where its day falls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import altair as alt

from caprse.restitution.figures.chemin import Chemin, CheminThematique, Etape, Point
from caprse.restitution.figures.formats import MOINS, format_pourcent
from caprse.restitution.graphiques.bandes import Bande, lay_out_bands
from caprse.restitution.graphiques.palette import ENCRE, ENCRE_DOUCE, GRILLE, GRILLE_FORTE, NOUS, PRECEDENT
from caprse.restitution.graphiques.series import CORPS_USUEL, Ligne, draw_nous, draw_outline, draw_repris
from caprse.restitution.graphiques.texte import get_small_size, get_text_size, measure, wrap
from caprse.restitution.graphiques.toile import (
    GRILLES,
    MARGE,
    POINTS,
    Dessins,
    Marque,
    Rectangles,
    Segments,
    Textes,
    draw,
)

REPERES = (Fraction(0), Fraction(1, 2), Fraction(1))
COCHE = ((-0.34, 0.0, -0.08, 0.28), (-0.08, 0.28, 0.42, -0.34))  # a tick around its middle, in letter sizes
NOMS = 1.95  # of the names of the trimestres, in letter sizes below the frame: the ticks stand clear above them
VIDE = "pas encore de réponse"
REVU, REPRIS = "Revu à ce trimestre", "Repris d’avant"
POSITION, FLECHE, FAITE = "Départ, autres questions", "Du départ à l’arrivée", "Action faite"
PAS, EXEMPLE = "Marches gagnées, perdues", f"+1 {MOINS}1"


def build_trajet(
    chemin: Chemin, *, taille: int = 900, corps: float | None = None, titre: str = "", pied: str = ""
) -> alt.LayerChart | None:
    """The picture of a path, None before the first trimestre."""
    if not chemin.jours or not chemin.rangees:
        return None
    corps = corps or get_text_size(taille)
    largeur, k = taille - 2 * MARGE, corps / CORPS_USUEL
    # What the marks mean comes first: nobody scrolls past seven rows to learn how to read them.
    cles, debut = _lay_out_keys(chemin, largeur, corps)
    bandes, bas = lay_out_bands(chemin, largeur, corps, debut)
    marques: list[Marque] = []
    for bande, rangee in zip(bandes, chemin.rangees, strict=True):
        marques += [
            *_draw_frame(bande, rangee, corps, k),
            *_draw_depart(bande, rangee, k),
            *_draw_points(bande, rangee, corps, k),
            *_draw_steps(bande, rangee, corps),
            *_draw_actions(bande, rangee, corps, k),
        ]
    return draw([*marques, *cles], largeur, bas, corps, titre, pied)


def _draw_frame(bande: Bande, rangee: CheminThematique, corps: float, k: float) -> Iterator[Marque]:
    petit = get_small_size(corps)
    if rangee.dessin:
        cote = 1.5 * corps
        yield Dessins("theme", [(0, bande.y - 0.2 * corps)], cote, rangee.dessin, rangee.couleur)
    couleur = rangee.couleur or ENCRE
    yield Textes("axes", [(bande.x_titre, bande.y, bande.titre)], corps, couleur=couleur, gras=True)
    fin = bande.gauche - 0.9 * corps
    lignes: dict[bool, list[Ligne]] = {True: [], False: []}
    for part in REPERES:
        y = bande.place(part)
        lignes[part == 0] += [(bande.bord, y, fin, y), (bande.gauche, y, bande.droite + 0.6 * corps, y)]
    # Each closing.
    lignes[False] += [(x, bande.haut, x, bande.bas) for numero, _, _ in bande.jours for x in (bande.find_x(numero),)]
    yield Segments("reperes", lignes[False], GRILLE, k, plan=GRILLES)
    yield Segments("base", lignes[True], GRILLE_FORTE, k, plan=GRILLES)
    yield Textes(
        "reperes-texte",
        [
            (bande.bord - 0.4 * corps, bande.place(part), format_pourcent(part) if part == 1 else f"{int(part * 100)}")
            for part in REPERES
        ],
        petit,
        "right",
        "middle",
        ENCRE_DOUCE,
    )
    noms = [(bande.find_x(numero), bande.bas + NOMS * corps, f"T{numero}") for numero in list_named(bande, petit)]
    if rangee.depart is not None or rangee.arrivee is not None:
        noms.append(((bande.bord + fin) / 2, bande.bas + NOMS * corps, "départ"))
    yield Textes("trimestres", noms, petit, "center", couleur=ENCRE_DOUCE)
    if not rangee.points:
        milieu = (bande.gauche + bande.droite) / 2
        yield Textes(
            "vide", [(milieu, (bande.haut + bande.bas) / 2, VIDE)], petit, "center", "middle", ENCRE_DOUCE, halo=True
        )


def list_named(bande: Bande, corps: float) -> list[int]:
    """The trimestres that have room for their name: all, or every second, third… counted back from the last."""
    numeros = [numero for numero, _, _ in bande.jours]
    large = max(measure(f"T{numero}", corps) for numero in numeros) + 0.4 * corps
    return numeros[:: -math.ceil(large / bande.pas)]


def _draw_depart(bande: Bande, rangee: CheminThematique, k: float) -> Iterator[Marque]:
    """A square for each positionnement; an arrow from one to the other, the only one there is."""
    cote = 4.5 * k
    places = [
        (x, bande.place(figure.score))
        for x, figure in ((bande.depart, rangee.depart), (bande.arrivee, rangee.arrivee))
        if figure is not None and figure.score is not None
    ]
    yield Rectangles(
        "depart", [(x - cote, y - cote, x + cote, y + cote, PRECEDENT) for x, y in places], PRECEDENT, plan=POINTS
    )
    if rangee.fleche and len(places) == 2:
        (x, y), (x2, y2) = places
        yield Segments("fleche", list(_list_arrow(x + 1.6 * cote, y, x2 - 1.6 * cote, y2, cote)), PRECEDENT, 2 * k)


def _list_arrow(x: float, y: float, x2: float, y2: float, pointe: float) -> Iterator[Ligne]:
    longueur = max(1.0, ((x2 - x) ** 2 + (y2 - y) ** 2) ** 0.5)
    ux, uy = (x2 - x) / longueur * pointe, (y2 - y) / longueur * pointe
    yield (x, y, x2, y2)
    yield (x2, y2, x2 - ux + uy * 0.7, y2 - uy - ux * 0.7)
    yield (x2, y2, x2 - ux - uy * 0.7, y2 - uy + ux * 0.7)


def _draw_points(bande: Bande, rangee: CheminThematique, corps: float, k: float) -> Iterator[Marque]:
    points = rangee.points
    places = {
        point.numero: (bande.find_x(point.numero), bande.place(point.figure.score))
        for point in points
        if point.figure.score is not None
    }
    traits = [(*places[point.numero - 1], *places[point.numero]) for point in points if point.lie]
    serre = 0.72 if bande.pas < 3.4 * corps else 0.85
    couleur = rangee.couleur or NOUS
    yield replace(draw_outline("nous", traits, 0.75 * k), couleur=couleur)
    # Full, its edge is as wide as nothing; hollow, the edge is all that is seen.
    pleins = draw_nous([places[point.numero] for point in points if not point.creux], k * serre)
    yield replace(pleins, couleur=couleur, fond=couleur)
    yield replace(draw_repris([places[point.numero] for point in points if point.creux], k * serre), couleur=couleur)
    valeurs = [
        (places[point.numero][0], _put_value(bande, places[point.numero][1], corps), format_pourcent(score))
        for rang, point in enumerate(points)
        if (score := point.figure.score) is not None and _is_labelled(rang, points, bande, corps)
    ]
    yield Textes("valeurs", valeurs, get_small_size(corps), "center", "bottom", couleur, gras=True, halo=True)


def _draw_steps(bande: Bande, rangee: CheminThematique, corps: float) -> Iterator[Marque]:
    """What was gained and lost, below the point: where both cancel out, the line would tell nothing."""
    petit = get_small_size(corps)
    points = {point.numero: point for point in rangee.points}
    textes: list[tuple[float, float, str]] = []
    for etape in reversed(rangee.etapes):
        point = points.get(etape.numero)
        if etape.mouvements and point is not None and point.figure.score is not None:
            x, texte = bande.find_x(etape.numero), format_steps(etape)
            y = bande.place(point.figure.score) + 0.6 * corps
            # The latest first: one of before that would run into it is left to the sentences.
            if not textes or textes[-1][0] - x > measure(texte, petit) + 0.3 * corps:
                # Where there is no room left below, the baseline may run behind it.
                textes.append((x, min(y, bande.bas - petit), texte))
    yield Textes("pas", textes, petit, "center", "top", ENCRE, gras=True, halo=True)


def format_steps(etape: Etape) -> str:
    """``+2 −1``, what is nothing being left out."""
    gagnees = [f"+{etape.gagnees}"] if etape.gagnees else []
    return " ".join([*gagnees, *([f"{MOINS}{etape.perdues}"] if etape.perdues else [])])


def _put_value(bande: Bande, y: float, corps: float) -> float:
    """A score stands above its point: the room over the frame is its own."""
    return max(y - 0.6 * corps, bande.haut - 0.1 * corps)


def _is_labelled(rang: int, points: Sequence[Point], bande: Bande, corps: float) -> bool:
    """The first score, the last one, and each one that differs from the one before, where there is room for it."""
    if rang == len(points) - 1:
        return True
    if rang and points[rang].figure.score == points[rang - 1].figure.score:
        return False
    suivant = points[rang + 1]
    change = suivant.figure.score != points[rang].figure.score or rang + 1 == len(points) - 1
    place = (suivant.numero - points[rang].numero) * bande.pas
    return not change or place > measure("100\u00a0%", get_small_size(corps))


def _draw_actions(bande: Bande, rangee: CheminThematique, corps: float, k: float) -> Iterator[Marque]:
    """A tick where each action falls; those that would cover each other make one, with their number."""
    y = bande.bas + 0.75 * corps
    groupes: list[list[float]] = []
    for x in sorted(bande.find_x_jour(action.le) for action in rangee.actions):
        if groupes and x - groupes[-1][0] < 1.3 * corps:
            groupes[-1].append(x)
        else:
            groupes.append([x])
    yield draw_ticks([(groupe[0], y) for groupe in groupes], corps, k)
    nombres = [(groupe[0] + 0.5 * corps, y, str(len(groupe))) for groupe in groupes if len(groupe) > 1]
    yield Textes("actions-nombre", nombres, get_small_size(corps), "left", "middle", ENCRE)


def draw_ticks(places: Sequence[tuple[float, float]], corps: float, k: float) -> Marque:
    traits = [
        (x + x1 * corps, y + y1 * corps, x + x2 * corps, y + y2 * corps) for x, y in places for x1, y1, x2, y2 in COCHE
    ]
    return Segments("actions", traits, ENCRE, 2 * k, rond=True)


def _lay_out_keys(chemin: Chemin, largeur: float, corps: float) -> tuple[list[Marque], float]:
    """What each mark means, those alone that the picture shows, as many a line as fit; and where it ends.

    Each thématique has its colour: that of the samples is nobody's.
    """
    k = corps / CORPS_USUEL
    points = [point for rangee in chemin.rangees for point in rangee.points]
    cles = [
        (REVU, any(not point.creux for point in points)),
        (REPRIS, any(point.creux for point in points)),
        (POSITION, any(rangee.depart or rangee.arrivee for rangee in chemin.rangees)),
        (FLECHE, any(rangee.fleche for rangee in chemin.rangees)),
        (FAITE, any(rangee.actions for rangee in chemin.rangees)),
        (PAS, any(etape.mouvements for rangee in chemin.rangees for etape in rangee.etapes)),
    ]
    marques: list[Marque] = []
    textes: list[tuple[float, float, str]] = []
    pas = 1.8 * corps
    x, y = 0.0, pas / 2
    for texte, present in cles:
        if not present:
            continue
        echantillon = (2.9 if texte == PAS else 2) * corps
        large = echantillon + measure(texte, corps)
        if x and x + large > largeur:
            x, y = 0.0, y + pas
        marques.append(_draw_sample(texte, x + 0.8 * corps, y, corps, k))
        textes.append((x + echantillon, y, wrap(texte, largeur - echantillon, corps, lignes=1)))
        x += large + 1.5 * corps
    if not textes:
        return [], 0.0
    return [*marques, Textes("cle", textes, corps, baseline="middle")], y + pas


def _draw_sample(texte: str, x: float, y: float, corps: float, k: float) -> Marque:
    match texte:
        case "Revu à ce trimestre":
            return replace(draw_nous([(x, y)], k), couleur=ENCRE_DOUCE, fond=ENCRE_DOUCE)
        case "Repris d’avant":
            return replace(draw_repris([(x, y)], k), couleur=ENCRE_DOUCE)
        case "Départ, autres questions":
            cote = 5 * k
            return Rectangles("depart", [(x - cote, y - cote, x + cote, y + cote, PRECEDENT)], PRECEDENT, plan=POINTS)
        case "Du départ à l’arrivée":
            return Segments("fleche", list(_list_arrow(x - 9 * k, y, x + 9 * k, y, 5 * k)), PRECEDENT, 2 * k)
        case "Marches gagnées, perdues":
            return Textes("cle-pas", [(x - 0.8 * corps, y, EXEMPLE)], corps, baseline="middle", gras=True)
        case _:
            return draw_ticks([(x, y)], corps, k)
