"""Bars for a wall: a row per choice, a column per round, as ``dessin`` draws axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caprse.restitution.figures.formats import INSECABLE
from caprse.restitution.figures.notation import partition_100
from caprse.restitution.graphiques.texte import balance, measure, wrap
from caprse.seance.image.traits import CORPS, LARGEUR_BARRES, rect, wrap_svg, write
from caprse.socle.francais import bind_signs, format_pluriel

GRAND = 46
CHIFFRE = 58  # how many: 56 px once the picture is on a wall
SENS = 33  # what a choice means: 28 px once the picture is on a wall
SENS_SEUL = 36  # the same, alone under its bar
# How high the rows are in all, with a title and without, and one of them at most.
HAUTEUR_BARRES, HAUTEUR_SEULE, RANGEE_MAX = 720, 770, 190
MOTS_MAX = 30  # of what is written on equal lines
SERRE = 6  # more choices than this stand on one line each
NOMS_MAX, NOMS_COTE = 640, 800  # the width of the names: of a few beside one column of bars, of all the others


@dataclass(frozen=True, slots=True)
class _Rangee:
    """A row: the lines of its name with their size, what is written under its bar, its top and its height."""

    lignes: Sequence[tuple[str, float]]
    sens: Sequence[str]
    haut: float
    pas: float

    @property
    def milieu(self) -> float:
        """Where its bar lies: above what is written under it."""
        return self.haut + (self.pas - _measure_sens(self.sens)) / 2


def draw_barres(
    noms: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    alternative: str,
    convenu: int | None = None,
    textes: Sequence[str] = (),
    medianes: Sequence[int | None] = (),
    unite: str = "",
    *,
    seule: bool = False,
) -> str:
    """A row per choice, a column of bars per round: lengths with their number and share, one scale for all columns.

    ``series``: (title, number for each choice). ``convenu``: the row that was agreed, framed and said in a word.
    ``textes``: what each choice means, written under its bar, or under its name where two rounds share the width;
    ``medianes``: the median row of each round; ``unite``: what is counted; ``seule``: the title of a single column
    stands elsewhere.
    """
    # A few names alone have room for letters that the last row reads.
    une = len(series) == 1
    aise = une and len(noms) <= SERRE
    lettres, chiffres = (GRAND, CHIFFRE) if aise else (CORPS, CORPS)
    noms = [f"{nom} (retenu)" if rang == convenu else nom for rang, nom in enumerate(noms)]
    marge, ecart = 1.5 * lettres, 60
    # What a bold letter takes more than a plain one.
    large_noms = max((measure(bind_signs(nom), lettres) for nom in noms), default=0) * 1.08 + marge
    gauche = min(NOMS_MAX, large_noms) if aise else NOMS_COTE
    large = (LARGEUR_BARRES - gauche - ecart * (len(series) - 1)) / max(1, len(series))
    medianes = [*medianes, *[None] * (len(series) - len(medianes))]
    comptes = [
        [_count(nombre, part, unite) for nombre, part in zip(nombres, partition_100(nombres), strict=True)]
        for _, nombres in series
    ]
    dites = ["" if rang is None else f"médiane : {noms[rang].rpartition(' · ')[2]}" for rang in medianes]
    reserve = max((measure(compte, chiffres) for colonne in comptes for compte in colonne), default=0) * 1.1
    reserve = max(reserve, *(measure(dite, SENS) * 1.05 for dite in dites), 0) + CORPS
    piste = large - reserve
    haut = 8 if seule and une else 1.9 * lettres
    hauteur = (HAUTEUR_SEULE if seule and une else HAUTEUR_BARRES) - haut
    rangees = _lay_out(noms, textes, (gauche - marge, piste if une else 0), lettres, haut, hauteur)
    marques = []
    for rang, rangee in enumerate(rangees):
        if rang == convenu:
            marques.append(rect(-6, rangee.haut + 3, LARGEUR_BARRES + 12, rangee.pas - 6, "convenu"))
        base = rangee.milieu - sum(corps * 1.15 for _, corps in rangee.lignes) / 2
        for numero, (ligne, corps) in enumerate(rangee.lignes):
            base += corps * 1.15
            marques.append(
                write(14, base - corps * 0.25, ligne, corps, gras=rang == convenu or (any(textes) and not numero))
            )
        for numero, ligne in enumerate(rangee.sens):
            base = rangee.milieu + _compute_demi(rangee) + SENS_SEUL * (1.2 + 1.2 * numero)
            marques.append(write(gauche, base, ligne, SENS_SEUL))
    # The whole track is everything that was given: half of it is half of the votes.
    total = max((sum(nombres) for _, nombres in series), default=0)
    for colonne, (titre, nombres) in enumerate(series):
        x = gauche + colonne * (large + ecart)
        if not (seule and une):
            marques.append(write(x, lettres, titre, lettres, gras=True))
        for rang, nombre in enumerate(nombres):
            milieu, demi = rangees[rang].milieu, _compute_demi(rangees[rang])
            marques.append(rect(x, milieu - demi, piste, 2 * demi, "piste"))
            if not nombre:
                continue
            classe = f"barre tour-{colonne + 1}{' seul' if une else ''}"
            marques.append(rect(x, milieu - demi, piste * nombre / total, 2 * demi, classe, "width:0"))
            compte, bout = comptes[colonne][rang], x + piste + 16
            mediane = rang == medianes[colonne]
            marques.append(write(bout, milieu + (-4 if mediane else chiffres * 0.35), compte, chiffres, gras=True))
            if mediane:
                marques.append(write(bout, milieu + SENS * 1.1, dites[colonne], SENS))
    bas = rangees[-1].haut + rangees[-1].pas if rangees else haut
    return wrap_svg(LARGEUR_BARRES, bas + 8, marques, alternative)


def _count(nombre: int, part: int, unite: str) -> str:
    texte = format_pluriel(nombre, unite) if unite else str(nombre)
    return f"{texte} · {part}{INSECABLE}%" if nombre else ""


def _lay_out(
    noms: Sequence[str],
    textes: Sequence[str],
    largeurs: tuple[float, float],
    lettres: float,
    haut: float,
    hauteur: float,
) -> list[_Rangee]:
    """The rows, one under the other, from ``haut`` on.

    ``largeurs``: of a name, and of what is written under a bar, none where the meaning goes by the name.
    """
    (largeur, sous_barre), posees = largeurs, []
    for rang, nom in enumerate(noms):
        texte = textes[rang] if textes else ""
        lignes = _lay_out_choix(nom, "" if sous_barre else texte, largeur, lettres, len(noms))
        sens = _wrap_even(bind_signs(texte), sous_barre, SENS_SEUL, 3) if sous_barre and texte else []
        posees.append((lignes, sens))
    # Few choices fill the wall as many do.
    reste = hauteur - sum(_measure_sens(sens) for _, sens in posees)
    aise = min(RANGEE_MAX, reste / max(1, len(noms)))
    rangees = []
    for lignes, sens in posees:
        pas = max(66, aise, sum(corps * 1.15 for _, corps in lignes) + 14) + _measure_sens(sens)
        rangees.append(_Rangee(lignes, sens, haut, pas))
        haut += pas
    return rangees


def _measure_sens(lignes: Sequence[str]) -> float:
    return len(lignes) * SENS_SEUL * 1.2


def _compute_demi(rangee: _Rangee) -> float:
    """Half of the height of its bar."""
    return min(52, max(22, (rangee.pas - _measure_sens(rangee.sens)) * 0.27))


def _lay_out_choix(nom: str, texte: str, largeur: float, lettres: float, combien: int) -> list[tuple[str, float]]:
    """The lines of a choice with their size: its name, then what it means."""
    lignes = _wrap_even(bind_signs(nom), largeur, lettres, 3 if combien < SERRE - 1 else 2 if combien <= SERRE else 1)
    tailles: list[tuple[str, float]] = [(ligne, lettres) for ligne in lignes]
    if texte:
        tailles += [(ligne, SENS) for ligne in wrap(bind_signs(texte), largeur, SENS, 3).split("\n")]
    return tailles


def _wrap_even(texte: str, largeur: float, corps: float, lignes: int) -> list[str]:
    """The text on the lines that it takes, made equal: no word ends it alone."""
    posees = wrap(texte, largeur, corps, lignes).split("\n")
    if len(posees) == 1 or texte.count(" ") >= MOTS_MAX:
        return posees
    egales = balance(texte, corps, len(posees))
    return egales.split("\n") if measure(egales, corps) <= largeur else posees


def describe_barres(noms: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> str:
    """The picture in words, for who does not see it."""
    return " ; ".join(
        f"{titre} : " + ", ".join(f"{nom} {nombre}" for nom, nombre in zip(noms, nombres, strict=True))
        for titre, nombres in series
    )
