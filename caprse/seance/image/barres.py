"""Bars for a wall: a row per choice, a column per round, as ``dessin`` draws axes."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.restitution.figures.formats import INSECABLE
from caprse.restitution.figures.notation import partition_100
from caprse.restitution.graphiques.texte import measure, wrap
from caprse.seance.image.traits import CORPS, LARGEUR_BARRES, rect, wrap_svg, write
from caprse.socle.francais import bind_signs, format_pluriel

GRAND = 46
SENS = 32  # what a choice means: 28 px once the picture is on a wall
HAUTEUR_BARRES, RANGEE_MAX = 720, 160
SERRE = 6  # more choices than this stand on one line each


def draw_barres(
    noms: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    alternative: str,
    convenu: int | None = None,
    textes: Sequence[str] = (),
    medianes: Sequence[int | None] = (),
    unite: str = "",
) -> str:
    """A row per choice, a column of bars per round: lengths with their number and share, one scale for all columns.

    ``series``: (title, number for each choice). ``convenu``: the row that was agreed, framed and said in a word.
    ``textes``: what each choice means, written under its name; ``medianes``: the median row of each round; ``unite``:
    what is counted, when it is not people.
    """
    # A few names alone have room for letters that the last row reads.
    lettres = GRAND if len(series) == 1 and len(noms) <= SERRE and not any(textes) else CORPS
    gauche, ecart, haut = (1160 if any(textes) and len(series) == 1 else 800), 60, 1.9 * lettres
    large = (LARGEUR_BARRES - gauche - ecart * (len(series) - 1)) / max(1, len(series))
    noms = [f"{nom} (retenu)" if rang == convenu else nom for rang, nom in enumerate(noms)]
    rangees = [
        _lay_out_choix(nom, textes[rang] if textes else "", gauche - 1.5 * lettres, lettres, len(noms))
        for rang, nom in enumerate(noms)
    ]
    # Few choices fill the wall as many do.
    aise = min(RANGEE_MAX, (HAUTEUR_BARRES - haut) / max(1, len(noms)))
    hauts, bas = [], haut
    for lignes in rangees:
        hauts.append(bas)
        bas += max(66, aise, sum(corps * 1.15 for _, corps in lignes) + 14)
    hauts.append(bas)
    marques = []
    for rang, lignes in enumerate(rangees):
        y, pas = hauts[rang], hauts[rang + 1] - hauts[rang]
        if rang == convenu:
            marques.append(rect(-6, y + 3, LARGEUR_BARRES + 12, pas - 6, "convenu"))
        base = y + (pas - sum(corps * 1.15 for _, corps in lignes)) / 2
        for numero, (ligne, corps) in enumerate(lignes):
            base += corps * 1.15
            marques.append(
                write(14, base - corps * 0.25, ligne, corps, gras=rang == convenu or (any(textes) and not numero))
            )
    medianes = [*medianes, *[None] * (len(series) - len(medianes))]
    comptes = [
        [_count(nombre, part, unite) for nombre, part in zip(nombres, partition_100(nombres), strict=True)]
        for _, nombres in series
    ]
    # The whole track is everything that was given: half of it is half of the votes.
    total = max((sum(nombres) for _, nombres in series), default=0)
    reserve = max((measure(compte, lettres) for colonne in comptes for compte in colonne), default=0) * 1.1 + lettres
    for colonne, (titre, nombres) in enumerate(series):
        x = gauche + colonne * (large + ecart)
        seul = " seul" if len(series) == 1 else ""
        marques.append(write(x, lettres, titre, lettres, gras=True))
        piste = large - reserve
        for rang, nombre in enumerate(nombres):
            longueur = piste * nombre / total if total else 0
            milieu, pas = (hauts[rang] + hauts[rang + 1]) / 2, hauts[rang + 1] - hauts[rang]
            demi = min(52, max(22, pas * 0.27))
            marques.append(rect(x, milieu - demi, piste, 2 * demi, "piste"))
            if nombre:
                marques.append(
                    rect(x, milieu - demi, longueur, 2 * demi, f"barre tour-{colonne + 1}{seul}", "width:0")
                )
            compte, bout = comptes[colonne][rang], x + piste + 16
            mediane = rang == medianes[colonne]
            marques.append(
                write(bout, milieu + (-4 if mediane else lettres * 0.35), compte, lettres, gras=bool(nombre))
            )
            if mediane:
                marques.append(write(bout, milieu + SENS, "médiane", SENS))
    return wrap_svg(LARGEUR_BARRES, bas + 8, marques, alternative)


def _count(nombre: int, part: int, unite: str) -> str:
    texte = format_pluriel(nombre, unite) if unite else str(nombre)
    return f"{texte} ({part}{INSECABLE}%)" if nombre else texte


def _lay_out_choix(nom: str, texte: str, largeur: float, lettres: float, combien: int) -> list[tuple[str, float]]:
    """The lines of a choice with their size: its name, then what it means."""
    lignes = wrap(bind_signs(nom), largeur, lettres, 3 if combien < SERRE - 1 else 2 if combien <= SERRE else 1).split(
        "\n"
    )
    tailles: list[tuple[str, float]] = [(ligne, lettres) for ligne in lignes]
    if texte:
        tailles += [(ligne, SENS) for ligne in wrap(bind_signs(texte), largeur, SENS, 3).split("\n")]
    return tailles


def describe_barres(noms: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> str:
    """The picture in words, for who does not see it."""
    return " ; ".join(
        f"{titre} : " + ", ".join(f"{nom} {nombre}" for nom, nombre in zip(noms, nombres, strict=True))
        for titre, nombres in series
    )
