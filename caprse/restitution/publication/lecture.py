"""Read the carnets of a trimestre with their answers, as figures: for closing and for publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.referentiel.pour_vous import TOUS, Profil
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel, get_referentiel_pour
from caprse.restitution.figures.bilan import Bilan, compute_bilan
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.publication.etats import Suivi, add_etat, follow_donnees, read_etat
from caprse.restitution.publication.requetes import LIST_CARNETS


@dataclass(frozen=True, slots=True)
class TrimestreLu:
    """Which trimestre is read, with what its figures need."""

    collectif_id: UUID
    id: UUID
    thematique: str
    referentiel_id: UUID
    jour: date


@dataclass(frozen=True, slots=True)
class CarnetLu:
    """One carnet in figures. ``volontaire``: its structure agrees to be named; ``adherente``: it is still a member."""

    id: UUID
    structure_id: UUID
    etat: EtatCarnet
    adherente: bool
    volontaire: bool
    transmis_le: datetime | None
    bilan: Bilan

    @property
    def transmis(self) -> bool:
        return self.etat in ETATS_TRANSMIS


def get_jour(debut: date, fin: date, today: date) -> date:
    """The day whose members count: today, or the nearest day of the trimestre when it has not begun or is over.

    Who leaves after the last day took part to the end.
    """
    return max(debut, min(today, fin))


def list_carnets(unit: Unit, trimestre: TrimestreLu, *, tous: bool) -> tuple[CarnetLu, ...]:
    """The carnets of a trimestre, in one query. For systeme: no right is checked here.

    Without ``tous``, carnets that are not transmitted come without their answers, and none with its starting point.
    """
    lignes = unit.db.execute(
        LIST_CARNETS,
        {
            "collectif": trimestre.collectif_id,
            "trimestre": trimestre.id,
            "jour": trimestre.jour,
            "tous": tous,
        },
    ).all()
    # All of them at once: what leads from one version to another is read once for the trimestre.
    toutes = [donnee for ligne in lignes for donnee in ligne.donnees or ()]
    suivi = follow_donnees(unit, trimestre.collectif_id, toutes, trimestre.referentiel_id) if tous else None
    return tuple(_read_carnet(unit, trimestre, ligne, suivi) for ligne in lignes)


def _read_carnet(unit: Unit, trimestre: TrimestreLu, ligne: Row[Any], suivi: Suivi | None) -> CarnetLu:
    bilan = read_bilan(
        unit.db,
        trimestre.referentiel_id,
        trimestre.thematique,
        ligne.nom,
        ligne.reponses,
        ligne.positions,
        Profil(frozenset(ligne.types), ligne.effectif),
    )
    if suivi is not None:
        bilan = add_etat(bilan, read_etat(ligne.donnees or (), ligne.numero, suivi))
    return CarnetLu(
        ligne.id,
        ligne.structure_id,
        EtatCarnet(ligne.etat),
        ligne.adherente,
        ligne.montre_son_nom,
        ligne.transmis_le,
        bilan,
    )


def read_bilan(
    db: Session,
    referentiel_id: UUID,
    thematique: str,
    structure: str,
    reponses: Mapping[str, Sequence[Any]] | None,
    positions: Mapping[str, Sequence[Any]] | None,
    profil: Profil = TOUS,
) -> Bilan:
    """The bilan of one carnet; its answers and its structure's positionnement as SQL gives them.

    Its next marches are said in the words written for the structure of this ``profil``.
    """
    referentiel = get_referentiel_pour(db, referentiel_id, profil)
    return compute_bilan(
        referentiel,
        str(referentiel_id),
        thematique,
        structure,
        read_cotations(reponses),
        read_positions(db, positions, referentiel),
    )


def read_cotations(reponses: Mapping[str, Sequence[Any]] | None) -> dict[str, Cotation]:
    """Answers as SQL gives them, ``{code: [niveau, non concerné]}``."""
    return {code: Cotation(niveau, non_concerne) for code, (niveau, non_concerne) in (reponses or {}).items()}


def read_positions(
    db: Session, positions: Mapping[str, Sequence[Any]] | None, referentiel: Referentiel
) -> dict[str, Cotation]:
    """The positionnement, ``{enjeu: [niveau, non concerné, référentiel]}``, where it was made on the same échelle.

    A niveau 2 of three does not compare with a niveau 2 of six.
    """
    return {
        enjeu: Cotation(niveau, non_concerne)
        for enjeu, (niveau, non_concerne, source) in (positions or {}).items()
        if get_referentiel(db, UUID(source)).niveau_max == referentiel.niveau_max
    }
