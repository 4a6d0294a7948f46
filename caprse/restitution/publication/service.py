"""What the collectif may be shown of a trimestre, written once and never changed: publications.

Nobody reads the figures of others but through here. A publication is made when someone looks and when the trimestre
closes, always for the collectif as a whole (as systeme), and only when `regles.can_publish` allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Row

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.figures.agregats import build_ensemble, compute_empreinte
from caprse.restitution.publication.edition import Parue, build_edition, can_edit, list_presentes
from caprse.restitution.publication.lecture import CarnetLu, TrimestreLu, get_jour, list_carnets
from caprse.restitution.publication.regles import can_publish
from caprse.restitution.publication.requetes import (
    COUNT_MOUVEMENTS,
    INSERT_PUBLICATION,
    LIST_PARUES,
    LOCK_PUBLICATION,
)
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
            vus.candidats, vus.membres, vus.bouges, vus.publie, vus.seuil
        ):
            return False
        lock_publication(systeme, trimestre_id)
        carnets = list_carnets(systeme, vus.trimestre, tous=False)
        return publish(systeme, vus.trimestre, carnets, cloture=False)


def lock_publication(unit: Unit, trimestre_id: UUID) -> None:
    """One publisher at a time for a trimestre, until the end of the transaction. Taken before carnets are read."""
    unit.db.execute(LOCK_PUBLICATION, {"trimestre": str(trimestre_id)})


def publish(unit: Unit, trimestre: TrimestreLu, carnets: Sequence[CarnetLu], *, cloture: bool) -> bool:
    """Write a publication of these carnets when the rules allow it; tells whether it did.

    For systeme, under `lock_publication`. Only transmitted carnets of structures that are still members count.
    """
    lieu = {"collectif": trimestre.collectif_id, "trimestre": trimestre.id}
    lignes = unit.db.execute(LIST_PARUES, lieu).all()
    if lignes[0].etat == EtatTrimestre.CLOS:
        return False
    parues = [ligne for ligne in lignes if ligne.numero is not None]
    presents = [carnet for carnet in carnets if carnet.adherente]
    comptes = {str(carnet.structure_id): carnet for carnet in presents if carnet.transmis}
    empreintes = {structure: compute_empreinte(carnet.bilan.axes) for structure, carnet in comptes.items()}
    ensemble = build_ensemble(empreintes)
    anciens = [_read_ensemble(parue) for parue in parues]
    if not can_publish(
        publie=anciens[-1] if anciens else {},
        candidat=ensemble,
        # A carnet that was transmitted empty brings no figure and is not awaited either.
        membres=len(presents) - (len(comptes) - len(ensemble)),
        seuil=lignes[0].seuil,
        cloture=cloture,
        anterieures=anciens[:-1],
    ):
        return False
    bilans = {structure: comptes[structure].bilan for structure in ensemble}
    volontaires = {structure for structure in ensemble if comptes[structure].volontaire}
    anterieures = [_read_parue(parue) for parue in parues]
    if not can_edit(list_presentes(bilans), volontaires, anterieures):
        return False
    edition = build_edition(bilans, volontaires, anterieures)
    unit.db.execute(
        INSERT_PUBLICATION,
        {
            **lieu,
            "numero": parues[-1].numero + 1 if parues else 1,
            "carnets": len(ensemble),
            "agregats": Jsonb(edition.to_contenu()),
            "now": unit.now,
            # With the empty ones, so that they are not taken for news at each look.
            "lignes": Jsonb(
                [
                    {"carnet_id": str(comptes[structure].id), "structure_id": structure, "empreinte": empreinte}
                    for structure, empreinte in empreintes.items()
                ]
            ),
        },
    )
    return True


def list_axes_of(empreinte: str) -> frozenset[str]:
    """The axes that a carnet had answered, from the empreinte that a publication kept."""
    return frozenset(part.rpartition(":")[0] for part in empreinte.split())


def _read_ensemble(parue: Row[Any]) -> dict[str, str]:
    return build_ensemble(parue.empreintes or {})


def _read_parue(parue: Row[Any]) -> Parue:
    presentes: dict[str, set[str]] = {}
    for structure, empreinte in _read_ensemble(parue).items():
        for axe in list_axes_of(empreinte):
            presentes.setdefault(axe, set()).add(structure)
    nommees: dict[str, set[str]] = {}
    for nommee in parue.nommees or ():
        for figure in nommee["figures"]:
            nommees.setdefault(figure["code"], set()).add(nommee["structure_id"])
    return Parue(
        {axe: frozenset(structures) for axe, structures in presentes.items()},
        {axe: frozenset(structures) for axe, structures in nommees.items()},
    )
