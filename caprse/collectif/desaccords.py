"""Two people of an animation wrote the same thing: what was not recorded waits in the base until someone chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.unite import Unit
from caprse.collectif.modele import DesaccordEnAttente
from caprse.socle.erreurs import Refus

DEJA_CHOISI = "Quelqu’un a déjà choisi : rien n’est perdu, le texte gardé est affiché."
A_BOUGE = "Ce texte a encore changé entre-temps. Rien n’est perdu : relisez, puis choisissez de nouveau."
INCONNU = "Une autre personne"


@dataclass(frozen=True, slots=True)
class Desaccord:
    """What ``auteur`` wanted to write where a colleague had written otherwise."""

    compte_id: UUID
    auteur: str
    contenu: dict[str, Any]
    cree_le: datetime


def keep_desaccord(
    unit: Unit, collectif_id: UUID, objet_id: UUID, contenu: Mapping[str, Any], partie: str = ""
) -> None:
    """Let it wait, for the whole animation to see; of one person, the last that they wanted. The caller has checked.

    ``objet_id``: what both wrote about, ``partie``: which part of it (a critère of a carnet).
    """
    ajout = insert(DesaccordEnAttente).values(
        collectif_id=collectif_id,
        objet_id=objet_id,
        partie=partie,
        compte_id=unit.acteur.compte_id,
        contenu=dict(contenu),
        cree_le=unit.now,
    )
    unit.db.execute(
        ajout.on_conflict_do_update(
            constraint="pk_desaccord",
            set_={"contenu": ajout.excluded.contenu, "cree_le": ajout.excluded.cree_le},
        )
    )


def take_desaccord(
    unit: Unit, collectif_id: UUID, objet_id: UUID, compte_id: UUID, partie: str = ""
) -> dict[str, Any]:
    """End the wait of what this person wanted, and give it. The caller has checked.

    Raises Refus when it waits no more.
    """
    contenu: dict[str, Any] | None = unit.db.execute(
        delete(DesaccordEnAttente)
        .where(
            DesaccordEnAttente.collectif_id == collectif_id,
            DesaccordEnAttente.objet_id == objet_id,
            DesaccordEnAttente.partie == partie,
            DesaccordEnAttente.compte_id == compte_id,
        )
        .returning(DesaccordEnAttente.contenu)
    ).scalar_one_or_none()
    if contenu is None:
        raise Refus(DEJA_CHOISI)
    return contenu


def read_desaccords(lignes: Sequence[Sequence[Any]] | None) -> tuple[Desaccord, ...]:
    """Rows as ``[compte, name, contenu, cree_le]``, in the order of the statement."""
    return tuple(
        Desaccord(UUID(compte), auteur or INCONNU, contenu, datetime.fromisoformat(cree_le))
        for compte, auteur, contenu, cree_le in lignes or ()
    )
