"""Which questions of two versions are the same one, so that an answer is followed from one to the other. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from caprse.referentiel.correspondances.fichier import Correspondance
from caprse.referentiel.schema import Referentiel


def list_suivants(correspondance: Correspondance) -> dict[str, str]:
    """Each old critère that one new critère takes over, and no other with it."""
    reprises = Counter(destination.code for ligne in correspondance.lignes.values() for destination in ligne.vers)
    return {
        str(code): ligne.vers[0].code
        for code, ligne in correspondance.lignes.items()
        if len(ligne.vers) == 1 and reprises[ligne.vers[0].code] == 1
    }


def find_passages(bascules: Sequence[Mapping[str, Any]], de: str, vers: str) -> list[Correspondance] | None:
    """The correspondences that lead from one version to another; None where no bascule does.

    ``bascules`` as JSON gives them, in the order in which they were made: ``{de, vers, correspondance}``.
    """
    passages: list[Correspondance] = []
    ici = de
    for bascule in bascules:
        if bascule["de"] == ici != vers:
            passages.append(Correspondance.model_validate(bascule["correspondance"], strict=False))
            ici = bascule["vers"]
    return passages if ici == vers else None


def match_criteres(
    ancien: Referentiel, nouveau: Referentiel, passages: Sequence[Correspondance] | None
) -> dict[str, str]:
    """The critères of ``ancien`` that ``nouveau`` still asks, old code → new code.

    ``passages`` lead from one to the other: a critère that was merged, shared out or retired is another question. None
    was written: a code keeps its meaning from one version to the next. Nothing is the same across two référentiels, or
    on another échelle.
    """
    if ancien.id != nouveau.id or ancien.niveau_max != nouveau.niveau_max:
        return {}
    connus = {critere.code for thematique in nouveau.thematiques for critere in thematique.criteres}
    suite = {critere.code: critere.code for thematique in ancien.thematiques for critere in thematique.criteres}
    for passage in passages or ():
        suivants = list_suivants(passage)
        suite = {code: suivants[ici] for code, ici in suite.items() if ici in suivants}
    return {code: ici for code, ici in suite.items() if ici in connus}
