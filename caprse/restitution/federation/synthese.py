"""How the network does, at a glance: one card per collectif, what it has closed and what every trimestre asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from caprse.restitution.federation.evolution import Etape, Evolution
from caprse.restitution.federation.service import CollectifVu
from caprse.restitution.figures.libelles import format_mediane
from caprse.socle.francais import agree, format_pluriel
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


def list_comparables(evolution: Evolution) -> tuple[Etape, ...]:
    """The last trimestres that count the same answers: a change is told between these alone."""
    debut = max(rang for rang, etape in enumerate(evolution.etapes) if not etape.lie)
    return evolution.etapes[debut:]


def _build_carte(collectif: CollectifVu, nom: str, evolution: Evolution | None, thematiques: Collection[str]) -> str:
    closes = len(collectif.traitees & set(thematiques))
    faits = [
        _build_fait(agree(closes, "Thématique close", "Thématiques closes"), f"{closes}", f"sur {len(thematiques)}")
    ]
    if evolution is not None:
        etapes = list_comparables(evolution)
        derniere = etapes[-1]
        faits.append(_build_fait("Structures qui ont répondu", str(derniere.agregat.n), _tell_quand(derniere)))
        faits.append(_build_demarche(etapes))
    return f'<section><h3>{escape_html(nom)}</h3><div class="faits">{"".join(faits)}</div></section>'


def _build_demarche(etapes: Sequence[Etape]) -> str:
    premiere, derniere = etapes[0], etapes[-1]
    titre = derniere.agregat.titre
    if premiere is derniere:
        return _build_fait(titre, format_mediane(derniere.agregat), _tell_quand(derniere))
    pas = "".join(_build_pas(etape) for etape in etapes)
    debut = f"{format_mediane(premiere.agregat)} {_tell_quand(premiere)}"
    fin = format_mediane(derniere.agregat)
    dit = f"{debut}, {fin} {_tell_quand(derniere)}, {format_pluriel(len(etapes), 'trimestre')} suivis"
    return (
        f'<div class="demarche"><p>{escape_html(titre)}</p><p><b>{fin}</b> <small>après {debut}</small></p>'
        f'<span class="pas" role="img" aria-label="{escape_html(dit)}">{pas}</span></div>'
    )


def _tell_quand(etape: Etape) -> str:
    return f"au trimestre\u00a0{etape.numero}"


def _build_pas(etape: Etape) -> str:
    quartiles = etape.agregat.quartiles
    part = round(float(quartiles.mediane) * 100) if quartiles is not None else 0
    return f'<i><i style="--part:{part}"></i><small>T{etape.numero}</small></i>'


def _build_fait(titre: str, valeur: str, suite: str) -> str:
    dit = f"<b>{escape_html(valeur)}</b> <small>{escape_html(suite)}</small>"
    return f"<div><p>{escape_html(titre)}</p><p>{dit}</p></div>"
