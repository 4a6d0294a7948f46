"""The calendar of a collectif: its trimestres with their dates, thématiques and rencontres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.calendrier.regles_bilan import is_bilan
from caprse.collectif.calendrier.requetes import GET_CALENDRIER
from caprse.collectif.calendrier.transitions import check_version
from caprse.collectif.calendrier.verrou import lock_trimestre
from caprse.collectif.modele import Trimestre
from caprse.collectif.regles import (
    EtatTrimestre,
    add_months,
    build_calendrier,
    check_trimestre,
    refusal_to_plan,
)
from caprse.collectif.rencontres.regles import RencontreListee, read_rencontre
from caprse.collectif.service import get_collectif
from caprse.referentiel.modele import VersionReferentiel
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.dates import read_instant
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Ce calendrier"


@dataclass(frozen=True)
class TrimestreListe:
    """A trimestre with its meetings in order. ``thematique`` is a code of the référentiel, empty for the bilan.

    ``rouvert_le`` and ``motif_reouverture`` tell of the last time it was opened again after closing; ``repris_le``,
    that it was over before the collectif came to the workbook.
    """

    id: UUID
    numero: int
    thematique: str
    referentiel_id: UUID
    debut: date
    fin: date
    etat: EtatTrimestre
    version: int
    rencontres: tuple[RencontreListee, ...]
    clos_le: datetime | None = None
    rouvert_le: datetime | None = None
    motif_reouverture: str = ""
    repris_le: datetime | None = None


@dataclass(frozen=True)
class Calendrier:
    """A collectif, of so many ``mois``, and its trimestres in order. ``fin`` is the last day, that of the bilan."""

    collectif_id: UUID
    nom: str
    debut: date
    fin: date
    fictif: bool
    trimestres: tuple[TrimestreListe, ...]
    mois: int = 0

    @property
    def ouvert(self) -> TrimestreListe | None:
        return next((t for t in self.trimestres if t.etat is EtatTrimestre.OUVERT), None)

    @property
    def bilan(self) -> TrimestreListe | None:
        """The one that looks back on all the others, once it was opened."""
        return next((t for t in self.trimestres if is_bilan(t.thematique)), None)

    @property
    def prochain(self) -> TrimestreListe | None:
        """The next one to open; none any more after the bilan."""
        if self.bilan is not None:
            return None
        return next((t for t in self.trimestres if t.etat is EtatTrimestre.PREPARE), None)


def create_calendrier(
    unit: Unit, collectif_id: UUID, referentiel_id: UUID, thematiques: Sequence[str] | None = None
) -> tuple[UUID, ...]:
    """Prepare all trimestres of a collectif, one per thématique of the référentiel (or of the list given), in order.

    Raises Introuvable, Refus when the collectif has a calendar already or is too short, SaisieInvalide for a
    thématique that the référentiel does not hold.
    """
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_TRIMESTRE)
    ordre = unit.db.scalar(select(VersionReferentiel.contenu["ordre"]).where(VersionReferentiel.id == referentiel_id))
    if ordre is None:
        raise Introuvable("Ce référentiel")
    codes = list(ordre if thematiques is None else thematiques)
    if inconnues := [code for code in dict.fromkeys(codes) if code not in ordre]:
        raise SaisieInvalide([f"La thématique « {code} » n’est pas dans le référentiel." for code in inconnues])
    if raison := refusal_to_plan(collectif.debut, collectif.mois, len(codes)):
        raise Refus(raison)
    lignes = [
        {
            "collectif_id": collectif_id,
            "referentiel_id": referentiel_id,
            "numero": capsule.numero,
            "thematique": capsule.thematique,
            "debut": capsule.debut,
            "fin": capsule.fin,
        }
        for capsule in build_calendrier(collectif.debut, collectif.mois, codes)
    ]
    try:
        with unit.db.begin_nested():
            crees = unit.db.execute(insert(Trimestre).values(lignes).returning(Trimestre.numero, Trimestre.id)).all()
    except IntegrityError as erreur:
        raise Refus(f"Le collectif « {collectif.nom} » a déjà un calendrier.") from erreur
    return tuple(trimestre_id for _, trimestre_id in sorted(crees))


def get_calendrier(unit: Unit, collectif_id: UUID) -> Calendrier:
    """The calendar with its meetings, in one query. For the collectif's members, animation, administration.

    Raises Introuvable.
    """
    if not unit.acteur.can(Operation.GET_AGREGAT, collectif_id):
        unit.check(Operation.UPDATE_TRIMESTRE, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(GET_CALENDRIER, {"collectif": collectif_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return Calendrier(
        collectif_id,
        ligne.nom,
        ligne.debut,
        add_months(ligne.debut, ligne.mois) - timedelta(days=1),
        ligne.fictif,
        tuple(_build_trimestre(trimestre) for trimestre in ligne.trimestres),
        ligne.mois,
    )


def get_referentiels(unit: Unit, calendrier: Calendrier) -> dict[UUID, Referentiel]:
    """The référentiels that its trimestres follow, by id."""
    return {t.referentiel_id: get_referentiel(unit.db, t.referentiel_id) for t in calendrier.trimestres}


def update_trimestre(
    unit: Unit,
    trimestre_id: UUID,
    version: int,
    *,
    debut: date,
    fin: date,
    thematique: str,
    referentiel_id: UUID | None = None,
) -> int:
    """Move a trimestre, or give it another thématique or référentiel while it is only prepared; gives its new version.

    Raises Introuvable, SaisieInvalide with every reason, Refus when it is closed or changed meanwhile.
    """
    trimestres, ici = lock_trimestre(unit, trimestre_id)
    autres = [(t.numero, t.debut, t.fin) for t in trimestres if t.id != ici.id]
    choisi = referentiel_id or ici.referentiel_id
    change = (thematique, choisi) != (ici.thematique, ici.referentiel_id)
    raisons = check_trimestre(ici.etat, debut, fin, autres, change_thematique=change)
    if change and ici.etat == EtatTrimestre.PREPARE:
        try:
            check_version(unit, choisi, thematique)
        except SaisieInvalide as refus:
            raisons += refus.raisons
    if raisons:
        raise SaisieInvalide(raisons)
    if ici.version != version:
        raise Refus("Quelqu’un a modifié ce trimestre entre-temps. Rechargez la page, puis recommencez.")
    unit.db.execute(
        update(Trimestre)
        .where(Trimestre.id == ici.id, Trimestre.collectif_id == ici.collectif_id)
        .values(debut=debut, fin=fin, thematique=thematique, referentiel_id=choisi, version=version + 1)
    )
    return version + 1


def _build_trimestre(contenu: dict[str, Any]) -> TrimestreListe:
    return TrimestreListe(
        UUID(contenu["id"]),
        contenu["numero"],
        contenu["thematique"],
        UUID(contenu["referentiel_id"]),
        date.fromisoformat(contenu["debut"]),
        date.fromisoformat(contenu["fin"]),
        EtatTrimestre(contenu["etat"]),
        contenu["version"],
        tuple(read_rencontre(rencontre) for rencontre in contenu["rencontres"]),
        read_instant(contenu["clos_le"]),
        read_instant(contenu["rouvert_le"]),
        contenu["motif_reouverture"],
        read_instant(contenu["repris_le"]),
    )
