"""From results to axes: which figure stands beside which on a structure's screens. Pure.

The positionnement is not here: it asked one question per enjeu, and nothing over critères is compared with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.axes import NOMS, Axe, Noms, Progres, build_axes
from caprse.restitution.figures.etats import AxeEtat, Ecart, Etat, ask_the_same, compare_etats, pair_tenues
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.filiation import list_criteres
from caprse.restitution.resultats.service import Resultats, TrimestreVu

EN_COURS = "en cours"


@dataclass(frozen=True, slots=True)
class Anterieur:
    """Earlier figures on the same axes, and what they are called."""

    nom: str
    figures: tuple[Figure, ...]


def find_anterieur(resultats: Resultats, vu: TrimestreVu) -> Anterieur | None:
    """What a trimestre compares with: the last time its thématique was answered, axis by axis where the very same
    questions were; or nothing.
    """
    if vu.bilan is None:
        return None
    avant = [
        autre
        for autre in resultats.trimestres
        if autre.numero < vu.numero and autre.bilan is not None and autre.bilan.total.code == vu.bilan.total.code
    ]
    if avant and avant[-1].bilan is not None:
        figures = tuple(f for f in avant[-1].bilan.enjeux if asks_as_before(resultats, avant[-1], vu, f.code))
        return Anterieur(avant[-1].nom, figures) if figures else None
    return None


def asks_as_before(resultats: Resultats, avant: TrimestreVu, apres: TrimestreVu, axe: str) -> bool:
    """Whether two trimestres have a niveau on the very same questions of an axis, so that its figures compare."""
    un, autre = _find_donnees(resultats, avant, axe), _find_donnees(resultats, apres, axe)
    if un is None or autre is None or not un.tenues:
        return False
    return ask_the_same(pair_tenues(un, autre), [t.critere for t in un.tenues], [t.critere for t in autre.tenues])


def _find_donnees(resultats: Resultats, vu: TrimestreVu, axe: str) -> Etat | None:
    """What of an axis got a niveau in a trimestre, in the codes of the last version.

    None, so that nothing compares with it, where one of them became another question or where it is not known.
    """
    bilan, referentiel = vu.bilan, vu.referentiel
    if bilan is None or bilan.etat is None or referentiel is None:
        return None
    suite = resultats.suites.get(bilan.source.id, {}) if resultats.suites else None
    siens = list_criteres(referentiel, vu.thematique).get(axe, frozenset())
    donnees = [
        tenue
        for tenue in bilan.etat.tenues
        if tenue.trimestre == bilan.etat.numero and tenue.cotation.niveau is not None and tenue.critere in siens
    ]
    suivies = [d if suite is None else replace(d, critere=suite.get(d.critere, "")) for d in donnees]
    return Etat(bilan.etat.numero, tuple(suivies), ()) if all(d.critere for d in suivies) else None


def build_axes_trimestre(resultats: Resultats, vu: TrimestreVu) -> tuple[tuple[Axe, ...], Noms]:
    """The enjeux of one trimestre, with the collectif where it may be seen, and how the series are named."""
    if vu.bilan is None:
        return (), NOMS
    anterieur = find_anterieur(resultats, vu)
    agregats = vu.publication.edition.agregats if vu.publication else ()
    axes = build_axes(vu.bilan.enjeux, agregats, anterieur.figures if anterieur else ())
    return axes, replace(NOMS, precedent=anterieur.nom if anterieur else None)


def build_axes_cycle(resultats: Resultats) -> tuple[tuple[Axe, ...], Noms]:
    """One axis per thématique of the cycle: where the structure stood then, marked when it is still being written.

    That is the state at the chosen trimestre, révisions included; where none was kept, the last figure. A thématique
    whose turn has not come keeps its place, empty.
    """
    axes = []
    etat = find_etat(resultats)
    etats = {axe.figure.code: axe for axe in etat.axes} if etat is not None else {}
    for thematique in resultats.cycle:
        trimestre, figure = _find_last(resultats.jusqu_ici, thematique.code)
        titre, court = thematique.titre, thematique.titre_court
        if figure is not None and trimestre is not None:
            titre, court = figure.titre, figure.titre_court
            if trimestre.etat is EtatTrimestre.OUVERT:
                titre, court = f"{titre} ({EN_COURS})", f"{court} ({EN_COURS})"
        agregat = find_agregat(trimestre, thematique.code)
        tenue = etats.get(thematique.code)
        nous = figure if tenue is None else tenue.figure
        axes.append(
            Axe(
                thematique.code,
                titre,
                court,
                nous,
                agregat,
                tenue=None if tenue is None else (tenue.revus, tenue.repris),
            )
        )
    return tuple(axes), replace(NOMS, precedent=None)


def find_etat(resultats: Resultats) -> Etat | None:
    """The state at the chosen trimestre, or at the last one before it of which one is known."""
    etats = [vu.bilan.etat for vu in resultats.jusqu_ici if vu.bilan is not None and vu.bilan.etat is not None]
    return etats[-1] if etats else None


def list_etat_comparable(resultats: Resultats) -> dict[str, AxeEtat]:
    """Where the structure stands on the thématiques that the collectif's cycle tells in the same version."""
    bilan = next(
        (vu.bilan for vu in reversed(resultats.trimestres) if vu.bilan is not None and vu.bilan.etat is not None), None
    )
    if bilan is None or bilan.etat is None:
        return {}
    pareils = {lu.thematique for lu in resultats.collectif_cycle if lu.cycle.source.id == bilan.source.id}
    return {axe.figure.code: axe for axe in bilan.etat.axes if axe.figure.code in pareils}


def compare_cycle(resultats: Resultats) -> tuple[int, Ecart] | None:
    """What moved between the trimestre before the chosen one and this one, over what both answered; and its number.

    None where nothing compares.

    From one version to the next, only the questions that are the same are compared, under whatever code they are.
    """
    bilans = [vu.bilan for vu in resultats.jusqu_ici if vu.bilan is not None and vu.bilan.etat is not None]
    if len(bilans) < 2:
        return None
    # As the answers stand today: one that was corrected since moved nothing.
    [avant, apres] = resultats.dits
    if bilans[-1].source.id != bilans[-2].source.id and resultats.suite is None:
        return None
    ecart = compare_etats(avant, apres, resultats.suite)
    return (avant.numero, ecart) if ecart.communs else None


def build_progres_cycle(resultats: Resultats) -> tuple[tuple[Progres, ...], tuple[str, ...]]:
    """Each thématique through the times it was answered: « 1re fois », « 2e fois »…

    The trimestre of each time stands in the title. A thématique that did not come twice is left out: nothing moved.
    """
    passages = {
        thematique.code: [
            (trimestre, figure)
            for trimestre in resultats.trimestres
            if trimestre.bilan is not None
            and trimestre.bilan.total.code == thematique.code
            and (figure := trimestre.bilan.total).repondus
        ]
        for thematique in resultats.cycle
    }
    longueur = max((len(passage) for passage in passages.values()), default=0)
    progres = []
    for thematique in resultats.cycle:
        passage = passages[thematique.code]
        if len(passage) < 2:
            continue
        noms = ", ".join(_name(trimestre) for trimestre, _ in passage)
        figures = tuple(figure for _, figure in passage)
        trous = (None,) * (longueur - len(passage))
        lies = _list_lies(resultats, [trimestre for trimestre, _ in passage], thematique.code)
        derniere = passage[-1][1]
        progres.append(
            Progres(
                thematique.code,
                f"{derniere.titre} ({noms})",
                f"{derniere.titre_court} ({noms})",
                (*figures, *trous),
                lies,
            )
        )
    return tuple(progres), tuple(_name_passage(rang) for rang in range(1, longueur + 1))


def build_progres_transversal(resultats: Resultats) -> tuple[tuple[Progres, ...], tuple[str, ...]]:
    """The block asked every trimestre, through all of them; empty until it was asked twice."""
    vus = [vu for vu in resultats.trimestres if vu.bilan is not None and vu.bilan.transversal is not None]
    figures = [vu.bilan.transversal for vu in vus if vu.bilan is not None and vu.bilan.transversal is not None]
    if len(figures) < 2:
        return (), ()
    derniere = figures[-1]
    lies = _list_lies(resultats, vus, derniere.code)
    trajectoire = Progres(derniere.code, derniere.titre, derniere.titre_court, tuple(figures), lies)
    return (trajectoire,), tuple(vu.nom for vu in vus)


def find_agregat(trimestre: TrimestreVu | None, code: str) -> Agregat | None:
    """The collectif's figure on one axis of a trimestre, where it may be seen."""
    if trimestre is None or trimestre.publication is None:
        return None
    return next((agregat for agregat in trimestre.publication.edition.agregats if agregat.code == code), None)


def _list_lies(resultats: Resultats, vus: Sequence[TrimestreVu], axe: str) -> frozenset[int]:
    return frozenset(
        rang for rang, (avant, apres) in enumerate(pairwise(vus), 1) if asks_as_before(resultats, avant, apres, axe)
    )


def _find_last(trimestres: Sequence[TrimestreVu], code: str) -> tuple[TrimestreVu | None, Figure | None]:
    """The last trimestre that asked a thématique or a transversal block, preferring one that got answers."""
    demandes = [
        (trimestre, figure)
        for trimestre in trimestres
        if trimestre.bilan is not None
        for figure in trimestre.bilan.ensembles
        if figure.code == code
    ]
    repondus = [demande for demande in demandes if demande[1].repondus]
    retenus = repondus or demandes
    return retenus[-1] if retenus else (None, None)


def _name(trimestre: TrimestreVu) -> str:
    return f"{trimestre.nom}, {EN_COURS}" if trimestre.etat is EtatTrimestre.OUVERT else trimestre.nom


def _name_passage(rang: int) -> str:
    return "1re fois" if rang == 1 else f"{rang}e fois"
