"""The few marks that the pictures of a wall are made of, as SVG text: lines, dots, bars, words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from caprse.restitution.graphiques.palette import (
    COLLECTIF,
    ENCRE,
    ENCRE_DOUCE,
    ETENDUE,
    GRILLE_FORTE,
    NOUS,
    POLICE,
    PRECEDENT,
)
from caprse.socle.signes import drop_signes

CORPS = 34  # the letters of a picture, read from 8 metres
TRAIT = 4
LARGEUR_BARRES = 1880
PISTE = "#eef4f4"  # the whole length that a bar could have

# Each class with its colours on paper, and its dash: no series is told by colour alone.
_TRAITS = {
    "grille": (GRILLE_FORTE, ""),
    "etendue": (ETENDUE, ""),
    "avant": (PRECEDENT, "14 12"),
    "maintenant": (COLLECTIF, ""),
    "fleche": (PRECEDENT, ""),
}
_FONDS = {
    "piste": PISTE,
    "seul": COLLECTIF,
    "maintenant": COLLECTIF,
    "fleche": PRECEDENT,
    "tour-1": PRECEDENT,
    "tour-2": NOUS,
}


def format_depart(noms: Sequence[str], valeurs: Sequence[float]) -> str:
    """Where something that moves starts from, for the wall's script: ``cx:12.0 cy:30.5``."""
    return " ".join(f"{nom}:{valeur:.1f}" for nom, valeur in zip(noms, valeurs, strict=True))


def line(points: tuple[float, float, float, float], classe: str, epaisseur: float, de: str = "") -> str:
    """A straight line between two points, of the class's colour and dash."""
    couleur, tirets = _TRAITS[classe]
    x1, y1, x2, y2 = points
    return (
        f'<line class="{classe}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{couleur}"'
        f' stroke-width="{epaisseur:g}" stroke-linecap="{"butt" if classe in ("etendue", "grille") else "round"}"'
        + (f' stroke-dasharray="{tirets}"' if tirets else "")
        + (f' data-de="{de}"' if de else "")
        + "/>"
    )


def circle(x: float, y: float, rayon: float, classe: str, de: str = "") -> str:
    """A dot; hollow when its class says ``creux``."""
    couleur = _TRAITS[classe.split()[0]][0]
    fond = "#ffffff" if "creux" in classe else couleur
    return (
        f'<circle class="{classe}" cx="{x:.1f}" cy="{y:.1f}" r="{rayon:g}" fill="{fond}" stroke="{couleur}"'
        f' stroke-width="{TRAIT}"' + (f' data-de="{de}"' if de else "") + "/>"
    )


def rect(x: float, y: float, largeur: float, hauteur: float, classe: str, de: str = "") -> str:
    """A bar, or a frame when its class is ``convenu``."""
    fond = next((couleur for nom, couleur in _FONDS.items() if nom in classe), "none")
    contour = f' stroke="{ENCRE}" stroke-width="{TRAIT}"' if classe == "convenu" else ""
    return (
        f'<rect class="{classe}" x="{x:.1f}" y="{y:.1f}" width="{largeur:.1f}" height="{hauteur:.1f}" rx="6"'
        f' fill="{fond}"{contour}' + (f' data-de="{de}"' if de else "") + "/>"
    )


def write(
    x: float, y: float, texte: str, corps: float, ancre: str = "start", classe: str = "", gras: bool = False
) -> str:
    """One line of text, escaped, without the signs that XML forbids."""
    couleur = ENCRE_DOUCE if "doux" in classe else ENCRE
    return (
        f'<text{f" class={chr(34)}{classe}{chr(34)}" if classe else ""} x="{x:.1f}" y="{y:.1f}" font-size="{corps:g}"'
        f' text-anchor="{ancre}" fill="{couleur}"{" font-weight=" + chr(34) + "700" + chr(34) if gras else ""}>'
        f"{escape(drop_signes(texte))}</text>"
    )


def wrap_svg(largeur: float, hauteur: float, corps: Sequence[str], alternative: str) -> str:
    """The whole picture with its text alternative."""
    return (
        f'<svg class="figure" xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 {largeur + 20:g} {hauteur + 20:.0f}"'
        f' role="img" aria-label="{escape(drop_signes(alternative))}" font-family=\'{POLICE}\'>{"".join(corps)}</svg>'
    )
