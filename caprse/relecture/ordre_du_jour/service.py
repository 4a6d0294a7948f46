"""The agenda of a meeting, proposed from what is open and from what was flagged while re-reading."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import propose_points
from caprse.collectif.rencontres.service import get_rencontre
from caprse.referentiel.service import get_referentiel
from caprse.relecture.ordre_du_jour.requetes import A_PROPOSER


def propose_ordre_du_jour(unit: Unit, rencontre_id: UUID) -> str:
    """Lines for an agenda: decisions still open, then the critères flagged « à discuter en séance ». One per line.

    For the animation. Raises Introuvable.
    """
    rencontre, _ = get_rencontre(unit, rencontre_id)
    ligne = unit.db.execute(A_PROPOSER, {"collectif": rencontre.collectif_id, "rencontre": rencontre_id}).one()
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    criteres = list(referentiel.demandes(ligne.thematique))
    return propose_points(criteres, ligne.a_discuter, ligne.decisions)
