"""What structures do before anyone re-reads, and what strangers try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from caprse.acces.unite import Unit, open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.remplir.transmission import send_carnet
from caprse.carnet.service import CarnetOuvert, get_carnet, save_reponse
from caprse.relecture.relire.lecture import CarnetARelire, get_a_relire
from caprse.relecture.relire.regles import RelectureEnregistree, SaisieRelecture
from caprse.relecture.relire.service import save_relecture
from caprse.socle.erreurs import Introuvable
from tests.base import execute, get_value
from tests.monde import Monde

# Everyone but those who animate collectif A. « ancienne » animated it, until her habilitation was removed.
ETRANGERS = ("alice", "ali", "aya", "bob", "charlie", "clara", "adam", "fanny", "personne", "ancienne")


def answer(monde: Monde, code: str, saisie: Saisie, version: int = 0, personne: str = "alice", rang: int = 0) -> int:
    """Answer for a structure; gives the version of the answer."""
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return save_reponse(unit, monde.carnets[rang], code, saisie, version).version


def send(monde: Monde, personne: str = "alice", rang: int = 0) -> None:
    """Transmit the carnet of a structure."""
    version = get_value("select version from carnet where id = :c", c=monde.carnets[rang])
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        send_carnet(unit, monde.carnets[rang], version, "À voir")


def read(monde: Monde, personne: str = "anna", rang: int = 0) -> CarnetARelire:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return get_a_relire(unit, monde.carnets[rang])


def read_structure(monde: Monde, personne: str = "alice") -> CarnetOuvert:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        carnet = get_carnet(unit, monde.structures[0])
    assert carnet is not None
    return carnet


def relire(
    monde: Monde, code: str, saisie: SaisieRelecture, version: int = 0, personne: str = "anna", rang: int = 0
) -> RelectureEnregistree:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return save_relecture(unit, monde.carnets[rang], code, saisie, version)


def add_ancienne(monde: Monde) -> None:
    """Someone who animated the collectif, and does not any more."""
    if "ancienne" in monde.comptes:
        return
    monde.comptes["ancienne"] = get_value(
        "insert into compte (courriel, nom) values ('ancienne@exemple.test', 'Ancienne') returning id"
    )


def add_trimestre(monde: Monde, numero: int, thematique: str, fin: date, referentiel: UUID | None = None) -> UUID:
    """Close the current trimestre and open the next one, with a carnet for structure 0; gives the carnet."""
    execute(
        "update trimestre set etat = 'clos', clos_le = now() where collectif_id = :c and etat = 'ouvert'",
        c=monde.collectif,
    )
    trimestre = get_value(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin, etat)"
        " values (:c, :n, :t, :r, cast(:fin as date) - 80, :fin, 'ouvert') returning id",
        c=monde.collectif,
        n=numero,
        t=thematique,
        r=referentiel or monde.referentiel,
        fin=fin,
    )
    carnet: UUID = get_value(
        "insert into carnet (collectif_id, trimestre_id, structure_id) values (:c, :t, :s) returning id",
        c=monde.collectif,
        t=trimestre,
        s=monde.structures[0],
    )
    return carnet


def check_strangers(monde: Monde, action: Callable[[Unit], object], permis: tuple[str, ...] = ()) -> None:
    """All those who do not animate the collectif are told that the thing does not exist."""
    add_ancienne(monde)
    for personne in ETRANGERS:
        if personne in permis:
            continue
        with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes[personne]) as unit:
            action(unit)
