"""The carnets of a trimestre, to choose which one to re-read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet, count_reponses
from caprse.referentiel.service import get_referentiel
from caprse.relecture.relire.requetes import LIST_A_RELIRE
from caprse.socle.dates import read_instant
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"


@dataclass(frozen=True)
class CarnetListe:
    """One carnet to choose. ``nouveaux`` answers moved since this person's last visit; ``non_lus`` messages wait."""

    id: UUID
    structure_id: UUID
    structure: str
    etat: EtatCarnet
    transmis_le: datetime | None
    repondus: int
    relus: int
    nouveaux: int
    non_lus: int

    @property
    def attend(self) -> bool:
        """Whether it waits to be re-read."""
        return self.etat is EtatCarnet.TRANSMIS


@dataclass(frozen=True)
class ListeARelire:
    """The carnets of one trimestre, what waits first. ``brouillons`` are being written: they are counted, not read.

    ``numero`` is None while no trimestre was ever opened. ``trimestres``: titles by number, the latest first.
    """

    collectif: str
    fictif: bool
    numero: int | None
    trimestres: Mapping[int, str]
    brouillons: int
    carnets: tuple[CarnetListe, ...]


def list_a_relire(
    unit: Unit, collectif_id: UUID, carnet_id: UUID | None = None, numero: int | None = None
) -> ListeARelire:
    """The carnets of the trimestre of ``carnet_id``, else of ``numero``, else of the open one, else of the last one.

    One query, whatever their number. For the animation: Introuvable to all others.
    """
    unit.check(Operation.UPDATE_RELECTURE, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(
        LIST_A_RELIRE,
        {"collectif": collectif_id, "carnet": carnet_id, "numero": numero, "compte": unit.acteur.compte_id},
    ).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    codes: frozenset[str] = frozenset()
    if ligne.numero is not None:
        referentiel = get_referentiel(unit.db, ligne.referentiel_id)
        codes = frozenset(critere.code for critere in referentiel.demandes(ligne.thematique))
    return ListeARelire(
        ligne.collectif,
        ligne.fictif,
        ligne.numero,
        {
            rang: get_referentiel(unit.db, UUID(referentiel_id)).name_trimestre(thematique)
            for rang, thematique, referentiel_id in ligne.trimestres or ()
        },
        ligne.brouillons,
        tuple(
            CarnetListe(
                UUID(carnet["id"]),
                UUID(carnet["structure_id"]),
                carnet["structure"],
                EtatCarnet(carnet["etat"]),
                read_instant(carnet["transmis_le"]),
                count_reponses(codes, carnet["repondus"] or ()),
                count_reponses(codes, carnet["relus"] or ()),
                carnet["nouveaux"],
                carnet["non_lus"],
            )
            for carnet in ligne.carnets or ()
        ),
    )
