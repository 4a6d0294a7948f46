"""The calendar page, run for each kind of person."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit
from caprse.collectif.calendrier.page import page_calendrier
from caprse.collectif.regles import SaisieRencontre
from caprse.collectif.rencontres.regles import SeanceDite
from caprse.collectif.rencontres.service import create_rencontre
from caprse.socle.dates import FUSEAU
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.ecran import click, list_keys, open_page, read, run
from tests.monde import Monde

POINT = SaisieRencontre(
    "visio", "Point *d’étape*", date(2026, 5, 4), time(14, 30), "Chez vous", "https://exemple.test/salle"
)


@pytest.fixture
def rencontre(monde: Monde, prepare: UUID) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_rencontre(unit, prepare, POINT)


def test_a_member_reads_the_calendar_and_changes_nothing(monde: Monde, rencontre: UUID) -> None:
    for personne in ("alice", "aya", "bob"):
        essai = open_page(monde, personne, page_calendrier)
        vu = read(essai)
        assert [plie.label for plie in essai.expander] == [
            "1\u00a0trimestre clos",
            "Voir par mois",
            "Mettre les rencontres dans mon agenda",
        ]
        assert "2. Thématique T02" in vu
        assert "**Clos**, du 16 janvier 2026 au 15 avril 2026" in vu
        assert "1. Thématique T01" in vu
        # The next one stands above, and only there.
        assert vu.count("14 h 30 · visio · Chez vous") == 1
        assert "**4 mai 2026" not in vu
        assert list_keys(essai) == {"agenda-creer", "agenda-fermer"}


def test_what_is_typed_as_markdown_is_shown_as_plain_text(monde: Monde, rencontre: UUID) -> None:
    essai = open_page(monde, "alice", page_calendrier)
    assert "Point *d’étape*" in [element.value for element in essai.text]


def test_a_meeting_is_added_from_the_screen(monde: Monde, prepare: UUID) -> None:
    essai = open_page(monde, "anna", page_calendrier)
    click(essai, "ajouter-2")
    essai.text_input(key="rencontre-titre").set_value("Journée ensemble")
    essai.date_input(key="rencontre-jour").set_value(date(2026, 6, 2))
    assert "rencontre-lieu" not in {champ.key for champ in essai.text_input}, "online, there is no address to give"
    essai.radio(key="rencontre-type").set_value("presentiel")
    run(essai)
    essai.text_input(key="rencontre-lieu").set_value("Salle des fêtes")
    click(essai, "rencontre-enregistrer")
    assert "La rencontre est enregistrée." in read(essai)
    assert "présentiel · Salle des fêtes" in read(essai)
    assert list_tuiles(essai) == ["mardi 2\u00a0juin\u00a02026"]


def list_tuiles(essai: AppTest) -> list[str]:
    """The days of the meetings, as their sheets say them."""
    return [
        dit
        for element in essai.get("html")
        for dit in re.findall(r'cap-tuile.* aria-label="([^"]+)"', element.proto.body)
    ]


def test_a_refused_meeting_keeps_what_was_typed(monde: Monde, prepare: UUID) -> None:
    essai = open_page(monde, "anna", page_calendrier)
    click(essai, "ajouter-2")
    essai.text_input(key="rencontre-titre").set_value("Journée ensemble")
    essai.date_input(key="rencontre-jour").set_value(date(2029, 6, 2))
    click(essai, "rencontre-enregistrer")
    assert "trop loin de ce trimestre" in read(essai)
    assert essai.text_input(key="rencontre-titre").value == "Journée ensemble"


def test_a_meeting_is_moved_then_cancelled(monde: Monde, rencontre: UUID) -> None:
    essai = open_page(monde, "anna", page_calendrier)
    click(essai, f"modifier-{rencontre}")
    assert essai.text_input(key="rencontre-titre").value == "Point *d’étape*"
    essai.date_input(key="rencontre-jour").set_value(date(2026, 5, 11))
    click(essai, "rencontre-enregistrer")
    assert "14 h 30 · visio" in read(essai)
    # The sheet that bears the day says it whole to whoever does not see it.
    assert list_tuiles(essai) == ["lundi 11\u00a0mai\u00a02026"]
    click(click(essai, f"modifier-{rencontre}"), "rencontre-supprimer")
    assert "La rencontre est annulée." in read(essai)
    assert f"modifier-{rencontre}" not in list_keys(essai)


def test_a_rerun_takes_few_statements_whatever_the_calendar_holds(
    monde: Monde, prepare: UUID, installation: Installation
) -> None:
    essai = open_page(monde, "anna", page_calendrier)
    with count_statements(installation.moteur) as avant:
        run(essai)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for rang in range(12):
            create_rencontre(unit, prepare, SaisieRencontre("visio", f"Point {rang}", date(2026, 5, 1 + rang)))
    with count_statements(installation.moteur) as apres:
        run(essai)
    # One of them is the rerun's own check of the session, which app.py does.
    assert len(avant) == len(apres) == 3


def test_the_next_meeting_comes_first_with_the_days_left(monde: Monde, rencontre: UUID) -> None:
    vu = read(open_page(monde, "alice", page_calendrier))
    assert "Prochaine rencontre, dans 51 jours" in vu
    assert "14 h 30 · visio · Chez vous" in vu.splitlines()


def test_a_meeting_of_the_day_runs_then_joins_those_that_are_over(
    monde: Monde, rencontre: UUID, horloge: Horloge
) -> None:
    """On the 4th of May at 14 h 30, for two hours."""
    horloge.instant = datetime(2026, 5, 4, 15, tzinfo=FUSEAU)
    assert "En ce moment" in read(open_page(monde, "alice", page_calendrier))
    horloge.instant = datetime(2026, 5, 4, 17, tzinfo=FUSEAU)
    apres = open_page(monde, "alice", page_calendrier)
    assert "Prochaine rencontre" not in read(apres)
    assert "visio · Chez vous · a eu lieu cet après-midi" in read(apres)
    assert apres.expander[0].label == "1\u00a0rencontre passée"


def test_the_cycle_is_one_line_that_says_itself_in_words(monde: Monde, rencontre: UUID) -> None:
    [frise] = [e for e in open_page(monde, "alice", page_calendrier).get("html") if "cap-frise" in e.proto.body]
    assert "trimestre\u00a02, T02, préparé, 1\u00a0rencontre." in frise.proto.body
    # No mark without a date: a phrase says what comes.
    assert "Point *d’étape*" not in frise.proto.body
    # What comes next has its card under it: it is not said twice.
    assert "Prochaine rencontre" not in frise.proto.body


def test_the_rencontres_of_the_cycle_are_written_in_one_act(monde: Monde, rencontre: UUID) -> None:
    essai = click(open_page(monde, "anna", page_calendrier), "cycle-ouvrir")
    # The visio is there already: two are missing.
    assert essai.button(key="cycle-creer").label == "Créer les 2 rencontres"
    essai.segmented_control(key="cycle-visio").set_value(2)
    run(essai)
    assert essai.button(key="cycle-creer").label == "Créer les 3 rencontres"
    click(essai, "cycle-creer")
    assert "3 rencontres ajoutées au calendrier." in read(essai)
    click(essai, "cycle-ouvrir")
    essai.segmented_control(key="cycle-visio").set_value(2)
    assert "Toutes les rencontres de ce rythme sont déjà là." in read(run(essai))
    assert essai.button(key="cycle-creer").disabled


def test_a_rhythm_that_cannot_be_says_why_beside_its_fields(monde: Monde, prepare: UUID) -> None:
    essai = click(open_page(monde, "anna", page_calendrier), "cycle-ouvrir")
    essai.text_input(key="cycle-lien").set_value("salle")
    assert "Le lien commence par https://" in read(run(essai))
    assert essai.button(key="cycle-creer").disabled


def test_the_months_to_come_hold_the_day_of_each_meeting(monde: Monde, rencontre: UUID) -> None:
    [mois] = [
        e.proto.body for e in open_page(monde, "alice", page_calendrier).get("html") if "cap-mois" in e.proto.body
    ]
    assert mois.count("<table>") == 6
    assert "<caption>Mars 2026</caption>" in mois
    assert mois.count('>4<span class="cap-cache"> : Point *d’étape*</span>') == 1
    # Easter Monday is no day to meet.
    assert '<td class="ferie">6</td>' in mois


def test_the_session_that_runs_is_on_the_card_of_its_meeting(
    monde: Monde, rencontre: UUID, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    menes: list[str] = []
    monkeypatch.setattr(
        "caprse.collectif.rencontres.vue_seance.link_to_page", lambda page, *_, **__: menes.append(page)
    )

    def page() -> None:
        page_calendrier(lambda unit, _, r: SeanceDite(r if unit.acteur.nom == "Anna" else None, True))

    open_page(monde, "anna", page)
    assert not menes, "its day has not come"
    horloge.instant = datetime(2026, 5, 4, 15, tzinfo=FUSEAU)
    open_page(monde, "anna", page)
    assert menes == ["conduite"]
    essai = open_page(monde, "alice", page)
    assert "En ce moment" in read(essai)
    liens = [lien.proto.label for lien in essai.get("link_button")]
    assert liens == ["Voter et participer", "Ouvrir la visio"]
