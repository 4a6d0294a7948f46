"""Two people write the minutes: the text that was not recorded waits in the base, for both, until one chooses."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.unite import Unit
from caprse.collectif.desaccords import A_BOUGE, keep_desaccord, take_desaccord
from caprse.seance.compte_rendu.service import locate_seance, save_compte_rendu
from caprse.socle.erreurs import Conflit, Refus


def submit_compte_rendu(unit: Unit, seance_id: UUID, texte: str, version: int) -> int | None:
    """``save_compte_rendu``, except that a conflict is kept, in the same transaction: None where the text now waits.

    Raises as ``save_compte_rendu`` does, save Conflit.
    """
    try:
        return save_compte_rendu(unit, seance_id, texte, version)
    except Conflit as conflit:
        collectif_id, _, _ = locate_seance(unit, seance_id)
        keep_desaccord(unit, collectif_id, seance_id, {"texte": conflit.voulu})
        return None


def settle_compte_rendu(unit: Unit, seance_id: UUID, compte_id: UUID, garder: bool, version: int) -> int | None:
    """End the wait of the text of ``compte_id``: it becomes the minutes (``garder``), or is left aside.

    ``version`` is that of the minutes beside which it was shown. For the animation. Raises Introuvable,
    SaisieInvalide, Refus when somebody chose already or the minutes moved again.
    """
    collectif_id, _, _ = locate_seance(unit, seance_id)
    contenu = take_desaccord(unit, collectif_id, seance_id, compte_id)
    if not garder:
        return None
    try:
        return save_compte_rendu(unit, seance_id, contenu["texte"], version)
    except Conflit as autre:
        raise Refus(A_BOUGE) from autre
