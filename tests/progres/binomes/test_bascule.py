"""What structures share, look for and exchange is named by critères: it goes where these go, and keeps its names."""

from __future__ import annotations

import json
from uuid import UUID

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.bascule.service import apply_bascule
from caprse.progres.binomes.regles import EtatBinome
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.service import import_referentiel
from tests.base import execute, get_value
from tests.carnet.bascule.test_service import build_correspondance, build_suite
from tests.monde import Monde
from tests.progres.binomes.scene import ask, decide, declare


def change(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        vers = import_referentiel(unit.db, build_suite())[0]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, vers, build_correspondance())


def list_dites(structure: UUID) -> tuple[list[str], list[str]]:
    (ligne,) = execute("select offre, cherche from entraide where structure_id = :s", s=structure)
    return ligne.offre, ligne.cherche


def test_lists_follow_what_was_merged_shared_out_and_retired_each_once(monde: Monde) -> None:
    declare(monde, "alice", ("T01-02", "T01-01", "T01-04"), ("T01-03", "T02-01"))
    declare(monde, "bob", ("T01-01",), ("T01-02",))
    change(monde)
    assert list_dites(monde.structures[0]) == (["T01-01"], ["T01-03", "T01-06", "T02-01"])
    # Both became one critère: it is not looked for where it is shared.
    assert list_dites(monde.structures[1]) == (["T01-01"], [])
    assert get_value("select version from entraide where structure_id = :s", s=monde.structures[0]) == 2


def test_a_list_of_which_nothing_is_left_stays_to_be_chosen_again(monde: Monde) -> None:
    declare(monde, "alice", ("T01-04",), ())
    change(monde)
    assert list_dites(monde.structures[0]) == (["T01-04"], [])


def test_an_enjeu_that_is_gone_becomes_those_where_its_criteres_went(monde: Monde) -> None:
    contenu = to_contenu(build_suite()) | {"id": "autre"}
    (t01,) = (thematique for thematique in contenu["thematiques"] if thematique["code"] == "T01")
    t01["enjeux"][0]["code"] = "T01-Z"
    with open_unit_systeme() as unit:
        vers = import_referentiel(unit.db, from_contenu(contenu))[0]
    lignes = json.dumps(build_correspondance().model_dump(mode="json")["lignes"])
    suites = get_value(
        "select lister_suites(cast(:l as jsonb), :de, :vers)", l=lignes, de=monde.referentiel, vers=vers
    )
    # One of its critères was shared out with a neighbour.
    assert suites["T01-A"] == ["T01-B", "T01-Z"]
    assert "T02-A" not in suites
    assert (suites["T01-03"], suites["T01-04"]) == (["T01-03", "T01-06"], [])


def test_what_a_binome_exchanges_follows_and_its_names_stay_those_of_then(monde: Monde) -> None:
    declare(monde, "alice", ("T01-02",), ("T02-03",))
    declare(monde, "bob", ("T02-03",), ("T01-02",))
    assert ask(monde) == 1
    binome = get_value("select id from binome")
    decide(monde, binome)
    decide(monde, binome, EtatBinome.TERMINE)
    noms = get_value("select noms from binome")
    execute("update structure set nom = 'Renommée' where id = :s", s=monde.structures[0])
    change(monde)
    (ligne,) = execute("select dons, noms from binome")
    assert sorted(code for _, _, codes in ligne.dons for code in codes) == ["T01-01", "T02-03"]
    assert ligne.noms == noms


def test_a_collectif_that_stays_keeps_its_own(monde: Monde) -> None:
    declare(monde, "charlie", ("T01-02",), ())
    change(monde)
    assert list_dites(monde.structure_ailleurs)[0] == ["T01-02"]
