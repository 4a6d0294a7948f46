"""Structures on a real database: import, list, find, correct."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.carnet.membres.liste import StructureListee, find_structure, list_structures
from caprse.collectif.annuaire.lecture import parse_annuaire, read_annuaire
from caprse.collectif.annuaire.lignes import LigneAnnuaire
from caprse.collectif.importation import BilanImport, import_structures
from caprse.collectif.structures import Taille, confirm_structure, get_taille, update_effectif, update_structure
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde

ANNUAIRE = Path(__file__).parents[2] / "docs" / "exemples" / "annuaire-occitanie-2025.csv"


@pytest.fixture
def lignes() -> tuple[LigneAnnuaire, ...]:
    return read_annuaire(ANNUAIRE).lignes


def _import(monde: Monde, lignes: tuple[LigneAnnuaire, ...], personne: str = "anna") -> BilanImport:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return import_structures(unit, monde.collectif, lignes)


def _photo() -> list[tuple[object, ...]]:
    with open_unit_systeme() as unit:
        lignes = unit.db.execute(
            text("select id, nom, types, commune, departement, a_verifier, version from structure")
        )
        return sorted((tuple(ligne) for ligne in lignes), key=str)


def _get(nom: str, departement: str) -> StructureListee:
    with open_unit_systeme() as unit:
        collectif_id = unit.db.execute(text("select id from collectif where nom = 'Collectif A'")).scalar_one()
        trouvees = [s for s in list_structures(unit, collectif_id) if (s.nom, s.departement) == (nom, departement)]
        return trouvees[0]


def test_the_directory_comes_in_whole_with_what_is_to_check(monde: Monde, lignes: tuple[LigneAnnuaire, ...]) -> None:
    bilan = _import(monde, lignes)
    assert (bilan.creees, bilan.inchangees, bilan.differentes) == (49, 0, 0)
    assert len(bilan.a_verifier) == 5
    assert "ENTRAIDE SERVICES (TARBES) : Type non indiqué dans l’annuaire." in bilan.a_verifier
    assert _get("ENTRAIDE SERVICES", "65").types == ()
    assert _get("IRISSE", "09").types == ("AI", "ACI", "GES")


def test_nothing_is_merged(monde: Monde, lignes: tuple[LigneAnnuaire, ...]) -> None:
    _import(monde, lignes)
    assert _get("AILES", "31").id != _get("AILES", "81").id
    assert _get("AVIE", "31").a_verifier == _get("AVIE", "82").a_verifier != ()


def test_running_it_again_creates_and_changes_nothing(monde: Monde, lignes: tuple[LigneAnnuaire, ...]) -> None:
    premier = _import(monde, lignes)
    avant = _photo()
    bilan = _import(monde, tuple(reversed(lignes)), "adam")
    assert (bilan.creees, bilan.inchangees, bilan.differentes) == (0, 49, 0)
    assert set(bilan.a_verifier) == set(premier.a_verifier)
    assert _photo() == avant


def test_another_case_is_the_same_structure(monde: Monde, lignes: tuple[LigneAnnuaire, ...]) -> None:
    _import(monde, lignes)
    bilan = _import(monde, tuple(replace(ligne, nom=ligne.nom.title()) for ligne in lignes))
    assert (bilan.creees, bilan.inchangees) == (0, 49)


def test_two_imports_at_once_double_nothing(monde: Monde, lignes: tuple[LigneAnnuaire, ...]) -> None:
    depart = Barrier(4)

    def run(ordre: tuple[LigneAnnuaire, ...]) -> BilanImport:
        depart.wait()
        return _import(monde, ordre)

    with ThreadPoolExecutor(4) as equipe:
        bilans = list(equipe.map(run, [lignes, tuple(reversed(lignes))] * 2))
    assert sorted(bilan.creees for bilan in bilans) == [0, 0, 0, 49]
    assert sum(bilan.inchangees for bilan in bilans) == 3 * 49
    assert len(_photo()) == 49 + 6


def test_a_changed_line_is_reported_and_not_written(monde: Monde, lignes: tuple[LigneAnnuaire, ...]) -> None:
    _import(monde, lignes)
    avant = _photo()
    bilan = _import(monde, parse_annuaire(b"departement,nom,types,commune\n46,Apie,AI/ACI,Souillac\n").lignes)
    assert (bilan.creees, bilan.inchangees, bilan.differentes) == (0, 0, 1)
    assert bilan.a_verifier == ("APIE (SOUILLAC) : l’annuaire indique AI/ACI, le cahier ACI ; rien n’a été changé.",)
    assert _photo() == avant


def test_what_someone_has_settled_is_not_asked_again(monde: Monde, lignes: tuple[LigneAnnuaire, ...]) -> None:
    _import(monde, lignes)
    ailes, entraide = _get("AILES", "81"), _get("ENTRAIDE SERVICES", "65")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        confirm_structure(unit, monde.collectif, ailes.id, ailes.version)
        update_structure(
            unit,
            monde.collectif,
            entraide.id,
            entraide.version,
            nom=entraide.nom,
            types=["AI"],
            departement="65",
            commune="TARBES",
        )
    bilan = _import(monde, lignes)
    assert (bilan.inchangees, bilan.differentes, len(bilan.a_verifier)) == (49, 0, 3)
    assert _get("ENTRAIDE SERVICES", "65").types == ("AI",)


def test_importing_takes_as_many_statements_for_one_line_as_for_49(
    monde: Monde, lignes: tuple[LigneAnnuaire, ...], installation: Installation
) -> None:
    with count_statements(installation.moteur) as pour_une:
        _import(monde, lignes[:1])
    with count_statements(installation.moteur) as pour_toutes:
        _import(monde, lignes)
    assert len(pour_une) == len(pour_toutes)


def test_the_list_says_since_when_how_many_accounts_and_who_lacks_a_carnet(
    monde: Monde, installation: Installation
) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(text("delete from habilitation where structure_id = :s"), {"s": monde.structures[1]})
        unit.db.execute(
            text(
                "insert into structure (collectif_id, nom, types)"
                " values (:c, 'Nouvelle', '{AI}'), (:c, 'Jamais', '{AI}')"
            ),
            {"c": monde.collectif},
        )
        unit.db.execute(
            text(
                "insert into adhesion (collectif_id, structure_id, du) select :c, id, '2026-02-01' from structure"
                " where nom = 'Nouvelle'"
            ),
            {"c": monde.collectif},
        )
        unit.db.execute(
            text("update adhesion set au = '2026-01-31' where structure_id = :s"), {"s": monde.structures[2]}
        )
    with count_statements(installation.moteur) as requetes, open_unit(compte_id=monde.comptes["anna"]) as unit:
        listees = {structure.nom: structure for structure in list_structures(unit, monde.collectif)}
        jour = unit.today
    assert len(requetes) == 2
    assert len(listees) == 7
    assert (listees["Jamais"].du, listees["Jamais"].sans_carnet) == (None, False)
    membre, muette, partie = (listees[f"Collectif A – structure {rang}"] for rang in range(3))
    assert (membre.du, membre.comptes, membre.sans_carnet) == (date(2025, 9, 16), 3, False)
    assert muette.comptes == 0
    assert not partie.is_adherente(jour)
    assert listees["Nouvelle"].sans_carnet
    assert listees["Nouvelle"].is_adherente(jour)


def test_a_name_finds_its_structure_or_says_which_ones_it_may_be(
    monde: Monde, lignes: tuple[LigneAnnuaire, ...]
) -> None:
    _import(monde, lignes)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        toutes = list_structures(unit, monde.collectif)
    assert find_structure(toutes, "trait d union").commune == "MUR-DE-BARREZ"
    assert find_structure(toutes, "ailes (revel, 81)").departement == "81"
    assert find_structure(toutes, "AVIE (Montauban)").departement == "82"
    with pytest.raises(Refus, match=r"2 structures : AILES \(REVEL, 31\) ; AILES \(REVEL, 81\)\. Précisez"):
        find_structure(toutes, "Ailes")
    with pytest.raises(Refus, match=r"Vouliez-vous dire : .*GERMEN \(CERET, 66\)"):
        find_structure(toutes, "GERMAIN (CERET)")
    with pytest.raises(Refus, match=r"ne s’appelle « zzzz »\.$"):
        find_structure(toutes, "zzzz")


def _correct(unit: Unit, monde: Monde, structure_id: UUID, version: int = 1, nom: str = "Nouveau nom") -> int:
    return update_structure(
        unit, monde.collectif, structure_id, version, nom=nom, types=["AI", "AI"], departement="2a", commune=" Ici "
    )


def test_the_number_of_people_comes_with_the_directory_where_it_has_the_column(monde: Monde) -> None:
    octets = (
        "departement;nom;types;commune;Nombre de salariés\n31;Douze;ACI;Revel;12\n31;Rien;ACI;Revel;\n"
        "31;Flou;ACI;Revel;une dizaine\n31;Mille;ACI;Revel;1 200 salariés\n"
    ).encode()
    _import(monde, parse_annuaire(octets).lignes)
    lues = {
        nom: (effectif, doutes)
        for nom, effectif, doutes in execute(
            "select nom, effectif, a_verifier from structure where nom = any (array['Douze', 'Rien', 'Flou', 'Mille'])"
        )
    }
    assert {nom: effectif for nom, (effectif, _) in lues.items()} == {
        "Douze": 12,
        "Rien": None,
        "Flou": None,
        "Mille": 1200,
    }
    assert any("illisible" in doute for doute in lues["Flou"][1])
    assert not any("illisible" in doute for doute in lues["Rien"][1])


def test_a_correction_is_kept_with_its_journal(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert _correct(unit, monde, monde.structures[0]) == 2
    with open_unit_systeme() as unit:
        ligne = unit.db.execute(
            text("select nom, types, departement, commune, version from structure where id = :i"),
            {"i": monde.structures[0]},
        ).one()
        trace = unit.db.execute(text("select * from journal where objet = 'structure' order by id desc limit 1")).one()
    assert tuple(ligne) == ("Nouveau nom", ["AI"], "2A", "Ici", 2)
    assert (trace.operation, trace.compte_id) == ("UPDATE", monde.comptes["alice"])
    assert (trace.avant["nom"], trace.apres["nom"]) == ("Collectif A – structure 0", "Nouveau nom")


def test_two_corrections_at_once_do_not_overwrite_each_other(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        _correct(unit, monde, monde.structures[0])
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Refus, match="entre-temps"):
        _correct(unit, monde, monde.structures[0], nom="Autre")
    assert any(ligne[1] == "Nouveau nom" for ligne in _photo())


def test_two_structures_may_not_have_the_same_name_in_the_same_place(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        _correct(unit, monde, monde.structures[0])
        with pytest.raises(Refus, match=r"« Nouveau nom \(Ici, 2A\) » est déjà"):
            _correct(unit, monde, monde.structures[1], nom="NOUVEAU NOM")
        assert confirm_structure(unit, monde.collectif, monde.structures[1], 1) == 2


def test_a_bad_correction_is_refused_with_every_reason(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide) as refus:
        update_structure(
            unit, monde.collectif, monde.structures[0], 1, nom="", types=["ESAT"], departement="", commune=""
        )
    assert len(refus.value.raisons) == 2


def test_a_structure_of_another_collectif_is_not_found(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit, pytest.raises(Introuvable):
        confirm_structure(unit, monde.collectif, monde.structure_ailleurs, 1)


@pytest.mark.parametrize(
    ("permis", "action"),
    [
        ({"anna", "adam"}, lambda u, m: import_structures(u, m.collectif, [])),
        ({"anna", "adam"}, lambda u, m: list_structures(u, m.collectif)),
        ({"alice", "anna", "adam"}, lambda u, m: _correct(u, m, m.structures[0])),
        ({"alice", "anna", "adam"}, lambda u, m: confirm_structure(u, m.collectif, m.structures[0], 1)),
    ],
    ids=["import", "list", "update", "confirm"],
)
def test_only_those_who_may(monde: Monde, permis: set[str], action: Callable[[Unit, Monde], object]) -> None:
    check_rights(monde, permis, lambda unit: action(unit, monde))


def _say(unit: Unit, monde: Monde, effectif: int | None, version: int = 1) -> int:
    return update_effectif(unit, monde.collectif, monde.structures[0], version, effectif)


def test_the_direction_says_how_many_people_it_employs_and_nothing_else_changes(monde: Monde) -> None:
    execute("update structure set a_verifier = '{Commune à préciser}' where id = :s", s=monde.structures[0])
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert get_taille(unit, monde.collectif, monde.structures[0]) == Taille(None, 1)
        assert _say(unit, monde, 12) == 2
        assert get_taille(unit, monde.collectif, monde.structures[0]) == Taille(12, 2)
        assert _say(unit, monde, None, 2) == 3
    assert execute("select a_verifier, effectif from structure where id = :s", s=monde.structures[0]) == [
        (["Commune à préciser"], None)
    ]


@pytest.mark.parametrize("effectif", [0, -3, 10_001])
def test_an_impossible_number_of_people_is_refused(monde: Monde, effectif: int) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide, match="va de 1 à"):
        _say(unit, monde, effectif)


def test_two_numbers_at_once_do_not_overwrite_each_other(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        _say(unit, monde, 12)
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Refus, match="entre-temps"):
        _say(unit, monde, 13)


def test_a_contribution_may_not_change_it_even_past_the_service(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["ali"]) as unit, pytest.raises(DBAPIError):
        unit.db.execute(text("update structure set effectif = 9 where id = :s"), {"s": monde.structures[0]})


def test_who_may_say_it(monde: Monde) -> None:
    check_rights(monde, {"alice", "anna", "adam"}, lambda unit: _say(unit, monde, 12))
