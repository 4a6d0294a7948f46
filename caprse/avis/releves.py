"""Sheets of paper: how many chose each niveau, typed in by the direction, per group and critère."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.avis.lecture import get_consultation
from caprse.avis.regles import Etat, list_reasons_against_tally
from caprse.avis.requetes import SAVE_RELEVE
from caprse.socle.erreurs import Refus, SaisieInvalide

CLOSE = "Cette consultation est close : les feuilles de papier n’y sont plus ajoutées."
MONTREE = "Les avis sur cette question sont déjà montrés : les feuilles n’y sont plus ajoutées."
CHANGE = "Une autre personne a saisi ces feuilles entre-temps : relisez les nombres, puis recommencez."


def save_releve(
    unit: Unit,
    consultation_id: UUID,
    groupe_id: UUID,
    critere: str,
    niveaux: Sequence[int],
    sait_pas: int,
    version: int,
) -> None:
    """Record what the sheets of one group say of one critère; ``version`` is the one that was seen, 0 for none.

    Sheets may be typed in after the last day, until the closing. For the direction. Raises Introuvable,
    SaisieInvalide for numbers that cannot be, Refus once closed or when a colleague typed meanwhile.
    """
    consultation = get_consultation(unit, consultation_id, Operation.UPDATE_CONSULTATION)
    groupe = consultation.get_groupe(groupe_id)
    consultation.check_critere(critere)
    if raisons := list_reasons_against_tally(niveaux, sait_pas, consultation.referentiel.niveau_max + 1):
        raise SaisieInvalide(raisons)
    if consultation.etat is Etat.CLOSE:
        raise Refus(CLOSE)
    if critere in consultation.montrees:
        raise Refus(MONTREE)
    ecrite = unit.db.execute(
        SAVE_RELEVE,
        {
            "collectif": consultation.collectif_id,
            "consultation": consultation_id,
            "structure": consultation.structure_id,
            "groupe": groupe.id,
            "critere": critere,
            "niveaux": list(niveaux),
            "sait_pas": sait_pas,
            "version": version,
            "now": unit.now,
            "compte": unit.acteur.compte_id,
        },
    ).scalar_one_or_none()
    if ecrite is None:
        raise Refus(CHANGE)
