"""The lines of a catalogue, and what a new one would change of them: HTML, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable

from caprse.relecture.offres.changements import Changements
from caprse.relecture.offres.choix import Offre
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html


def build_offre(offre: Offre, raison: str = "") -> str:
    """One line of the catalogue: HTML, every text escaped."""
    duree = format_pluriel(offre.demi_journees, "demi-journée")
    fin = f"{escape_html(raison)} · " if raison else ""
    entier = f'<span class="cap-entier">{escape_html(duree)}</span>'
    resume = f"<p>{escape_html(offre.resume)}</p>" if offre.resume else ""
    return f'<div class="cap-offre"><b>{escape_html(offre.titre)}</b>{resume}<small>{fin}{entier}</small></div>'


def build_catalogue(offres: Iterable[Offre]) -> str:
    """Every offre, one under the other."""
    lignes = "".join(f"<li>{build_offre(offre)}</li>" for offre in offres)
    return f'<div class="cap-catalogue"><ul>{lignes}</ul></div>'


def build_changements(changements: Changements) -> str:
    """What comes, what changes, what goes."""
    groupes = (
        ("nouvelle offre", "nouvelles offres", [(offre, "") for offre in changements.ajoutees]),
        ("offre changée", "offres changées", list(changements.changees)),
        ("offre retirée", "offres retirées", [(offre, "") for offre in changements.retirees]),
    )
    blocs = ""
    for un, plusieurs, offres in groupes:
        if offres:
            lignes = "".join(f"<li>{build_offre(offre, dit)}</li>" for offre, dit in offres)
            blocs += f"<h4>{escape_html(format_pluriel(len(offres), un, plusieurs))}</h4><ul>{lignes}</ul>"
    return f'<div class="cap-catalogue">{blocs}</div>' if blocs else ""
