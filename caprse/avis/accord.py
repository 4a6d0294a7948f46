"""Settle: what the direction retains of a consultation becomes the answer of the carnet."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.avis.lecture import get_consultation
from caprse.avis.modele import ConsultationCritere
from caprse.avis.regles import Etat
from caprse.carnet.regles import drop_cible_atteinte
from caprse.carnet.requetes import GET_REPONSE
from caprse.carnet.service import read_saisie, save_reponse
from caprse.socle.erreurs import Conflit, Refus

OUVERTE = "Cette consultation n’est pas close : clôturez-la d’abord."
CHANGEE = "La réponse du carnet a changé entre-temps : rien n’a été écrit. Relisez-la, puis choisissez de nouveau."


def settle_niveau(unit: Unit, consultation_id: UUID, critere: str, niveau: int, version: int) -> None:
    """Make this niveau the answer of the carnet, and keep it with the consultation. For the direction.

    Comment and trace stay, and the cible unless it is reached. ``version``: that of the answer which was seen, 0 for
    none. Raises Introuvable, SaisieInvalide, Refus before its voices
    are shown, when the answer moved, or when the carnet may
    not change.
    """
    consultation = get_consultation(unit, consultation_id, Operation.UPDATE_CONSULTATION)
    consultation.check_critere(critere)
    if consultation.etat is not Etat.CLOSE and critere not in consultation.montrees:
        raise Refus(OUVERTE)
    cles = {"collectif": consultation.collectif_id, "carnet": consultation.carnet_id, "critere": critere}
    reponse = unit.db.execute(GET_REPONSE, cles).mappings().one()["reponse"]
    if (reponse["version"] if reponse else 0) != version:
        raise Refus(CHANGEE)
    avant = read_saisie(reponse or {})
    saisie = replace(avant, niveau=niveau, non_concerne=False, motif="")
    try:
        save_reponse(unit, consultation.carnet_id, critere, drop_cible_atteinte(saisie, avant), version)
    except Conflit as conflit:
        raise Refus(CHANGEE) from conflit
    unit.db.execute(
        update(ConsultationCritere)
        .where(
            ConsultationCritere.collectif_id == consultation.collectif_id,
            ConsultationCritere.consultation_id == consultation_id,
            ConsultationCritere.critere == critere,
        )
        .values(retenu=niveau, retenu_le=unit.now)
        .execution_options(synchronize_session=False)
    )
