"""What a structure answered until now, read by each family of renvois of its référentiel."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.schema import Referentiel
from caprse.restitution.publication.etats import follow_donnees, read_etat
from caprse.restitution.renvois.regles import Lecture, list_lectures
from caprse.restitution.renvois.requetes import RENVOIS
from caprse.socle.erreurs import Introuvable

QUOI = "Cette structure"


@dataclass(frozen=True, slots=True)
class Lectures:
    """Every reading of one structure. ``referentiel`` is None before the first opening: there is nothing to read."""

    structure: str
    collectif: str
    fictif: bool
    referentiel: Referentiel | None = None
    lectures: tuple[Lecture, ...] = ()


def get_lectures(unit: Unit, structure_id: UUID) -> Lectures:
    """The readings of a structure at its latest trimestre, in the version of it: one query, one more after a bascule.

    Raises Introuvable to anyone who may not read this structure's carnets.
    """
    ligne = unit.db.execute(RENVOIS, {"structure": structure_id}).mappings().one_or_none()
    unit.check(Operation.GET_CARNET, ligne["collectif_id"] if ligne else None, structure_id, QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    if ligne["dernier"] is None:
        return Lectures(ligne["nom"], ligne["collectif"], ligne["fictif"])
    numero, version = ligne["dernier"]
    donnees = ligne["donnees"] or ()
    suivi = follow_donnees(unit, ligne["collectif_id"], donnees, UUID(version))
    traces = {suivi.suites[source].get(critere, "") for source, critere in ligne["traces"] or ()}
    return Lectures(
        ligne["nom"],
        ligne["collectif"],
        ligne["fictif"],
        suivi.referentiel,
        list_lectures(suivi.referentiel, read_etat(donnees, numero, suivi).tenues, traces),
    )
