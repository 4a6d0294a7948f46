"""What was done and what moved, over a collectif, for the person who animates it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.places import follow_versions
from caprse.effet.regles import ActionNee, EffetMontre, NiveauDonne, choose_effet, compute_effet
from caprse.effet.requetes import EFFET
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.regles import Cadre
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"


def get_effet(unit: Unit, collectif_id: UUID) -> EffetMontre | None:
    """How many critères progressed, with an action and without; None when too little may be told.

    Closed trimestres only, in the codes of the last one. In one query, one more where versions differ. For the
    animation of the collectif: else Introuvable.
    """
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(EFFET, {"collectif": collectif_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    if not ligne.clos:
        return None
    vers = UUID(ligne.clos[-1][1])
    suites = follow_versions(unit, collectif_id, {version for _, version in ligne.clos}, vers)
    niveaux: dict[str, list[NiveauDonne]] = {}
    for structure, numero, version, critere, niveau, le in ligne.niveaux or ():
        if (code := suites[version].get(critere)) is not None:
            niveaux.setdefault(structure, []).append(NiveauDonne(code, numero, niveau, datetime.fromisoformat(le)))
    actions: dict[str, list[ActionNee]] = {}
    for structure, criteres, le in ligne.actions or ():
        # An action keeps the codes of the day it was written: those of then, or those of today.
        servis = {suite[code] for suite in suites.values() for code in criteres if code in suite}
        actions.setdefault(structure, []).append(ActionNee(frozenset(servis), datetime.fromisoformat(le)))
    return choose_effet(
        {
            numero: {un: compute_effet(donnes, actions.get(un, ()), numero) for un, donnes in niveaux.items()}
            for numero, _ in ligne.clos
        },
        Cadre(ligne.seuil, ligne.k, build_unites(ligne.groupes or ())),
    )
