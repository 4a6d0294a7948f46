"""All the discussions that a person may read, of every carnet: one list, unread ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caprse.acces.regles import Droit, Operation
from caprse.acces.unite import Unit
from caprse.referentiel.service import get_referentiel
from caprse.relecture.fils.requetes import LIST_CORRESPONDANTS, LIST_DISCUSSIONS
from caprse.relecture.fils.service import PARTIE

DISCUSSIONS_MAX = 60


@dataclass(frozen=True)
class DiscussionListee:
    """One discussion of a list. ``titre``: of its critère, empty for a whole carnet.

    ``texte``: the last words that were not read, else the last ones; ``auteur``: who wrote them, empty for oneself.
    """

    carnet_id: UUID
    critere: str | None
    titre: str
    resolue: bool
    structure: str
    trimestre: int
    messages: int
    non_lus: int
    dernier: datetime
    texte: str
    auteur: str


def list_discussions(unit: Unit) -> tuple[DiscussionListee, ...]:
    """The discussions of one's structures, or of the collectifs one animates, unread ones first. One query."""
    acteur = unit.acteur
    structures = [d.structure_id for d in acteur.structures() if acteur.can(Operation.GET_CARNET, *_locate(d))]
    lignes = unit.db.execute(
        LIST_DISCUSSIONS,
        {
            "compte": acteur.compte_id,
            "structures": structures,
            "collectifs": list(acteur.collectifs()),
            "nombre": DISCUSSIONS_MAX,
        },
    )
    return tuple(
        DiscussionListee(
            ligne.carnet_id,
            ligne.critere,
            _name_critere(unit, ligne.referentiel_id, ligne.critere),
            ligne.resolu,
            ligne.structure,
            ligne.numero,
            ligne.nombre,
            ligne.non_lus,
            ligne.dernier,
            ligne.texte,
            "" if ligne.mien else ligne.auteur or PARTIE,
        )
        for ligne in lignes
    )


def list_correspondants(unit: Unit) -> dict[UUID, str]:
    """The carnets that are open in the collectifs one animates, with the name of their structure; or one's own."""
    acteur = unit.acteur
    structures = [d.structure_id for d in acteur.structures() if acteur.can(Operation.WRITE_MESSAGE, *_locate(d))]
    if not acteur.collectifs() and not structures:
        return {}
    lignes = unit.db.execute(LIST_CORRESPONDANTS, {"collectifs": list(acteur.collectifs()), "structures": structures})
    return {ligne.id: ligne.nom for ligne in lignes}


def _locate(droit: Droit) -> tuple[UUID | None, UUID | None]:
    return droit.collectif_id, droit.structure_id


def _name_critere(unit: Unit, referentiel_id: UUID, code: str | None) -> str:
    if code is None:
        return ""
    try:
        return get_referentiel(unit.db, referentiel_id).critere(code).titre
    except KeyError:
        # A bascule left this critère behind.
        return "Un critère d’une autre version"
