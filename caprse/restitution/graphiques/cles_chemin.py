"""What the marks of a path mean, each in words beside a sample of it; and the two marks that a key shares with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from caprse.restitution.figures.formats import MOINS
from caprse.restitution.graphiques.palette import ENCRE, ENCRE_DOUCE, ETENDUE, PRECEDENT
from caprse.restitution.graphiques.series import CORPS_USUEL, Ligne, draw_nous, draw_repris
from caprse.restitution.graphiques.texte import measure, wrap
from caprse.restitution.graphiques.toile import BANDES, POINTS, Marque, Rectangles, Segments, Textes
from caprse.restitution.graphiques.trajets import Trajet

COCHE = ((-0.34, 0.0, -0.08, 0.28), (-0.08, 0.28, 0.42, -0.34))  # a tick around its middle, in letter sizes
EXEMPLE = f"+1 {MOINS}1"


@dataclass(frozen=True, slots=True)
class Mots:
    """What the marks are called; ``vide``: what stands in a row without points; ``dites``: each row says its sum."""

    plein: str
    creux: str
    pas: str
    vide: str
    dites: bool = False


DE_NOUS = Mots(
    "Revu à ce trimestre", "Repris d’avant", "Marches gagnées, perdues", "pas encore de réponse", dites=True
)
DU_COLLECTIF = Mots(
    "Le milieu du collectif, revu à ce trimestre",
    "Rien de nouveau à ce trimestre",
    "Marches de plus, de moins",
    "pas de chiffre publié",
)


class Signe(Enum):
    """Each mark that a key explains."""

    PLEIN = auto()
    CREUX = auto()
    ETENDUE = auto()
    POSITION = auto()
    FLECHE = auto()
    FAITE = auto()
    PAS = auto()


def lay_out_keys(chemin: Trajet, mots: Mots, largeur: float, corps: float) -> tuple[list[Marque], float]:
    """What each mark means, those alone that the picture shows, as many a line as fit; and where it ends.

    Each thématique has its colour: that of the samples is nobody's.
    """
    points = [point for rangee in chemin.rangees for point in rangee.points]
    cles = [
        (Signe.PLEIN, mots.plein, any(not point.creux for point in points)),
        (Signe.CREUX, mots.creux, any(point.creux for point in points)),
        (Signe.ETENDUE, "Moitié des structures", any(point.etendue for point in points)),
        (
            Signe.POSITION,
            "Départ, autres questions",
            any(rangee.depart or rangee.arrivee for rangee in chemin.rangees),
        ),
        (Signe.FLECHE, "Du départ à l’arrivée", any(rangee.fleche for rangee in chemin.rangees)),
        (Signe.FAITE, "Action faite", any(rangee.actions for rangee in chemin.rangees)),
        (
            Signe.PAS,
            mots.pas,
            any(etape.gagnees or etape.perdues for rangee in chemin.rangees for etape in rangee.etapes),
        ),
    ]
    marques: list[Marque] = []
    textes: list[tuple[float, float, str]] = []
    pas = 1.8 * corps
    x, y = 0.0, pas / 2
    for signe, texte, present in cles:
        if not present:
            continue
        echantillon = (2.9 if signe is Signe.PAS else 2) * corps
        large = echantillon + measure(texte, corps)
        if x and x + large > largeur:
            x, y = 0.0, y + pas
        marques.append(_draw_sample(signe, x + 0.8 * corps, y, corps))
        textes.append((x + echantillon, y, wrap(texte, largeur - echantillon, corps, lignes=1)))
        x += large + 1.5 * corps
    if not textes:
        return [], 0.0
    return [*marques, Textes("cle", textes, corps, baseline="middle")], y + pas


def draw_ticks(places: Sequence[tuple[float, float]], corps: float, k: float) -> Marque:
    """A tick for each action done."""
    traits = [
        (x + x1 * corps, y + y1 * corps, x + x2 * corps, y + y2 * corps) for x, y in places for x1, y1, x2, y2 in COCHE
    ]
    return Segments("actions", traits, ENCRE, 2 * k, rond=True)


def list_arrow(x: float, y: float, x2: float, y2: float, pointe: float) -> Iterator[Ligne]:
    """An arrow from one place to another, as three lines."""
    longueur = max(1.0, ((x2 - x) ** 2 + (y2 - y) ** 2) ** 0.5)
    ux, uy = (x2 - x) / longueur * pointe, (y2 - y) / longueur * pointe
    yield (x, y, x2, y2)
    yield (x2, y2, x2 - ux + uy * 0.7, y2 - uy - ux * 0.7)
    yield (x2, y2, x2 - ux - uy * 0.7, y2 - uy + ux * 0.7)


def _draw_sample(signe: Signe, x: float, y: float, corps: float) -> Marque:
    k = corps / CORPS_USUEL
    match signe:
        case Signe.PLEIN:
            return replace(draw_nous([(x, y)], k), couleur=ENCRE_DOUCE, fond=ENCRE_DOUCE)
        case Signe.CREUX:
            return replace(draw_repris([(x, y)], k), couleur=ENCRE_DOUCE)
        case Signe.ETENDUE:
            return Segments("etendue", [(x, y - 0.6 * corps, x, y + 0.6 * corps)], ETENDUE, 14 * k, plan=BANDES)
        case Signe.POSITION:
            cote = 5 * k
            return Rectangles("depart", [(x - cote, y - cote, x + cote, y + cote, PRECEDENT)], PRECEDENT, plan=POINTS)
        case Signe.FLECHE:
            return Segments("fleche", list(list_arrow(x - 9 * k, y, x + 9 * k, y, 5 * k)), PRECEDENT, 2 * k)
        case Signe.PAS:
            return Textes("cle-pas", [(x - 0.8 * corps, y, EXEMPLE)], corps, baseline="middle", gras=True)
        case Signe.FAITE:
            return draw_ticks([(x, y)], corps, k)
