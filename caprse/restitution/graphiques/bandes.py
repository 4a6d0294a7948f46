"""Where the rows of a path stand: one per thématique, the time of all of them on the same axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from caprse.restitution.figures.formats import format_pourcent
from caprse.restitution.graphiques.texte import get_small_size, measure, measure_height, wrap
from caprse.restitution.graphiques.trajets import Trajet

DESSIN = 1.9  # what the drawing of a thématique takes beside its title, in letter sizes


@dataclass(frozen=True, slots=True)
class Gabarit:
    """How high things are, in letter sizes: a frame; from it down to the names of trimestres, or to the next row.

    ``large``: from how many letter sizes of width on titles stand at the left of their rows.
    """

    cadre: float = 4.8
    noms: float = 1.95  # the ticks stand clear above them
    suite: float = 2.1
    large: float = 40


USUEL = Gabarit()


@dataclass(frozen=True, slots=True)
class Bande:
    """One row in px: the room of its title, its left frame (départ), its frame of trimestres, from top to bottom."""

    y: float
    titre: str
    x_titre: float  # after the drawing of its thématique, where it has one
    bord: float
    depart: float  # where the mark of the départ stands
    arrivee: float
    gauche: float
    pas: float
    haut: float
    bas: float
    jours: tuple[tuple[int, date, date], ...]
    y_phrase: float | None  # where its sentence stands, under its title; None where there is no room
    nommee: bool  # whether its trimestres are named

    @property
    def droite(self) -> float:
        return self.gauche + self.pas * len(self.jours)

    def place(self, score: Fraction) -> float:
        return self.bas - (self.bas - self.haut) * float(score)

    def find_x(self, numero: int) -> float:
        """Where a trimestre closes."""
        rang = next(rang for rang, (autre, _, _) in enumerate(self.jours) if autre == numero)
        return self.gauche + (rang + 1) * self.pas

    def find_numero(self, jour: date) -> int:
        """The trimestre of a day: the first that is not over then, else the last."""
        return next((numero for numero, _, fin in self.jours if jour <= fin), self.jours[-1][0])


def lay_out_bands(
    chemin: Trajet, largeur: float, corps: float, debut: float = 0.0, gabarit: Gabarit = USUEL
) -> tuple[list[Bande], float]:
    """The rows from ``debut`` down, and where they end. On a phone the title stands above its row.

    There trimestres are named below each row: few are seen at once. Else below the last one: all share their places.
    Where no row has a départ, no room is kept for any.
    """
    a_cote = largeur >= gabarit.large * corps
    colonne = 0.26 * largeur if a_cote else 0.0
    gouttiere = measure(format_pourcent(Fraction(1)), get_small_size(corps)) + 0.5 * corps
    bord = colonne + gouttiere
    # Two marks where an arrival is shown, and room for the word below them.
    deux = any(rangee.arrivee for rangee in chemin.rangees)
    cadre = (4.6 if deux else 3.2) * corps
    gauche = bord + cadre + 0.9 * corps if any(r.depart or r.arrivee for r in chemin.rangees) else bord
    pas = (largeur - gauche - 1.2 * corps) / len(chemin.jours)
    bandes = []
    y = debut
    for rangee in chemin.rangees:
        nommee = not a_cote or rangee is chemin.rangees[-1]
        x_titre = DESSIN * corps if rangee.dessin else 0.0
        place = (colonne - corps if a_cote else largeur) - x_titre
        titre = wrap(rangee.titre if a_cote else rangee.titre_court, place, corps, 3)
        haut = y + (1.3 * corps if a_cote else measure_height(titre, corps) + 1.3 * corps)
        bas = haut + gabarit.cadre * corps
        milieu = bord + cadre / 2
        bandes.append(
            Bande(
                y + (0.8 * corps if a_cote else 0.0),
                titre,
                x_titre,
                bord,
                bord + 1.3 * corps if deux else milieu,
                bord + cadre - 1.3 * corps if deux else milieu,
                gauche,
                pas,
                haut,
                bas,
                chemin.jours,
                y + 1.2 * corps + measure_height(titre, corps) if a_cote else None,
                nommee,
            )
        )
        y = bas + max(gabarit.suite, (gabarit.noms + (1.0 if a_cote else 2.25)) * nommee) * corps
    return bandes, y
