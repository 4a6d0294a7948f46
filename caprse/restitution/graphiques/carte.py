"""The heatmap structures × axes, for the person who follows the collectif: the number is printed in each cell.

Rows and columns keep the order they are given: nothing is ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt

from caprse.restitution.figures.axes import LigneCarte, get_manque, list_columns
from caprse.restitution.figures.formats import INSECABLE, format_pourcent, round_pourcent
from caprse.restitution.graphiques.cles import lay_out_meanings, lay_out_swatches
from caprse.restitution.graphiques.palette import (
    ENCRE,
    FOND,
    GRILLE_FORTE,
    NOIR,
    NOUS,
    VIDE,
    get_text_colour,
    list_shades,
)
from caprse.restitution.graphiques.texte import get_small_size, get_text_size, measure, measure_height, wrap
from caprse.restitution.graphiques.toile import MARGE, Marque, Rectangles, Segments, Textes, draw

PALIERS = (0, 25, 50, 75, 100)  # the same as the rings of the radar; 100 stands alone
LIGNES_MAX = 50
GRAS = 1.08  # bold letters are that much wider
PART_NOMS = 0.3  # of the width, for the names of structures


@dataclass(frozen=True, slots=True)
class Entete:
    """The head of a column in px: its middle, its bottom, whether it stands in the upper row."""

    x: float
    bas: float
    texte: str
    decale: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One cell in px, with its ground and what is printed in it."""

    x: float
    y: float
    largeur: float
    hauteur: float
    fond: str
    texte: str


def build_carte(
    lignes: Sequence[LigneCarte],
    *,
    taille: int = 720,
    corps: float | None = None,
    titre: str = "",
    pied: str = "",
) -> alt.LayerChart:
    """The heatmap of at most 50 structures, ``taille`` px wide. Raises ValueError for more: page them."""
    if len(lignes) > LIGNES_MAX:
        raise ValueError(f"La carte montre {LIGNES_MAX} structures au plus.")
    corps = corps or get_text_size(taille)
    largeur = taille - 2 * MARGE
    colonnes = list_columns(lignes)
    noms = min(PART_NOMS * largeur, max((measure(ligne.nom, corps) for ligne in lignes), default=0) + corps)
    large = (largeur - noms) / max(1, len(colonnes))
    entetes, haut = lay_out_heads(list(colonnes.values()), noms, large, corps)
    cases = lay_out_cells(lignes, list(colonnes), noms, haut, large, corps)
    bas = haut + len(lignes) * _get_height(corps)
    collectif = any(ligne.autre for ligne in lignes)
    cles, hauteur = _lay_out_scale(cases, largeur, bas + corps, corps, collectif=collectif)
    marques = [
        *_draw_heads(entetes, haut, corps),
        *_draw_names(lignes, noms, haut, corps),
        *_draw_cells(cases, corps),
        *cles,
    ]
    return draw(marques, largeur, bas + corps + hauteur, corps, titre, pied)


def lay_out_heads(titres: Sequence[str], gauche: float, large: float, corps: float) -> tuple[list[Entete], float]:
    """The heads of the columns and the height they take.

    When a word is wider than its column, every second head moves up and each may be twice as wide: words stay whole.
    """
    etroit = any(measure(mot, GRAS * corps) > large for titre in titres for mot in titre.split(" "))
    permis = 2 * large - 0.5 * corps if etroit else large - 0.3 * corps
    textes = [wrap(titre, permis / GRAS, corps, lignes=4) for titre in titres]
    hauteurs = [measure_height(texte, corps) for texte in textes]
    haut_bas = max(hauteurs[::2] if etroit else hauteurs, default=0)
    haut_haut = max(hauteurs[1::2], default=0) + 0.4 * corps if etroit else 0
    total = haut_haut + haut_bas + 0.4 * corps
    entetes = []
    for rang, texte in enumerate(textes):
        decale = etroit and rang % 2 == 1
        bas = haut_haut - 0.4 * corps if decale else total - 0.4 * corps
        droite = gauche + len(titres) * large - measure(texte, GRAS * corps) / 2
        entetes.append(Entete(min(gauche + (rang + 0.5) * large, droite), bas, texte, decale))
    return entetes, total


def lay_out_cells(
    lignes: Sequence[LigneCarte], codes: Sequence[str], gauche: float, haut: float, large: float, corps: float
) -> list[Case]:
    """One cell per structure and axis; without a score it is grey and says why."""
    cases = []
    for rang, ligne in enumerate(lignes):
        fonds = list_shades(len(PALIERS), collectif=ligne.autre)
        par_code = {figure.code: figure for figure in ligne.figures}
        for colonne, code in enumerate(codes):
            figure = par_code.get(code)
            if figure is None or figure.score is None:
                fond, texte = VIDE, get_manque(figure)
            else:
                fond, texte = fonds[get_palier(round_pourcent(figure.score))], format_pourcent(figure.score)
            y = haut + rang * _get_height(corps)
            cases.append(Case(gauche + colonne * large, y, large, _get_height(corps), fond, texte))
    return cases


def get_palier(pourcent: int) -> int:
    """Which shade a percentage takes, from 0."""
    return max(rang for rang, palier in enumerate(PALIERS) if pourcent >= palier)


def _get_height(corps: float) -> float:
    return 2.7 * corps


def _draw_heads(entetes: Sequence[Entete], haut: float, corps: float) -> Iterator[Marque]:
    fils = [(entete.x, entete.bas + 0.2 * corps, entete.x, haut - 0.2 * corps) for entete in entetes if entete.decale]
    yield Segments("axes-fils", fils, GRILLE_FORTE)
    textes = [(entete.x, entete.bas - measure_height(entete.texte, corps), entete.texte) for entete in entetes]
    yield Textes("axes", textes, corps, "center", gras=True)


def _draw_names(structures: Sequence[LigneCarte], large: float, haut: float, corps: float) -> Iterator[Marque]:
    for nous in (False, True):
        textes = []
        for rang, structure in enumerate(structures):
            if bool(structure.nous) is nous:
                lignes = wrap(structure.nom, (large - corps) / (GRAS if nous else 1), corps)
                milieu = haut + (rang + 0.5) * _get_height(corps)
                textes.append((0.0, milieu - measure_height(lignes, corps) / 2, lignes))
        if textes or not nous:
            yield Textes("nous" if nous else "structures", textes, corps, couleur=NOUS if nous else ENCRE, gras=nous)


def _draw_cells(cases: Sequence[Case], corps: float) -> Iterator[Marque]:
    boites = [(case.x, case.y, case.x + case.largeur, case.y + case.hauteur, case.fond) for case in cases]
    yield Rectangles("cases", boites, FOND, 2)
    for couleur in (NOIR, FOND):
        textes = [
            (case.x + case.largeur / 2, case.y + case.hauteur / 2, case.texte)
            for case in cases
            if get_text_colour(case.fond) == couleur
        ]
        yield Textes("chiffres", textes, corps, "center", "middle", couleur)


def list_bornes() -> list[str]:
    """What each shade stands for, the lightest first: ``25 à 49 %``."""
    bornes = [f"{bas} à {suivant - 1}{INSECABLE}%" for bas, suivant in pairwise(PALIERS)]
    return [*bornes, f"{PALIERS[-1]}{INSECABLE}%"]


def _lay_out_scale(
    cases: Sequence[Case], largeur: float, haut: float, corps: float, *, collectif: bool
) -> tuple[list[Marque], float]:
    """The key: what each shade stands for, and the abbreviations that the cells print; its height."""
    fonds = list_shades(len(PALIERS), collectif=collectif)
    marques, bas = lay_out_swatches(
        zip(list_bornes(), fonds, strict=True), largeur, haut, corps, lettres=get_small_size(corps), ecart=corps
    )
    sens, bas = lay_out_meanings((case.texte for case in cases), largeur, bas, corps, ecart=0.6 * corps)
    return [*marques, *sens], bas - haut
