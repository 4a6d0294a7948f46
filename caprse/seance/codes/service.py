"""Each structure's own code in a session: its people type it to vote for it, and nobody else can.

Written when a session starts, taken away when it ends. The direction shows it to its people, or the console does.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.unite import Unit, as_systeme
from caprse.seance.codes.requetes import FREE_APPAREILS, LIST_CODES_STRUCTURE, LIST_SANS_CODE
from caprse.seance.modele import CodeStructure
from caprse.seance.regles import ALPHABET_CODE, LONGUEUR_CODE_STRUCTURE, refusal_when_not_running
from caprse.seance.tenue import Tenue, lock_seance, touch_seance
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Cette structure"


def create_codes(unit: Unit, tenue: Tenue) -> None:
    """Give a code to each member that has none, where structures vote. With the session held. Idempotent."""
    with as_systeme(unit) as systeme:
        sans = list(systeme.db.scalars(LIST_SANS_CODE, tenue.cle))
        if sans:
            systeme.db.execute(
                insert(CodeStructure)
                .values(
                    [
                        {
                            "collectif_id": tenue.collectif_id,
                            "seance_id": tenue.id,
                            "structure_id": structure,
                            "code": draw_code(),
                            "repetition": tenue.repetition,
                            "cree_le": unit.now,
                        }
                        for structure in sans
                    ]
                )
                .on_conflict_do_nothing()
            )


def delete_codes(unit: Unit, tenue: Tenue) -> None:
    """Take them away: the session is over. With the session held."""
    with as_systeme(unit) as systeme:
        systeme.db.execute(
            delete(CodeStructure).where(
                CodeStructure.collectif_id == tenue.collectif_id, CodeStructure.seance_id == tenue.id
            )
        )


def list_codes_of(unit: Unit, structure_id: UUID) -> tuple[str, ...]:
    """The codes of this structure in the sessions that run now. One query; empty for most.

    For its direction: row-level security gives nothing to anyone else.
    """
    return tuple(unit.db.scalars(LIST_CODES_STRUCTURE, {"structure": structure_id}))


def renew_code(unit: Unit, seance_id: UUID, structure_id: UUID) -> str:
    """Another code for this structure; the old one is dead, with the devices it let in. For the animation.

    Returns 8 signs. Raises Introuvable, Refus when the session does not run.
    """
    tenue = lock_seance(unit, seance_id)
    if raison := refusal_when_not_running(tenue.etat):
        raise Refus(raison)
    code = draw_code()
    with as_systeme(unit) as systeme:
        change = systeme.db.execute(
            update(CodeStructure)
            .where(
                CodeStructure.collectif_id == tenue.collectif_id,
                CodeStructure.seance_id == tenue.id,
                CodeStructure.structure_id == structure_id,
            )
            .values(code=code, cree_le=unit.now)
            .returning(CodeStructure.structure_id)
        ).one_or_none()
        if change is None:
            raise Introuvable(QUOI)
        systeme.db.execute(FREE_APPAREILS, tenue.cle | {"structure": structure_id})
        touch_seance(systeme, tenue)
    return code


def draw_code() -> str:
    """Eight signs that nobody guesses: 31⁸ of them (decision 0013)."""
    return "".join(secrets.choice(ALPHABET_CODE) for _ in range(LONGUEUR_CODE_STRUCTURE))
