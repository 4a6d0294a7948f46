"""Adhésions corrected, carnets taken back, on a real database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Thread
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.membres.adhesions import Retrait, add_adhesion, end_adhesion, update_adhesion, withdraw_carnet
from caprse.carnet.membres.liste import StructureListee, list_structures
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.collectif.structures import create_structure
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from tests.base import execute
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde

DEBUT = date(2025, 9, 16)


def _adhesions(structure: UUID) -> list[tuple[object, ...]]:
    return execute("select du, au from adhesion where structure_id = :s order by du", s=structure)


def _has_carnet(structure: UUID) -> bool:
    return bool(execute("select 1 from carnet where structure_id = :s", s=structure))


def _get(monde: Monde, structure: UUID) -> StructureListee:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return next(ligne for ligne in list_structures(unit, monde.collectif) if ligne.id == structure)


@pytest.fixture
def nouvelle(monde: Monde) -> UUID:
    """A structure added today, with its carnet of the open trimestre."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        structure = create_structure(
            unit, monde.collectif, nom="  Par erreur ", types=["AI", "AI"], departement="2a", commune=" Ici "
        )
        assert add_adhesion(unit, monde.collectif, structure, date(2026, 3, 1)).carnet_cree
    return structure


def test_a_structure_is_added_as_it_is_typed(monde: Monde, nouvelle: UUID) -> None:
    ligne = _get(monde, nouvelle)
    assert (ligne.nom, ligne.types, ligne.departement, ligne.commune) == ("Par erreur", ("AI",), "2A", "Ici")
    assert (ligne.du, ligne.au, ligne.carnet_vide) == (date(2026, 3, 1), None, True)


def test_a_structure_is_not_added_twice_nor_wrong(monde: Monde, nouvelle: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        with pytest.raises(Refus, match="est déjà dans ce collectif"):
            create_structure(unit, monde.collectif, nom="PAR ERREUR", types=[], departement="2A", commune="ici")
        with pytest.raises(SaisieInvalide) as refus:
            create_structure(unit, monde.collectif, nom=" ", types=["ESAT"], departement="99", commune="x" * 121)
    assert len(refus.value.raisons) == 4


def test_an_empty_carnet_is_taken_back_and_the_adhesion_ends(monde: Monde, nouvelle: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert withdraw_carnet(unit, monde.collectif, nouvelle) == Retrait(1, repris=True)
    assert not _has_carnet(nouvelle)
    assert _adhesions(nouvelle) == [(date(2026, 3, 1), date(2026, 3, 13))]
    lignes = execute("select operation, structure_id, compte_id from journal where objet = 'carnet' order by id desc")
    assert lignes[0] == ("DELETE", nouvelle, monde.comptes["anna"])
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert withdraw_carnet(unit, monde.collectif, nouvelle) == Retrait(1, repris=False)
    assert _adhesions(nouvelle) == [(date(2026, 3, 1), date(2026, 3, 13))]


def test_an_adhesion_of_today_ends_today(monde: Monde, nouvelle: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_adhesion(unit, monde.collectif, nouvelle, date(2026, 3, 1), du=date(2026, 3, 14), au=None)
        withdraw_carnet(unit, monde.collectif, nouvelle)
    assert _adhesions(nouvelle) == [(date(2026, 3, 14), date(2026, 3, 14))]


def test_a_carnet_with_an_answer_stays(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, monde.carnets[0], monde.criteres[0], Saisie(niveau=2), 0)
    with pytest.raises(Refus, match="contient déjà des réponses"), open_unit(compte_id=monde.comptes["anna"]) as unit:
        withdraw_carnet(unit, monde.collectif, monde.structures[0])
    assert _has_carnet(monde.structures[0])
    assert _adhesions(monde.structures[0]) == [(DEBUT, None)]


def test_a_carnet_that_was_only_looked_at_is_taken_back(monde: Monde) -> None:
    _hang(monde, "visite", ", compte_id", f", '{monde.comptes['anna']}'")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        withdraw_carnet(unit, monde.collectif, monde.structures[0])
    assert not _has_carnet(monde.structures[0])


def test_a_carnet_that_was_discussed_stays(monde: Monde) -> None:
    _hang(monde, "fil")
    with pytest.raises(Refus, match="déjà servi"), open_unit(compte_id=monde.comptes["anna"]) as unit:
        withdraw_carnet(unit, monde.collectif, monde.structures[0])
    assert _has_carnet(monde.structures[0])
    assert _adhesions(monde.structures[0]) == [(DEBUT, None)]


def _hang(monde: Monde, table: str, colonne: str = "", valeur: str = "") -> None:
    """Hang something on the carnet of the first structure."""
    execute(
        f"insert into {table} (collectif_id, carnet_id, structure_id{colonne}) values (:c, :k, :s{valeur})",
        c=monde.collectif,
        k=monde.carnets[0],
        s=monde.structures[0],
    )


def test_an_answer_being_saved_keeps_the_carnet(monde: Monde) -> None:
    refus: list[str] = []

    def withdraw() -> None:
        try:
            with open_unit(compte_id=monde.comptes["anna"]) as unit:
                withdraw_carnet(unit, monde.collectif, monde.structures[0])
        except Refus as erreur:
            refus.append(str(erreur))

    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, monde.carnets[0], monde.criteres[0], Saisie(niveau=2), 0)
        fil = Thread(target=withdraw)
        fil.start()
        fil.join(0.5)
        assert fil.is_alive(), "la reprise attend la réponse en cours d’enregistrement"
    fil.join()
    assert len(refus) == 1
    assert execute("select count(*) from reponse") == [(1,)]
    assert _adhesions(monde.structures[0]) == [(DEBUT, None)]


def test_the_carnet_of_a_closed_trimestre_is_not_taken_back(monde: Monde, prepare: UUID) -> None:
    with pytest.raises(Refus, match="Aucun trimestre n’est ouvert"), open_unit(compte_id=monde.comptes["anna"]) as u:
        withdraw_carnet(u, monde.collectif, monde.structures[0])
    assert _has_carnet(monde.structures[0])


def test_a_start_date_is_corrected_and_the_missing_carnet_is_given(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        structure = create_structure(unit, monde.collectif, nom="Plus tard", types=[], departement="", commune="")
        assert not add_adhesion(unit, monde.collectif, structure, date(2026, 6, 1)).carnet_cree
        assert update_adhesion(unit, monde.collectif, structure, date(2026, 6, 1), du=date(2026, 2, 1), au=None)
        assert not update_adhesion(unit, monde.collectif, structure, date(2026, 2, 1), du=date(2026, 4, 1), au=None)
    assert _has_carnet(structure)
    assert _adhesions(structure) == [(date(2026, 4, 1), None)]


def test_new_days_are_refused_where_they_cannot_be(monde: Monde, horloge: Horloge) -> None:
    ici = (monde.collectif, monde.structures[0])
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        end_adhesion(unit, *ici, date(2026, 1, 31))
        assert add_adhesion(unit, *ici, date(2026, 3, 1)).nouvelle
        with pytest.raises(Refus, match="recouvrent une autre adhésion"):
            update_adhesion(unit, *ici, date(2026, 3, 1), du=date(2026, 1, 31), au=None)
        with pytest.raises(Refus, match="entre-temps"):
            update_adhesion(unit, *ici, date(2026, 3, 2), du=date(2026, 3, 5), au=None)
        for du, au in ((date(2026, 3, 5), date(2026, 3, 4)), (date(206, 1, 1), None), (DEBUT, date(2206, 1, 1))):
            with pytest.raises(SaisieInvalide):
                update_adhesion(unit, *ici, date(2026, 3, 1), du=du, au=au)
        horloge.instant = datetime(2026, 5, 1, tzinfo=UTC)
    assert _adhesions(monde.structures[0]) == [(DEBUT, date(2026, 1, 31)), (date(2026, 3, 1), None)]


def test_the_structure_of_another_collectif_is_not_found(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for action in (
            lambda: withdraw_carnet(unit, monde.collectif, monde.structure_ailleurs),
            lambda: update_adhesion(unit, monde.collectif, monde.structure_ailleurs, DEBUT, du=DEBUT, au=DEBUT),
            lambda: withdraw_carnet(unit, monde.ailleurs, monde.structure_ailleurs),
        ):
            with pytest.raises(Introuvable):
                action()


def test_only_those_who_may(monde: Monde) -> None:
    c, s = monde.collectif, monde.structures[3]
    check_rights(
        monde,
        {"anna", "adam"},
        lambda unit: create_structure(unit, c, nom="Autre", types=(), departement="", commune=""),
    )
    check_rights(monde, {"anna", "adam"}, lambda unit: update_adhesion(unit, c, s, DEBUT, du=DEBUT, au=None))
    check_rights(monde, {"anna"}, lambda unit: withdraw_carnet(unit, c, s))
    execute("delete from habilitation where compte_id = :a", a=monde.comptes["anna"])
    check_rights(monde, set(), lambda unit: withdraw_carnet(unit, c, s))
