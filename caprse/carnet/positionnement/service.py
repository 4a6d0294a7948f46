"""The launch day's pas à pas: one question per enjeu over the whole référentiel, the starting point of a structure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.positionnement.regles import list_reasons_against_position, refusal_to_update_position
from caprse.carnet.positionnement.requetes import GET_POSITIONNEMENT, SAVE_POSITION
from caprse.carnet.service import INCONNU
from caprse.collectif.modele import Structure
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
    """All that the screen of the positionnement shows."""

    structure_id: UUID
    collectif_id: UUID
    structure: str
    fictif: bool
    termine_le: datetime | None
    referentiel_id: UUID
    positions: dict[str, Position]


def list_enjeux(referentiel: Referentiel) -> tuple[Enjeu, ...]:
    """The questions, in the order of the référentiel; the transversal block is asked each trimestre instead."""
    return tuple(e for code in referentiel.ordre for e in referentiel.thematique(code).enjeux)


def get_positionnement(unit: Unit, structure_id: UUID) -> tuple[PositionnementOuvert, Referentiel] | None:
    """The positionnement and its référentiel; None while the collectif has no calendar. Raises Introuvable."""
    ligne = unit.db.execute(GET_POSITIONNEMENT, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable("Ce positionnement")
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, "Ce positionnement")
    if ligne["referentiel_id"] is None:
        return None
    positions = {
        enjeu: Position(
            p["niveau"],
            p["non_concerne"],
            p["version"],
            datetime.fromisoformat(p["modifie_le"]),
            p["auteur"] or INCONNU,
        )
        for enjeu, p in (ligne["positions"] or {}).items()
    }
    ouvert = PositionnementOuvert(**{**ligne, "positions": positions})
    return ouvert, get_referentiel(unit.db, ouvert.referentiel_id)


def save_position(
    unit: Unit, structure_id: UUID, enjeu: str, niveau: int | None, non_concerne: bool, version: int
) -> Position:
    """Record the answer to one enjeu, if nobody changed it since ``version`` (0: none yet).

    Raises Introuvable for anyone who may not answer for this structure or for an unknown enjeu, SaisieInvalide, Refus
    once the positionnement is finished or when a colleague answered meanwhile.
    """
    lu = get_positionnement(unit, structure_id)
    if lu is None:
        raise Introuvable("Ce positionnement")
    ouvert, referentiel = lu
    unit.check(Operation.UPDATE_REPONSE, ouvert.collectif_id, structure_id, "Ce positionnement")
    if enjeu not in {e.code for e in list_enjeux(referentiel)}:
        raise Introuvable("Cette question")
    if raisons := list_reasons_against_position(niveau, non_concerne, referentiel.niveau_max):
        raise SaisieInvalide(raisons)
    if raison := refusal_to_update_position(ouvert.termine_le is not None):
        raise Refus(raison)
    obtenue = unit.db.execute(
        SAVE_POSITION,
        {
            "collectif": ouvert.collectif_id,
            "structure": structure_id,
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


def finish_positionnement(unit: Unit, structure_id: UUID) -> None:
    """Close the positionnement: it is now the starting point and does not move. Raises as ``save_position``."""
    lu = get_positionnement(unit, structure_id)
    if lu is None:
        raise Introuvable("Ce positionnement")
    ouvert, _ = lu
    unit.check(Operation.UPDATE_REPONSE, ouvert.collectif_id, structure_id, "Ce positionnement")
    if not any(position.repondu for position in ouvert.positions.values()):
        raise Refus("Répondez à au moins une question avant de terminer.")
    unit.db.execute(
        update(Structure)
        .where(
            Structure.collectif_id == ouvert.collectif_id,
            Structure.id == structure_id,
            Structure.positionne_le.is_(None),
        )
        .values(positionne_le=unit.now, version=Structure.version + 1)
        .execution_options(synchronize_session=False)
    )
