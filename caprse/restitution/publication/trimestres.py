"""The trimestres of a collectif beside each other, and the one series that may be told of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caprse.referentiel.schema import Referentiel
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.publication.edition import Edition
from caprse.socle.ecran.cadre import Theme


@dataclass(frozen=True, slots=True)
class TrimestreMontre:
    """One trimestre as its viewer may see it: its figures, or why there are none."""

    numero: int
    titre: str
    etat: str
    theme: Theme | None
    edition: Edition | None
    raison: str = ""


def name_bloc(referentiel: Referentiel) -> str:
    """What the block that every trimestre asks is called in a few words; empty where there is none."""
    return referentiel.thematique(referentiel.transversal).titre_court if referentiel.transversal else ""


def list_transversal(montres: Sequence[TrimestreMontre]) -> list[tuple[TrimestreMontre, Agregat]]:
    """The block asked each time, through the trimestres of the last version that asked it; empty under two."""
    tous = [
        (montre, agregat)
        for montre in montres
        if montre.edition is not None
        for agregat in montre.edition.ensembles
        if agregat.code == montre.edition.transversal and agregat.quartiles is not None
    ]
    if not tous:
        return []
    derniere, dernier = tous[-1]
    source = derniere.edition.source if derniere.edition is not None else None
    pareils = [
        (montre, agregat)
        for montre, agregat in tous
        if agregat.code == dernier.code and montre.edition is not None and montre.edition.source == source
    ]
    return pareils if len(pareils) > 1 else []
