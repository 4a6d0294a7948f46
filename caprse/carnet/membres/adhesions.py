"""Adhésions: which structures take part in a collectif, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.membres.ouverture import create_carnets
from caprse.carnet.modele import Carnet
from caprse.collectif.calendrier.verrou import lock_trimestres
from caprse.collectif.modele import Adhesion, Structure
from caprse.collectif.regles import ANNEES, EtatTrimestre
from caprse.collectif.service import is_adhesion_of
from caprse.socle.base import sort_by_name
from caprse.socle.dates import format_date
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Cette structure"


@dataclass(frozen=True)
class AdhesionFaite:
    """What add_adhesion did: ``nouvelle`` is false when the structure was a member already."""

    nouvelle: bool
    carnet_cree: bool


@dataclass(frozen=True)
class Retrait:
    """What withdraw_carnet did: ``repris`` is false when there was no carnet to take back."""

    numero: int
    repris: bool


def add_adhesion(unit: Unit, collectif_id: UUID, structure_id: UUID, du: date) -> AdhesionFaite:
    """Make a structure a member from a day on; when a trimestre is open, give it the carnet of that one, no other.

    For a member already, creates no second adhésion, and gives the carnet of the open trimestre where it lacks.
    Raises Introuvable, SaisieInvalide, Refus when another adhésion of this structure is in the way.
    """
    _check_structure(unit, collectif_id, structure_id)
    _check_jour(du)
    # Locked first: an opening that runs at the same time must see this adhésion, or this must see it open.
    trimestres = lock_trimestres(unit, collectif_id)
    nouvelle = unit.db.scalar(
        insert(Adhesion)
        .values(collectif_id=collectif_id, structure_id=structure_id, du=du)
        .on_conflict_do_nothing()
        .returning(Adhesion.id)
    )
    if nouvelle is None and not unit.db.scalar(
        select(Adhesion.id).where(
            Adhesion.collectif_id == collectif_id,
            Adhesion.structure_id == structure_id,
            Adhesion.au.is_(None),
            Adhesion.du <= du,
        )
    ):
        raise Refus(
            f"Cette structure a déjà une autre adhésion le {format_date(du)} ou après : choisissez une autre date."
        )
    ouvert = next((trimestre for trimestre in trimestres if trimestre.etat == EtatTrimestre.OUVERT), None)
    crees = create_carnets(unit, ouvert, structure_id) if ouvert is not None else 0
    return AdhesionFaite(nouvelle is not None, bool(crees))


def end_adhesion(unit: Unit, collectif_id: UUID, structure_id: UUID, au: date) -> None:
    """End the current adhésion of a structure; ``au`` is its last day. Its carnets stay as they are.

    Raises Introuvable, SaisieInvalide, Refus when there is no adhésion to end that day.
    """
    _check_structure(unit, collectif_id, structure_id)
    _check_jour(au)
    ici = (Adhesion.collectif_id == collectif_id, Adhesion.structure_id == structure_id, Adhesion.au.is_(None))
    du = unit.db.scalar(select(Adhesion.du).where(*ici).with_for_update())
    if du is None:
        raise Refus("Cette structure n’a pas d’adhésion en cours.")
    if au < du:
        raise Refus(f"L’adhésion a commencé le {format_date(du)} : elle ne peut pas finir avant.")
    unit.db.execute(update(Adhesion).where(*ici).values(au=au))


def update_adhesion(
    unit: Unit, collectif_id: UUID, structure_id: UUID, ancien: date, *, du: date, au: date | None
) -> bool:
    """Correct the days of the adhésion that began on ``ancien``; tells whether a carnet was given.

    A carnet that was given stays, whatever the new days (`withdraw_carnet` takes one back); one that lacks for the
    open trimestre is given. Raises Introuvable, SaisieInvalide with every reason, Refus when there is no such adhésion
    any more or when another one is in the way.
    """
    _check_structure(unit, collectif_id, structure_id)
    _check_jour(du)
    if au is not None:
        _check_jour(au)
        if au < du:
            raise SaisieInvalide(["Le dernier jour d’adhésion vient après le premier."])
    trimestres = lock_trimestres(unit, collectif_id)
    ici = (Adhesion.collectif_id == collectif_id, Adhesion.structure_id == structure_id, Adhesion.du == ancien)
    try:
        with unit.db.begin_nested():
            trouvee = unit.db.scalar(update(Adhesion).where(*ici).values(du=du, au=au).returning(Adhesion.id))
    except IntegrityError as erreur:
        raise Refus("Ces dates recouvrent une autre adhésion de cette structure : choisissez-en d’autres.") from erreur
    if trouvee is None:
        raise Refus("Quelqu’un a modifié cette adhésion entre-temps. Rechargez la page, puis recommencez.")
    ouvert = next((trimestre for trimestre in trimestres if trimestre.etat == EtatTrimestre.OUVERT), None)
    return bool(ouvert is not None and create_carnets(unit, ouvert, structure_id))


def withdraw_carnet(unit: Unit, collectif_id: UUID, structure_id: UUID) -> Retrait:
    """Take back the carnet of the open trimestre that was given by mistake, and end the adhésion with it.

    Only while the carnet holds nothing. The adhésion ends the day before, or on its first day when it has just begun.
    A second call changes nothing. For the animation alone. Raises Introuvable, Refus with what holds it.
    """
    # Taking a carnet back is the animation's, as sending it back: the administration may not see whether it is empty.
    unit.check(Operation.SEND_BACK_CARNET, collectif_id, quoi=QUOI)
    _check_structure(unit, collectif_id, structure_id)
    trimestres = lock_trimestres(unit, collectif_id)
    ouvert = next((trimestre for trimestre in trimestres if trimestre.etat == EtatTrimestre.OUVERT), None)
    if ouvert is None:
        raise Refus("Aucun trimestre n’est ouvert : il n’y a pas de carnet à reprendre.")
    ici = (
        Carnet.collectif_id == collectif_id,
        Carnet.trimestre_id == ouvert.id,
        Carnet.structure_id == structure_id,
    )
    try:
        with unit.db.begin_nested():
            # The policy hides from it a carnet that holds an answer; whatever else hangs on a carnet keeps it by its
            # foreign key.
            repris = unit.db.scalar(
                delete(Carnet).where(*ici).returning(Carnet.id).execution_options(synchronize_session=False)
            )
    except IntegrityError as erreur:
        raise Refus(
            "Ce carnet a déjà servi : il a été lu, commenté ou arrêté. Il reste ; vous pouvez seulement mettre fin à "
            "l’adhésion."
        ) from erreur
    if repris is None and unit.db.scalar(select(Carnet.id).where(*ici)) is not None:
        raise Refus("Ce carnet contient déjà des réponses : il reste. Vous pouvez seulement mettre fin à l’adhésion.")
    if repris is not None:
        en_cours = (Adhesion.collectif_id == collectif_id, Adhesion.structure_id == structure_id)
        unit.db.execute(
            update(Adhesion)
            .where(*en_cours, Adhesion.au.is_(None))
            .values(au=func.greatest(Adhesion.du, unit.today - timedelta(days=1)))
        )
    return Retrait(ouvert.numero, repris is not None)


def list_adherentes(unit: Unit, collectif_id: UUID, jour: date) -> tuple[str, ...]:
    """Names of the members on a day. For animation and administration; raises Introuvable."""
    unit.check(Operation.UPDATE_TRIMESTRE, collectif_id, quoi="Ce collectif")
    noms = (
        select(Structure.nom)
        .join(Adhesion, (Adhesion.collectif_id == Structure.collectif_id) & (Adhesion.structure_id == Structure.id))
        .where(Structure.collectif_id == collectif_id, is_adhesion_of(jour))
        .order_by(*sort_by_name(Structure.nom))
    )
    return tuple(unit.db.scalars(noms))


def _check_structure(unit: Unit, collectif_id: UUID, structure_id: UUID) -> None:
    unit.check(Operation.UPDATE_COLLECTIF, collectif_id, quoi=QUOI)
    ici = (Structure.collectif_id == collectif_id, Structure.id == structure_id)
    if unit.db.scalar(select(Structure.id).where(*ici)) is None:
        raise Introuvable(QUOI)


def _check_jour(jour: date) -> None:
    if jour.year not in ANNEES:
        raise SaisieInvalide([f"La date se place entre {ANNEES.start} et {ANNEES.stop - 1}."])
