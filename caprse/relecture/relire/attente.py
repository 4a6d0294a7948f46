"""Two people re-read the same answer: what was not recorded waits in the base, for both, until one of them chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.modele import Carnet
from caprse.collectif.desaccords import A_BOUGE, Desaccord, keep_desaccord, take_desaccord
from caprse.relecture.relire.regles import EtatRelecture, RelectureEnregistree, SaisieRelecture
from caprse.relecture.relire.service import QUOI, save_relecture
from caprse.socle.erreurs import Conflit, Introuvable, Refus


@dataclass(frozen=True)
class Suite:
    """What became of a relecture: it as it now stands, and what of this person now waits beside it."""

    relecture: RelectureEnregistree
    desaccord: Desaccord | None = None


def submit_relecture(unit: Unit, carnet_id: UUID, critere: str, saisie: SaisieRelecture, version: int) -> Suite:
    """``save_relecture``, except that a conflict is kept, in the same transaction, for the whole animation to see.

    Raises as ``save_relecture`` does, save Conflit.
    """
    try:
        return Suite(save_relecture(unit, carnet_id, critere, saisie, version))
    except Conflit as conflit:
        assert unit.acteur.compte_id is not None  # noqa: S101 - only a person of the animation gets here
        voulue: SaisieRelecture = conflit.voulu
        contenu = {**asdict(voulue), "etat": voulue.etat.value}
        keep_desaccord(unit, _locate(unit, carnet_id), carnet_id, contenu, critere)
        return Suite(conflit.actuel, Desaccord(unit.acteur.compte_id, unit.acteur.nom, contenu, unit.now))


def settle_relecture(
    unit: Unit, carnet_id: UUID, critere: str, compte_id: UUID, garder: bool, version: int
) -> RelectureEnregistree | None:
    """End the wait of what ``compte_id`` wanted: it is recorded (``garder``), or left aside. For the animation.

    ``version`` is that of the relecture beside which it was shown. Gives what was recorded, None when nothing was.
    Raises Introuvable, SaisieInvalide, Refus when somebody chose already or the relecture moved again.
    """
    contenu = take_desaccord(unit, _locate(unit, carnet_id), carnet_id, compte_id, critere)
    if not garder:
        return None
    try:
        return save_relecture(unit, carnet_id, critere, read_voulue(contenu), version)
    except Conflit as autre:
        raise Refus(A_BOUGE) from autre


def read_voulue(contenu: Mapping[str, Any]) -> SaisieRelecture:
    """What waits, in the words of this room."""
    return SaisieRelecture(**{**contenu, "etat": EtatRelecture(contenu["etat"])})


def _locate(unit: Unit, carnet_id: UUID) -> UUID:
    """The collectif of a carnet, for its animation. Raises Introuvable."""
    ligne = unit.db.execute(
        select(Carnet.collectif_id, Carnet.structure_id).where(Carnet.id == carnet_id)
    ).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_RELECTURE, ligne.collectif_id, ligne.structure_id, QUOI)
    collectif: UUID = ligne.collectif_id
    return collectif
