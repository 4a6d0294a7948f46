"""The calendar page, run for each kind of person."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.calendrier import get_calendrier
from caprse.collectif.page_calendrier import page_calendrier
from caprse.collectif.regles import SaisieRencontre
from caprse.collectif.rencontres import create_rencontre
from caprse.socle.installation import Installation
from tests.collectif.conftest import count_statements
from tests.collectif.ecrans import click, list_keys, open_page, read, run
from tests.monde import Monde

POINT = SaisieRencontre(
    "visio", "Point *d'étape*", date(2026, 5, 4), time(14, 30), "Chez vous", "https://exemple.test/salle"
)


@pytest.fixture
def rencontre(monde: Monde, prepare: UUID) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_rencontre(unit, prepare, POINT)


def test_a_member_reads_the_calendar_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, monde: Monde, rencontre: UUID
) -> None:
    for personne in ("alice", "aya", "bob"):
        essai = open_page(monkeypatch, monde, personne, page_calendrier)
        vu = read(essai)
        assert [plie.label for plie in essai.expander] == ["1. Thématique T01 (clos)"]
        assert "2. Thématique T02" in vu
        assert "**Clos** · du 16 janvier 2026 au 15 avril 2026" in vu
        assert "**4 mai 2026 à 14:30** · visio" in vu
        assert "Point *d'étape* · Chez vous" in vu
        assert list_keys(essai) == set()


def test_what_is_typed_as_markdown_is_shown_as_plain_text(
    monkeypatch: pytest.MonkeyPatch, monde: Monde, rencontre: UUID
) -> None:
    essai = open_page(monkeypatch, monde, "alice", page_calendrier)
    assert "Point *d'étape* · Chez vous" in [element.value for element in essai.text]


def test_opening_says_who_gets_a_carnet_then_does_it(
    monkeypatch: pytest.MonkeyPatch, monde: Monde, prepare: UUID
) -> None:
    essai = open_page(monkeypatch, monde, "anna", page_calendrier)
    click(essai, "ouvrir")
    assert "5 structures reçoivent leur carnet : celles qui adhèrent le 16 avril 2026." in read(essai)
    assert "Collectif A – structure 0\nCollectif A – structure 1" in read(essai)
    click(essai, "confirmer")
    assert "Le trimestre 2 est ouvert : 5 carnets créés." in read(essai)
    assert "ouvrir" not in list_keys(essai)


def test_opening_can_be_given_up(monkeypatch: pytest.MonkeyPatch, monde: Monde, prepare: UUID) -> None:
    essai = open_page(monkeypatch, monde, "anna", page_calendrier)
    click(click(essai, "ouvrir"), "annuler")
    assert "ouvrir" in list_keys(essai)
    with open_unit_systeme() as unit:
        assert get_calendrier(unit, monde.collectif).ouvert is None


def test_the_next_one_waits_for_the_open_one(monkeypatch: pytest.MonkeyPatch, monde: Monde, prepare: UUID) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(text("update trimestre set etat = 'ouvert' where id = :id"), {"id": prepare})
        unit.db.execute(
            text("insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
                 " values (:c, 3, 'T03', :r, '2026-07-16', '2026-10-15')"),
            {"c": monde.collectif, "r": monde.referentiel},
        )  # fmt: skip
    essai = open_page(monkeypatch, monde, "anna", page_calendrier)
    assert "quand le trimestre 2 sera clos" in read(essai)
    assert "ouvrir" not in list_keys(essai)


def test_a_meeting_is_added_from_the_screen(monkeypatch: pytest.MonkeyPatch, monde: Monde, prepare: UUID) -> None:
    essai = open_page(monkeypatch, monde, "anna", page_calendrier)
    click(essai, "ajouter-2")
    essai.text_input(key="rencontre-titre").set_value("Journée ensemble")
    essai.date_input(key="rencontre-jour").set_value(date(2026, 6, 2))
    essai.radio(key="rencontre-type").set_value("presentiel")
    click(essai, "rencontre-enregistrer")
    assert "La rencontre est enregistrée." in read(essai)
    assert "**2 juin 2026** · présentiel" in read(essai)


def test_a_refused_meeting_keeps_what_was_typed(monkeypatch: pytest.MonkeyPatch, monde: Monde, prepare: UUID) -> None:
    essai = open_page(monkeypatch, monde, "anna", page_calendrier)
    click(essai, "ajouter-2")
    essai.text_input(key="rencontre-titre").set_value("Journée ensemble")
    essai.date_input(key="rencontre-jour").set_value(date(2029, 6, 2))
    click(essai, "rencontre-enregistrer")
    assert "trop loin de ce trimestre" in read(essai)
    assert essai.text_input(key="rencontre-titre").value == "Journée ensemble"


def test_a_meeting_is_moved_then_cancelled(monkeypatch: pytest.MonkeyPatch, monde: Monde, rencontre: UUID) -> None:
    essai = open_page(monkeypatch, monde, "anna", page_calendrier)
    click(essai, f"modifier-{rencontre}")
    assert essai.text_input(key="rencontre-titre").value == "Point *d'étape*"
    essai.date_input(key="rencontre-jour").set_value(date(2026, 5, 11))
    click(essai, "rencontre-enregistrer")
    assert "**11 mai 2026 à 14:30** · visio" in read(essai)
    click(click(essai, f"modifier-{rencontre}"), "rencontre-supprimer")
    assert "La rencontre est annulée." in read(essai)
    assert f"modifier-{rencontre}" not in list_keys(essai)


def test_a_prepared_trimestre_takes_other_dates_and_another_theme(
    monkeypatch: pytest.MonkeyPatch, monde: Monde, prepare: UUID
) -> None:
    essai = open_page(monkeypatch, monde, "anna", page_calendrier)
    assert "dates-1" not in list_keys(essai)
    click(essai, "dates-2")
    essai.date_input(key="trimestre-debut").set_value(date(2026, 4, 20))
    essai.selectbox(key="trimestre-thematique").set_value("T04")
    click(essai, "trimestre-enregistrer")
    assert "2. Thématique T04" in read(essai)
    assert "du 20 avril 2026 au 15 juillet 2026" in read(essai)


def test_a_rerun_takes_few_statements_whatever_the_calendar_holds(
    monkeypatch: pytest.MonkeyPatch, monde: Monde, prepare: UUID, installation: Installation
) -> None:
    essai = open_page(monkeypatch, monde, "anna", page_calendrier)
    with count_statements(installation.moteur) as avant:
        run(essai)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for rang in range(12):
            create_rencontre(unit, prepare, SaisieRencontre("visio", f"Point {rang}", date(2026, 5, 1 + rang)))
    with count_statements(installation.moteur) as apres:
        run(essai)
    essai.button(key="ouvrir").click()
    with count_statements(installation.moteur) as confirmation:
        run(essai)
    # One of them is the rerun's own check of the session, which app.py does.
    assert len(avant) == len(apres) == 3
    assert len(confirmation) == 4
