"""The path of a structure: its state at each closing, what moved between two of them, what was done meanwhile. Pure.

Nothing here compares by itself: what may be compared with what is said by the states (``figures.etats``). A point is
never joined to another over other questions; the positionnement, another instrument, stands apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from caprse.restitution.figures.chemin import ActionFaite, Chemin, CheminThematique, Etape, Mouvement, Point
from caprse.restitution.figures.etats import Etat, Paire, ask_the_same, pair_tenues
from caprse.restitution.figures.notation import Cotation, Figure
from caprse.restitution.figures.series import Halte

# When an answer was given, and what was said with it, by trimestre and by critère as it was called then.
Dites = Mapping[tuple[int, str], tuple[date, str]]


@dataclass(frozen=True, slots=True)
class Releve:
    """One trimestre of the calendar with the state at its closing, or as it stands today while it is ``ouvert``.

    ``etat`` is None where none is known. ``thematiques`` says of which thématique each critère is in its version;
    ``halte``: the same state by what its answers say today, as some may have been corrected after it was frozen, and
    what leads to it from the last known one. ``repris``: it was over before the workbook.
    """

    numero: int
    debut: date
    fin: date
    ouvert: bool = False
    etat: Etat | None = None
    niveaux: tuple[str, ...] = ()
    thematiques: Mapping[str, str] = field(default_factory=dict)
    halte: Halte | None = None
    repris: bool = False


@dataclass(frozen=True, slots=True)
class ThematiqueSuivie:
    """A thématique of the path. ``enjeux``: what the positionnement asks of it, one question each."""

    code: str
    titre: str
    titre_court: str
    enjeux: tuple[str, ...] = ()


def build_chemin(
    axes: Sequence[ThematiqueSuivie],
    releves: Sequence[Releve],
    *,
    dites: Dites | None = None,
    actions: Sequence[ActionFaite] = (),
    depart: Sequence[Figure] = (),
    arrivee: Sequence[Figure] = (),
    autres: Set[str] = frozenset(),
) -> Chemin:
    """The path, from the trimestres of a calendar in any order.

    ``depart`` and ``arrivee`` hold the positionnement on each enjeu and on each thématique; ``autres``: the enjeux of
    which both were not the same question. A thématique of an earlier version that ``axes`` lacks comes after them.
    """
    releves = sorted(releves, key=lambda releve: releve.numero)
    connus = [releve for releve in releves if releve.etat is not None and releve.etat.tenues]
    lieux = _place_criteres(releves)
    etapes = _list_etapes(connus, dites or {}, actions)
    rangees = []
    for axe in (*axes, *_list_disparus(axes, connus)):
        debut, fin = _find(depart, axe.code), _find(arrivee, axe.code)
        rangees.append(
            CheminThematique(
                axe.code,
                axe.titre,
                axe.titre_court,
                _list_points(axe.code, connus),
                etapes.get(axe.code, ()),
                tuple(action for action in actions if any(lieux.get(code) == axe.code for code in action.criteres)),
                debut,
                fin,
                debut is not None
                and fin is not None
                and autres.isdisjoint(axe.enjeux)
                and _asks_the_same(axe, depart, arrivee),
            )
        )
    servies = {action for rangee in rangees for action in rangee.actions}
    return Chemin(
        tuple((releve.numero, releve.debut, releve.fin) for releve in releves),
        next((releve.numero for releve in releves if releve.ouvert), None),
        tuple(rangees),
        tuple(action for action in actions if action not in servies),
        frozenset(releve.numero for releve in releves if releve.repris),
    )


def _list_points(code: str, connus: Sequence[Releve]) -> tuple[Point, ...]:
    points = []
    avant: Releve | None = None
    for releve in connus:
        axe = next((axe for axe in releve.etat.axes if axe.figure.code == code), None) if releve.etat else None
        if axe is not None and axe.figure.score is not None:
            lie = avant is not None and avant.numero + 1 == releve.numero and _has_the_same(code, avant, releve)
            points.append(Point(releve.numero, axe.figure, axe.revus, axe.repris, lie))
        avant = releve
    return tuple(points)


def _has_the_same(code: str, avant: Releve, apres: Releve) -> bool:
    """Whether a thématique has a niveau on the very same questions in both states, both still as their figures say."""
    if not (_is_as_said(code, avant) and _is_as_said(code, apres)):
        return False
    return ask_the_same(_pair(avant, apres), _list_cotees(code, avant), _list_cotees(code, apres))


def _is_as_said(code: str, releve: Releve) -> bool:
    """Whether nothing of a thématique was corrected since the state was frozen."""

    def list_dites(etat: Etat | None) -> dict[str, tuple[int, Cotation]]:
        tenues = etat.tenues if etat else ()
        return {t.critere: (t.trimestre, t.cotation) for t in tenues if releve.thematiques.get(t.critere) == code}

    return releve.halte is None or list_dites(releve.etat) == list_dites(releve.halte.etat)


def _list_cotees(code: str, releve: Releve) -> list[str]:
    tenues = releve.etat.tenues if releve.etat else ()
    return [t.critere for t in tenues if t.cotation.niveau is not None and releve.thematiques.get(t.critere) == code]


def _pair(avant: Releve, apres: Releve) -> dict[str, Paire]:
    """What moved is told of the answers as they stand: a correction is no march that anybody climbed."""
    de, vers = (releve.halte.etat if releve.halte else releve.etat for releve in (avant, apres))
    return pair_tenues(de, vers, apres.halte.suite if apres.halte else None) if de and vers else {}


def _list_etapes(
    connus: Sequence[Releve], dites: Dites, actions: Sequence[ActionFaite]
) -> dict[str, tuple[Etape, ...]]:
    """What happened, by thématique, from each known state to the next."""
    debuts = {releve.numero: releve.debut for releve in connus}
    etapes: dict[str, list[Etape]] = {}
    for avant, apres in pairwise(connus):
        par_thematique: dict[str, list[Paire]] = {}
        for critere, paire in _pair(avant, apres).items():
            if critere in apres.thematiques:
                par_thematique.setdefault(apres.thematiques[critere], []).append(paire)
        for code, paires in par_thematique.items():
            etapes.setdefault(code, []).append(
                Etape(
                    apres.numero,
                    avant.numero,
                    len(paires),
                    sum(paire.revue for paire in paires),
                    tuple(_build_mouvement(paire, apres, debuts, dites, actions) for paire in paires if paire.pas),
                )
            )
    return {code: tuple(siennes) for code, siennes in etapes.items()}


def _build_mouvement(
    paire: Paire, apres: Releve, debuts: Mapping[int, date], dites: Dites, actions: Sequence[ActionFaite]
) -> Mouvement:
    ancienne, tenue = paire.avant, paire.apres
    _, mot = dites.get((tenue.trimestre, tenue.critere), (None, ""))
    # From the day of the earlier answer: it already said what had been done before.
    du, _ = dites.get((ancienne.trimestre, ancienne.critere), (debuts.get(ancienne.trimestre, date.min), ""))
    codes = {ancienne.critere, tenue.critere}
    return Mouvement(
        tenue.critere,
        tenue.titre,
        paire.de,
        paire.vers,
        apres.niveaux,
        mot,
        tuple(action for action in actions if du <= action.le <= apres.fin and codes & set(action.criteres)),
    )


def _place_criteres(releves: Sequence[Releve]) -> dict[str, str]:
    """Of which thématique a critère is; a code of several versions, in the latest."""
    return {critere: code for releve in releves for critere, code in releve.thematiques.items()}


def _list_disparus(axes: Sequence[ThematiqueSuivie], connus: Sequence[Releve]) -> list[ThematiqueSuivie]:
    presents = {axe.code for axe in axes}
    figures = {axe.figure.code: axe.figure for releve in connus if releve.etat is not None for axe in releve.etat.axes}
    return [ThematiqueSuivie(code, f.titre, f.titre_court) for code, f in figures.items() if code not in presents]


def _find(figures: Sequence[Figure], code: str) -> Figure | None:
    return next((figure for figure in figures if figure.code == code and figure.score is not None), None)


def _asks_the_same(axe: ThematiqueSuivie, depart: Sequence[Figure], arrivee: Sequence[Figure]) -> bool:
    dits = [{f.code for f in figures if f.code in axe.enjeux and f.repondus} for figures in (depart, arrivee)]
    return bool(dits[0]) and dits[0] == dits[1]
