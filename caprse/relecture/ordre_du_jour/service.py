"""The agenda of a meeting, proposed from what is open and from what was flagged while re-reading."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import propose_points
from caprse.collectif.rencontres.service import get_rencontre
from caprse.referentiel.service import get_referentiel
from caprse.relecture.ordre_du_jour.requetes import A_PROPOSER
from caprse.socle.francais import format_pluriel

PLANS = "Faire le point sur les plans d’action"


def propose_ordre_du_jour(unit: Unit, rencontre_id: UUID) -> str:
    """Lines for an agenda: decisions still open, plans where something is late, then the critères flagged « à discuter
    en séance ». One per line.

    For the animation. Raises Introuvable.
    """
    rencontre, _ = get_rencontre(unit, rencontre_id)
    ou = {"collectif": rencontre.collectif_id, "rencontre": rencontre_id, "jour": unit.today}
    ligne = unit.db.execute(A_PROPOSER, ou).one()
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    criteres = list(referentiel.demandes(ligne.thematique))
    plans = tell_retards(ligne.actions, ligne.structures, ligne.seuil)
    return propose_points(criteres, ligne.a_discuter, ligne.decisions, plans)


def tell_retards(actions: int, structures: int, seuil: int) -> str:
    """The line on the plans; empty where nothing is late.

    Counted only where more structures than the threshold are: each knows its own, and nobody finds another's.
    """
    if not actions:
        return ""
    combien = f" ({format_pluriel(actions, 'action')} en retard)" if structures > seuil else ""
    return f"{PLANS}{combien}"
