"""Closing a trimestre: its figures are frozen, once, for good."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import text, update

from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.modele import Trimestre
from caprse.collectif.ouverture import lock_trimestre
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.lecture import Cadre, get_jour, list_carnets
from caprse.restitution.publication import lock_publication, publish
from caprse.socle.erreurs import Refus

PREMIER = 1

# An answer being saved holds its carnet: it is written before the freeze, or refused after it, never between.
_VERROUILLER = text("""
select 1 from carnet where collectif_id = :collectif and trimestre_id = :trimestre order by id for update
""")

_ARRETER = text("""
insert into arrete (collectif_id, trimestre_id, carnet_id, structure_id, numero, transmis, figures, arrete_le)
select :collectif, :trimestre, l.carnet_id, l.structure_id, :numero, l.transmis, l.figures, :now
  from jsonb_to_recordset(:lignes) as l (carnet_id uuid, structure_id uuid, transmis boolean, figures jsonb)
""")


@dataclass(frozen=True, slots=True)
class Cloture:
    """What closing did: ``arretes`` written, ``transmis`` of which had been transmitted.

    ``publie``: a last publication was made; ``deja_clos``: there was nothing to do.
    """

    numero: int
    arretes: int = 0
    transmis: int = 0
    publie: bool = False
    deja_clos: bool = False


def close_trimestre(unit: Unit, trimestre_id: UUID) -> Cloture:
    """Close a trimestre: one arrêté per carnet, transmitted or not, the last publication, and no change any more.

    One transaction, as many statements for 500 carnets as for one. A second call changes nothing and says so. For the
    animation and the administration. Raises Introuvable, Refus when the trimestre was not opened yet.
    """
    _, ici = lock_trimestre(unit, trimestre_id)
    if ici.etat == EtatTrimestre.CLOS:
        return Cloture(ici.numero, deja_clos=True)
    if ici.etat != EtatTrimestre.OUVERT:
        raise Refus(f"Le trimestre {ici.numero} n'est pas ouvert : il n'y a rien à clôturer.")
    lieu = {"collectif": ici.collectif_id, "trimestre": ici.id}
    jour = get_jour(ici.debut, ici.fin, unit.today)
    cadre = Cadre(ici.collectif_id, ici.id, ici.thematique, ici.referentiel_id, jour)
    with as_systeme(unit) as systeme:
        systeme.db.execute(_VERROUILLER, lieu)
        lock_publication(systeme, ici.id)
        carnets = list_carnets(systeme, cadre, tous=True)
        systeme.db.execute(
            _ARRETER,
            {
                **lieu,
                "numero": PREMIER,
                "now": unit.now,
                "lignes": Jsonb(
                    [
                        {
                            "carnet_id": str(carnet.id),
                            "structure_id": str(carnet.structure_id),
                            "transmis": carnet.transmis,
                            "figures": carnet.bilan.to_contenu(),
                        }
                        for carnet in carnets
                    ]
                ),
            },
        )
        publie = publish(systeme, cadre, carnets, cloture=True)
    unit.db.execute(
        update(Trimestre)
        .where(Trimestre.collectif_id == ici.collectif_id, Trimestre.id == ici.id)
        .values(etat=EtatTrimestre.CLOS, clos_le=unit.now, version=Trimestre.version + 1)
    )
    return Cloture(ici.numero, len(carnets), sum(carnet.transmis for carnet in carnets), publie)
