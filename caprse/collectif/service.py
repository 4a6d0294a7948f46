"""Collectifs: create one, find one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Adhesion, Collectif, Trimestre
from caprse.collectif.regles import EtatTrimestre, check_collectif
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

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
    unit: Unit, nom: str, debut: date, mois: int, seuil_anonymat: int = 5, *, fictif: bool = False
) -> UUID:
    """Create a collectif, without calendar or structures. For the administration.

    Whoever is invented makes an invented one.

    Raises Introuvable, SaisieInvalide with every reason, Refus when the name is taken.
    """
    unit.check(Operation.UPDATE_INSTALLATION)
    if raisons := check_collectif(nom, debut, mois, seuil_anonymat):
        raise SaisieInvalide(raisons)
    collectif_id = unit.db.execute(
        insert(Collectif)
        .values(
            nom=nom.strip(), debut=debut, mois=mois, seuil_anonymat=seuil_anonymat, fictif=fictif or unit.acteur.demo
        )
        .on_conflict_do_nothing(index_elements=["nom"])
        .returning(Collectif.id)
    ).scalar_one_or_none()
    if collectif_id is None:
        raise Refus(f"Un collectif s'appelle déjà « {nom.strip()} ». Choisissez un autre nom.")
    return collectif_id


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
    trouves = unit.db.scalars(select(Collectif).where(func.lower(Collectif.nom) == nom.strip().lower())).all()
    exact = [collectif for collectif in trouves if collectif.nom == nom.strip()] or trouves
    if len(exact) == 1:
        return exact[0]
    noms = unit.db.scalars(select(Collectif.nom).order_by(Collectif.nom)).all()
    liste = ", ".join(f"« {autre} »" for autre in noms) or "aucun pour le moment"
    raise Refus(f"Aucun collectif ne s'appelle « {nom} ». Collectifs présents : {liste}.")


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
    ).order_by(Collectif.nom)
    return tuple(CollectifListe(*ligne) for ligne in unit.db.execute(requete))
