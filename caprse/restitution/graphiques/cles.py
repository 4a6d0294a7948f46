"""What the keys of several charts are made of: swatches with what each stands for, abbreviations spelled out."""

from __future__ import annotations

from collections.abc import Iterable

from caprse.restitution.figures.axes import MANQUES
from caprse.restitution.figures.formats import DEUX_POINTS
from caprse.restitution.graphiques.palette import CONTOUR, ENCRE_DOUCE
from caprse.restitution.graphiques.texte import measure, measure_height, wrap
from caprse.restitution.graphiques.toile import Marque, Rectangles, Textes


def lay_out_swatches(
    cles: Iterable[tuple[str, str]], largeur: float, haut: float, corps: float, lettres: float, ecart: float
) -> tuple[list[Marque], float]:
    """A swatch per entry (text, colour), as many a line as fit, ``ecart`` px apart; and where they end.

    ``corps`` is the letter size of the chart, ``lettres`` that of the key.
    """
    cote = 1.3 * corps
    boites: list[tuple[float, float, float, float, str]] = []
    textes: list[tuple[float, float, str]] = []
    x, y = 0.0, haut
    for nom, fond in cles:
        texte = wrap(nom, largeur - 1.5 * cote, lettres, lignes=1)
        large = 1.5 * cote + measure(texte, lettres)
        if x and x + large > largeur:
            x, y = 0.0, y + 1.8 * corps
        boites.append((x, y, x + cote, y + cote, fond))
        textes.append((x + 1.5 * cote, y + cote / 2, texte))
        x += large + ecart
    marques: list[Marque] = [
        Rectangles("cle-fonds", boites, CONTOUR),
        Textes("cle", textes, lettres, baseline="middle"),
    ]
    return marques, y + cote


def lay_out_meanings(
    etiquettes: Iterable[str], largeur: float, bas: float, corps: float, ecart: float
) -> tuple[list[Marque], float]:
    """What the abbreviations among these labels (s.o., n.m.) mean, ``ecart`` px below ``bas``; and where it ends."""
    presentes = set(etiquettes)
    sens = [f"{court}{DEUX_POINTS}{long}" for court, long in MANQUES.items() if court in presentes - {long}]
    if not sens:
        return [], bas
    lignes = wrap(" · ".join(sens), largeur, corps, lignes=3)
    texte = Textes("manques", [(0, bas + ecart, lignes)], corps, couleur=ENCRE_DOUCE)
    return [texte], bas + (ecart + measure_height(lignes, corps))
