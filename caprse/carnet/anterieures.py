"""Which earlier answers of a structure are answers to a question of today.

A bascule leaves rows in a carnet: the answers to what the new version asks otherwise, or no more. Such a row may bear
a code of today. It is told by what its carnet asks: an answer counts from the first carnet on that asked its question
by itself. The states say the same of it (``restitution.publication.etats.read_donnees``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.carnet.places import follow_versions, list_capsule


def list_anterieures(
    unit: Unit, collectif_id: UUID, vers: UUID, lignes: Iterable[Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The latest answer to each question that the version ``vers`` still asks, by its code there.

    ``lignes``: ``{critere, referentiel_id, trimestre, lieux}``, one for each code of each version; ``lieux`` tells in
    which carnets it was answered: ``[trimestre, thématique]``. One query where they are of several versions.
    """
    tries = sorted(lignes, key=lambda ligne: int(ligne["trimestre"]))
    if not tries:
        return {}
    suites = follow_versions(unit, collectif_id, {ligne["referentiel_id"] for ligne in tries}, vers)
    suivies = [
        (code, ligne) for ligne in tries if (code := suites[ligne["referentiel_id"]].get(ligne["critere"])) is not None
    ]
    posees: dict[str, int] = {}
    for code, ligne in suivies:
        for trimestre, thematique in ligne["lieux"]:
            if ligne["critere"] in list_capsule(unit, UUID(ligne["referentiel_id"]), thematique):
                posees[code] = min(trimestre, posees.get(code, trimestre))
    return {code: ligne for code, ligne in suivies if code in posees and ligne["trimestre"] >= posees[code]}
