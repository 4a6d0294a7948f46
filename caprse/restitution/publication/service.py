"""What the collectif may be shown of a trimestre, written once and never changed: publications.

Nobody reads the figures of others but through here. A publication is made when someone looks and when the trimestre
closes, always for the collectif as a whole (as systeme), and only when `regles.can_publish` allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.figures.agregats import compute_empreinte
from caprse.restitution.publication.cycle import can_keep
from caprse.restitution.publication.edition import compose_edition
from caprse.restitution.publication.lecture import CarnetLu, TrimestreLu, get_jour, list_carnets
from caprse.restitution.publication.memoire import read_memoire
from caprse.restitution.publication.regles import list_axes
from caprse.restitution.publication.requetes import COUNT_MOUVEMENTS, INSERT_PUBLICATION, LOCK_PUBLICATION
from caprse.restitution.publication.visibilite import can_try
from caprse.socle.erreurs import Introuvable

QUOI = "Ce trimestre"


@dataclass(frozen=True, slots=True)
class Mouvements:
    """How many carnets of a trimestre may be published (``candidats``), of how many ``membres``, and how many moved.

    ``bouges`` may count a carnet that was transmitted again unchanged: it is never too low.
    """

    collectif_id: UUID
    trimestre_id: UUID
    etat: EtatTrimestre
    seuil: int
    k: int
    publie: bool
    membres: int
    candidats: int
    bouges: int
    trimestre: TrimestreLu


def read_mouvements(unit: Unit, trimestre_id: UUID) -> Mouvements | None:
    """Count what moved since the last publication, in one query; None when there is no such trimestre here.

    Counts the carnets that the person may read: for systeme or for the animation.
    """
    ligne = unit.db.execute(COUNT_MOUVEMENTS, {"trimestre": trimestre_id, "jour": unit.today}).one_or_none()
    if ligne is None:
        return None
    jour = get_jour(ligne.debut, ligne.fin, unit.today)
    return Mouvements(
        ligne.collectif_id,
        trimestre_id,
        EtatTrimestre(ligne.etat),
        ligne.seuil,
        ligne.k,
        ligne.publie,
        ligne.membres,
        ligne.candidats,
        ligne.bouges,
        TrimestreLu(ligne.collectif_id, trimestre_id, ligne.thematique, ligne.referentiel_id, jour),
    )


def refresh_publication(unit: Unit, trimestre_id: UUID) -> bool:
    """Publish the figures of an open trimestre anew when the rules allow it; tells whether it did.

    Called when someone looks: when nothing moved enough, it costs one short query. For the members of the collectif,
    its animation, and systeme; raises Introuvable.
    """
    with as_systeme(unit) as systeme:
        vus = read_mouvements(systeme, trimestre_id)
        unit.check(Operation.GET_AGREGAT, vus.collectif_id if vus else None, quoi=QUOI)
        if vus is None:
            raise Introuvable(QUOI)
        if vus.etat is not EtatTrimestre.OUVERT or not can_try(
            vus.candidats, vus.membres, vus.bouges, vus.publie, vus.seuil, vus.k
        ):
            return False
        lock_publication(systeme, trimestre_id)
        carnets = list_carnets(systeme, vus.trimestre, tous=False)
        return publish(systeme, vus.trimestre, carnets, cloture=False)


def lock_publication(unit: Unit, trimestre_id: UUID) -> None:
    """One publisher at a time in the collectif of a trimestre, until the end of the transaction.

    Taken before carnets are read.
    """
    unit.db.execute(LOCK_PUBLICATION, {"trimestre": str(trimestre_id)})


def publish(unit: Unit, trimestre: TrimestreLu, carnets: Sequence[CarnetLu], *, cloture: bool) -> bool:
    """Write a publication of these carnets when the rules allow it; tells whether it did.

    For systeme, under `lock_publication`. Only transmitted carnets of structures that are still members count.
    """
    memoire = read_memoire(unit, trimestre, carnets)
    if memoire.etat == EtatTrimestre.CLOS:
        return False
    presents = [carnet for carnet in carnets if carnet.adherente]
    comptes = {str(carnet.structure_id): carnet for carnet in presents if carnet.transmis}
    bilans = {structure: carnet.bilan for structure, carnet in comptes.items()}
    composee = compose_edition(
        bilans,
        {structure for structure, carnet in comptes.items() if carnet.volontaire},
        memoire.parues,
        # A carnet that was transmitted empty brings no figure and is not awaited either.
        len(presents) - len(comptes),
        memoire.cadre,
        cloture=cloture,
    )
    if composee is None or not can_keep(unit, trimestre, memoire, composee, bilans):
        return False
    unit.db.execute(
        INSERT_PUBLICATION,
        {
            "collectif": trimestre.collectif_id,
            "trimestre": trimestre.id,
            "numero": memoire.numero + 1,
            "carnets": len(composee.numeros),
            "agregats": Jsonb(composee.edition.to_contenu()),
            "now": unit.now,
            # With the empty ones, so that they are not taken for news at each look.
            "lignes": Jsonb(
                [
                    {
                        "carnet_id": str(carnet.id),
                        "structure_id": structure,
                        "empreinte": compute_empreinte(carnet.bilan.axes),
                        "unite": composee.numeros.get(structure),
                    }
                    for structure, carnet in comptes.items()
                ]
            ),
        },
    )
    announce(unit, Annonce(Evenement.CHIFFRES_PARUS, trimestre.collectif_id, trimestre.id))
    return True


def list_axes_of(empreinte: str) -> frozenset[str]:
    """The axes that a carnet had answered, from the empreinte that a publication kept."""
    return frozenset(axe for axe, _ in list_axes(empreinte))
