"""How the network does, at a glance: one card per collectif, what it has closed and who answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from caprse.restitution.federation.evolution import Etape, Evolution
from caprse.restitution.federation.service import CollectifVu
from caprse.socle.francais import agree
from caprse.socle.signes import escape_html


def build_cartes(
    collectifs: Sequence[CollectifVu],
    evolutions: Sequence[Evolution],
    thematiques: Collection[str],
    noms: Sequence[str],
) -> str:
    """One card per collectif, in their order; HTML. ``thematiques``: those that some collectif has closed."""
    par_id = {evolution.collectif.id: evolution for evolution in evolutions}
    cartes = (
        _build_carte(collectif, nom, par_id.get(collectif.id), thematiques)
        for collectif, nom in zip(collectifs, noms, strict=True)
    )
    return f'<div class="cap-reseau">{"".join(cartes)}</div>'


def _build_carte(collectif: CollectifVu, nom: str, evolution: Evolution | None, thematiques: Collection[str]) -> str:
    closes = len(collectif.traitees & set(thematiques))
    faits = [
        _build_fait(agree(closes, "Thématique close", "Thématiques closes"), f"{closes}", f"sur {len(thematiques)}")
    ]
    if evolution is not None:
        derniere = evolution.etapes[-1]
        faits.append(_build_fait("Structures qui ont répondu", str(derniere.agregat.n), _tell_quand(derniere)))
    return f'<section><h3>{escape_html(nom)}</h3><div class="faits">{"".join(faits)}</div></section>'


def _tell_quand(etape: Etape) -> str:
    return f"au trimestre\u00a0{etape.numero}"


def _build_fait(titre: str, valeur: str, suite: str) -> str:
    dit = f"<b>{escape_html(valeur)}</b> <small>{escape_html(suite)}</small>"
    return f"<div><p>{escape_html(titre)}</p><p>{dit}</p></div>"
