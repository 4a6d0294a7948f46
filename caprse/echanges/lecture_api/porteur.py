"""A program that asks: its key found, counted, and the transaction of whoever made it opened, which only reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from caprse.acces.unite import SessionExpiree, Unit, hash_jeton, open_unit, open_unit_systeme
from caprse.echanges.lecture_api.refus import CleEndormie, CleInconnue, PorteeAbsente, TropDeDemandes
from caprse.echanges.lecture_api.regles import (
    DEMANDES_PAR_MINUTE,
    LIBELLES,
    Portee,
    compute_attente,
    floor_minute,
)
from caprse.echanges.lecture_api.requetes import ONLY_READ, TAKE_CLE
from caprse.echanges.lecture_api.service import LieuCle, check_lieu
from caprse.socle.erreurs import Introuvable


@dataclass(frozen=True)
class Porteur:
    """What a key says, and the transaction in which its maker reads."""

    unit: Unit
    lieu: LieuCle
    nom: str
    portees: tuple[Portee, ...]
    expire_le: datetime


@contextmanager
def open_lecture(cle: str, portee: Portee | None) -> Iterator[Porteur]:
    """One transaction for a program. ``portee``: what it asks, None for what any key opens.

    It reads under the rights that the maker of the key has today, in the place of the key alone. Raises CleInconnue,
    TropDeDemandes, PorteeAbsente, CleEndormie, BaseIndisponible.
    """
    with open_unit_systeme() as systeme:
        pris = {"empreinte": hash_jeton(cle), "now": systeme.now, "minute": floor_minute(systeme.now)}
        ligne = systeme.db.execute(TAKE_CLE, pris).one_or_none()
        attente = compute_attente(systeme.now)
    if ligne is None:
        raise CleInconnue
    if ligne.demandes > DEMANDES_PAR_MINUTE:
        raise TropDeDemandes(DEMANDES_PAR_MINUTE, attente)
    portees = tuple(ouverte for ouverte in Portee if ouverte in ligne.portees)
    if portee is not None and portee not in portees:
        raise PorteeAbsente(LIBELLES[portee].lower())
    lieu = LieuCle(ligne.collectif_id, ligne.structure_id)
    try:
        with open_unit(compte_id=ligne.cree_par, ici=ligne.structure_id) as unit:
            _check(unit, lieu)
            unit.db.execute(ONLY_READ)
            yield Porteur(unit, lieu, ligne.nom, portees, ligne.expire_le)
    except SessionExpiree as erreur:
        raise CleEndormie from erreur


def _check(unit: Unit, lieu: LieuCle) -> None:
    try:
        check_lieu(unit, lieu)
    except Introuvable as erreur:
        raise CleEndormie from erreur
