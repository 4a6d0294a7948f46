"""How the network does, at a glance: one line per collectif, its mark, what it has closed and who answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from caprse.restitution.federation.evolution import Evolution
from caprse.restitution.federation.grille import build_lettre
from caprse.restitution.federation.service import CollectifVu
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html


def build_legende(
    collectifs: Sequence[CollectifVu],
    evolutions: Sequence[Evolution],
    thematiques: Collection[str],
    noms: Sequence[str],
) -> str:
    """One line per collectif, in their order; HTML. ``thematiques``: those that some collectif has closed."""
    par_id = {evolution.collectif.id: evolution for evolution in evolutions}
    lignes = (
        f"<div>{build_lettre(rang)}<p><b>{escape_html(nom)}</b>"
        f"<small>{escape_html(_tell(collectif, par_id.get(collectif.id), thematiques))}</small></p></div>"
        for rang, (collectif, nom) in enumerate(zip(collectifs, noms, strict=True))
    )
    return f'<div class="cap-reseau">{"".join(lignes)}</div>'


def _tell(collectif: CollectifVu, evolution: Evolution | None, thematiques: Collection[str]) -> str:
    """`4 thématiques sur 6 · 9 structures`: what it has closed, and how many answered the last time."""
    faits = f"{format_pluriel(len(collectif.traitees & set(thematiques)), 'thématique')} sur\u00a0{len(thematiques)}"
    if evolution is None:
        return faits
    return f"{faits} · {format_pluriel(evolution.etapes[-1].agregat.n, 'structure')}"
