"""What the home of a structure shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.accueil.requetes import GET_ACCUEIL
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.rencontres.regles import RencontreListee, read_rencontre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable


@dataclass(frozen=True)
class Accueil:
    """The trimestre's carnet in a few figures, the next meeting, and whether the starting point is known."""

    collectif_id: UUID
    collectif: str
    fictif: bool
    structure_id: UUID
    structure: str
    positionne_le: datetime | None
    positions: int
    etat: EtatCarnet | None
    numero: int | None
    thematique: str | None
    fin: date | None
    etat_trimestre: EtatTrimestre | None
    referentiel: Referentiel | None
    repondus: frozenset[str]
    rencontre: RencontreListee | None


def get_accueil(unit: Unit, structure_id: UUID) -> Accueil:
    """Everything the home shows, in one query. Raises Introuvable."""
    ligne = unit.db.execute(GET_ACCUEIL, {"structure": structure_id, "today": unit.today}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable("Cette structure")
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, "Cette structure")
    valeurs = dict(ligne)
    referentiel_id = valeurs.pop("referentiel_id")
    valeurs["referentiel"] = get_referentiel(unit.db, referentiel_id) if referentiel_id else None
    valeurs["etat"] = EtatCarnet(ligne["etat"]) if ligne["etat"] else None
    valeurs["etat_trimestre"] = EtatTrimestre(ligne["etat_trimestre"]) if ligne["etat_trimestre"] else None
    valeurs["repondus"] = frozenset(ligne["repondus"] or ())
    valeurs["rencontre"] = read_rencontre(ligne["rencontre"]) if ligne["rencontre"] else None
    return Accueil(**valeurs)
