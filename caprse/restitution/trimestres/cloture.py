"""Closing a trimestre: its figures are frozen for good.

Closed again after it was reopened, a trimestre gets a further arrêté for the carnets that changed, and for these
alone: what did not change keeps the one that everyone has read, with the names of that day. Readers take the latest.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select, update

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.modele import Carnet
from caprse.collectif.calendrier.verrou import lock_trimestre
from caprse.collectif.modele import Trimestre
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.autour.service import publish_chemin
from caprse.restitution.publication.cycle import publish_cycle
from caprse.restitution.publication.lecture import TrimestreLu, get_jour, list_carnets
from caprse.restitution.publication.service import lock_publication, publish
from caprse.restitution.trimestres.requetes import INSERT_ARRETES
from caprse.socle.erreurs import Refus


@dataclass(frozen=True, slots=True)
class Cloture:
    """What closing did: ``arretes`` written, ``transmis`` the carnets that had been transmitted.

    ``publie``: a last publication was made; ``encore``: it had been closed before, and ``arretes`` counts the carnets
    that changed since; ``deja_clos``: there was nothing to do.
    """

    numero: int
    arretes: int = 0
    transmis: int = 0
    publie: bool = False
    encore: bool = False
    deja_clos: bool = False


def close_trimestre(unit: Unit, trimestre_id: UUID) -> Cloture:
    """Close a trimestre: one arrêté per carnet, transmitted or not, the last publication, and no change any more.

    Closed for the second time, only the carnets that changed get another arrêté, and the publication moves only by the
    rules that hold before closing: at least three carnets against every earlier one. Where the collectif stands over
    the whole cycle is published with it, under its own rule (`publication/cycle.py`), and what stands beside its path
    (`autour/service.py`).

    One transaction, as many statements for 500 carnets as for one. A second call changes nothing and says so. For the
    animation and the administration. Raises Introuvable, Refus when the trimestre was not opened yet.
    """
    _, ici = lock_trimestre(unit, trimestre_id)
    if ici.etat == EtatTrimestre.CLOS:
        return Cloture(ici.numero, deja_clos=True)
    if ici.etat != EtatTrimestre.OUVERT:
        raise Refus(f"Le trimestre\u00a0{ici.numero} n’est pas ouvert : il n’y a rien à clôturer.")
    lieu = {"collectif": ici.collectif_id, "trimestre": ici.id}
    jour = get_jour(ici.debut, ici.fin, unit.today)
    trimestre = TrimestreLu(ici.collectif_id, ici.id, ici.thematique, ici.referentiel_id, jour)
    with as_systeme(unit) as systeme:
        _lock_carnets(systeme, ici)
        lock_publication(systeme, ici.id)
        carnets = list_carnets(systeme, trimestre, tous=True)
        arretes = systeme.db.execute(
            INSERT_ARRETES,
            {
                **lieu,
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
        ).all()
        publie = publish(systeme, trimestre, carnets, cloture=True)
        publish_cycle(systeme, trimestre)
        publish_chemin(systeme, trimestre)
    unit.db.execute(
        update(Trimestre)
        .where(Trimestre.collectif_id == ici.collectif_id, Trimestre.id == ici.id)
        .values(etat=EtatTrimestre.CLOS, clos_le=unit.now, version=Trimestre.version + 1)
    )
    announce(unit, Annonce(Evenement.TRIMESTRE_CLOS, ici.collectif_id, ici.id))
    transmis = sum(carnet.transmis for carnet in carnets)
    return Cloture(ici.numero, len(arretes), transmis, publie, encore=ici.rouvert_le is not None)


def _lock_carnets(unit: Unit, trimestre: Trimestre) -> None:
    """An answer being saved holds its carnet: it is written before the freeze, or refused after it, never between."""
    unit.db.execute(
        select(Carnet.id)
        .where(Carnet.collectif_id == trimestre.collectif_id, Carnet.trimestre_id == trimestre.id)
        .order_by(Carnet.id)
        # Not its key: a publication under way, which names the carnet, would else wait for whoever waits for it.
        .with_for_update(key_share=True)
    )
