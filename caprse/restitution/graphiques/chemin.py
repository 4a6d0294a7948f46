"""The path: one row per thématique, time from left to right, all rows on the same 0–100 % scale.

At the left of each row the positionnement, in a frame of its own: other questions, so no line leads from it to the
points. A point stands at the closing of its trimestre, hollow where all of it is carried over; a line joins two points
over the very same questions only. Below the frame a tick for the actions done, under their trimestre;
where nothing but their number is known, it stands once, under all rows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import altair as alt

from caprse.collectif.calendrier.reprise import list_repris
from caprse.restitution.figures.formats import MOINS, format_pourcent
from caprse.restitution.graphiques.bandes import USUEL, Bande, Gabarit, lay_out_bands
from caprse.restitution.graphiques.cles_chemin import DE_NOUS, Mots, draw_ticks, lay_out_keys, list_arrow
from caprse.restitution.graphiques.palette import (
    ENCRE,
    ENCRE_DOUCE,
    ETENDUE,
    GRILLE,
    GRILLE_FORTE,
    NOUS,
    PRECEDENT,
)
from caprse.restitution.graphiques.series import CORPS_USUEL, Ligne, draw_nous, draw_outline, draw_repris
from caprse.restitution.graphiques.texte import get_small_size, get_text_size, measure, measure_height, wrap
from caprse.restitution.graphiques.toile import (
    BANDES,
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
from caprse.restitution.graphiques.trajets import (
    EtapeDessinee,
    PointDessine,
    RangeeDessinee,
    Trajet,
    TrajetDate,
)
from caprse.socle.francais import format_pluriel

ACTIONS = "Actions faites"
REPERES = (Fraction(0), Fraction(1, 2), Fraction(1))


def build_trajet(
    chemin: TrajetDate,
    mots: Mots = DE_NOUS,
    *,
    taille: int = 900,
    corps: float | None = None,
    titre: str = "",
    pied: str = "",
) -> alt.LayerChart | None:
    """The picture of a path, None before the first trimestre."""
    if not chemin.jours or not chemin.rangees:
        return None
    corps = corps or get_text_size(taille)
    largeur = taille - 2 * MARGE
    # What the marks mean comes first: nobody scrolls past seven rows to learn how to read them.
    cles, debut = lay_out_keys(chemin, mots, largeur, corps)
    marques, bas = lay_out_trajet(chemin, largeur, corps, mots, debut)
    if repris := list_repris(chemin.repris):
        petit = get_small_size(corps)
        dit = wrap(f"{repris[0].upper()}{repris[1:]}", largeur, petit)
        marques.append(Textes("reprises", [(0, bas, dit)], petit, couleur=ENCRE_DOUCE))
        bas += measure_height(dit, petit)
    return draw([*marques, *cles], largeur, bas, corps, titre, pied)


def lay_out_trajet(
    chemin: Trajet, largeur: float, corps: float, mots: Mots, debut: float = 0.0, gabarit: Gabarit = USUEL
) -> tuple[list[Marque], float]:
    """The marks of its rows from ``debut`` down, without their key, and where they end."""
    k = corps / CORPS_USUEL
    bandes, bas = lay_out_bands(chemin, largeur, corps, debut, gabarit)
    marques: list[Marque] = []
    for bande, rangee in zip(bandes, chemin.rangees, strict=True):
        marques += [
            *_draw_frame(bande, rangee, corps, k, mots, gabarit),
            *_draw_depart(bande, rangee, k),
            *_draw_points(bande, rangee, corps, k),
            *_draw_steps(bande, rangee, corps),
            *_draw_actions(bande, rangee, corps, k),
        ]
    if bandes and chemin.totaux:
        nombres, bas = _draw_totals(bandes[-1], chemin.totaux, bas + corps, corps)
        marques += nombres
    return marques, bas


def _draw_frame(
    bande: Bande, rangee: RangeeDessinee, corps: float, k: float, mots: Mots, gabarit: Gabarit
) -> Iterator[Marque]:
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
        lignes[part == 0].append((bande.gauche, y, bande.droite + 0.6 * corps, y))
        if bande.gauche > bande.bord:
            lignes[part == 0].append((bande.bord, y, fin, y))
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
    y = bande.bas + gabarit.noms * corps
    noms = [(bande.find_x(numero), y, f"T{numero}") for numero in list_named(bande, petit) if bande.nommee]
    if bande.nommee and bande.gauche > bande.bord:
        noms.append(((bande.bord + fin) / 2, y, "départ"))
    yield Textes("trimestres", noms, petit, "center", couleur=ENCRE_DOUCE)
    if bande.y_phrase is not None and (dite := tell_rangee(rangee, mots)):
        place = bande.bord - bande.x_titre - measure(format_pourcent(Fraction(1)), petit) - corps
        yield Textes(
            "phrases", [(bande.x_titre, bande.y_phrase, wrap(dite, place, petit, 3))], petit, couleur=ENCRE_DOUCE
        )
    if not rangee.points:
        milieu = (bande.gauche + bande.droite) / 2
        yield Textes(
            "vide",
            [(milieu, (bande.haut + bande.bas) / 2, mots.vide)],
            petit,
            "center",
            "middle",
            ENCRE_DOUCE,
            halo=True,
        )


def tell_rangee(rangee: RangeeDessinee, mots: Mots) -> str:
    """What a row shows, in a few words under its title: ``3 marches gagnées, 1 perdue``."""
    revus = [point.numero for point in rangee.points if not point.creux]
    if not mots.dites or not revus:
        return ""
    gagnees, perdues = sum(e.gagnees for e in rangee.etapes), sum(e.perdues for e in rangee.etapes)
    dites = [format_pluriel(gagnees, "marche gagnée", "marches gagnées")] if gagnees else []
    if perdues:
        dites.append(format_pluriel(perdues, "marche perdue", "marches perdues"))
    if dites:
        return ", ".join(dites)
    if len(revus) > 1:
        return "Revu, aucune marche de plus"
    suite = ", pas encore revu" if rangee.points[-1].numero > revus[0] else ""
    return f"Rempli au trimestre\u00a0{revus[0]}{suite}"


def list_named(bande: Bande, corps: float) -> list[int]:
    """The trimestres that have room for their name: all, or every second, third… counted back from the last."""
    numeros = [numero for numero, _, _ in bande.jours]
    large = max(measure(f"T{numero}", corps) for numero in numeros) + 0.4 * corps
    return numeros[:: -math.ceil(large / bande.pas)]


def _draw_depart(bande: Bande, rangee: RangeeDessinee, k: float) -> Iterator[Marque]:
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
        yield Segments("fleche", list(list_arrow(x + 1.6 * cote, y, x2 - 1.6 * cote, y2, cote)), PRECEDENT, 2 * k)


def _draw_points(bande: Bande, rangee: RangeeDessinee, corps: float, k: float) -> Iterator[Marque]:
    points = rangee.points
    places = {
        point.numero: (bande.find_x(point.numero), bande.place(point.score))
        for point in points
        if point.score is not None
    }
    etendues = [
        (x, bande.place(etendue[0]), x, bande.place(etendue[1]))
        for point in points
        if (etendue := point.etendue) is not None
        for x in (bande.find_x(point.numero),)
    ]
    yield Segments("etendue", etendues, ETENDUE, 14 * k, plan=BANDES)
    traits = [(*places[avant.numero], *places[point.numero]) for avant, point in pairwise(points) if point.lie]
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
        if (score := point.score) is not None and _is_labelled(rang, points, bande, corps)
    ]
    yield Textes("valeurs", valeurs, get_small_size(corps), "center", "bottom", couleur, gras=True, halo=True)


def _draw_steps(bande: Bande, rangee: RangeeDessinee, corps: float) -> Iterator[Marque]:
    """What was gained and lost, above the line: where both cancel out, the line would tell nothing."""
    petit = get_small_size(corps)
    dits = {p.numero for rang, p in enumerate(rangee.points) if _is_labelled(rang, rangee.points, bande, corps)}
    points = {point.numero: point for point in rangee.points}
    textes: list[tuple[float, float, str]] = []
    for etape in reversed(rangee.etapes):
        point = points.get(etape.numero)
        if (etape.gagnees or etape.perdues) and point is not None and point.score is not None:
            x, texte = bande.find_x(etape.numero), format_steps(etape)
            y = _put_step(bande, bande.place(point.score), corps, dit=etape.numero in dits)
            # The latest first: one of before that would run into it is left to the sentences.
            if not textes or textes[-1][0] - x > measure(texte, petit) + 0.3 * corps:
                textes.append((x, y, texte))
    yield Textes("pas", textes, petit, "center", "top", ENCRE, gras=True, halo=True)


def format_steps(etape: EtapeDessinee) -> str:
    """``+2 −1``, what is nothing being left out."""
    gagnees = [f"+{etape.gagnees}"] if etape.gagnees else []
    return " ".join([*gagnees, *([f"{MOINS}{etape.perdues}"] if etape.perdues else [])])


def _put_value(bande: Bande, y: float, corps: float) -> float:
    """A score stands above its point: the room over the frame is its own."""
    return max(y - 0.6 * corps, bande.haut - 0.1 * corps)


def _put_step(bande: Bande, y: float, corps: float, *, dit: bool) -> float:
    """Where the marches of a point begin: above its score, else above the point; below it, where the frame is too low.

    ``dit``: its score stands there.
    """
    petit = get_small_size(corps)
    haut = _put_value(bande, y, corps) - petit * (2.2 if dit else 1.1)
    # On a narrow picture the scores beside it take the room.
    if bande.pas >= 3.4 * corps and haut >= bande.haut - 1.3 * corps:
        return haut
    # Where there is no room left below, the baseline may run behind it.
    return min(y + 0.6 * corps, bande.bas - petit)


def _is_labelled(rang: int, points: Sequence[PointDessine], bande: Bande, corps: float) -> bool:
    """The first score, the last one, and each one that differs from the one before, where there is room for it."""
    if rang == len(points) - 1:
        return True
    if rang and points[rang].score == points[rang - 1].score:
        return False
    suivant = points[rang + 1]
    change = suivant.score != points[rang].score or rang + 1 == len(points) - 1
    place = (suivant.numero - points[rang].numero) * bande.pas
    return not change or place > measure("100\u00a0%", get_small_size(corps))


def _draw_actions(bande: Bande, rangee: RangeeDessinee, corps: float, k: float) -> Iterator[Marque]:
    """A tick under the trimestre in which actions were done, with their number where there are several."""
    y = bande.bas + 0.75 * corps
    combien = Counter(bande.find_numero(action.le) for action in rangee.actions)
    yield draw_ticks([(bande.find_x(numero), y) for numero in combien], corps, k)
    nombres = [(bande.find_x(numero) + 0.5 * corps, y, str(n)) for numero, n in combien.items() if n > 1]
    yield Textes("actions-nombre", nombres, get_small_size(corps), "left", "middle", ENCRE)


def _draw_totals(
    bande: Bande, totaux: Sequence[tuple[int, int]], y: float, corps: float
) -> tuple[list[Marque], float]:
    """How many actions were done up to each closing, under its name, on a line of their own; and where it ends."""
    places = [(bande.find_x(numero), str(nombre)) for numero, nombre in totaux]
    # On a narrow picture its name would run into the first of them: it stands above.
    y_nombres = y if min(x for x, _ in places) > measure(ACTIONS, corps) + corps else y + 1.4 * corps
    return [
        Textes("axes-actions", [(0, y, ACTIONS)], corps, baseline="middle", gras=True),
        Textes(
            "actions-total",
            [(x, y_nombres, nombre) for x, nombre in places],
            corps,
            "center",
            "middle",
            ENCRE,
            gras=True,
        ),
    ], y_nombres + corps
