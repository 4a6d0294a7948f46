"""Meetings: agenda, presence, decisions, and what calendars are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlalchemy import text
from starlette.applications import Starlette

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.calendrier.web import routes
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.agenda import build_ics, create_abonnement, delete_abonnement, list_rendezvous
from caprse.collectif.rencontres.decisions import create_decision, delete_decision, mark_decision, update_decision
from caprse.collectif.rencontres.fiche import Fiche, get_fiche
from caprse.collectif.rencontres.presences import save_presence, settle_presences
from caprse.collectif.rencontres.regles import EtatDecision, EtatPresence, SaisieDecision, add_points
from caprse.collectif.rencontres.service import (
    cancel_rencontre,
    create_rencontre,
    save_ordre_du_jour,
    update_rencontre,
)
from caprse.relecture.ordre_du_jour.service import propose_ordre_du_jour, tell_retards
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from tests.acces.navigateur import create_navigateur
from tests.base import execute
from tests.droits import check_rights
from tests.monde import Monde

POINT = SaisieRencontre(TypeRencontre.VISIO, "Point d’étape", date(2026, 3, 4), time(14), "", "https://exemple.test/a")
MEMBRES = {"alice", "ali", "aya", "bob", "anna"}


@pytest.fixture
def rencontre(monde: Monde) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_rencontre(unit, monde.trimestre, POINT)


def _see(monde: Monde, rencontre: UUID, personne: str = "anna") -> Fiche:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return get_fiche(unit, rencontre)


def _read_ics(monde: Monde, personne: str = "alice") -> list[dict[str, object]]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        calendrier = Calendar.from_ical(build_ics(list_rendezvous(unit)))
    return [
        {nom: evenement.decoded(nom) for nom in ("uid", "sequence", "dtstart", "dtend", "summary", "status")}
        for evenement in calendrier.walk("VEVENT")
    ]


def test_a_calendar_keeps_one_identity_for_a_meeting_that_moves_and_is_cancelled(
    monde: Monde, rencontre: UUID
) -> None:
    (avant,) = _read_ics(monde)
    assert avant["dtstart"] == datetime(2026, 3, 4, 13, tzinfo=UTC)  # 14:00 in Paris
    assert avant["dtend"] == datetime(2026, 3, 4, 15, tzinfo=UTC)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_rencontre(unit, rencontre, POINT)
        update_rencontre(unit, rencontre, SaisieRencontre(TypeRencontre.PRESENTIEL, "Journée", date(2026, 3, 5)))
    (deplacee,) = _read_ics(monde)
    # The same again is no change: a calendar would tell its owner for nothing.
    assert (deplacee["uid"], deplacee["sequence"]) == (avant["uid"], 1)
    assert (deplacee["dtstart"], deplacee["dtend"]) == (date(2026, 3, 5), date(2026, 3, 6))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        cancel_rencontre(unit, rencontre)
        cancel_rencontre(unit, rencontre)
        with pytest.raises(Refus, match="annulée"):
            update_rencontre(unit, rencontre, POINT)
    (annulee,) = _read_ics(monde)
    assert (annulee["uid"], annulee["sequence"], annulee["status"]) == (avant["uid"], 2, "CANCELLED")


def test_the_calendar_file_escapes_what_people_type(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        piege = SaisieRencontre(TypeRencontre.VISIO, "Un;deux,trois\\\nBEGIN:VEVENT", date(2026, 3, 4), time(9))
        create_rencontre(unit, monde.trimestre, piege)
        contenu = build_ics(list_rendezvous(unit))
    evenements = Calendar.from_ical(contenu).walk("VEVENT")
    assert [str(e["summary"]) for e in evenements] == ["Un;deux,trois\\ BEGIN:VEVENT (visio)"]


def test_a_meeting_in_summer_time_keeps_its_hour_in_paris(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        create_rencontre(
            unit, monde.trimestre, SaisieRencontre(TypeRencontre.VISIO, "Été", date(2026, 4, 1), time(14))
        )
    (evenement,) = _read_ics(monde)
    assert evenement["dtstart"] == datetime(2026, 4, 1, 12, tzinfo=UTC)


def test_an_address_for_a_calendar_shows_its_owners_meetings_until_it_is_closed(monde: Monde, rencontre: UUID) -> None:
    client = create_navigateur(Starlette(routes=routes()))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        ancien = create_abonnement(unit)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        jeton = create_abonnement(unit)
    with open_unit(compte_id=monde.comptes["charlie"]) as unit:
        voisin = create_abonnement(unit)
    reponse = client.get(f"/agenda/{jeton}.ics")
    assert reponse.headers["content-type"].startswith("text/calendar")
    assert str(rencontre) in reponse.text
    # Another collectif's meetings are not there; a replaced, a guessed and an endless address lead nowhere.
    assert str(rencontre) not in client.get(f"/agenda/{voisin}.ics").text
    for mauvais in (ancien, "devine", "a" * 5000):
        assert client.get(f"/agenda/{mauvais}.ics").status_code == 404
    with open_unit_systeme() as unit:
        unit.db.execute(text("update compte set actif = false where nom = 'Charlie'"))
    assert client.get(f"/agenda/{voisin}.ics").status_code == 404
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        delete_abonnement(unit)
    assert client.get(f"/agenda/{jeton}.ics").status_code == 404


def test_the_agenda_is_proposed_from_open_decisions_then_from_what_is_to_be_discussed(
    monde: Monde, rencontre: UUID
) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suite = create_rencontre(
            unit, monde.trimestre, SaisieRencontre(TypeRencontre.VISIO, "Suite", date(2026, 4, 1))
        )
        create_decision(unit, rencontre, SaisieDecision("Visiter l’atelier de couture"))
        create_decision(unit, rencontre, SaisieDecision("Déjà faite", etat=EtatDecision.FAITE))
        create_decision(unit, rencontre, SaisieDecision("Pour une seule"), monde.structures[0])
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "insert into relecture (collectif_id, carnet_id, structure_id, critere, etat)"
                " select collectif_id, id, structure_id, c.critere, c.etat from carnet,"
                " (values ('T01-02', 'a_discuter'), ('T01-01', 'a_discuter'), ('T01-03', 'relu')) c (critere, etat)"
            )
        )
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        lignes = propose_ordre_du_jour(unit, suite).splitlines()
    # Each critère once, in the référentiel's order, though every structure has it flagged; no structure is named.
    assert lignes[0] == "Où en est : Visiter l’atelier de couture"
    assert lignes[1:] == ["Critère T01-01", "Critère T01-02"]
    assert "structure" not in "\n".join(lignes)


def test_late_actions_put_the_plans_on_the_agenda_without_a_name(monde: Monde, rencontre: UUID) -> None:
    def propose() -> list[str]:
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            return propose_ordre_du_jour(unit, rencontre).splitlines()

    def add(rang: int, echeance: str) -> None:
        execute(
            "insert into action (collectif_id, structure_id, quoi, echeance)"
            " values (:c, :s, 'Agir', cast(:le as date))",
            c=monde.collectif,
            s=monde.structures[rang],
            le=echeance,
        )

    add(0, "2026-05-10")
    assert propose() == []
    for rang in (0, 0, 1):
        add(rang, "2026-03-10")
    assert propose() == ["Faire le point sur les plans d’action"]
    assert tell_retards(9, 5, 5) == "Faire le point sur les plans d’action"
    assert tell_retards(9, 6, 5) == "Faire le point sur les plans d’action (9\u00a0actions en retard)"


def test_a_proposal_is_added_below_what_was_written_once() -> None:
    assert add_points("Accueil\nTour de table\n", "A · Un\nB · Deux") == "Accueil\nTour de table\nA · Un\nB · Deux"
    assert add_points("A · Un", "A · Un\nB · Deux") == "A · Un\nB · Deux"
    assert add_points("", "") == ""


def test_two_people_do_not_overwrite_each_others_agenda(monde: Monde, rencontre: UUID) -> None:
    version = _see(monde, rencontre).version
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert save_ordre_du_jour(unit, rencontre, " Accueil ", version) == version + 1
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="entre-temps"):
        save_ordre_du_jour(unit, rencontre, "Autre", version)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide):
        save_ordre_du_jour(unit, rencontre, "x" * 8001, version + 1)
    assert _see(monde, rencontre, "aya").ordre_du_jour == "Accueil"
    # An agenda is no change of date: calendars are left alone.
    assert _read_ics(monde)[0]["sequence"] == 0


def test_a_structure_says_whether_it_comes_and_the_animation_settles_who_came(monde: Monde, rencontre: UUID) -> None:
    une, deux, *_ = monde.structures
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        save_presence(unit, rencontre, une, EtatPresence.EXCUSEE)
        save_presence(unit, rencontre, une, EtatPresence.VIENDRA, 3)
        with pytest.raises(SaisieInvalide):
            save_presence(unit, rencontre, une, EtatPresence.PRESENTE)
        with pytest.raises(SaisieInvalide):
            save_presence(unit, rencontre, une, EtatPresence.VIENDRA, -1)
        with pytest.raises(Introuvable):
            save_presence(unit, rencontre, deux, EtatPresence.VIENDRA)
    assert [(p.structure_id, p.etat) for p in _see(monde, rencontre, "aya").presences] == [(une, "viendra")]
    assert len(_see(monde, rencontre).presences) == 5
    execute("update rencontre set jour = '2026-03-15' where id = :r", r=rencontre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="pas encore eu lieu"):
        settle_presences(unit, rencontre, {une: True})
    execute("update rencontre set jour = '2026-03-14' where id = :r", r=rencontre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        settle_presences(unit, rencontre, {une: False, deux: True, monde.structure_ailleurs: True})
    etats = {p.structure_id: (p.etat, p.personnes) for p in _see(monde, rencontre).presences if p.etat}
    assert etats == {une: ("absente", 3), deux: ("presente", 1)}
    with open_unit(compte_id=monde.comptes["ali"]) as unit, pytest.raises(Refus, match="déjà notée"):
        save_presence(unit, rencontre, une, EtatPresence.VIENDRA)


def test_decisions_for_all_are_read_by_all_and_those_of_a_structure_by_it_alone(monde: Monde, rencontre: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        commune = create_decision(unit, rencontre, SaisieDecision("Pour tous", "Le bureau", date(2026, 6, 1)))
        sienne = create_decision(unit, rencontre, SaisieDecision("Pour une"), monde.structures[0])
        with pytest.raises(SaisieInvalide) as refus:
            create_decision(unit, rencontre, SaisieDecision(" ", "x" * 121, date(1026, 6, 1)))
        assert len(refus.value.raisons) == 3
        with pytest.raises(Introuvable):
            create_decision(unit, rencontre, SaisieDecision("Chez d’autres"), monde.structure_ailleurs)
    assert {d.quoi for d in _see(monde, rencontre, "alice").decisions} == {"Pour tous", "Pour une"}
    assert [d.quoi for d in _see(monde, rencontre, "bob").decisions] == ["Pour tous"]
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        mark_decision(unit, sienne, EtatDecision.FAITE, 1)
        with pytest.raises(Refus):
            mark_decision(unit, sienne, EtatDecision.A_SUIVRE, 1)
        refusees: tuple[Callable[[], object], ...] = (
            lambda: mark_decision(unit, commune, EtatDecision.FAITE, 1),
            lambda: update_decision(unit, sienne, SaisieDecision("Autre"), 2),
            lambda: delete_decision(unit, sienne, 2),
        )
        for refusee in refusees:
            with pytest.raises(Introuvable):
                refusee()
    assert {d.etat for d in _see(monde, rencontre, "alice").decisions} == {"faite", "a_suivre"}


def test_only_those_who_may_touch_a_meeting(monde: Monde, rencontre: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        decision = create_decision(unit, rencontre, SaisieDecision("Pour tous"))
    check_rights(monde, MEMBRES | {"adam"}, lambda unit: get_fiche(unit, rencontre))
    check_rights(monde, {"anna", "adam"}, lambda unit: propose_ordre_du_jour(unit, rencontre))
    check_rights(monde, {"anna", "adam"}, lambda unit: save_ordre_du_jour(unit, rencontre, "Accueil", 1))
    check_rights(monde, {"anna"}, lambda unit: settle_presences(unit, rencontre, {}))
    check_rights(monde, {"anna"}, lambda unit: create_decision(unit, rencontre, SaisieDecision("Q")))
    check_rights(monde, {"anna"}, lambda unit: update_decision(unit, decision, SaisieDecision("Q"), 1))
    check_rights(monde, {"anna"}, lambda unit: mark_decision(unit, decision, EtatDecision.FAITE, 1))
    check_rights(monde, {"anna"}, lambda unit: delete_decision(unit, decision, 1))
    check_rights(
        monde,
        {"alice", "ali", "anna"},
        lambda unit: save_presence(unit, rencontre, monde.structures[0], EtatPresence.VIENDRA),
    )
    check_rights(monde, MEMBRES | {"adam"}, lambda unit: list_rendezvous(unit, rencontre))


def test_a_former_member_is_told_of_nothing_any_more(monde: Monde, rencontre: UUID) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        jeton = create_abonnement(unit)
    with open_unit_systeme() as unit:
        unit.db.execute(text("delete from habilitation where compte_id = :c"), {"c": monde.comptes["alice"]})
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Introuvable):
        get_fiche(unit, rencontre)
    reponse = create_navigateur(Starlette(routes=routes())).get(f"/agenda/{jeton}.ics")
    assert (reponse.status_code, str(rencontre) in reponse.text) == (200, False)


def test_a_meeting_lasts_between_a_quarter_of_an_hour_and_a_day(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for minutes in (0, 14, 1441):
            with pytest.raises(SaisieInvalide, match="dure"):
                create_rencontre(
                    unit,
                    monde.trimestre,
                    SaisieRencontre(TypeRencontre.VISIO, "P", date(2026, 3, 4), time(9), duree_minutes=minutes),
                )
