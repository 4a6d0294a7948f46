"""What stands on the pages of each document, block after block: the template draws them, this says what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caprse.echanges.bilan_imprime.blocs import (
    Bloc,
    build_actions,
    build_appuis,
    build_chiffres,
    build_dessins,
    build_marches,
    build_mouvements,
    build_phrase,
    build_reponses,
    build_thematiques,
    build_titre,
    build_traces,
)
from caprse.echanges.bilan_imprime.dessins import (
    Axes,
    Dessin,
    draw_axes,
    draw_chemin,
    list_axes_cycle,
    list_axes_trimestre,
)
from caprse.echanges.bilan_imprime.phrases import (
    SANS_REPONSE,
    SANS_TRIMESTRE,
    list_chiffres,
    list_chiffres_cycle,
    tell_collectif,
    tell_extremes,
)
from caprse.echanges.bilan_imprime.regles import BORNES, SERRES, Bornes, Sorte, Triees, sort_heaps, split_traces
from caprse.echanges.bilan_imprime.service import Dossier
from caprse.restitution.chemin.phrases import describe_chemin
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.etats import describe_etat
from caprse.restitution.figures.forces import Rangs
from caprse.restitution.figures.phrases import ENJEU, THEMATIQUE
from caprse.restitution.resultats.rapprochements import find_etat
from caprse.restitution.resultats.service import TrimestreVu

LECTURE = "Chaque chiffre est la part des marches franchies, de 0 à 100\u00a0%."
TRAIT = "Un trait relie deux fois où les mêmes critères ont été remplis."


@dataclass(frozen=True, slots=True)
class Composition:
    """The pictures, and the blocks that name them by their rank. Of several trials the first that fits is kept."""

    dessins: tuple[Dessin, ...]
    essais: tuple[tuple[Bloc, ...], ...]


def compose(dossier: Dossier) -> Composition:
    """The document of this kind; of whoever has not begun, one sentence that says so."""
    vu, bilan = dossier.vu, dossier.bilan
    if vu is None or bilan is None:
        return Composition((), ((build_phrase(SANS_TRIMESTRE),),))
    if dossier.sorte is Sorte.CYCLE:
        return _compose_cycle(dossier, bilan)
    if not bilan.total.repondus and not (bilan.transversal and bilan.transversal.repondus):
        return Composition((), ((build_phrase(SANS_REPONSE), *_list_actions(dossier, vu, BORNES[Sorte.CONSEIL])),))
    dessins = tuple(draw_axes(list_axes_trimestre(dossier, vu))) if bilan.enjeux else ()
    if dossier.sorte is Sorte.CONSEIL:
        # A page is a page: what does not fit is said shorter.
        essais = tuple(
            tuple(_list_conseil(dossier, vu, bilan, dessins, combien, longueur))
            for combien, longueur in ((6, 160), (4, 120), (3, 110), (2, 110), (2, 70), (1, 70), (1, 40), (0, 40))
        )
        return Composition(dessins, essais)
    bornes = [BORNES[Sorte.TRIMESTRE].tighten(fois) for fois in SERRES]
    return Composition(dessins, tuple(tuple(_list_trimestre(dossier, vu, bilan, dessins, b)) for b in bornes))


def _list_conseil(
    dossier: Dossier, vu: TrimestreVu, bilan: Bilan, dessins: Sequence[Dessin], combien: int, longueur: int
) -> Iterator[Bloc]:
    triees = _sort(dossier, vu)
    yield from _list_tete(dossier, vu, bilan, triees, dessins)
    yield from _list_rangs(dossier, bilan.rangs, bilan.niveaux, longueur=2 * longueur, court=True)
    if combien:
        yield from build_actions(triees, dossier.aujourdhui, combien, longueur, court=True)


def _list_trimestre(
    dossier: Dossier, vu: TrimestreVu, bilan: Bilan, dessins: Sequence[Dessin], bornes: Bornes
) -> Iterator[Bloc]:
    yield from _list_tete(dossier, vu, bilan, _sort(dossier, vu), dessins)
    yield from _list_rangs(dossier, bilan.rangs, bilan.niveaux, longueur=500)
    etapes = [
        etape for rangee in dossier.chemin.chemin.rangees for etape in rangee.etapes if etape.numero == vu.numero
    ]
    yield from build_mouvements(
        [mouvement for etape in etapes for mouvement in etape.mouvements], bornes.mouvements, bornes.texte
    )
    yield from build_reponses(bilan, vu.referentiel)
    yield from _list_actions(dossier, vu, bornes)
    yield from build_traces(*split_traces(dossier.traces, {vu.numero}), bornes.traces)


def _compose_cycle(dossier: Dossier, bilan: Bilan) -> Composition:
    axes = list_axes_cycle(dossier)
    if not any(axe.nous is not None and axe.nous.repondus for axe in axes.axes):
        return Composition((), ((build_phrase(SANS_REPONSE), *_list_actions(dossier, None, BORNES[Sorte.CONSEIL])),))
    rayons, trajet = draw_axes(axes, cycle=True), draw_chemin(dossier, bilan)
    bornes = [BORNES[Sorte.CYCLE].tighten(fois) for fois in SERRES]
    essais = (tuple(_list_cycle(dossier, bilan, axes, len(rayons), bool(trajet), b)) for b in bornes)
    return Composition((*rayons, *trajet), tuple(essais))


def _list_cycle(
    dossier: Dossier, bilan: Bilan, axes: Axes, rayons: int, trajet: bool, bornes: Bornes
) -> Iterator[Bloc]:
    """``rayons``: how many pictures there are of the axes; ``trajet``: whether the one of the path comes after."""
    chemin, etat = dossier.chemin.chemin, find_etat(dossier.resultats)
    remplies = [axe.nous for axe in axes.axes if axe.nous is not None and axe.nous.repondus]
    yield build_chiffres(list_chiffres_cycle(len(remplies), len(axes.axes), chemin, _sort(dossier, None)))
    yield build_dessins(
        range(rayons),
        tell_extremes(remplies, THEMATIQUE),
        " ".join([LECTURE, *([describe_etat(etat)] if etat is not None else [])]),
    )
    if dossier.rangs is not None:
        yield from _list_rangs(dossier, dossier.rangs, bilan.niveaux, longueur=300)
    if trajet:
        yield build_titre("Notre chemin")
        yield build_dessins([rayons], describe_chemin(chemin), TRAIT, large=100)
    yield from build_thematiques(dossier.chemin, bornes.mouvements, bornes.texte)
    yield from _list_actions(dossier, None, bornes)
    numeros = {vu.numero for vu in dossier.resultats.jusqu_ici}
    yield from build_traces(*split_traces(dossier.traces, numeros), bornes.traces)


def _list_tete(
    dossier: Dossier, vu: TrimestreVu, bilan: Bilan, triees: Triees, dessins: Sequence[Dessin]
) -> Iterator[Bloc]:
    """What every reader looks at first: a few figures, the pictures, one sentence, the path so far."""
    yield build_chiffres(list_chiffres(vu, bilan, triees, provisoire=dossier.provisoire))
    chemin = dossier.chemin.chemin
    dit = tell_extremes(bilan.enjeux, ENJEU)
    if dessins:
        yield build_dessins(range(len(dessins)), dit, " ".join(filter(None, [LECTURE, tell_collectif(vu)])))
    if len(chemin.numeros) > 1:
        yield build_titre("Notre chemin")
        yield build_phrase(describe_chemin(chemin))


def _list_rangs(
    dossier: Dossier, rangs: Rangs, niveaux: Sequence[str], longueur: int, *, court: bool = False
) -> Iterator[Bloc]:
    """What holds beside what comes next."""
    yield {
        "genre": "deux",
        "gauche": build_appuis(rangs, niveaux),
        "droite": build_marches(rangs, niveaux, dossier.resultats.engagees, longueur, court=court),
    }


def _list_actions(dossier: Dossier, vu: TrimestreVu | None, bornes: Bornes) -> list[Bloc]:
    return build_actions(_sort(dossier, vu), dossier.aujourdhui, bornes.actions, bornes.texte)


def _sort(dossier: Dossier, vu: TrimestreVu | None) -> Triees:
    """``vu``: what was done in this trimestre only."""
    debut, fin = (vu.debut, vu.fin) if vu is not None else (None, None)
    return sort_heaps(dossier.actions, dossier.aujourdhui, debut, fin)
