"""The radar: outlines on one common scale, clockwise from 12 o'clock, and nothing that area could exaggerate.

Every axis goes from 0 to 100 % of the marches, with rings each 25 %. 0 % is a small ring, not the centre, so that a
score of zero keeps its axis. An axis without a score leaves a gap: no side is drawn to or over it. Under three axes
there is no polygon and over nine no legible label: `build_radar` then returns None and the dot plot stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import altair as alt

from caprse.restitution.figures.axes import AXES_MAX, AXES_MIN, NOMS, Axe, Noms, get_etiquette, get_manque, get_valeur
from caprse.restitution.figures.formats import format_pourcent
from caprse.restitution.graphiques.cadran import CREUX, Cadran, Disposition, Etiquette, lay_out_radar
from caprse.restitution.graphiques.palette import COLLECTIF, ENCRE, ENCRE_DOUCE, GRILLE, GRILLE_FORTE, NOUS
from caprse.restitution.graphiques.series import (
    CORPS_USUEL,
    QUARTS,
    Ligne,
    draw_etendue,
    draw_mediane,
    draw_mediane_reprise,
    draw_nous,
    draw_outline,
    draw_precedent,
    draw_repris,
    lay_out_keys,
    list_keys,
)
from caprse.restitution.graphiques.texte import (
    INTERLIGNE,
    get_small_size,
    get_text_size,
    measure_height,
)
from caprse.restitution.graphiques.toile import GRILLES, MARGE, Align, Cercles, Marque, Segments, Textes, draw


def build_radar(
    axes: Sequence[Axe],
    noms: Noms = NOMS,
    *,
    taille: int = 420,
    corps: float | None = None,
    titre: str = "",
    pied: str = "",
) -> alt.LayerChart | None:
    """The radar of 3 to 9 axes, ``taille`` px wide; None for fewer or more (show the dot plot alone).

    ``corps`` is the size of the letters in px (13 on a phone, 14 otherwise); the strokes grow with it.
    """
    if not AXES_MIN <= len(axes) <= AXES_MAX:
        return None
    corps = corps or get_text_size(taille)
    largeur = taille - 2 * MARGE
    titres = [axe.titre_court for axe in axes]
    disposition = lay_out_radar(titres, [_tell_valeurs(axe, noms) for axe in axes], largeur, corps, _tell_series(noms))
    # Read first: which outline is whose.
    cles, haut = lay_out_keys(list_keys(axes, noms), axes, noms, largeur, 0, corps, traits=True)
    if haut:
        haut += corps
        cles, _ = lay_out_keys(list_keys(axes, noms), axes, noms, largeur, -haut, corps, traits=True)
    marques = [
        *_draw_grid(disposition.cadran, axes, corps),
        *_draw_series(disposition.cadran, axes, noms, corps / CORPS_USUEL),
        *(
            _draw_list(disposition, axes, noms, corps)
            if disposition.bouts
            else _draw_labels(disposition.etiquettes, axes, noms, corps)
        ),
        *cles,
    ]
    return draw(marques, largeur, disposition.hauteur, corps, titre, pied, haut)


def list_sides(scores: Sequence[Fraction | None]) -> list[tuple[int, int]]:
    """The sides of a polygon, as pairs of neighbouring axes that both have a score."""
    suivants = [*range(1, len(scores)), 0]
    return [
        (rang, suivant)
        for rang, suivant in enumerate(suivants)
        if scores[rang] is not None and scores[suivant] is not None
    ]


def _draw_grid(cadran: Cadran, axes: Sequence[Axe], corps: float) -> Iterator[Marque]:
    rayons = [cadran.get_radius(anneau) for anneau in QUARTS]
    k, zero, un = corps / CORPS_USUEL, Fraction(0), Fraction(1)
    rayonnants = [(*cadran.place(rang, zero), *cadran.place(rang, un)) for rang in range(cadran.axes)]
    cercles = [(rayon, GRILLE_FORTE if rayon == rayons[-1] else GRILLE) for rayon in rayons]
    yield Cercles("anneaux", cadran.x, cadran.y, cercles, k)
    # An axis that stands for a thématique has its colour, a little stronger than the grid.
    yield Segments(
        "rayons",
        [trait for trait, axe in zip(rayonnants, axes, strict=True) if axe.couleur is None],
        GRILLE,
        k,
        plan=GRILLES,
    )
    for trait, axe in zip(rayonnants, axes, strict=True):
        if axe.couleur is not None:
            yield Segments(f"rayon-{axe.code}", [trait], axe.couleur, 2 * k, plan=GRILLES)
    serre = rayons[-1] - rayons[-2] < corps * INTERLIGNE
    textes = [
        (*cadran.place(-0.5, anneau), format_pourcent(anneau) if anneau == 1 else f"{int(anneau * 100)}")
        for anneau in QUARTS[1:]
        if not serre or anneau.denominator < 4
    ]
    # Above the outlines: a side that crosses a number would strike it out.
    yield Textes("anneaux-texte", textes, get_small_size(corps), "center", "middle", ENCRE_DOUCE, halo=True)


def _draw_series(cadran: Cadran, axes: Sequence[Axe], noms: Noms, k: float) -> Iterator[Marque]:
    scores = [axe.score if noms.nous else None for axe in axes]
    medianes = [axe.mediane if noms.collectif else None for axe in axes]
    precedents = [axe.score_precedent if noms.precedent else None for axe in axes]
    etendues = [axe.quartiles if noms.collectif else None for axe in axes]
    yield from draw_etendue(
        [
            (*cadran.place(rang, quartiles.q1), *cadran.place(rang, quartiles.q3))
            for rang, quartiles in enumerate(etendues)
            if quartiles is not None
        ],
        k,
    )
    # The widest line first: where two outlines coincide, the dashes of the other lie on top and both are seen.
    yield draw_outline("nous", _list_lines(cadran, scores), k)
    yield draw_outline("precedent", _list_lines(cadran, precedents), k)
    yield draw_outline("collectif", _list_lines(cadran, medianes), k)
    barres = [
        (axes[rang].collectif_repris, cadran.cross(rang, score, 9 * k)) for rang, score in _list_scored(medianes)
    ]
    yield draw_mediane([barre for repris, barre in barres if not repris], k)
    yield from draw_mediane_reprise([barre for repris, barre in barres if repris], k)
    places = [(axes[rang].repris, cadran.place(rang, score)) for rang, score in _list_scored(scores)]
    yield draw_nous([place for repris, place in places if not repris], k)
    yield draw_repris([place for repris, place in places if repris], k)
    yield draw_precedent([cadran.place(rang, score) for rang, score in _list_scored(precedents)], k)


def _list_scored(scores: Sequence[Fraction | None]) -> list[tuple[int, Fraction]]:
    return [(rang, score) for rang, score in enumerate(scores) if score is not None]


def _list_lines(cadran: Cadran, scores: Sequence[Fraction | None]) -> list[Ligne]:
    places = {rang: cadran.place(rang, score) for rang, score in _list_scored(scores)}
    return [(*places[rang], *places[suivant]) for rang, suivant in list_sides(scores)]


def _tell_series(noms: Noms) -> tuple[str, ...]:
    """What both figures of an axis are called."""
    return (noms.nous or "", noms.collectif or "")


def _tell_valeurs(axe: Axe, noms: Noms) -> tuple[str, ...]:
    """What stands below the title of an axis: its figure, or both where both outlines are drawn."""
    if noms.nous and noms.collectif and axe.mediane is not None:
        nous = format_pourcent(axe.score) if axe.score is not None else get_manque(axe.nous)
        return (nous, format_pourcent(axe.mediane))
    return (get_etiquette(axe, noms),)


def _name_encre(axe: Axe, noms: Noms, rang: int, combien: int) -> tuple[str, str]:
    """The layer and the colour of the figure of this rank: ours in blue, the collectif's in orange, a lack in grey."""
    if combien == 1:
        couleur = NOUS if noms.dit_nous else COLLECTIF
        return ("valeurs", couleur) if get_valeur(axe, noms) is not None else ("manques", ENCRE_DOUCE)
    if rang:
        return "valeurs-collectif", COLLECTIF
    return ("valeurs-nous", NOUS) if axe.score is not None else ("manques", ENCRE_DOUCE)


def _draw_labels(etiquettes: Sequence[Etiquette], axes: Sequence[Axe], noms: Noms, corps: float) -> Iterator[Marque]:
    aligns: tuple[Align, ...] = ("left", "center", "right")
    for align in aligns:
        titres: dict[str, list[tuple[float, float, str]]] = {}
        chiffres: dict[tuple[str, str], list[tuple[float, float, str]]] = {}
        for etiquette, axe in zip(etiquettes, axes, strict=True):
            if etiquette.align != align:
                continue
            titres.setdefault(axe.couleur or ENCRE, []).append((etiquette.ancre, etiquette.y, etiquette.texte))
            y = etiquette.y + measure_height(etiquette.texte, corps)
            for rang, dit in enumerate(etiquette.lignes):
                encre = _name_encre(axe, noms, rang, len(etiquette.valeurs))
                chiffres.setdefault(encre, []).append((etiquette.ancre, y + rang * corps * INTERLIGNE, dit))
        for couleur, textes in titres.items():
            yield Textes(f"axes-{align}", textes, corps, align, couleur=couleur, gras=couleur != ENCRE)
        for (nom, couleur), textes in chiffres.items():
            yield Textes(f"{nom}-{align}", textes, corps, align, couleur=couleur, gras=True)


def _draw_list(disposition: Disposition, axes: Sequence[Axe], noms: Noms, corps: float) -> Iterator[Marque]:
    """A letter at the end of each axis, and below the dial what it stands for, with its figures at the right."""
    for axe, etiquette, (x, y) in zip(axes, disposition.etiquettes, disposition.bouts, strict=True):
        couleur, haut = axe.couleur or ENCRE, etiquette.y
        yield Textes("reperes", [(x, y, etiquette.repere)], corps, "center", "middle", couleur, gras=True)
        yield Textes("reperes-liste", [(etiquette.x, haut, etiquette.repere)], corps, couleur=couleur, gras=True)
        gras = couleur != ENCRE
        yield Textes(
            "axes-left", [(etiquette.x + CREUX * corps, haut, etiquette.texte)], corps, couleur=couleur, gras=gras
        )
        # One figure stands at the right end; where others have two, the one of an axis without a collectif is ours.
        droites = disposition.droites if len(etiquette.valeurs) > 1 or noms.dit_nous else disposition.droites[-1:]
        for rang, (dit, droite) in enumerate(zip(etiquette.valeurs, droites, strict=False)):
            nom, teinte = _name_encre(axe, noms, rang, len(etiquette.valeurs))
            yield Textes(f"{nom}-right", [(droite, haut, dit)], corps, "right", couleur=teinte, gras=True)
    if len(disposition.droites) > 1:
        haut = disposition.etiquettes[0].y - corps * INTERLIGNE * 1.15
        for nom, droite, couleur in zip(_tell_series(noms), disposition.droites, (NOUS, COLLECTIF), strict=True):
            yield Textes("tetes-right", [(droite, haut, nom)], corps, "right", couleur=couleur, gras=True)
