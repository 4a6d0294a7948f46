"""The pas à pas of the launch day, and of the bilan: one question per enjeu over the whole référentiel.

What was said at the start is the départ; what is said of the same questions in the bilan, the arrivée.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.positionnement.regles import Moment, list_reasons_against_position, refusal_to_update_position
from caprse.carnet.positionnement.requetes import GET_POSITIONNEMENT, SAVE_POSITION
from caprse.carnet.service import INCONNU
from caprse.collectif.modele import Structure
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide


@dataclass(frozen=True)
class Position:
    """Where the structure places itself on one enjeu."""

    niveau: int | None = None
    non_concerne: bool = False
    version: int = 0
    modifie_le: datetime | None = None
    auteur: str = ""

    @property
    def repondu(self) -> bool:
        return self.niveau is not None or self.non_concerne


@dataclass(frozen=True)
class PositionnementOuvert:
    """All that the screen of the positionnement shows; ``carnet_id`` is that of the bilan, once there is one.

    ``departs``: what was said at the start, only once the arrivée is over.
    """

    structure_id: UUID
    collectif_id: UUID
    structure: str
    fictif: bool
    termine_le: datetime | None
    referentiel_id: UUID
    positions: dict[str, Position]
    moment: Moment = Moment.DEPART
    bilan: EtatTrimestre | None = None
    carnet_id: UUID | None = None
    departs: Mapping[str, Position] = field(default_factory=dict)
    referentiel_depart: UUID | None = None

    @property
    def fige(self) -> bool:
        """Whether it does not change any more."""
        return refusal_to_update_position(self.moment, self.termine_le is not None, self.bilan) is not None


def list_enjeux(referentiel: Referentiel) -> tuple[Enjeu, ...]:
    """The questions, in the order of the référentiel; the transversal block is asked each trimestre instead."""
    return tuple(e for code in referentiel.ordre for e in referentiel.thematique(code).enjeux)


def get_positionnement(
    unit: Unit, structure_id: UUID, moment: Moment | None = None
) -> tuple[PositionnementOuvert, Referentiel] | None:
    """The positionnement of a moment, by default that of today, and its référentiel. Raises Introuvable.

    None while the collectif has no calendar; for the arrivée, while the structure has no carnet of the bilan.
    """
    ligne = unit.db.execute(GET_POSITIONNEMENT, {"structure": structure_id, "moment": moment}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable("Ce positionnement")
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, "Ce positionnement")
    if ligne["referentiel_id"] is None:
        return None
    ouvert = PositionnementOuvert(
        **{
            **ligne,
            "positions": read_positions(ligne["positions"]),
            "departs": read_positions(ligne["departs"]),
            "referentiel_depart": UUID(ligne["referentiel_depart"]) if ligne["referentiel_depart"] else None,
            "moment": Moment(ligne["moment"]),
            "bilan": EtatTrimestre(ligne["bilan"]) if ligne["bilan"] else None,
        }
    )
    return ouvert, get_referentiel(unit.db, ouvert.referentiel_id)


def read_positions(brutes: Mapping[str, Mapping[str, Any]] | None) -> dict[str, Position]:
    """The answers by enjeu, from rows of ``positionnement`` as JSON with their author."""
    return {
        enjeu: Position(
            p["niveau"],
            p["non_concerne"],
            p["version"],
            datetime.fromisoformat(p["modifie_le"]),
            p["auteur"] or INCONNU,
        )
        for enjeu, p in (brutes or {}).items()
    }


def save_position(
    unit: Unit,
    structure_id: UUID,
    enjeu: str,
    niveau: int | None,
    non_concerne: bool,
    version: int,
    moment: Moment = Moment.DEPART,
) -> Position:
    """Record the answer to one enjeu at one moment, if nobody changed it since ``version`` (0: none yet).

    Raises Introuvable for anyone who may not answer for this structure or for an unknown enjeu, SaisieInvalide, Refus
    once the positionnement is finished (the départ also once the bilan is open, the arrivée once it is closed) or when
    a colleague answered meanwhile.
    """
    lu = get_positionnement(unit, structure_id, moment)
    if lu is None:
        raise Introuvable("Ce positionnement")
    ouvert, referentiel = lu
    unit.check(Operation.UPDATE_REPONSE, ouvert.collectif_id, structure_id, "Ce positionnement")
    if enjeu not in {e.code for e in list_enjeux(referentiel)}:
        raise Introuvable("Cette question")
    if raisons := list_reasons_against_position(niveau, non_concerne, referentiel.niveau_max):
        raise SaisieInvalide(raisons)
    if raison := refusal_to_update_position(moment, ouvert.termine_le is not None, ouvert.bilan):
        raise Refus(raison)
    obtenue = unit.db.execute(
        SAVE_POSITION,
        {
            "collectif": ouvert.collectif_id,
            "structure": structure_id,
            "moment": moment,
            "enjeu": enjeu,
            "niveau": niveau,
            "referentiel": ouvert.referentiel_id,
            "non_concerne": non_concerne,
            "version": version,
            "now": unit.now,
            "compte": unit.acteur.compte_id,
        },
    ).scalar_one_or_none()
    if obtenue is None:
        autre = ouvert.positions.get(enjeu, Position())
        if (autre.niveau, autre.non_concerne) == (niveau, non_concerne):
            # Written already, and only its acknowledgment was lost; or a colleague says the same.
            return autre
        raise Refus(
            f"{autre.auteur or 'Une autre personne'} a répondu à cette question entre-temps. Votre choix n’a pas été "
            "enregistré : voici le sien, que vous pouvez encore changer."
        )
    return Position(niveau, non_concerne, obtenue, unit.now, unit.acteur.nom)


def finish_positionnement(unit: Unit, structure_id: UUID, moment: Moment = Moment.DEPART) -> None:
    """Close the positionnement of a moment: it does not move any more. A second call changes nothing.

    Raises as ``save_position``.
    """
    lu = get_positionnement(unit, structure_id, moment)
    if lu is None:
        raise Introuvable("Ce positionnement")
    ouvert, _ = lu
    unit.check(Operation.UPDATE_REPONSE, ouvert.collectif_id, structure_id, "Ce positionnement")
    if not any(position.repondu for position in ouvert.positions.values()):
        raise Refus("Répondez à au moins une question avant de terminer.")
    if ouvert.termine_le is None and (raison := refusal_to_update_position(moment, False, ouvert.bilan)):
        raise Refus(raison)
    quand = Structure.positionne_le if moment is Moment.DEPART else Structure.arrivee_le
    unit.db.execute(
        update(Structure)
        .where(Structure.collectif_id == ouvert.collectif_id, Structure.id == structure_id, quand.is_(None))
        .values({quand: unit.now, Structure.version: Structure.version + 1})
        .execution_options(synchronize_session=False)
    )
