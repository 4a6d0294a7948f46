"""A rhythm over the trimestres: the right number, the right days, nothing doubled, nothing in the past."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.unite import Unit, open_unit
from caprse.collectif.calendrier.generateur import create_rencontres
from caprse.collectif.calendrier.rythme import (
    Place,
    Plan,
    Rythme,
    check_rythme,
    list_feries,
    plan_rencontres,
)
from caprse.collectif.calendrier.service import create_calendrier, get_calendrier
from caprse.collectif.regles import TypeRencontre, add_months
from caprse.socle.erreurs import Refus, SaisieInvalide
from tests.base import execute
from tests.droits import check_rights
from tests.monde import Monde

UNE_DE_CHAQUE = dict.fromkeys(TypeRencontre, 1)
DEBUT = date(2026, 1, 16)


def build_places(nombre: int = 6) -> list[Place]:
    """Trimestres of three months, one after the other."""
    return [
        Place(uuid4(), rang + 1, add_months(DEBUT, 3 * rang), add_months(DEBUT, 3 * rang + 3) - timedelta(days=1))
        for rang in range(nombre)
    ]


def test_a_cycle_of_six_trimestres_gets_eighteen_rencontres() -> None:
    rythme = Rythme(UNE_DE_CHAQUE, 1, time(14), time(9, 30), "https://exemple.test/salle")
    plan = plan_rencontres(build_places(), rythme, DEBUT)
    assert len(plan.proposees) == 18
    assert {p.saisie.jour.weekday() for p in plan.proposees} == {1}
    premieres = [p.saisie for p in plan.proposees if p.numero == 1]
    assert [s.type for s in premieres] == ["visio", "autonomie", "presentiel"]
    assert [s.heure for s in premieres] == [time(14), None, time(9, 30)]
    assert [s.lien for s in premieres] == ["https://exemple.test/salle", "", ""]


@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    st.integers(0, 4),
    st.dates(date(2025, 12, 1), date(2026, 12, 1)),
    st.lists(st.tuples(st.sampled_from(TypeRencontre), st.dates(DEBUT, date(2026, 4, 15))), max_size=4),
)
def test_whatever_the_rhythm_its_rencontres_can_be_held(
    nombres: list[int], jour: int, today: date, deja: list[tuple[TypeRencontre, date]]
) -> None:
    premier, *autres = build_places(3)
    places = [Place(premier.trimestre_id, 1, premier.debut, premier.fin, deja), *autres]
    rythme = Rythme(dict(zip(TypeRencontre, nombres, strict=True)), jour)
    plan = plan_rencontres(places, rythme, today)
    assert len(plan.proposees) + plan.deja + plan.passees == 3 * sum(nombres)
    par_id = {place.trimestre_id: place for place in places}
    for proposee in plan.proposees:
        place = par_id[proposee.trimestre_id]
        assert place.debut <= proposee.saisie.jour <= place.fin
        assert proposee.saisie.jour >= today
        assert proposee.saisie.jour not in list_feries(proposee.saisie.jour.year)
        assert proposee.saisie.jour not in {pris for _, pris in place.deja}
    jours = [(p.trimestre_id, p.saisie.jour) for p in plan.proposees]
    assert len(set(jours)) == len(jours)


def test_public_holidays_are_those_of_the_calendar() -> None:
    mobiles = {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25), date(2026, 12, 25)}
    assert mobiles <= list_feries(2026)
    assert {date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)} <= list_feries(2027)
    assert len(list_feries(2026)) == 11


@pytest.mark.parametrize(
    ("rythme", "raison"),
    [
        (Rythme({TypeRencontre.VISIO: 4}), "de 0 à 3"),
        (Rythme(UNE_DE_CHAQUE, 6), "du lundi au vendredi"),
        (Rythme(UNE_DE_CHAQUE, lien="salle 3"), "https://"),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(monde: Monde, rythme: Rythme, raison: str) -> None:
    assert any(raison in dite for dite in check_rythme(rythme))
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide, match=raison):
        create_rencontres(unit, monde.collectif, rythme)


def write(monde: Monde, rythme: Rythme, nom: str = "anna") -> Plan:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return create_rencontres(unit, monde.collectif, rythme)


def test_only_the_animation_of_the_collectif_writes_them(monde: Monde) -> None:
    def try_it(unit: Unit) -> None:
        create_rencontres(unit, monde.collectif, Rythme(UNE_DE_CHAQUE))

    check_rights(monde, {"anna", "adam"}, try_it)
    check_rights(monde, {"clara", "adam"}, lambda unit: create_rencontres(unit, monde.ailleurs, Rythme(UNE_DE_CHAQUE)))


def test_the_same_rhythm_twice_or_by_two_at_once_doubles_nothing(monde: Monde) -> None:
    def go() -> bool:
        try:
            write(monde, Rythme(UNE_DE_CHAQUE))
        except Refus:
            return False
        return True

    with ThreadPoolExecutor(2) as deux:
        faits = [tache.result() for tache in [deux.submit(go) for _ in range(2)]]
    assert sorted(faits) == [False, True]
    with pytest.raises(Refus, match="Rien à ajouter"):
        write(monde, Rythme(UNE_DE_CHAQUE))
    [(nombre,)] = execute("select count(*) from rencontre where collectif_id = :c", c=monde.collectif)
    # The trimestre runs from January, the day of the tests is in March: what is past is not written.
    assert nombre == 1


def test_a_closed_trimestre_is_left_alone(monde: Monde) -> None:
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    with pytest.raises(Refus, match="Rien à ajouter"):
        write(monde, Rythme(UNE_DE_CHAQUE))


def test_a_new_calendar_is_filled_in_one_transaction(monde: Monde) -> None:
    [(collectif,)] = execute("insert into collectif (nom, debut, mois) values ('Neuf', '2026-04-01', 19) returning id")
    execute(
        "insert into habilitation (compte_id, role, collectif_id) values (:a, 'animation', :c)",
        a=monde.comptes["anna"],
        c=collectif,
    )
    rythme = Rythme({TypeRencontre.VISIO: 2, TypeRencontre.AUTONOMIE: 1, TypeRencontre.PRESENTIEL: 1})
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        ids = create_calendrier(unit, collectif, monde.referentiel)
        plan = create_rencontres(unit, collectif, rythme)
        calendrier = get_calendrier(unit, collectif)
    assert len(plan.proposees) == 4 * len(ids)
    assert [len(t.rencontres) for t in calendrier.trimestres] == [4] * len(ids)
