"""Collective appuis: half-days never lost nor made, parts that nobody else sees, who may join and who leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from caprse.acces.unite import Unit, open_unit
from caprse.referentiel.codec import to_contenu
from caprse.relecture.appuis.collectif import close_groupe, save_partage, undo_groupe
from caprse.relecture.appuis.depart import build_depart, build_parts, list_a_reunir, list_options, name_depassements
from caprse.relecture.appuis.lecture import Appuis, list_appuis, list_appuis_collectif
from caprse.relecture.appuis.partage import (
    Part,
    Partage,
    list_depassements,
    list_reasons_against_partage,
    share,
)
from caprse.relecture.appuis.regles import EtatAppui, Solde, Suite
from caprse.relecture.appuis.service import answer_appui, cancel_appui, create_appui
from caprse.relecture.appuis.tableaux import build_detail, build_par_offre
from caprse.relecture.offres.service import take_catalogue
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.conftest import MAINTENANT
from tests.droits import check_rights
from tests.monde import REFERENTIEL, Monde, create_monde

JOUR = MAINTENANT.date()
PLUS_TARD = JOUR + timedelta(days=10)
OFFRES = b"offres:\n  - {code: tri, titre: Trier a plusieurs, demi_journees: 3, criteres: [T01-01]}\n"
RESTES = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@given(st.integers(0, 400), RESTES)
def test_what_is_shared_is_all_there_is_and_nearly_even(demi_journees: int, restes: list[int]) -> None:
    parts = share(demi_journees, restes)
    assert len(parts) == len(restes)
    assert sum(parts) == demi_journees
    assert max(parts) - min(parts) <= 1
    servis = [reste for reste, part in zip(restes, parts, strict=True) if part == max(parts)]
    autres = [reste for reste, part in zip(restes, parts, strict=True) if part < max(parts)]
    assert not autres or min(servis) >= max(autres), "what is over goes to those who have most left"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=6))
def test_going_over_a_year_is_always_said_and_nothing_else_is(comptes: list[tuple[int, int, int]]) -> None:
    parts = [Part(uuid4(), demi) for demi, _, _ in comptes]
    soldes = {
        p.structure_id: Solde(2026, utilise, prevu) for p, (_, utilise, prevu) in zip(parts, comptes, strict=True)
    }
    dits = list_depassements(parts, soldes, {})
    for part in parts:
        solde = soldes[part.structure_id]
        apres = Solde(2026, solde.utilise, solde.prevu + part.demi_journees)
        assert dits.get(part.structure_id, 0) == (apres.depassement if part.demi_journees else 0)


def test_a_bad_partage_gives_every_reason() -> None:
    une, autre = Part(uuid4(), 1), Part(uuid4(), 2)
    assert list_reasons_against_partage(Partage("T", JOUR, 3, (une, autre))) == []
    assert len(list_reasons_against_partage(Partage(" ", None, 4, (une,)))) == 4
    for mauvais in (
        Partage("T", JOUR, 2, (une, une)),
        Partage("T", JOUR, 2, (une, autre)),
        Partage("T", JOUR, 40, (une, Part(uuid4(), 41))),
        Partage("T", JOUR, 0, (une, Part(uuid4(), -1))),
        Partage("T" * 121, JOUR, 3, (une, autre)),
    ):
        assert len(list_reasons_against_partage(mauvais)) == 1


@pytest.fixture
def monde_de_trois(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), 3)


@pytest.fixture
def demandes(monde: Monde) -> tuple[UUID, UUID]:
    _act(monde, "anna", lambda unit: take_catalogue(unit, monde.collectif, "o.yaml", OFFRES))
    ids = []
    for rang, nom in enumerate(("alice", "bob")):
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            ids.append(create_appui(unit, monde.structures[rang], "", offre="tri"))
    return ids[0], ids[1]


def _act(monde: Monde, personne: str, action: Callable[[Unit], object]) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        action(unit)


def _see(monde: Monde) -> Appuis:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return list_appuis_collectif(unit, monde.collectif)


def _join(monde: Monde, demi_journees: int = 3) -> UUID:
    vus = _see(monde)
    depart = build_depart("tri", vus)
    parts = build_parts(vus, depart.gens, demi_journees, None, 2026)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return save_partage(
            unit, monde.collectif, Partage(depart.titre, PLUS_TARD, demi_journees, parts, "tri", "À bientôt")
        )


def _parts() -> list[tuple[str, int, bool]]:
    return [
        tuple(ligne)
        for ligne in execute(
            "select a.etat, a.demi_journees, a.groupe_id is not null from appui a"
            " join structure s on s.id = a.structure_id order by s.nom, a.demande_le"
        )
    ]


def _groupes() -> list[tuple[int, int]]:
    return [tuple(ligne) for ligne in execute("select demi_journees, parts from appui_collectif")]


def test_what_several_ask_for_is_offered_to_be_joined(monde: Monde, demandes: tuple[UUID, UUID]) -> None:
    vus = _see(monde)
    ((offre, siennes),) = list_a_reunir(vus)
    assert (offre.code, {appui.id for appui in siennes}) == ("tri", set(demandes))
    depart = build_depart("tri", vus)
    assert (depart.titre, depart.demi_journees, len(depart.gens)) == ("Trier a plusieurs", 3, 2)
    assert list(list_options(vus, depart).values())[:2] == [s.structure for s in vus.structures][:2]
    assert build_depart("neuf", vus).gens == ()
    _act(monde, "bob", lambda unit: cancel_appui(unit, demandes[1], 1))
    assert list_a_reunir(_see(monde)) == []


def test_requests_become_one_appui_whose_parts_are_its_half_days(monde: Monde, demandes: tuple[UUID, UUID]) -> None:
    groupe = _join(monde)
    assert _groupes() == [(3, 2)]
    assert _parts() == [("planifie", 2, True), ("planifie", 1, True)]
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        vus = list_appuis(unit, monde.structures[1])
    (appui,) = vus.structures[0].appuis
    assert appui.groupe is not None
    assert (appui.groupe.demi_journees, appui.groupe.parts, appui.demi_journees) == (3, 2, 1)
    assert appui.reponse == "À bientôt"
    assert len(vus.list_parts(groupe)) == 1, "a structure sees its own part alone"
    assert vus.structures[0].compute_solde(2026).prevu == 1
    detail = build_detail(_see(monde), 2026)
    assert list(detail["Collectif"]) == ["Trier a plusieurs"] * 2
    (ligne,) = build_par_offre(_see(monde), 2026).to_dict("records")
    assert ligne == {"Offre": "Trier a plusieurs", "Appuis": 2, "Structures": 2, "Utilisées": 0, "Prévues": 3}


def test_a_structure_is_joined_without_having_asked(monde: Monde) -> None:
    parts = tuple(Part(structure, 1) for structure in monde.structures[:2])
    _act(monde, "anna", lambda unit: save_partage(unit, monde.collectif, Partage("Ensemble", PLUS_TARD, 2, parts)))
    assert _parts() == [("planifie", 1, True), ("planifie", 1, True)]


def test_it_is_shared_again_then_over(monde: Monde, demandes: tuple[UUID, UUID]) -> None:
    groupe = _join(monde)
    vus = _see(monde)
    depart = build_depart(str(groupe), vus)
    assert (depart.offre, depart.jour, sorted(depart.parts.values())) == ("tri", PLUS_TARD, [1, 2])
    parts = build_parts(vus, depart.gens, 6, {depart.gens[0]: 5, depart.gens[1]: 1}, 2026)
    assert name_depassements(vus, parts, 2026) == [
        f"{vus.structures[0].structure} : 1\u00a0demi-journée de plus que les 4 de l’année."
    ]
    _act(
        monde,
        "anna",
        lambda unit: save_partage(unit, monde.collectif, Partage("Trier", JOUR, 6, parts), groupe, 1),
    )
    assert (_groupes(), _parts()) == ([(6, 2)], [("planifie", 5, True), ("planifie", 1, True)])
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="entre-temps"):
        close_groupe(unit, monde.collectif, groupe, 1, JOUR)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide, match="quel jour"):
        close_groupe(unit, monde.collectif, groupe, 2, PLUS_TARD)
    _act(monde, "anna", lambda unit: close_groupe(unit, monde.collectif, groupe, 2, JOUR))
    assert _parts() == [("clos", 5, True), ("clos", 1, True)]
    for action in (
        lambda unit: undo_groupe(unit, monde.collectif, groupe, 3),
        lambda unit: close_groupe(unit, monde.collectif, groupe, 3, JOUR),
        lambda unit: save_partage(unit, monde.collectif, Partage("Trier", JOUR, 6, parts), groupe, 3),
    ):
        with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="terminé"):
            action(unit)
    assert _groupes() == [(6, 2)]


def test_whoever_leaves_takes_its_part_and_the_others_keep_theirs(monde: Monde, demandes: tuple[UUID, UUID]) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        autre = create_appui(unit, monde.structures[1], "Une autre aide")
    groupe = _join(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="collectif"):
        answer_appui(unit, demandes[0], 2, Suite(EtatAppui.REFUSE, "Non"))
    # With two parts, what is left is no group any more.
    _act(monde, "alice", lambda unit: cancel_appui(unit, demandes[0], 2))
    assert _groupes() == []
    assert sorted(_parts()) == [("annule", 2, False), ("demande", 0, False), ("planifie", 1, False)]
    assert groupe not in {g.id for g in _see(monde).groupes}
    _act(monde, "bob", lambda unit: cancel_appui(unit, autre, 1))


def test_of_three_the_two_who_stay_share_what_is_theirs(monde_de_trois: Monde) -> None:
    monde = monde_de_trois
    parts = tuple(Part(structure, 2) for structure in monde.structures)
    _act(monde, "anna", lambda unit: save_partage(unit, monde.collectif, Partage("Ensemble", PLUS_TARD, 6, parts)))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        (appui,) = list_appuis(unit, monde.structures[0]).structures[0].appuis
    _act(monde, "alice", lambda unit: cancel_appui(unit, appui.id, appui.version))
    assert _groupes() == [(4, 2)]
    # Joined again without one of them: it keeps its own, day and half-days.
    vus = _see(monde)
    groupe = vus.groupes[0]
    depart = build_depart(str(groupe.id), vus)
    gardes = (*build_parts(vus, depart.gens[:1], 1, None, 2026), Part(monde.structures[0], 1))
    _act(
        monde,
        "anna",
        lambda unit: save_partage(
            unit, monde.collectif, Partage("Ensemble", PLUS_TARD, 2, gardes), groupe.id, groupe.version
        ),
    )
    assert _groupes() == [(2, 2)]
    assert sorted(_parts()) == [
        ("annule", 2, False),
        ("planifie", 1, True),
        ("planifie", 1, True),
        ("planifie", 2, False),
    ]


def test_a_request_that_changed_meanwhile_is_not_taken(monde: Monde, demandes: tuple[UUID, UUID]) -> None:
    vus = _see(monde)
    parts = build_parts(vus, build_depart("tri", vus).gens, 3, None, 2026)
    _act(monde, "bob", lambda unit: cancel_appui(unit, demandes[1], 1))
    with pytest.raises(Refus, match="entre-temps"), open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_partage(unit, monde.collectif, Partage("Trier", PLUS_TARD, 3, parts))
    assert _groupes() == []
    volee = (Part(monde.structures[0], 2, demandes[1], 1), Part(monde.structures[1], 1))
    with pytest.raises(Refus, match="entre-temps"), open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_partage(unit, monde.collectif, Partage("Trier", PLUS_TARD, 3, volee))


def test_only_the_animation_joins_shares_closes_and_parts(monde: Monde, demandes: tuple[UUID, UUID]) -> None:
    groupe = _join(monde)
    parts = tuple(Part(structure, 1) for structure in monde.structures[:2])
    check_rights(monde, {"anna"}, lambda unit: save_partage(unit, monde.collectif, Partage("T", PLUS_TARD, 2, parts)))
    check_rights(monde, {"anna"}, lambda unit: close_groupe(unit, monde.collectif, groupe, 1, JOUR))
    check_rights(monde, {"anna"}, lambda unit: undo_groupe(unit, monde.collectif, groupe, 1))
    # Whoever animates elsewhere names their own collectif and this groupe.
    with open_unit(compte_id=monde.comptes["clara"]) as unit, pytest.raises(Introuvable):
        undo_groupe(unit, monde.ailleurs, groupe, 1)
    with open_unit(compte_id=monde.comptes["clara"]) as unit, pytest.raises(Introuvable):
        save_partage(unit, monde.ailleurs, Partage("T", PLUS_TARD, 2, parts))
    check_rights(monde, {"alice", "anna"}, lambda unit: cancel_appui(unit, demandes[0], 2))


@pytest.mark.parametrize(
    "requete",
    [
        "update appui set demi_journees = 9 where groupe_id is not null and etat = 'planifie'",
        "update appui set groupe_id = null where demi_journees = 1",
        "update appui_collectif set demi_journees = demi_journees + 1",
        "update appui_collectif set parts = 3",
        "delete from appui_collectif",
    ],
)
def test_the_base_itself_keeps_the_sum_at_the_end_of_each_transaction(
    monde: Monde, demandes: tuple[UUID, UUID], requete: str
) -> None:
    _join(monde)
    with pytest.raises((DBAPIError, Refus)), open_unit(compte_id=monde.comptes["anna"]) as unit:
        unit.db.execute(text(requete))
    assert (_groupes(), _parts()) == ([(3, 2)], [("planifie", 2, True), ("planifie", 1, True)])


@pytest.mark.parametrize(
    "requete",
    [
        "update appui set groupe_id = null",
        "update appui set offre = null",
        "update appui set demi_journees = 0",
        "update appui set etat = 'annule'",
    ],
)
def test_a_direction_cannot_leave_nor_change_its_part_by_itself(
    monde: Monde, demandes: tuple[UUID, UUID], requete: str
) -> None:
    _join(monde)
    with pytest.raises((DBAPIError, Refus)), open_unit(compte_id=monde.comptes["alice"]) as unit:
        unit.db.execute(text(requete))
    assert (_groupes(), _parts()) == ([(3, 2)], [("planifie", 2, True), ("planifie", 1, True)])


def test_a_structure_reads_what_it_shares_and_nothing_of_the_others(monde: Monde, demandes: tuple[UUID, UUID]) -> None:
    _join(monde)
    lus = {}
    for nom in ("alice", "bob", "charlie", "personne"):
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            groupes = unit.db.execute(text("select count(*) from appui_collectif")).scalar_one()
            parts = unit.db.execute(text("select count(*) from appui where groupe_id is not null")).scalar_one()
        lus[nom] = (groupes, parts)
    assert lus == {"alice": (1, 1), "bob": (1, 1), "charlie": (0, 0), "personne": (0, 0)}
