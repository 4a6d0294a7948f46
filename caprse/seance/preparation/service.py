"""The steps of a session: added, changed, removed and put in order while it is prepared, and while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, delete, func, insert, literal, select, update

from caprse.acces.unite import Unit
from caprse.referentiel.service import get_referentiel
from caprse.seance.contenus.saisies import EtapeNette, SaisieEtape, clean_etape
from caprse.seance.contenus.scene_pratique import read_pratiques
from caprse.seance.modele import Etape
from caprse.seance.preparation.requetes import GET_CADRE, GET_ETAPE
from caprse.seance.regles import EtatSeance
from caprse.seance.tenue import Tenue, list_etapes, lock_seance, touch_seance
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Cette étape"
ETAPES_MAX = 40
MODIFIEE = "Quelqu’un a modifié cette étape entre-temps. Rechargez la page, puis recommencez."
DEJA_VOTEE = "On a déjà voté à cette étape : elle ne change plus."


@dataclass(frozen=True, slots=True)
class _Etape:
    tenue: Tenue
    version: int
    votee: bool
    montree: bool


def add_etape(unit: Unit, seance_id: UUID, saisie: SaisieEtape) -> UUID:
    """Add a step at the end. For the animation. Raises Introuvable, SaisieInvalide with every reason, Refus."""
    return add_etapes(unit, seance_id, [saisie])[0]


def add_etapes(unit: Unit, seance_id: UUID, saisies: Sequence[SaisieEtape]) -> tuple[UUID, ...]:
    """Add steps at the end, in order, all or none. Raises as `add_etape`."""
    tenue = _lock(unit, seance_id)
    cadre = unit.db.execute(GET_CADRE, tenue.cle).one()
    nettes = _clean(unit, cadre, saisies)
    if cadre.nombre + len(nettes) > ETAPES_MAX:
        raise Refus(f"Une séance compte au plus {ETAPES_MAX} étapes.")
    if not nettes:
        return ()
    dernier = (
        select(func.coalesce(func.max(Etape.ordre), 0))
        .where(Etape.collectif_id == tenue.collectif_id, Etape.seance_id == tenue.id)
        .scalar_subquery()
    )
    creees = unit.db.execute(
        insert(Etape)
        .values(
            [
                {"collectif_id": tenue.collectif_id, "seance_id": tenue.id, "ordre": dernier + rang, **_write(nette)}
                for rang, nette in enumerate(nettes, start=1)
            ]
        )
        .returning(Etape.id, Etape.ordre)
    ).all()
    touch_seance(unit, tenue)
    return tuple(creee.id for creee in sorted(creees, key=lambda creee: creee.ordre))


def update_etape(unit: Unit, etape_id: UUID, saisie: SaisieEtape, version: int) -> None:
    """Change a step. Raises Introuvable, SaisieInvalide with every reason, Refus when over, voted on, or moved."""
    etape = _lock_etape(unit, etape_id)
    cadre = unit.db.execute(GET_CADRE, etape.tenue.cle).one()
    (nette,) = _clean(unit, cadre, [saisie])
    if etape.version != version:
        raise Refus(MODIFIEE)
    if etape.votee:
        raise Refus(DEJA_VOTEE)
    unit.db.execute(
        update(Etape)
        .where(Etape.collectif_id == etape.tenue.collectif_id, Etape.id == etape_id)
        .values(**_write(nette), version=Etape.version + 1)
        .execution_options(synchronize_session=False)
    )
    touch_seance(unit, etape.tenue)


def remove_etape(unit: Unit, etape_id: UUID, version: int) -> None:
    """Remove a step. Raises Introuvable, Refus when over, voted on, shown already, or moved."""
    etape = _lock_etape(unit, etape_id)
    if etape.version != version:
        raise Refus(MODIFIEE)
    if etape.votee:
        raise Refus(DEJA_VOTEE)
    if etape.tenue.etape_id == etape_id:
        raise Refus("Cette étape est à l’écran : passez à une autre, puis supprimez-la.")
    if etape.montree:
        raise Refus("Cette étape a été montrée à la salle : elle reste dans la séance.")
    unit.db.execute(
        delete(Etape)
        .where(Etape.collectif_id == etape.tenue.collectif_id, Etape.id == etape_id)
        .execution_options(synchronize_session=False)
    )
    touch_seance(unit, etape.tenue)


def reorder_etapes(unit: Unit, seance_id: UUID, ids: Sequence[UUID]) -> None:
    """Put the steps in this order, in one statement. Raises Introuvable, Refus when they are not those of now."""
    tenue = _lock(unit, seance_id)
    actuels = list_etapes(unit, tenue)
    if len(ids) != len(set(ids)) or set(ids) != set(actuels):
        raise Refus("La liste des étapes a changé entre-temps. Rechargez la page, puis recommencez.")
    if list(ids) == actuels:
        return
    # The order is unique once the statement is over: no number is free in between.
    rang = func.array_position(literal(list(ids), ARRAY(Uuid())), Etape.id)
    unit.db.execute(
        update(Etape)
        .where(Etape.collectif_id == tenue.collectif_id, Etape.seance_id == tenue.id, Etape.ordre != rang)
        .values(ordre=rang)
        .execution_options(synchronize_session=False)
    )
    touch_seance(unit, tenue)


def _clean(unit: Unit, cadre: Row[tuple[UUID, str, int]], saisies: Sequence[SaisieEtape]) -> list[EtapeNette]:
    capsule = get_referentiel(unit.db, cadre.referentiel_id).capsule(cadre.thematique)
    criteres = {critere.code for thematique in capsule for critere in thematique.criteres}
    enjeux = {enjeu.code for thematique in capsule for enjeu in thematique.enjeux}
    pratiques = read_pratiques(cadre.pratiques)
    nettes = [clean_etape(saisie, criteres, enjeux, pratiques) for saisie in saisies]
    if raisons := list(dict.fromkeys(raison for _, raisons in nettes for raison in raisons)):
        raise SaisieInvalide(raisons)
    return [nette for nette, _ in nettes if nette is not None]


def _write(nette: EtapeNette) -> dict[str, object]:
    """The columns of a step."""
    return {
        "genre": str(nette.genre),
        "titre": nette.titre,
        "minutes": nette.minutes,
        "contenu": nette.contenu.to_contenu(),
        "notes": nette.notes,
    }


def _lock(unit: Unit, seance_id: UUID) -> Tenue:
    tenue = lock_seance(unit, seance_id)
    if tenue.etat is EtatSeance.TERMINEE:
        raise Refus("Cette séance est terminée : ses étapes ne changent plus.")
    return tenue


def _lock_etape(unit: Unit, etape_id: UUID) -> _Etape:
    seance_id = unit.db.scalar(select(Etape.seance_id).where(Etape.id == etape_id))
    if seance_id is None:
        raise Introuvable(QUOI)
    tenue = _lock(unit, seance_id)
    # Read again under the lock: a vote may have opened, or the step gone, while it was waited for.
    etape = unit.db.execute(GET_ETAPE, {"etape": etape_id}).one_or_none()
    if etape is None:
        raise Introuvable(QUOI)
    return _Etape(tenue, etape.version, etape.votee, etape.montree)
