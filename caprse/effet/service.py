"""What was done and what moved, over a collectif, for the person who animates it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.effet.regles import ActionNee, Effet, EffetMontre, choose_effet, compute_effets
from caprse.effet.requetes import EFFET
from caprse.restitution.publication.etats import Jalon, build_haltes, follow_jalons
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.regles import Cadre
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"


def get_effet(unit: Unit, collectif_id: UUID) -> EffetMontre | None:
    """How many critères progressed, with an action and without; None when too little may be told.

    Closed trimestres only, each in the codes of its own version. In one query, one more where versions differ. For the
    animation of the collectif: else Introuvable.
    """
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(EFFET, {"collectif": collectif_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    if not ligne.clos:
        return None
    donnees: dict[str, list[Sequence[Any]]] = {}
    jours: dict[str, dict[tuple[int, str], datetime]] = {}
    tus: dict[str, set[int]] = {}
    for structure, *brute, compte, le in ligne.niveaux or ():
        donnees.setdefault(structure, []).append(brute)
        if not compte:
            tus.setdefault(structure, set()).add(brute[0])
        jours.setdefault(structure, {})[brute[0], brute[3]] = datetime.fromisoformat(le)
    actions: dict[str, list[ActionNee]] = {}
    for structure, criteres, le in ligne.actions or ():
        actions.setdefault(structure, []).append(ActionNee(frozenset(criteres), datetime.fromisoformat(le)))
    jalons = [Jalon(numero, version, fige=False) for numero, version in ligne.clos]
    toutes = [brute for siennes in donnees.values() for brute in siennes]
    suivis = follow_jalons(unit, collectif_id, toutes, {version for _, version in ligne.clos})
    par_cloture: dict[int, dict[str, Effet]] = {numero: {} for numero, _ in ligne.clos}
    for structure, siennes in donnees.items():
        haltes = list(build_haltes(siennes, jalons, suivis, tus.get(structure, ())).values())
        for numero, effet in compute_effets(haltes, jours[structure], actions.get(structure, ())).items():
            par_cloture[numero][structure] = effet
    return choose_effet(
        par_cloture,
        Cadre(ligne.seuil, ligne.k, build_unites(ligne.groupes or ())),
    )
