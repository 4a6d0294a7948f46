"""What is missing before a trimestre closes, for the person who closes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_TRANSMIS, EtatCarnet
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable

QUOI = "Ce trimestre"

_MANQUES = text("""
select t.collectif_id, t.numero, t.thematique, t.referentiel_id, t.rouvert_le,
       (select json_agg(json_build_object(
          'structure', s.nom, 'etat', c.etat, 'demande', c.reouverture_demandee_le is not null,
          'comptes', (select json_build_array(count(r.niveau), count(*) filter (where r.non_concerne)) from reponse r
                       where r.collectif_id = c.collectif_id and r.carnet_id = c.id)) order by lower(s.nom), s.id)
          from carnet c join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
         where c.collectif_id = t.collectif_id and c.trimestre_id = t.id) as carnets
  from trimestre t where t.id = :trimestre
""")


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

    numero: int
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
    ligne = unit.db.execute(_MANQUES, {"trimestre": trimestre_id}).one_or_none()
    unit.check(Operation.GET_COLLECTIF, ligne.collectif_id if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    total = sum(len(part.criteres) for part in referentiel.capsule(ligne.thematique))
    return Manques(
        ligne.numero,
        tuple(
            CarnetVu(
                carnet["structure"],
                EtatCarnet(carnet["etat"]),
                max(0, total - sum(carnet["comptes"] or (0, 0))),
                carnet["demande"],
            )
            for carnet in ligne.carnets or ()
        ),
        ligne.rouvert_le,
    )
