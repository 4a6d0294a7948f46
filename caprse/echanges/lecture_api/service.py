"""The keys of a structure, or of a collectif: made, shown once, stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update

from caprse.acces.jetons import create_jeton
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, hash_jeton
from caprse.echanges.lecture_api.modele import CleLecture
from caprse.echanges.lecture_api.regles import (
    CLES_MAX,
    DUREES,
    NOM_MAX,
    PREFIXE,
    Etat,
    Portee,
    compute_fin,
    find_etat,
)
from caprse.echanges.lecture_api.requetes import CLES
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_ligne

QUOI = "Cette page"


@dataclass(frozen=True)
class LieuCle:
    """What a key reads: a structure, or its collectif where it names none."""

    collectif_id: UUID
    structure_id: UUID | None = None


@dataclass(frozen=True)
class Cle:
    """One key of the list. ``lue_le``: when a program last used it."""

    id: UUID
    nom: str
    portees: tuple[Portee, ...]
    par: str
    cree_le: datetime
    expire_le: datetime
    lue_le: datetime | None
    etat: Etat


@dataclass(frozen=True)
class EcranCles:
    """All that the screen shows."""

    lieu: str
    fictif: bool
    cles: tuple[Cle, ...]

    @property
    def actives(self) -> tuple[Cle, ...]:
        return tuple(cle for cle in self.cles if cle.etat is Etat.ACTIVE)


def check_lieu(unit: Unit, lieu: LieuCle) -> None:
    """The direction of a structure, the animation of a collectif, each for what it answers for. Raises Introuvable."""
    if lieu.structure_id is None:
        unit.check(Operation.GET_COLLECTIF, lieu.collectif_id, quoi=QUOI)
    else:
        unit.check(Operation.EXPORT_STRUCTURE, lieu.collectif_id, lieu.structure_id, QUOI)


def get_cles(unit: Unit, lieu: LieuCle) -> EcranCles:
    """The keys of this place, the last made first, in one query. Raises Introuvable."""
    check_lieu(unit, lieu)
    ligne = unit.db.execute(CLES, {"collectif": lieu.collectif_id, "structure": lieu.structure_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    cles = []
    for brut in ligne.cles or ():
        expire_le, revoquee_le = datetime.fromisoformat(brut["expire_le"]), brut["revoquee_le"]
        cles.append(
            Cle(
                UUID(brut["id"]),
                brut["nom"],
                tuple(portee for portee in Portee if portee in brut["portees"]),
                brut["par"] or "",
                datetime.fromisoformat(brut["cree_le"]),
                expire_le,
                datetime.fromisoformat(brut["lue_le"]) if brut["lue_le"] else None,
                find_etat(
                    expire_le, datetime.fromisoformat(revoquee_le) if revoquee_le else None, brut["tenue"], unit.now
                ),
            )
        )
    return EcranCles(ligne.lieu, ligne.fictif, tuple(cles))


def create_cle(unit: Unit, lieu: LieuCle, nom: str, portees: Sequence[Portee], jours: int) -> str:
    """A new key, whose secret is given here and nowhere else. Raises Introuvable, SaisieInvalide, Refus."""
    check_lieu(unit, lieu)
    nom = clean_ligne(nom)
    raisons = []
    if not 1 <= len(nom) <= NOM_MAX:
        raisons.append(f"Nommez le logiciel qui lira, en {NOM_MAX:d} signes au plus.")
    if not portees:
        raisons.append("Choisissez au moins une chose à lire.")
    if jours not in DUREES:
        raisons.append("Choisissez une durée de la liste.")
    if raisons:
        raise SaisieInvalide(raisons)
    siennes = select(func.count()).where(
        CleLecture.collectif_id == lieu.collectif_id,
        CleLecture.structure_id.is_not_distinct_from(lieu.structure_id),
        CleLecture.revoquee_le.is_(None),
        CleLecture.expire_le > unit.now,
    )
    if (unit.db.scalar(siennes) or 0) >= CLES_MAX:
        raise Refus(f"Il y a déjà {CLES_MAX:d} clés : arrêtez-en une avant d’en faire une autre.")
    secret = PREFIXE + create_jeton()
    unit.db.execute(
        insert(CleLecture)
        .inline()
        .values(
            collectif_id=lieu.collectif_id,
            structure_id=lieu.structure_id,
            nom=nom,
            portees=[portee for portee in Portee if portee in portees],
            empreinte=hash_jeton(secret),
            cree_par=unit.acteur.compte_id,
            cree_le=unit.now,
            expire_le=compute_fin(unit.now, jours),
        )
    )
    return secret


def stop_cle(unit: Unit, lieu: LieuCle, cle_id: UUID) -> str:
    """Stop a key for good; gives its name. Raises Introuvable where it is not of this place, or no longer reads."""
    check_lieu(unit, lieu)
    nom: str | None = unit.db.scalar(
        update(CleLecture)
        .where(
            CleLecture.collectif_id == lieu.collectif_id,
            CleLecture.id == cle_id,
            CleLecture.structure_id.is_not_distinct_from(lieu.structure_id),
            CleLecture.revoquee_le.is_(None),
        )
        .values(revoquee_le=unit.now)
        .returning(CleLecture.nom)
    )
    if nom is None:
        raise Introuvable("Cette clé")
    return nom
