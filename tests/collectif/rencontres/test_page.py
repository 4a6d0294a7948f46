"""The page of a meeting, as each person sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, text
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.convies import Convocations
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.page import page_rencontre
from caprse.collectif.rencontres.presences import save_presence, settle_presences
from caprse.collectif.rencontres.regles import ANNONCES, EtatPresence, SaisieDecision, SeanceDite
from caprse.collectif.rencontres.service import cancel_rencontre, create_rencontre, save_ordre_du_jour
from caprse.socle.dates import FUSEAU
from caprse.socle.installation import Installation
from tests.base import execute
from tests.conftest import Horloge
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde


@pytest.fixture
def rencontre(monde: Monde) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        saisie = SaisieRencontre(
            TypeRencontre.PRESENTIEL, "Journée *au vert*", date(2026, 3, 24), time(9, 30), "Valbrune"
        )
        return create_rencontre(unit, monde.trimestre, saisie)


@pytest.fixture
def visit(monde: Monde, rencontre: UUID) -> Callable[[str], AppTest]:
    """Open the page of the meeting as a person."""

    def open_it(personne: str) -> AppTest:
        essai = open_page(monde, personne, "rencontre")
        essai.query_params["rencontre"] = str(rencontre)
        return run(essai)

    return open_it


def test_a_structure_announces_itself_and_is_thanked(visit: Callable[[str], AppTest], monde: Monde) -> None:
    essai = visit("ali")
    assert "24 mars 2026 de 9 h 30 à 11 h 30" in read_html(essai)
    assert essai.title[0].value == r"Journée \*au vert\*"
    cle = f"presence-{monde.structures[0]}"
    dites = ("**viendra**", "**viendra peut-être**", "**ne pourra pas venir**")
    for etat, dit in zip(ANNONCES, dites, strict=True):
        click(essai, f"{cle}-{etat}")
        assert "C’est noté : " in read(essai)
        assert f"votre structure {dit}." in read(essai)
    # What was said is no longer asked: only another answer is.
    assert {f"{cle}-viendra", f"{cle}-peut_etre"} == {c for c in list_keys(essai) if c.startswith(f"{cle}-")}


def test_who_was_asked_answers_for_themselves_and_sees_what_their_structure_says(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    for personne in ("alice", "ali", "bob"):
        execute(
            "insert into convocation (collectif_id, rencontre_id, compte_id, envoyee_le) values (:c, :r, :a, now())",
            c=monde.collectif,
            r=rencontre,
            a=monde.comptes[personne],
        )
    cle = f"presence-{monde.structures[0]}"
    essai = visit("alice")
    assert "On vous y attend. Venez-vous" in read(essai)
    click(essai, f"{cle}-{EtatPresence.EXCUSEE}")
    assert "Merci de l’avoir dit" in read(essai)
    assert "on attend encore la réponse de vos collègues" in read(essai)
    lui = visit("ali")
    assert "Vous avez dit" not in read(lui), "a colleague's answer is not one's own"
    assert "votre structure **viendra**" in read(click(lui, f"{cle}-{EtatPresence.VIENDRA}"))
    anna = visit("anna")
    assert "Personne par personne" in {e.label for e in anna.expander}
    assert "**2** sur 3 personnes convoquées ont répondu" in read(anna)
    assert "1 vient Ali Collectif A – structure 0" in read_html(anna)
    assert "1 n’a pas répondu Bob" in read_html(anna)
    assert anna.button(key="convoquer").label == "Relancer 1 personne"
    assert click(anna, "convoquer").button(key="convoquer-envoyer").label == "Envoyer la relance"
    # Structures of which nobody has an account are not reached: why is said.
    assert "Collectif A – structure 3 et Collectif A – structure 4\u202f: personne n’y a encore de compte" in read(
        anna
    )


def test_who_was_not_asked_yet_is_counted_apart_from_who_is_silent(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    execute(
        "insert into convocation (collectif_id, rencontre_id, compte_id, envoyee_le) values (:c, :r, :a, now())",
        c=monde.collectif,
        r=rencontre,
        a=monde.comptes["ali"],
    )
    assert visit("anna").button(key="convoquer").label == "Relancer 1, convoquer 2 personnes"


def test_once_it_is_over_nobody_is_asked_any_more(
    visit: Callable[[str], AppTest], monde: Monde, horloge: Horloge
) -> None:
    horloge.instant += timedelta(days=30)
    assert not [cle for cle in list_keys(visit("ali")) if cle.startswith("presence-")]
    assert "convoquer" not in list_keys(visit("anna"))


def test_before_one_is_asked_while_it_runs_one_goes_in_and_after_it_is_said(
    visit: Callable[[str], AppTest], monde: Monde, horloge: Horloge
) -> None:
    """The meeting is on the 24th at 9 h 30, for two hours."""
    reponses = f"presence-{monde.structures[0]}-"
    for jour, heure, dite, demande in (
        (23, 9, "présentiel, demain", True),
        (24, 9, "présentiel, aujourd’hui", True),
        (24, 10, "présentiel, en ce moment", False),
        (24, 12, "présentiel, a eu lieu ce matin", False),
        (25, 9, "présentiel", False),
    ):
        horloge.instant = datetime(2026, 3, jour, heure, tzinfo=FUSEAU)
        essai = visit("ali")
        assert f"à 11 h 30 {dite}" in read_html(essai)
        assert any(cle.startswith(reponses) for cle in list_keys(essai)) == demande
        assert ("convoquer" in list_keys(visit("anna"))) == (dite.find("a eu lieu") < 0 and jour < 25)
    assert "Ni ordre du jour ni décision n’ont été notés." in read(essai)


def test_the_animation_sees_who_answered_what_and_invites(monde: Monde, rencontre: UUID, horloge: Horloge) -> None:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        save_presence(unit, rencontre, monde.structures[0], "peut_etre")

    def page() -> None:

        from caprse.acces.unite import Unit
        from caprse.collectif.rencontres.convies import Convocations
        from caprse.collectif.rencontres.page import page_rencontre

        def convoke(unit: Unit, rencontre_id: UUID, message: str) -> str:
            return f"Convoqués : {message}"

        page_rencontre(lambda *_: "", Convocations(convoke, lambda *_: (), lambda *_: None))

    essai = open_page(monde, "anna", page, rencontre=str(rencontre))
    vu = read_html(essai)
    assert "5 structures membres 1 peut-être Collectif A – structure 0" in vu
    assert "4 à convoquer Collectif A – structure 1 Collectif A" in vu
    assert "n’ont pas répondu" not in vu, "nobody was asked"
    assert "Personne n’est encore convoqué." in read(essai)
    assert "convoquer-envoyer" not in list_keys(essai), "one press asks first"
    assert essai.button(key="convoquer").label == "Convoquer 3 personnes"
    click(essai, "convoquer")
    essai.text_area(key=f"convocation-{rencontre}").set_value("À *jeudi*")
    click(essai, "convoquer-envoyer")
    assert essai.success[0].value == r"Convoqués : À \*jeudi\*"
    assert f"convocation-{rencontre}" not in {zone.key for zone in essai.text_area}, "once sent, the question is over"
    horloge.instant = datetime(2026, 3, 25, 9, tzinfo=FUSEAU)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        settle_presences(unit, rencontre, {monde.structures[0]: True, monde.structures[1]: False})
    passee = read_html(open_page(monde, "anna", page, rencontre=str(rencontre)))
    assert "présences non notées" in passee
    assert "sans réponse" not in passee, "nobody was asked"


def test_a_reader_reads_and_changes_nothing(visit: Callable[[str], AppTest]) -> None:
    essai = visit("aya")
    assert not essai.button
    assert not essai.text_area


def test_what_is_over_is_offered_no_agenda_to_write(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    execute("update rencontre set jour = '2026-03-10' where id = :r", r=rencontre)
    essai = visit("anna")
    assert not [champ for champ in essai.text_area if champ.key == "ordre-du-jour"]
    assert "Il n’a pas été écrit." in read(essai)
    assert "Aucune décision n’a été notée." in read(essai)


def test_the_animation_writes_the_agenda_the_attendance_and_a_decision(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        save_presence(unit, rencontre, monde.structures[0], "viendra")
    assert not [pills for pills in visit("anna").pills if "presentes" in str(pills.key)], "nobody was there yet"
    execute("update rencontre set jour = '2026-03-14' where id = :r", r=rencontre)
    essai = visit("anna")
    essai.text_area(key="ordre-du-jour").set_value("Accueil\nTour de table")
    click(essai, "ordre-enregistrer")
    assert "L’ordre du jour est enregistré." in read(essai)
    # Those who said that they would come are ticked already.
    assert essai.pills(key=f"presentes-{rencontre}").value == [monde.structures[0]]
    click(essai, "presences-enregistrer")
    assert "1 était là Collectif A – structure 0" in read_html(essai)
    essai.text_area(key=f"quoi-{rencontre}").set_value("Visiter l’atelier")
    click(essai, f"decision-enregistrer-{rencontre}")
    assert "Visiter l’atelier" in read_html(essai)
    assert essai.text_area(key=f"quoi-{rencontre}").value == ""
    lue = visit("bob")
    assert "Accueil Tour de table" in read_html(lue)
    assert "Tout le collectif Sans date" in read_html(lue)


def test_who_joined_from_a_phone_is_ticked_until_the_animation_says_otherwise(monde: Monde, rencontre: UUID) -> None:
    def page() -> None:
        from caprse.collectif.rencontres.convies import Convocations
        from caprse.collectif.rencontres.page import page_rencontre

        muettes = Convocations(lambda *_: "", lambda *_: (), lambda *_: None)
        page_rencontre(lambda *_: "", muettes, lambda *_: None, lambda *_: frozenset({monde.structures[1]}))

    execute("update rencontre set jour = '2026-03-14' where id = :r", r=rencontre)
    essai = open_page(monde, "anna", page, rencontre=str(rencontre))
    liste = essai.pills(key=f"presentes-{rencontre}")
    assert liste.value == [monde.structures[1]]
    assert "1 structure a rejoint la séance avec un téléphone et est déjà cochée." in read(essai)
    assert execute("select count(*) from presence") == [(0,)], "only the animation writes it"
    liste.set_value([])
    run(essai)
    assert essai.pills(key=f"presentes-{rencontre}").value == [], "what was unticked stays so"


def test_a_proposal_is_not_written_before_it_was_read_again(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "insert into relecture (collectif_id, carnet_id, structure_id, critere, etat)"
                " select collectif_id, id, structure_id, 'T01-01', 'a_discuter' from carnet where id = :carnet"
            ),
            {"carnet": monde.carnets[0]},
        )
    essai = visit("anna")
    essai.text_area(key="ordre-du-jour").set_value("Accueil")
    click(essai, "ordre-proposer")
    ordre = essai.text_area(key="ordre-du-jour").value
    assert (ordre or "").startswith("Accueil\nCritère T01-01")
    assert "L’ordre du jour et les décisions viendront ici." in read(visit("alice"))


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    essai = visit("anna")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_ordre_du_jour(unit, rencontre, "D’une autre fenêtre", 1)
    essai.text_area(key="ordre-du-jour").set_value("Le mien")
    click(essai, "ordre-enregistrer")
    assert "Rien n’est perdu" in read(essai)


def test_a_cancelled_meeting_says_so_and_takes_nothing(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID
) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        cancel_rencontre(unit, rencontre)
    assert "Cette rencontre est annulée." in read(visit("alice"))
    assert not visit("alice").button


@pytest.mark.parametrize("adresse", ["", "n’importe quoi"])
def test_an_address_that_names_no_meeting_leads_to_the_calendar(monde: Monde, adresse: str) -> None:
    essai = open_page(monde, "alice", "rencontre")
    if adresse:
        essai.query_params["rencontre"] = adresse
    assert "Choisissez une rencontre" in read(run(essai))


def test_the_page_asks_the_base_as_much_for_twenty_decisions_as_for_none(
    visit: Callable[[str], AppTest], monde: Monde, rencontre: UUID, installation: Installation
) -> None:
    essai = visit("anna")

    def count() -> int:
        vus: list[str] = []

        def note(*arguments: object) -> None:
            vus.append(str(arguments[2]))

        moteur: Engine = installation.moteur
        event.listen(moteur, "before_cursor_execute", note)
        run(essai)
        event.remove(moteur, "before_cursor_execute", note)
        return len(vus)

    avant = count()
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for rang in range(20):
            create_decision(unit, rencontre, SaisieDecision(f"Décision {rang}"))
    assert count() == avant <= 6


@pytest.mark.parametrize(("en_cours", "finie", "acte"), [(True, False, "conduite"), (False, True, "compte-rendu")])
def test_the_act_of_the_moment_is_that_of_the_session(
    monde: Monde, rencontre: UUID, en_cours: bool, finie: bool, acte: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    menes: list[str] = []
    for module in ("page", "vue_seance"):
        monkeypatch.setattr(
            f"caprse.collectif.rencontres.{module}.link_to_page", lambda page, *_, **__: menes.append(page)
        )
    dite = SeanceDite(rencontre, en_cours, finie)

    def page() -> None:
        page_rencontre(lambda *_: "", Convocations(lambda *_: "", lambda *_: (), lambda *_: None), lambda *_: dite)

    execute("update rencontre set jour = '2026-03-13' where id = :r", r=rencontre)
    open_page(monde, "anna", page, rencontre=str(rencontre))
    assert acte in menes
