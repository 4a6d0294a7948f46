"""Open words after their reveal: shown one group at a time by the animation, hidden, or merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.seance.regles import EtatMot, EtatSeance, refusal_when_not_running
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Ce mot"

# Held through the session, as every command of the console is.
_HOLD = text("""
select s.collectif_id, s.id as seance_id, s.etat
  from tour t join seance s on s.collectif_id = t.collectif_id and s.id = t.seance_id
 where t.id = :tour for no key update of s
""")
_SET = text("""
update mot set etat = :etat where collectif_id = :collectif and tour_id = :tour and cle = :cle and groupe is null
returning cle
""")
# What was merged into the group follows it, so that a head never has a head.
_MERGE = text("""
update mot set groupe = :vers
 where collectif_id = :collectif and tour_id = :tour and (cle = :cle or groupe = :cle)
   and exists (select 1 from mot v where v.collectif_id = :collectif and v.tour_id = :tour and v.cle = :vers
                  and v.groupe is null)
returning cle
""")
_SPLIT = text("""
update mot set groupe = null, etat = 'attente'
 where collectif_id = :collectif and tour_id = :tour and cle = :cle and groupe is not null
returning cle
""")
_TOUCH = text("update seance set revision = revision + 1 where collectif_id = :collectif and id = :seance")


def set_mot(unit: Unit, tour_id: UUID, cle: str, etat: EtatMot) -> None:
    """Show a group of words on the wall, hide it, or put it back to wait. For the animation.

    Raises Introuvable, also for words that were merged into others; Refus once the session is over.
    """
    _run(unit, tour_id, _SET, {"cle": cle, "etat": EtatMot(etat)})


def merge_mots(unit: Unit, tour_id: UUID, cle: str, vers: str) -> None:
    """Make one group part of another, which keeps its words and state. For the animation. Raises as ``set_mot``."""
    if cle == vers:
        raise Refus("Choisissez un autre groupe de mots.")
    _run(unit, tour_id, _MERGE, {"cle": cle, "vers": vers})


def split_mot(unit: Unit, tour_id: UUID, cle: str) -> None:
    """Take words out of the group they were merged into; they wait again. For the animation. Raises as ``set_mot``."""
    _run(unit, tour_id, _SPLIT, {"cle": cle})


def _run(unit: Unit, tour_id: UUID, requete: Any, valeurs: Mapping[str, str]) -> None:
    with as_systeme(unit) as systeme:
        seance = systeme.db.execute(_HOLD, {"tour": tour_id}).one_or_none()
        unit.check(Operation.UPDATE_SEANCE, seance.collectif_id if seance else None, quoi=QUOI)
        if seance is None:
            raise Introuvable(QUOI)
        if raison := refusal_when_not_running(EtatSeance(seance.etat)):
            raise Refus(raison)
        cles = {"collectif": seance.collectif_id, "tour": tour_id, **valeurs}
        if not systeme.db.execute(requete, cles).all():
            raise Introuvable(QUOI)
        systeme.db.execute(_TOUCH, {"collectif": seance.collectif_id, "seance": seance.seance_id})
