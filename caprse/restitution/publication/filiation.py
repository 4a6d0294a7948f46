"""Which axes of two versions of a référentiel ask the same, so that a renamed axis moves nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caprse.referentiel.correspondances.fichier import Correspondance
from caprse.referentiel.correspondances.suivi import list_suivants
from caprse.referentiel.schema import Referentiel, Thematique


def match_axes(
    versions: Sequence[Referentiel], correspondances: Sequence[Correspondance], thematique: str
) -> dict[str, str]:
    """The axes of the first version that the last one still asks, old code → new code.

    ``correspondances`` lead from each version to the next. An axis is the same when its critères become those of a
    single axis, one for one, on the same échelle. Any other was asked otherwise: it is left out.
    """
    if len({version.niveau_max for version in versions}) > 1:
        return {}
    avant, apres = list_criteres(versions[0], thematique), list_criteres(versions[-1], thematique)
    passage = {code: code for codes in avant.values() for code in codes}
    for correspondance in correspondances:
        suivants = list_suivants(correspondance)
        passage = {code: suivants[ici] for code, ici in passage.items() if ici in suivants}
    return {
        ancien: nouveau
        for ancien, codes in avant.items()
        if codes <= passage.keys()
        for nouveau, attendus in apres.items()
        if {passage[code] for code in codes} == attendus and (ancien == thematique) == (nouveau == thematique)
    }


def list_criteres(referentiel: Referentiel, thematique: str) -> dict[str, frozenset[str]]:
    """The critères of each axis of a capsule: its enjeux, its thématique, the transversal block."""
    capsule = referentiel.capsule(thematique)
    principaux = capsule[0].enjeux if capsule else ()
    axes = {enjeu.code: frozenset(critere.code for critere in enjeu.criteres) for enjeu in principaux}
    return axes | {part.code: frozenset(critere.code for critere in part.criteres) for part in capsule}


def follow_thematique(ancienne: Thematique, nouvelle: Thematique, suite: Mapping[str, str]) -> dict[str, str] | None:
    """The axes of a thématique in those of another version, old code → new; empty when they share no question.

    ``suite``: the critères that the new version still asks, old code → new code. None when some are shared and others
    not, or arranged otherwise: what the figure of one says of the other is then not known.
    """
    avant = _list_enjeux(ancienne)
    apres = _list_enjeux(nouvelle)
    if not {suite.get(code) for codes in avant.values() for code in codes} & frozenset().union(*apres.values()):
        return {}
    par_questions = {codes: axe for axe, codes in apres.items()}
    suivis = {axe: frozenset(suite.get(code, "") for code in codes) for axe, codes in avant.items()}
    if len(suivis) != len(apres) or any(codes not in par_questions for codes in suivis.values()):
        return None
    return {axe: par_questions[codes] for axe, codes in suivis.items()} | {ancienne.code: nouvelle.code}


def _list_enjeux(thematique: Thematique) -> dict[str, frozenset[str]]:
    return {enjeu.code: frozenset(critere.code for critere in enjeu.criteres) for enjeu in thematique.enjeux}
