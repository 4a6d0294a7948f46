"""Two structures that could meet, and what they do of it: verbs in, ids out."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.progres.binomes.lecture import EcranCollectif, EcranStructure, get_de_collectif, get_de_structure
from caprse.progres.binomes.propositions import Plan, build_plan, write_plan
from caprse.progres.binomes.regles import EtatBinome, Rencontre, SaisieEntraide, SaisieVisite
from caprse.progres.binomes.service import change_membres, compose, move, save_entraide, save_visite
from tests.base import get_value
from tests.monde import Monde

A, B, ENJEU = "T01-01", "T02-03", "T02-A"
LE_JOUR = date(2026, 3, 10)
RANGS = {"alice": 0, "ali": 0, "aya": 0, "bob": 1}


def get_structure(monde: Monde, qui: str) -> UUID:
    return monde.structure_ailleurs if qui == "charlie" else monde.structures[RANGS[qui]]


def declare(
    monde: Monde,
    qui: str,
    offre: tuple[str, ...],
    cherche: tuple[str, ...],
    rencontre: Rencontre = Rencontre.LES_DEUX,
) -> None:
    structure = get_structure(monde, qui)
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        ecran = get_de_structure(unit, structure)
        save_entraide(unit, structure, ecran.version, SaisieEntraide(offre, cherche, rencontre))


def declare_deux(monde: Monde) -> None:
    """Alice shows A and looks for B; Bob the other way round."""
    declare(monde, "alice", (A,), (B,))
    declare(monde, "bob", (B,), (A,))


def plan(monde: Monde) -> Plan:
    return build_plan(steer(monde))


def ask(monde: Monde, qui: str = "anna") -> int:
    return propose(monde, plan(monde), qui)


def propose(monde: Monde, prevu: Plan, qui: str = "anna") -> int:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        return write_plan(unit, prevu)


def join(monde: Monde, *structures: UUID) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return compose(unit, monde.collectif, structures or monde.structures)


def change(monde: Monde, binome_id: UUID, *structures: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        change_membres(unit, binome_id, _version(binome_id), structures)


def decide(monde: Monde, binome_id: UUID, etat: EtatBinome = EtatBinome.ACCEPTE) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        move(unit, binome_id, _version(binome_id), etat)


def meet(monde: Monde) -> UUID:
    """An accepted binôme of Alice's structure and Bob's."""
    declare_deux(monde)
    ask(monde)
    binome_id: UUID = get_value("select id from binome")
    decide(monde, binome_id)
    return binome_id


def visit(monde: Monde, binome_id: UUID, qui: str = "alice", jour: date = LE_JOUR, note: str = "Vu le tri") -> None:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        save_visite(unit, binome_id, SaisieVisite(jour, note))


def look(monde: Monde, qui: str) -> EcranStructure:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        return get_de_structure(unit, get_structure(monde, qui))


def steer(monde: Monde) -> EcranCollectif:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_de_collectif(unit, monde.collectif)


def _version(binome_id: UUID) -> int:
    version: int = get_value("select version from binome where id = :b", b=binome_id)
    return version
