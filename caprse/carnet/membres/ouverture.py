"""Opening a trimestre, which gives each member its carnet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import insert, update

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.membres.requetes import GIVE_CARNETS
from caprse.collectif.calendrier.regles_bilan import (
    TERMINE,
    Passage,
    check_fin,
    is_bilan,
    plan_bilan,
    refusal_to_open_bilan,
    warning_to_leave,
)
from caprse.collectif.calendrier.transitions import check_version
from caprse.collectif.calendrier.verrou import lock_trimestre, lock_trimestres
from caprse.collectif.modele import Trimestre
from caprse.collectif.regles import EtatTrimestre, add_months, get_jour_ouverture, refusal_to_open, warning_to_open
from caprse.collectif.service import get_collectif
from caprse.referentiel.schema import SANS_THEMATIQUE
from caprse.socle.erreurs import Refus, SaisieInvalide


@dataclass(frozen=True)
class Ouverture:
    """What opening did: ``carnets`` created; ``deja_ouvert`` when there was nothing to do."""

    numero: int
    carnets: int
    deja_ouvert: bool


def open_trimestre(
    unit: Unit, trimestre_id: UUID, referentiel_id: UUID | None = None, *, hors_ordre: bool = False
) -> Ouverture:
    """Open a trimestre: one carnet for each structure that is a member on the opening day, whatever their number.

    A trimestre opened before its first day opens for the members of that first day. ``referentiel_id`` is the version
    that it keeps (the latest one by default); ``hors_ordre`` says that an earlier one was knowingly left unopened. A
    second call changes nothing. Raises Introuvable, Refus when it is closed, when another one is open, when its turn
    has not come.
    """
    trimestres, ici = lock_trimestre(unit, trimestre_id)
    if ici.etat == EtatTrimestre.OUVERT:
        return Ouverture(ici.numero, 0, deja_ouvert=True)
    ouverts = [t.numero for t in trimestres if t.etat == EtatTrimestre.OUVERT]
    if raison := refusal_to_open(ici.numero, ici.etat, ouverts):
        raise Refus(raison)
    if any(is_bilan(t.thematique) for t in trimestres):
        raise Refus(TERMINE)
    prepares = [t.numero for t in trimestres if t.etat == EtatTrimestre.PREPARE]
    if not hors_ordre and (raison := warning_to_open(ici.numero, prepares)):
        raise Refus(f"{raison} Confirmez que vous voulez ouvrir celui-ci avant.")
    if referentiel_id is not None:
        check_version(unit, referentiel_id, ici.thematique)
    return _open(unit, ici, referentiel_id or ici.referentiel_id)


def open_bilan(unit: Unit, collectif_id: UUID, fin: date, *, hors_ordre: bool = False) -> Ouverture:
    """Open the bilan of a collectif until ``fin``: its last trimestre, and one carnet for each member.

    It follows the version of the référentiel of the last trimestre that was opened. ``hors_ordre`` says that prepared
    trimestres are knowingly left for good. A second call changes nothing. Raises Introuvable, Refus while a trimestre
    is open, before one is closed, SaisieInvalide with every reason.
    """
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_TRIMESTRE)
    trimestres = lock_trimestres(unit, collectif_id)
    if (deja := next((t for t in trimestres if is_bilan(t.thematique)), None)) and deja.etat == EtatTrimestre.OUVERT:
        return Ouverture(deja.numero, 0, deja_ouvert=True)
    passages = [Passage(t.numero, t.thematique, EtatTrimestre(t.etat), t.debut, t.fin) for t in trimestres]
    if raison := refusal_to_open_bilan(passages):
        raise Refus(raison)
    plan = plan_bilan(passages, add_months(collectif.debut, collectif.mois) - timedelta(days=1), unit.today)
    if raisons := check_fin(plan.debut, fin):
        raise SaisieInvalide(raisons)
    if not hors_ordre and (raison := warning_to_leave(plan.laisses)):
        raise Refus(f"{raison} Confirmez que c’est voulu.")
    suivi = next(t.referentiel_id for t in reversed(trimestres) if t.etat != EtatTrimestre.PREPARE)
    bilan = unit.db.scalars(
        insert(Trimestre)
        .values(
            collectif_id=collectif_id,
            numero=plan.numero,
            thematique=SANS_THEMATIQUE,
            referentiel_id=suivi,
            debut=plan.debut,
            fin=fin,
        )
        .returning(Trimestre)
    ).one()
    return _open(unit, bilan, suivi)


def _open(unit: Unit, ici: Trimestre, referentiel_id: UUID) -> Ouverture:
    # The version of the référentiel is pinned here: the one chosen now, else the one the trimestre was prepared with.
    # A newer one harms no one until somebody chooses it.
    unit.db.execute(
        update(Trimestre)
        .where(
            Trimestre.collectif_id == ici.collectif_id,
            Trimestre.id == ici.id,
            Trimestre.etat == EtatTrimestre.PREPARE,
        )
        .values(
            etat=EtatTrimestre.OUVERT,
            version=Trimestre.version + 1,
            referentiel_id=referentiel_id,
        )
        .execution_options(synchronize_session=False)
    )
    carnets = create_carnets(unit, ici, None)
    announce(unit, Annonce(Evenement.TRIMESTRE_OUVERT, ici.collectif_id, ici.id))
    return Ouverture(ici.numero, carnets, deja_ouvert=False)


def create_carnets(unit: Unit, trimestre: Trimestre, structure_id: UUID | None) -> int:
    """Give the members of the opening day (or that one structure) the carnet they lack; returns how many were created.

    For callers that have checked the right: it runs as systeme, since the administration may open a trimestre without
    ever being allowed to read a carnet.
    """
    with as_systeme(unit) as systeme:
        crees = systeme.db.execute(
            GIVE_CARNETS,
            {
                "collectif": trimestre.collectif_id,
                "trimestre": trimestre.id,
                "jour": get_jour_ouverture(trimestre.debut, unit.today),
                "structure": structure_id,
            },
        )
        return len(crees.all())
