"""Private notes: what the person who animates keeps for themselves, and nobody else reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.places import list_demandes
from caprse.referentiel.service import get_referentiel
from caprse.relecture.modele import NotePrivee
from caprse.relecture.relire.regles import CARNET, NOTE_PRIVEE_MAX, list_reasons_against_text
from caprse.relecture.relire.requetes import LIEU
from caprse.socle.erreurs import Introuvable, SaisieInvalide
from caprse.socle.signes import clean_texte

QUOI = "Ce carnet"


def save_note(unit: Unit, carnet_id: UUID, critere: str, texte: str) -> None:
    """Keep a note on a critère, or on the whole carnet (empty code); an empty text removes it.

    For who animates its collectif now; the note is theirs alone. Raises Introuvable, SaisieInvalide.
    """
    lieu = _get_lieu(unit, carnet_id, critere)
    cles = {
        "collectif_id": lieu.collectif_id,
        "carnet_id": carnet_id,
        "critere": critere,
        "compte_id": unit.acteur.compte_id,
    }
    texte = clean_texte(texte)
    if raisons := list_reasons_against_text(texte, NOTE_PRIVEE_MAX, "La note"):
        raise SaisieInvalide(raisons)
    if not texte:
        unit.db.execute(delete(NotePrivee).filter_by(**cles).execution_options(synchronize_session=False))
        return
    note = insert(NotePrivee).values(**cles, structure_id=lieu.structure_id, texte=texte, modifie_le=unit.now)
    unit.db.execute(
        note.on_conflict_do_update(
            index_elements=list(cles), set_={"texte": note.excluded.texte, "modifie_le": note.excluded.modifie_le}
        )
    )


def _get_lieu(unit: Unit, carnet_id: UUID, critere: str) -> Row[Any]:
    ligne = unit.db.execute(LIEU, {"carnet": carnet_id, "critere": critere}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_RELECTURE, ligne.collectif_id, ligne.structure_id, QUOI)
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    if critere != CARNET and critere not in list_demandes(unit, carnet_id, referentiel, ligne.thematique):
        raise Introuvable("Ce critère")
    return ligne
