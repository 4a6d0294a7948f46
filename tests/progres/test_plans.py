"""The plans of all structures, attacked: who reads them, what a filter may be made to say, whose actions come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit
from caprse.effet.service import get_effet
from caprse.progres.plans import Plans, get_plans
from caprse.socle.erreurs import Introuvable
from tests.base import execute
from tests.droits import check_rights
from tests.ecran import open_page, read
from tests.monde import Monde, add_personne

Lecture = Callable[[Unit, UUID], object]
HIER, DEMAIN = date(2026, 3, 13), date(2026, 3, 15)


def plan(monde: Monde, quoi: str, rang: int = 0, *, le: date = HIER, etat: str = "a_faire", **autres: object) -> None:
    valeurs = {"c": monde.collectif, "s": monde.structures[rang], "k": ["T01-01"], "q": quoi, "le": le, "etat": etat}
    execute(
        "insert into action (collectif_id, structure_id, quoi, echeance, etat, criteres)"
        " values (:c, :s, :q, :le, :etat, :k)",
        **(valeurs | autres),
    )


def look(monde: Monde, nom: str = "anna", collectif: UUID | None = None) -> Plans:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return get_plans(unit, collectif or monde.collectif)


def list_lignes(essai: AppTest) -> list[str]:
    return [e.proto.body for e in essai.get("html") if e.proto.body.startswith('<div class="cap-plan">')]


def rename(monde: Monde, *noms: str, doublon: bool = False, communes: tuple[str, ...] = ("Albi", "Rodez")) -> None:
    for structure, nom, commune in zip(monde.structures, noms, communes, strict=False):
        execute(
            "update structure set nom = :n, commune = :k, doublon = :d where id = :s",
            n=nom,
            k=commune,
            d=doublon,
            s=structure,
        )


@pytest.fixture(params=[get_plans, get_effet])
def lire(request: pytest.FixtureRequest) -> Lecture:
    """What the animation alone reads of all structures."""
    lecture: Lecture = request.param
    return lecture


def test_strangers_the_animation_of_another_collectif_and_what_does_not_exist(monde: Monde, lire: Lecture) -> None:
    plan(monde, "À nous")
    check_rights(monde, {"anna"}, lambda unit: lire(unit, monde.collectif))
    check_rights(monde, {"clara"}, lambda unit: lire(unit, monde.ailleurs))
    check_rights(monde, set(), lambda unit: lire(unit, uuid4()))
    # The id of a structure is no collectif.
    check_rights(monde, set(), lambda unit: lire(unit, monde.structures[0]))


def test_each_collectif_has_its_own_actions_alone(monde: Monde) -> None:
    plan(monde, "Chez A")
    plan(monde, "Chez B", c=monde.ailleurs, s=monde.structure_ailleurs)
    # Whoever animates both reads each by itself.
    execute(
        "insert into habilitation (compte_id, role, collectif_id) values (:q, 'animation', :c)",
        q=monde.comptes["anna"],
        c=monde.ailleurs,
    )
    assert [action.quoi for action in look(monde).actions] == ["Chez A"]
    assert [action.quoi for action in look(monde, collectif=monde.ailleurs).actions] == ["Chez B"]
    assert [action.quoi for action in look(monde, "clara", monde.ailleurs).actions] == ["Chez B"]


def test_who_does_not_animate_any_more_reads_nothing_any_more(monde: Monde, lire: Lecture) -> None:
    plan(monde, "À nous")
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["anna"])
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Introuvable):
        lire(unit, monde.collectif)


def test_who_directs_every_structure_still_does_not_animate(monde: Monde, lire: Lecture) -> None:
    add_personne(monde, "partout", Role.DIRECTION, monde.structures[0])
    execute(
        "insert into habilitation (compte_id, role, collectif_id, structure_id) values (:q, 'direction', :c, :s)",
        q=monde.comptes["partout"],
        c=monde.collectif,
        s=monde.structures[1],
    )
    with open_unit(compte_id=monde.comptes["partout"]) as unit, pytest.raises(Introuvable):
        lire(unit, monde.collectif)


@pytest.mark.parametrize(
    "adresse",
    [
        {"plan": "<script>"},
        {"plan": "Collectif B – structure 0"},
        {"plan": "' or 1 = 1 --"},
        {"theme": "T01"},
        {"theme": "\u202eThème"},
        {"voir": "__class__"},
        {"voir": "retard&voir=finies"},
        {"tri": "-"},
        {"tri": "--action"},
        {"plans-rang": "-3"},
        {"effet": "peut-être"},
        {"plan": "", "theme": "", "voir": "", "tri": ""},
        {"collectif": "0" * 36},
    ],
)
def test_a_hostile_address_shows_what_the_page_would_and_nothing_else(monde: Monde, adresse: dict[str, str]) -> None:
    plan(monde, "À nous")
    plan(monde, "À Bob", 1, k=["TRA-01"])
    plan(monde, "Chez B", c=monde.ailleurs, s=monde.structure_ailleurs)
    essai = open_page(monde, "anna", "plans", **adresse)
    assert not essai.exception
    assert len(list_lignes(essai)) == 2
    assert "Chez B" not in "".join(list_lignes(essai))
    assert "Collectif B" not in read(essai)


def test_a_structure_is_shown_alone_though_another_has_its_name(monde: Monde) -> None:
    rename(monde, "Les Jardins", "Les Jardins")
    plan(monde, "D’Albi")
    plan(monde, "De Rodez", 1)
    vus = look(monde)
    assert vus.structures == ("Les Jardins (Albi)", "Les Jardins (Rodez)")
    assert {(action.structure, action.quoi) for action in vus.actions} == {
        ("Les Jardins (Albi)", "D’Albi"),
        ("Les Jardins (Rodez)", "De Rodez"),
    }
    [ligne] = list_lignes(open_page(monde, "anna", "plans", plan="Les Jardins (Rodez)"))
    assert "De Rodez" in ligne


def test_structures_that_nothing_tells_apart_are_numbered(monde: Monde) -> None:
    rename(monde, "Les Jardins", "Les Jardins", doublon=True, communes=("", ""))
    plan(monde, "Une")
    assert look(monde).structures == ("Les Jardins (1)", "Les Jardins (2)")
    assert sum(len(list_lignes(open_page(monde, "anna", "plans", plan=f"Les Jardins ({n})"))) for n in (1, 2)) == 1


def test_a_structure_called_all_is_one_structure(monde: Monde) -> None:
    rename(monde, "Toutes", communes=("",))
    plan(monde, "La sienne")
    plan(monde, "À Bob", 1)
    essai = open_page(monde, "anna", "plans")
    assert len(list_lignes(essai)) == 2
    [sienne] = [option for option in essai.selectbox(key="plan").options[1:] if option.startswith("Toutes")]
    [ligne] = list_lignes(open_page(monde, "anna", "plans", plan=sienne))
    assert "La sienne" in ligne


def test_what_is_counted_is_what_is_listed_whatever_is_filtered(monde: Monde) -> None:
    for rang, (le, etat) in enumerate(
        [(HIER, "a_faire"), (HIER, "en_cours"), (DEMAIN, "a_faire"), (HIER, "faite"), (HIER, "abandonnee")]
    ):
        plan(monde, f"Action {rang}", rang % 2, le=le, etat=etat, k=["T01-01"] if rang % 2 else ["TRA-01"])
    for filtre in ({}, {"plan": "Collectif A – structure 0"}, {"theme": "Thématique T01"}):
        for voir in ("retard", "ouvertes", "finies"):
            essai = open_page(monde, "anna", "plans", voir=voir, **filtre)
            comptes = {b.key: b.label for b in essai.button if str(b.key).startswith("plans-")}
            assert comptes[f"plans-{voir}"].startswith(f"**{len(list_lignes(essai))}**"), (filtre, voir)


def test_an_action_that_serves_no_critere_has_a_choice_of_its_own(monde: Monde) -> None:
    plan(monde, "Pour la thématique")
    assert "theme" not in [liste.key for liste in open_page(monde, "anna", "plans").selectbox]
    plan(monde, "Pour rien de cela", k=[])
    essai = open_page(monde, "anna", "plans", theme="Sans thématique")
    [choix] = [liste for liste in essai.selectbox if liste.label == "Thématique"]
    assert choix.options[0] == "Toutes"
    assert choix.options[-1] == "Sans thématique"
    [ligne] = list_lignes(essai)
    assert "Pour rien de cela" in ligne
