"""Pratiques of structure 0, and what others make of them: verbs in, ids out."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.progres.pratiques.lecture import (
    Fiche,
    Pratiques,
    get_fiche,
    list_de_collectif,
    list_de_federation,
    list_de_structure,
)
from caprse.progres.pratiques.regles import EtatPratique, SaisiePratique
from caprse.progres.pratiques.service import create_pratique, say_essayee, say_utile, update_etat
from tests.base import execute, get_value
from tests.monde import Monde

CRITERE = "T01-01"
SAISIE = SaisiePratique(
    "Un tableau des horaires affiché au vestiaire",
    "Les équipes apprenaient trop tard qui travaillait le samedi.",
    "Chaque jeudi, l’encadrante affiche le planning de la semaine et le commente dix minutes.",
    "Les retards ont diminué de moitié en un trimestre.",
    "Une feuille A3 et des aimants.",
    "L’encadrement technique",
    (CRITERE,),
)
RANGS = {"alice": 0, "ali": 0, "aya": 0, "bob": 1}


def write(monde: Monde, qui: str = "ali", **champs: object) -> UUID:
    """A draft of the person's structure."""
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        return create_pratique(unit, get_structure(monde, qui), replace(SAISIE, **champs))  # type: ignore[arg-type]


def get_structure(monde: Monde, qui: str) -> UUID:
    return monde.structure_ailleurs if qui == "charlie" else monde.structures[RANGS[qui]]


def move(monde: Monde, pratique_id: UUID, etat: EtatPratique, qui: str = "alice") -> None:
    version = get_value("select version from pratique where id = :p", p=pratique_id)
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        update_etat(unit, pratique_id, version, etat)


def share(monde: Monde, qui: str = "alice", *, partout: bool = False, **champs: object) -> UUID:
    """A pratique that the collectif reads; ``partout``: everyone."""
    pratique_id = write(monde, qui, **champs)
    move(monde, pratique_id, EtatPratique.COLLECTIF, qui)
    if partout:
        move(monde, pratique_id, EtatPratique.FEDERATION, qui)
    return pratique_id


def withdraw(monde: Monde, pratique_id: UUID, qui: str = "alice") -> None:
    move(monde, pratique_id, EtatPratique.RETIREE, qui)


def look(monde: Monde, qui: str, question: str = "") -> Pratiques:
    """What this person finds."""
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        if qui in {"anna", "clara"}:
            return list_de_collectif(unit, monde.collectif if qui == "anna" else monde.ailleurs, question)
        if qui == "fanny":
            return list_de_federation(unit, question)
        return list_de_structure(unit, get_structure(monde, qui), question)


def find(monde: Monde, qui: str, question: str = "") -> list[UUID]:
    return [pratique.id for pratique in look(monde, qui, question).pratiques]


def read(monde: Monde, pratique_id: UUID, qui: str = "bob") -> Fiche:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        return get_fiche(unit, pratique_id)


def thank(monde: Monde, pratique_id: UUID, qui: str = "bob", *, utile: bool = True) -> None:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        say_utile(unit, get_structure(monde, qui), pratique_id, utile=utile)


def try_it(monde: Monde, pratique_id: UUID, note: str = "Fait avec deux équipes.", qui: str = "bob") -> None:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        say_essayee(unit, get_structure(monde, qui), pratique_id, note)


def answer(monde: Monde, rang: int, niveau: int | None, cible: int | None = None) -> None:
    """What structure ``rang`` answers to the critère, whoever asks."""
    execute(
        "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau, cible)"
        " values (:k, :c, :x, :s, :n, :v) on conflict (collectif_id, carnet_id, critere)"
        " do update set niveau = :n, cible = :v",
        k=monde.collectif,
        c=monde.carnets[rang],
        x=CRITERE,
        s=monde.structures[rang],
        n=niveau,
        v=cible,
    )
