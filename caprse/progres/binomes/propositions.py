"""Propose binômes: read, choose, write. Choosing may take seconds, and holds no transaction meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.binomes.affectation import propose_groupes
from caprse.progres.binomes.lecture import QUOI, EcranCollectif, get_de_collectif
from caprse.progres.binomes.modele import Binome
from caprse.progres.binomes.regles import EtatBinome, Groupe
from caprse.progres.binomes.requetes import TAKE_TURN
from caprse.progres.binomes.service import build_parmi, build_valeurs, insert_binome, update_binome
from caprse.socle.erreurs import Refus

CHANGE_PENDANT = (
    "Des listes ou des binômes ont changé entre-temps. Rien n’a été fait : relisez, puis proposez de nouveau."
)


@dataclass(frozen=True)
class Plan:
    """The groups to propose, by their structures, and what they follow from."""

    lu: EcranCollectif
    groupes: Mapping[frozenset[UUID], Groupe]


def build_plan(ecran: EcranCollectif) -> Plan:
    """Choose the groups that hold today, for what was read: outside any transaction.

    What was made by hand stays, with what its structures say today.
    """
    attendent = ecran.list_binomes(EtatBinome.PROPOSE)
    libres = {une.id: une for une in ecran.libres}
    voulus = {
        binome.cles: build_parmi(ecran, binome.cles)
        for binome in attendent
        if binome.a_la_main and binome.cles <= libres.keys()
    }
    pris = {cle for cles in voulus for cle in cles}
    groupes = propose_groupes(
        (une for une in libres.values() if une.id not in pris),
        ecran.sujets.enjeux,
        refuses={binome.cles for binome in ecran.list_binomes(EtatBinome.REFUSE)},
        tenus={binome.cles for binome in attendent},
    )
    return Plan(ecran, voulus | {groupe.cles: groupe for groupe in groupes})


def write_plan(unit: Unit, plan: Plan) -> int:
    """Write the proposals of a plan, keep those that still hold; returns how many wait.

    Raises Introuvable, Refus when what it follows from changed meanwhile.
    """
    collectif_id = plan.lu.collectif_id
    unit.check(Operation.UPDATE_BINOME, collectif_id, quoi=QUOI)
    unit.db.execute(TAKE_TURN, {"collectif": collectif_id})
    if get_de_collectif(unit, collectif_id).source != plan.lu.source:
        raise Refus(CHANGE_PENDANT)
    voulus = dict(plan.groupes)
    for binome in plan.lu.list_binomes(EtatBinome.PROPOSE):
        tenu = voulus.pop(binome.cles, None)
        if tenu is None:
            unit.db.execute(
                delete(Binome)
                .where(Binome.collectif_id == collectif_id, Binome.id == binome.id)
                .execution_options(synchronize_session=False)
            )
        elif (tenu.dons, tenu.lieu) != (binome.dons, binome.lieu):
            update_binome(unit, collectif_id, binome.id, binome.version, build_valeurs(tenu))
    for groupe in sorted(voulus.values(), key=lambda un: un.membres):
        insert_binome(unit, collectif_id, groupe, a_la_main=False)
    return len(plan.groupes)
