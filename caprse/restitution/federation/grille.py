"""Figures of the collectifs side by side: one row per trimestre or thématique, one column per collectif. HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.formats import INSECABLE
from caprse.restitution.figures.libelles import format_mediane
from caprse.socle.signes import escape_html


@dataclass(frozen=True, slots=True)
class Case:
    """One figure of the grid, or, where there is none, why; ``note`` says what the figure cannot tell alone."""

    agregat: Agregat | None
    absence: str = "pas de chiffre"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rangee:
    """One trimestre or thématique and its cells, in the order of the columns."""

    titre: str
    cases: tuple[Case, ...]


def build_grille(nom: str, tete: str, colonnes: Sequence[str], rangees: Sequence[Rangee]) -> str:
    """A table named ``nom``, whose first column is called ``tete``; on a phone each cell is a line under its row's
    title, and says its column.
    """
    # A phone draws rows as blocks, which takes their meaning from a table: the roles give it back.
    tetes = "".join(f"<th scope=col role=columnheader>{escape_html(colonne)}</th>" for colonne in colonnes)
    corps = "".join(
        f"<tr role=row><th scope=row role=rowheader>{escape_html(rangee.titre)}</th>"
        + "".join(_build_case(colonne, case) for colonne, case in zip(colonnes, rangee.cases, strict=True))
        + "</tr>"
        for rangee in rangees
    )
    return (
        f'<div class="cap-grille" tabindex="0" role="region" aria-label="{escape_html(nom)}">'
        f'<table role=table style="--colonnes:{len(colonnes)}">'
        f"<thead role=rowgroup><tr role=row><th scope=col role=columnheader>{escape_html(tete)}</th>{tetes}</tr>"
        "</thead>"
        f"<tbody role=rowgroup>{corps}</tbody></table></div>"
    )


def _build_case(colonne: str, case: Case) -> str:
    quartiles = case.agregat.quartiles if case.agregat is not None else None
    if case.agregat is None or quartiles is None:
        dedans = f"<small>{escape_html(case.absence)}</small>"
    else:
        note = f"<small>{escape_html(case.note)}</small>" if case.note else ""
        dedans = (
            f"<b>{format_mediane(case.agregat)}</b> <small>{case.agregat.n}{INSECABLE}structures</small>"
            f'<span class="cap-part" aria-hidden="true"><i style="width:{float(quartiles.mediane) * 100:.0f}%"></i>'
            f"</span>{note}"
        )
    return f'<td role=cell data-colonne="{escape_html(colonne)}"><div>{dedans}</div></td>'
