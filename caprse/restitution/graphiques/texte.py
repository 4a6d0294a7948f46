"""Room taken by text, estimated: charts are laid out before any browser has measured a letter."""

from __future__ import annotations

from itertools import combinations

# Widths as parts of the letter size, a little above those of Atkinson Hyperlegible and of the usual sans-serif fonts.
LARGEUR_ETROITE, LARGEUR_MOYENNE, LARGEUR_CAPITALE, LARGEUR_LARGE = 0.3, 0.57, 0.7, 0.88
ETROITES = frozenset(" \u00a0iîïjltfrI.,;:!'’·()|")
LARGES = frozenset("mwMW%—…")
INTERLIGNE = 1.25
TEXTE_MIN = 13
TEXTE_PROJETE = 24  # read from the back of a room
SUSPENSION = "…"


def get_text_size(taille: int) -> int:
    """The size of letters for a picture of this width: 14 px, 13 px on a phone; larger only when asked for."""
    return 14 if taille >= 400 else TEXTE_MIN


def get_small_size(corps: float) -> float:
    """The size of secondary text beside letters of this size: never under what a phone, or a wall, asks for."""
    return max(TEXTE_PROJETE if corps >= TEXTE_PROJETE else TEXTE_MIN, 0.9 * corps)


def measure(texte: str, corps: float) -> float:
    """The estimated width in px of the widest line."""
    return max(sum(map(_measure_letter, ligne)) for ligne in texte.split("\n")) * corps


def measure_height(texte: str, corps: float) -> float:
    """The height in px of all lines."""
    return (texte.count("\n") + 1) * corps * INTERLIGNE


def wrap(texte: str, largeur: float, corps: float, lignes: int = 2) -> str:
    """The text on at most ``lignes`` lines of at most ``largeur`` px; what does not fit ends with an ellipsis."""
    posees: list[str] = []
    for mot in texte.split(" "):
        essai = f"{posees[-1]} {mot}" if posees else mot
        if posees and measure(essai, corps) <= largeur:
            posees[-1] = essai
        else:
            posees.append(mot)
    if len(posees) > lignes:
        posees[lignes - 1 :] = [" ".join(posees[lignes - 1 :])]
    return "\n".join(_cut(ligne, largeur, corps) for ligne in posees)


def wrap_each(texte: str, largeur: float, corps: float) -> str:
    """Each line of the text cut to this width."""
    return "\n".join(_cut(ligne, largeur, corps) for ligne in texte.split("\n"))


def balance(texte: str, corps: float, lignes: int = 2) -> str:
    """The text on as many lines as makes it narrowest, at most ``lignes``: for labels beside a chart."""
    mots = texte.split(" ")
    coupes = [
        "\n".join(" ".join(mots[debut:fin]) for debut, fin in zip((0, *coupe), (*coupe, len(mots)), strict=True))
        for nombre in range(min(lignes, len(mots)))
        for coupe in combinations(range(1, len(mots)), nombre)
    ]
    return min(coupes, key=lambda coupe: (measure(coupe, corps), coupe.count("\n")))


def _cut(ligne: str, largeur: float, corps: float) -> str:
    if measure(ligne, corps) <= largeur:
        return ligne
    while len(ligne) > 1 and measure(ligne + SUSPENSION, corps) > largeur:
        ligne = ligne[:-1]
    return ligne.rstrip() + SUSPENSION


def _measure_letter(lettre: str) -> float:
    if lettre in ETROITES:
        return LARGEUR_ETROITE
    if lettre in LARGES:
        return LARGEUR_LARGE
    return LARGEUR_CAPITALE if lettre.isupper() else LARGEUR_MOYENNE
