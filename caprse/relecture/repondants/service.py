"""What the cahier knows of who answered, and the one press that makes it the comment of the critère that asks it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Row

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.requetes import GET_REPONSE
from caprse.carnet.service import ReponseEnregistree, read_saisie, save_reponse
from caprse.relecture.repondants.regles import CRITERE, Repondants, describe
from caprse.relecture.repondants.requetes import GET_REPONDANTS
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Ce carnet"
DEJA = "Ce critère a déjà un commentaire : rien n’a été remplacé."


def get_repondants(unit: Unit, carnet_id: UUID) -> Repondants:
    """Who took part, by numbers; the groups for the direction alone. For those who answer; raises Introuvable."""
    return _read(_find(unit, carnet_id))


def adopt_commentaire(unit: Unit, carnet_id: UUID, version: int) -> ReponseEnregistree:
    """Make it the comment, where there is none; the niveau stays. ``version``: that of the answer that was seen.

    Raises as ``save_reponse``, and Refus when a comment came meanwhile.
    """
    ligne = _find(unit, carnet_id)
    cles = {"collectif": ligne.collectif_id, "carnet": carnet_id, "critere": CRITERE}
    reponse = unit.db.execute(GET_REPONSE, cles).mappings().one()["reponse"]
    saisie = read_saisie(reponse or {})
    if saisie.commentaire:
        raise Refus(DEJA)
    return save_reponse(unit, carnet_id, CRITERE, replace(saisie, commentaire=describe(_read(ligne))), version)


def _find(unit: Unit, carnet_id: UUID) -> Row[tuple[object, ...]]:
    ligne = unit.db.execute(GET_REPONDANTS, {"carnet": carnet_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_REPONSE, ligne.collectif_id, ligne.structure_id, QUOI)
    return ligne


def _read(ligne: Row[tuple[object, ...]]) -> Repondants:
    return Repondants(ligne.saisies, ligne.direction, tuple((nom, nombre) for nom, nombre in ligne.groupes or ()))
