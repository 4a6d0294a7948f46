"""The dot plot: the same figures as the radar, on straight axes that compare more surely. One row per axis.

Dot: nous. Bar across: médiane. Pale strip: Q1 to Q3. Ring: trimestre précédent, joined to the dot, so that a change
shows as a length. Titles stand above the rows, not beside them: they are read whole on a phone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import altair as alt

from caprse.restitution.figures.axes import NOMS, Axe, Noms, get_etiquette, get_valeur
from caprse.restitution.figures.formats import format_pourcent
from caprse.restitution.graphiques.palette import COLLECTIF, ENCRE_DOUCE, GRILLE, GRILLE_FORTE, NOUS, PRECEDENT
from caprse.restitution.graphiques.series import (
    CORPS_USUEL,
    QUARTS,
    draw_etendue,
    draw_mediane,
    draw_mediane_reprise,
    draw_nous,
    draw_precedent,
    draw_repris,
    lay_out_keys,
    list_keys,
)
from caprse.restitution.graphiques.texte import (
    INTERLIGNE,
    get_small_size,
    get_text_size,
    measure,
    measure_height,
    wrap,
)
from caprse.restitution.graphiques.toile import GRILLES, MARGE, Align, Marque, Segments, Textes, draw


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row in px: the top of its title, its title on its lines, the height of its track."""

    haut: float
    titre: str
    piste: float


def build_points(
    axes: Sequence[Axe],
    noms: Noms = NOMS,
    *,
    taille: int = 420,
    corps: float | None = None,
    titre: str = "",
    pied: str = "",
) -> alt.LayerChart:
    """The dot plot of any number of axes, ``taille`` px wide; it grows downwards."""
    corps = corps or get_text_size(taille)
    largeur, k = taille - 2 * MARGE, corps / CORPS_USUEL
    bord = 9 * k  # room for a whole dot at 0 and at 100 %
    valeurs = max((1.08 * measure(get_etiquette(axe, noms), corps) for axe in axes), default=0.0)  # in bold
    rangees, bas = lay_out_rows([axe.titre_court for axe in axes], largeur - valeurs - corps, corps)
    x = _Echelle(bord, largeur - bord)
    cles, hauteur_cles = lay_out_keys(
        list_keys(axes, noms), axes, noms, largeur, bas + 2.4 * corps, corps, traits=False
    )
    marques = [
        *_draw_grid(x, rangees, bas, corps),
        *_draw_series(x, rangees, axes, noms, k),
        *_draw_labels(largeur, rangees, axes, noms, corps),
        *cles,
    ]
    return draw(marques, largeur, bas + 2.4 * corps + hauteur_cles, corps, titre, pied)


def lay_out_rows(titres: Sequence[str], largeur: float, corps: float) -> tuple[list[Rangee], float]:
    """Rows below each other, each with its title on at most two lines above its track, and where they end."""
    rangees = []
    haut = 0.0
    for titre in titres:
        texte = wrap(titre, largeur, corps)
        piste = haut + measure_height(texte, corps) + corps * 0.9
        rangees.append(Rangee(haut, texte, piste))
        haut = piste + corps * 1.7
    return rangees, haut - corps * 0.6


@dataclass(frozen=True, slots=True)
class _Echelle:
    gauche: float
    droite: float

    def place(self, score: Fraction) -> float:
        return self.gauche + (self.droite - self.gauche) * float(score)


def _draw_grid(x: _Echelle, rangees: Sequence[Rangee], bas: float, corps: float) -> Iterator[Marque]:
    """Each track, its marks each 25 %, and the scale at the bottom."""
    demi, k = corps * 0.75, corps / CORPS_USUEL
    yield Segments("pistes", [(x.gauche, r.piste, x.droite, r.piste) for r in rangees], GRILLE_FORTE, k, plan=GRILLES)
    reperes = [(x.place(part), r.piste - demi, x.place(part), r.piste + demi) for r in rangees for part in QUARTS]
    yield Segments("reperes", reperes, GRILLE, k, plan=GRILLES)
    aligns: dict[Fraction, Align] = {Fraction(0): "left", Fraction(1): "right"}
    for align in ("left", "center", "right"):
        textes = [
            (x.place(part) if align == "center" else {"left": 0.0, "right": x.droite + x.gauche}[align], bas, texte)
            for part in QUARTS
            if aligns.get(part, "center") == align
            for texte in [format_pourcent(part)]
        ]
        yield Textes(f"reperes-texte-{align}", textes, get_small_size(corps), align, couleur=ENCRE_DOUCE)


def _draw_series(
    x: _Echelle, rangees: Sequence[Rangee], axes: Sequence[Axe], noms: Noms, k: float
) -> Iterator[Marque]:
    paires = list(zip(rangees, axes, strict=True))
    demi = 10 * k
    if noms.collectif:
        yield from draw_etendue(
            [
                (x.place(axe.quartiles.q1), rangee.piste, x.place(axe.quartiles.q3), rangee.piste)
                for rangee, axe in paires
                if axe.quartiles is not None
            ],
            k,
        )
    if noms.nous and noms.precedent:
        yield Segments(
            "changement",
            [
                (x.place(axe.score_precedent), rangee.piste, x.place(axe.score), rangee.piste)
                for rangee, axe in paires
                if axe.score is not None and axe.score_precedent is not None
            ],
            PRECEDENT,
            2 * k,
        )
    if noms.collectif:
        medianes = [
            (axe.collectif_repris, (x.place(axe.mediane), r.piste - demi, x.place(axe.mediane), r.piste + demi))
            for r, axe in paires
            if axe.mediane is not None
        ]
        yield draw_mediane([barre for repris, barre in medianes if not repris], k)
        yield from draw_mediane_reprise([barre for repris, barre in medianes if repris], k)
    if noms.nous and all(axe.mediane is None and axe.score_precedent is None for axe in axes):
        # Alone, a score reads as the length that it is.
        barres = [(x.gauche, r.piste, x.place(axe.score), r.piste) for r, axe in paires if axe.score is not None]
        yield Segments("barres", barres, NOUS, 7 * k)
    if noms.nous:
        places = [(axe.repris, (x.place(axe.score), r.piste)) for r, axe in paires if axe.score is not None]
        yield draw_nous([place for repris, place in places if not repris], k)
        yield draw_repris([place for repris, place in places if repris], k)
    if noms.precedent:
        precedents = [(axe.score_precedent, rangee.piste) for rangee, axe in paires]
        yield draw_precedent([(x.place(score), y) for score, y in precedents if score is not None], k)


def _draw_labels(
    largeur: float, rangees: Sequence[Rangee], axes: Sequence[Axe], noms: Noms, corps: float
) -> Iterator[Marque]:
    yield Textes("axes", [(0, rangee.haut, rangee.titre) for rangee in rangees], corps)
    notes: list[tuple[float, float, str]] = []
    manques: list[tuple[float, float, str]] = []
    for rangee, axe in zip(rangees, axes, strict=True):
        note = get_valeur(axe, noms) is not None
        bas = rangee.haut + rangee.titre.count("\n") * corps * INTERLIGNE
        (notes if note else manques).append((largeur, bas, get_etiquette(axe, noms)))
    yield Textes("valeurs", notes, corps, "right", couleur=NOUS if noms.dit_nous else COLLECTIF, gras=True)
    yield Textes("manques-valeurs", manques, corps, "right", couleur=ENCRE_DOUCE, gras=True)
