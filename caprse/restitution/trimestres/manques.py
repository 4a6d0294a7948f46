"""What is missing before a trimestre closes, for the person who closes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet, count_reponses
from caprse.referentiel.service import get_referentiel
from caprse.restitution.trimestres.requetes import LIST_MANQUES
from caprse.socle.erreurs import Introuvable

QUOI = "Ce trimestre"


@dataclass(frozen=True, slots=True)
class CarnetVu:
    """One carnet before closing: ``restants`` critères without any answer, ``demande``: reopening was asked for."""

    structure: str
    etat: EtatCarnet
    restants: int
    demande: bool

    @property
    def transmis(self) -> bool:
        return self.etat in ETATS_TRANSMIS


@dataclass(frozen=True, slots=True)
class Manques:
    """The carnets of a trimestre, by name; ``rouvert_le`` when it has been closed before."""

    carnets: tuple[CarnetVu, ...]
    rouvert_le: datetime | None

    @property
    def non_transmis(self) -> tuple[CarnetVu, ...]:
        return tuple(carnet for carnet in self.carnets if not carnet.transmis)

    @property
    def incomplets(self) -> tuple[CarnetVu, ...]:
        """Transmitted all the same."""
        return tuple(carnet for carnet in self.carnets if carnet.transmis and carnet.restants)

    @property
    def demandes(self) -> tuple[CarnetVu, ...]:
        return tuple(carnet for carnet in self.carnets if carnet.demande and carnet.transmis)


def get_manques(unit: Unit, trimestre_id: UUID) -> Manques:
    """What is missing in the carnets of a trimestre, in one query. For the animation; raises Introuvable."""
    ligne = unit.db.execute(LIST_MANQUES, {"trimestre": trimestre_id}).one_or_none()
    unit.check(Operation.GET_COLLECTIF, ligne.collectif_id if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    codes = {critere.code for critere in referentiel.demandes(ligne.thematique)}
    return Manques(
        tuple(
            CarnetVu(
                carnet["structure"],
                EtatCarnet(carnet["etat"]),
                len(codes) - count_reponses(codes, carnet["repondus"] or ()),
                carnet["demande"],
            )
            for carnet in ligne.carnets or ()
        ),
        ligne.rouvert_le,
    )
