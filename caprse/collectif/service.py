"""Collectifs: create one, find one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Adhesion, Collectif, Trimestre
from caprse.collectif.regles import EtatTrimestre, Seuils, check_collectif, check_seuils
from caprse.socle.base import sort_by_name
from caprse.socle.erreurs import Conflit, Introuvable, Refus, SaisieInvalide
from caprse.socle.francais import fold
from caprse.socle.signes import clean_ligne

QUOI = "Ce collectif"


@dataclass(frozen=True)
class CollectifListe:
    """One line of the list of collectifs: ``adherentes`` today, ``ouvert`` the number of the open trimestre."""

    id: UUID
    nom: str
    debut: date
    mois: int
    fictif: bool
    adherentes: int
    trimestres: int
    ouvert: int | None


def create_collectif(
    unit: Unit,
    nom: str,
    debut: date,
    mois: int,
    seuil_anonymat: int = 5,
    seuil_mouvement: int = 3,
    *,
    fictif: bool = False,
) -> UUID:
    """Create a collectif, without calendar or structures. For the administration.

    Whoever is invented makes an invented one.

    Raises Introuvable, SaisieInvalide with every reason, Refus when the name is taken.
    """
    unit.check(Operation.UPDATE_INSTALLATION)
    nom = clean_ligne(nom)
    if raisons := check_collectif(nom, debut, mois, seuil_anonymat, seuil_mouvement):
        raise SaisieInvalide(raisons)
    if (deja := unit.db.scalar(select(Collectif.nom).where(func.fold(Collectif.nom) == fold(nom)))) is not None:
        raise Refus(f"Un collectif s’appelle déjà « {deja} ». Choisissez un autre nom.")
    collectif_id = unit.db.execute(
        insert(Collectif)
        .values(
            nom=nom,
            debut=debut,
            mois=mois,
            seuil_anonymat=seuil_anonymat,
            seuil_mouvement=seuil_mouvement,
            fictif=fictif or unit.acteur.demo,
        )
        .on_conflict_do_nothing(index_elements=["nom"])
        .returning(Collectif.id)
    ).scalar_one_or_none()
    if collectif_id is None:
        raise Refus(f"Un collectif s’appelle déjà « {nom} ». Choisissez un autre nom.")
    return collectif_id


def update_seuils(unit: Unit, collectif_id: UUID, seuils: Seuils, vus: Seuils) -> None:
    """Change what protects the answers of a collectif, for the figures to come. For its animation.

    ``vus`` are the numbers that the person saw. Raises Introuvable, SaisieInvalide with every reason, Conflit when
    somebody else has changed them since.
    """
    unit.check(Operation.UPDATE_COLLECTIF, collectif_id, quoi=QUOI)
    if raisons := check_seuils(seuils):
        raise SaisieInvalide(raisons)
    change = unit.db.execute(
        update(Collectif)
        .where(
            Collectif.id == collectif_id,
            Collectif.seuil_anonymat == vus.anonymat,
            Collectif.seuil_mouvement == vus.mouvement,
        )
        .values(seuil_anonymat=seuils.anonymat, seuil_mouvement=seuils.mouvement)
        .returning(Collectif.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if change is None:
        actuels = get_seuils(get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF))
        raise Conflit(
            f"Ces réglages ont changé entre-temps : {actuels.anonymat} autres structures, {actuels.mouvement} qui "
            "bougent ensemble. Rien n’a été écrasé : vérifiez, puis enregistrez de nouveau si vous le souhaitez.",
            seuils,
            actuels,
        )


def get_seuils(collectif: Collectif) -> Seuils:
    """What protects the answers of this collectif."""
    return Seuils(collectif.seuil_anonymat, collectif.seuil_mouvement)


def get_collectif(unit: Unit, collectif_id: UUID, operation: Operation) -> Collectif:
    """The collectif, for whoever may do this operation in it. Raises Introuvable for anyone else."""
    unit.check(operation, collectif_id, quoi=QUOI)
    collectif = unit.db.scalar(select(Collectif).where(Collectif.id == collectif_id))
    if collectif is None:
        raise Introuvable(QUOI)
    return collectif


def find_collectif(unit: Unit, nom: str) -> Collectif:
    """The collectif of this name, whatever the case, among those the actor sees.

    Raises Refus with the names there are: this serves the operator's commands, which name what a screen would list.
    """
    nom = clean_ligne(nom)
    trouves = unit.db.scalars(select(Collectif).where(func.fold(Collectif.nom) == fold(nom))).all()
    exact = [collectif for collectif in trouves if collectif.nom == nom] or trouves
    if len(exact) == 1:
        return exact[0]
    noms = unit.db.scalars(select(Collectif.nom).order_by(*sort_by_name(Collectif.nom))).all()
    liste = ", ".join(f"« {autre} »" for autre in noms) or "aucun pour le moment"
    raise Refus(f"Aucun collectif ne s’appelle « {nom} ». Collectifs présents : {liste}.")


def is_adhesion_of(jour: date) -> ColumnElement[bool]:
    """The condition that an adhésion covers a day."""
    return and_(Adhesion.du <= jour, or_(Adhesion.au.is_(None), Adhesion.au >= jour))


def list_collectifs(unit: Unit) -> tuple[CollectifListe, ...]:
    """The collectifs that the actor sees, by name, in one query. Row-level security chooses them."""
    adherentes = (
        select(func.count()).where(Adhesion.collectif_id == Collectif.id, is_adhesion_of(unit.today)).scalar_subquery()
    )
    trimestres = select(func.count()).where(Trimestre.collectif_id == Collectif.id).scalar_subquery()
    ouvert = (
        select(func.max(Trimestre.numero))
        .where(Trimestre.collectif_id == Collectif.id, Trimestre.etat == EtatTrimestre.OUVERT)
        .scalar_subquery()
    )
    requete = select(
        Collectif.id, Collectif.nom, Collectif.debut, Collectif.mois, Collectif.fictif, adherentes, trimestres, ouvert
    ).order_by(*sort_by_name(Collectif.nom))
    return tuple(CollectifListe(*ligne) for ligne in unit.db.execute(requete))


def find_en_cours(unit: Unit) -> tuple[UUID, str] | None:
    """The version and the thématique of the trimestre under way where this person animates; None where several."""
    en_cours = (
        select(Trimestre.referentiel_id, Trimestre.thematique)
        .where(Trimestre.collectif_id.in_(unit.acteur.collectifs()), Trimestre.etat == EtatTrimestre.OUVERT)
        .distinct()
    )
    trouves = unit.db.execute(en_cours).all()
    return (trouves[0][0], trouves[0][1]) if len(trouves) == 1 else None
