"""Figures of the collectifs on one axis per thématique, then trimestre after trimestre, each for itself. HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_uppercase

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.formats import INSECABLE
from caprse.restitution.figures.libelles import format_mediane
from caprse.socle.signes import escape_html

# Two dots nearer than this would hide each other on a phone: the second stands above.
ECART = Fraction(8, 100)


@dataclass(frozen=True, slots=True)
class Case:
    """One figure, or, where there is none, why. ``source``: the version of the référentiel that asked, as only figures
    of one version share an axis. ``rompu``: it does not compare with the one before; ``lie``: it does.
    """

    agregat: Agregat | None
    absence: str = "pas de chiffre"
    source: str = ""
    rompu: bool = False
    lie: bool = False


@dataclass(frozen=True, slots=True)
class Rangee:
    """One thématique, or one collectif, and its cells in the order of the columns."""

    titre: str
    cases: tuple[Case, ...]


def get_lettre(rang: int) -> str:
    """What stands for a collectif on the axes: A, B, C…, then AA."""
    tours, reste = divmod(rang, len(ascii_uppercase))
    return ascii_uppercase[reste] * (tours + 1)


def build_lettre(rang: int) -> str:
    """The mark of a collectif, as its dots bear it."""
    return f'<i class="{_name_marque(rang)}" aria-hidden="true">{get_lettre(rang)}</i>'


def _name_marque(rang: int) -> str:
    """Full, then hollow in turns: from afar, two neighbours are told apart without their letters."""
    return "cap-lettre creuse" if rang % 2 else "cap-lettre"


def build_axes(nom: str, tete: str, colonnes: Sequence[str], rangees: Sequence[Rangee]) -> str:
    """A table named ``nom``: a row per thématique, its axis with one dot per collectif, then the figures in words."""
    # A phone draws rows as blocks, which takes their meaning from a table: the roles give it back.
    tetes = "".join(
        f"<th scope=col role=columnheader>{build_lettre(rang)}<span class=lu>{escape_html(colonne)}</span></th>"
        for rang, colonne in enumerate(colonnes)
    )
    echelle = (
        '<th class="piste" aria-hidden="true"><span>0\u00a0%</span><span>50\u00a0%</span><span>100\u00a0%</span></th>'
    )
    corps = "".join(
        f"<tr role=row><th scope=row role=rowheader>{escape_html(rangee.titre)}</th>"
        f'<td class="piste" aria-hidden="true">{_build_pistes(rangee.cases)}</td>'
        + "".join(
            f"<td role=cell>{build_lettre(rang)}{_build_case(case)}</td>" for rang, case in enumerate(rangee.cases)
        )
        + "</tr>"
        for rangee in rangees
    )
    return (
        f'<div class="cap-axes" tabindex="0" role="region" aria-label="{escape_html(nom)}">'
        f'<table role=table style="--colonnes:{len(colonnes)}">'
        f"<thead role=rowgroup><tr role=row><th scope=col role=columnheader>{escape_html(tete)}</th>{echelle}{tetes}"
        f"</tr></thead><tbody role=rowgroup>{corps}</tbody></table></div>"
    )


def build_suites(nom: str, numeros: Sequence[int], rangees: Sequence[Rangee]) -> str:
    """A table named ``nom``: a row per collectif, a column per trimestre; dots part what does not compare."""
    tetes = "".join(f"<th scope=col role=columnheader>Trimestre{INSECABLE}{numero}</th>" for numero in numeros)
    corps = "".join(
        f"<tr role=row><th scope=row role=rowheader>{escape_html(rangee.titre)}</th>"
        + "".join(
            f'<td role=cell{_name_lien(case)} data-colonne="T{numero}">{_build_case(case)}</td>'
            for numero, case in zip(numeros, rangee.cases, strict=True)
        )
        + "</tr>"
        for rangee in rangees
    )
    return (
        f'<div class="cap-suivis" tabindex="0" role="region" aria-label="{escape_html(nom)}">'
        f'<table role=table style="--colonnes:{len(numeros)}">'
        f"<thead role=rowgroup><tr role=row><th scope=col role=columnheader>Collectif</th>{tetes}</tr></thead>"
        f"<tbody role=rowgroup>{corps}</tbody></table></div>"
    )


def _name_lien(case: Case) -> str:
    return ' class="rompu"' if case.rompu else ' class="lie"' if case.lie else ""


def _build_pistes(cases: Sequence[Case]) -> str:
    """One axis per version of the référentiel: what was not asked the same stands on no common axis."""
    sources = dict.fromkeys(case.source for case in cases if _get_mediane(case) is not None)
    return "".join(_build_axe(cases, source) for source in sources)


def _build_axe(cases: Sequence[Case], source: str) -> str:
    lus = [(rang, _get_mediane(case)) for rang, case in enumerate(cases) if case.source == source]
    places = sorted((mediane, rang) for rang, mediane in lus if mediane is not None)
    bouts: list[Fraction] = []
    points = []
    for mediane, rang in places:
        etage = next((e for e, bout in enumerate(bouts) if mediane - bout >= ECART), len(bouts))
        bouts[etage : etage + 1] = [mediane]
        place = f"--part:{float(mediane):.3f};--etage:{etage}"
        points.append(f'<i class="{_name_marque(rang)}" style="{place}">{get_lettre(rang)}</i>')
    return f'<span class="axe" style="--etages:{len(bouts)}">{"".join(points)}</span>'


def _get_mediane(case: Case) -> Fraction | None:
    return case.agregat.quartiles.mediane if case.agregat is not None and case.agregat.quartiles is not None else None


def _build_case(case: Case) -> str:
    if case.agregat is None or case.agregat.quartiles is None:
        return f"<small>{escape_html(case.absence)}</small>"
    # What the broken line says to the eyes.
    dit = '<span class="lu">ne se compare pas au chiffre d’avant</span>' if case.rompu else ""
    return (
        f"<b>{format_mediane(case.agregat)}</b> <small>{case.agregat.n}<span>{INSECABLE}structures</span></small>{dit}"
    )
