"""Private notes: what the person who animates keeps for themselves, and nobody else reads."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.service import get_referentiel
from caprse.relecture.relire.regles import CARNET, NOTE_PRIVEE_MAX, list_reasons_against_text
from caprse.socle.erreurs import Introuvable, SaisieInvalide

QUOI = "Ce carnet"

_GET_LIEU = text("""
select c.collectif_id, c.structure_id, t.referentiel_id, t.thematique
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")

_LIST = text("""
select critere, texte from note_privee
 where collectif_id = :collectif and carnet_id = :carnet and compte_id = :compte order by critere
""")

_SAVE = text("""
insert into note_privee (collectif_id, carnet_id, critere, compte_id, structure_id, texte, modifie_le)
values (:collectif, :carnet, :critere, :compte, :structure, :texte, :now)
    on conflict (collectif_id, carnet_id, critere, compte_id) do update
   set texte = excluded.texte, modifie_le = excluded.modifie_le
""")

_DELETE = text("""
delete from note_privee
 where collectif_id = :collectif and carnet_id = :carnet and critere = :critere and compte_id = :compte
""")


def list_notes(unit: Unit, carnet_id: UUID) -> dict[str, str]:
    """This person's own notes on a carnet, by critère; the empty code is the whole carnet.

    For who animates its collectif now. Raises Introuvable.
    """
    lieu = _get_lieu(unit, carnet_id, CARNET)
    return {ligne.critere: ligne.texte for ligne in unit.db.execute(_LIST, lieu)}


def save_note(unit: Unit, carnet_id: UUID, critere: str, texte: str) -> None:
    """Keep a note on a critère, or on the whole carnet (empty code); an empty text removes it.

    For who animates its collectif now; the note is theirs alone. Raises Introuvable, SaisieInvalide.
    """
    lieu = _get_lieu(unit, carnet_id, critere)
    texte = texte.strip()
    if raisons := list_reasons_against_text(texte, NOTE_PRIVEE_MAX, "La note"):
        raise SaisieInvalide(raisons)
    unit.db.execute(_SAVE if texte else _DELETE, {**lieu, "texte": texte, "now": unit.now})


def _get_lieu(unit: Unit, carnet_id: UUID, critere: str) -> dict[str, object]:
    ligne = unit.db.execute(_GET_LIEU, {"carnet": carnet_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_RELECTURE, ligne.collectif_id, ligne.structure_id, QUOI)
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    if critere != CARNET and not any(
        critere == demande.code for part in referentiel.capsule(ligne.thematique) for demande in part.criteres
    ):
        raise Introuvable("Ce critère")
    return {
        "collectif": ligne.collectif_id,
        "carnet": carnet_id,
        "structure": ligne.structure_id,
        "critere": critere,
        "compte": unit.acteur.compte_id,
    }
