"""The console: one hand drives, a click is never lost, and the base is left alone while nothing moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import text
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

import caprse.seance.conduite.console as console_module
from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.seance.conduite.page import page_conduite
from caprse.seance.conduite.service import get_vue_mur, note_decision
from caprse.seance.conduite.vue import describe_temps
from caprse.seance.contenus.saisies import SaisieEtape
from caprse.seance.lecture import get_direct, get_seance
from caprse.seance.mur.service import create_code_mur, open_mur
from caprse.seance.preparation.service import add_etapes
from caprse.seance.regles import Ecran, EtatMot, EtatSeance, EtatTour, GenreEtape, GenreTour, ModeTour
from caprse.seance.service import end_seance, go_to_etape, rehearse, start_seance
from caprse.seance.vote.service import open_tour
from caprse.socle.ecoute import _compteurs
from caprse.socle.erreurs import BaseIndisponible, Refus
from caprse.socle.installation import Installation, set_installation
from tests.base import count_rows, execute
from tests.compteur import count_statements
from tests.conftest import MAINTENANT, Horloge
from tests.droits import check_rights
from tests.ecran import click, list_keys, open_page, read, run, unescape
from tests.monde import Monde
from tests.seance.scene_preparee import DECISIONS, TEXTE, VOTE, add_votes, as_anna, prepare_seance, see

MOTS = SaisieEtape(GenreEtape.VOTE, "Un mot", 5, {"genre": GenreTour.MOTS, "question": "Un mot ?"})


@pytest.fixture
def seance(monde: Monde) -> UUID:
    """A session that runs, on its first step."""
    seance = prepare_seance(monde, TEXTE, VOTE, MOTS, DECISIONS)
    as_anna(monde, lambda unit: start_seance(unit, seance))
    return seance


@pytest.fixture
def visit(monde: Monde) -> Callable[[UUID], AppTest]:
    """Open the console of a session as Anna."""

    def open_it(seance_id: UUID) -> AppTest:
        essai = open_page(monde, "anna", page_conduite)
        essai.query_params["seance"] = str(seance_id)
        return run(essai)

    return open_it


@contextmanager
def cut(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The base is away for the console; counts how often it was tried."""
    essais: list[int] = []

    @contextmanager
    def fail(**_: object) -> Iterator[Unit]:
        essais.append(1)
        raise BaseIndisponible
        yield

    with monkeypatch.context() as ici:
        ici.setattr(console_module, "open_unit_ecran", fail)
        yield essais


def bump(seance_id: UUID) -> None:
    """What the listening thread does when the base tells that this session moved."""
    _compteurs.bump(seance_id)


def test_next_and_back_drive_the_session(visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID) -> None:
    essai = visit(seance)
    vu = read(essai)
    assert "Étape 1 sur 4" in vu
    assert "Ensuite : Où en sommes" in vu
    assert "reste **5:00** sur 5 min" in vu
    assert essai.button(key="nav-precedente").disabled
    click(essai, "nav-suivante")
    assert see(monde, seance).rang == 1
    assert "Étape 2 sur 4" in read(essai)
    click(essai, "nav-precedente")
    assert see(monde, seance).rang == 0
    click(essai, f"aller-{see(monde, seance).etapes[3].id}")
    assert see(monde, seance).rang == 3
    assert "C’est la dernière étape." in read(essai)
    # Where one goes on nothing ends: there is nothing to press any more.
    assert essai.button(key="nav-suivante").disabled
    assert "fin-demander" in list_keys(essai)


def test_a_console_that_lags_behind_another_does_not_skip_a_step(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID
) -> None:
    essai = visit(seance)
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    # Both had seen step 1: the second press changes nothing, and shows where the session is.
    click(essai, "nav-suivante")
    assert see(monde, seance).rang == 1
    assert "Étape 2 sur 4" in read(essai)


def test_a_click_while_the_base_is_away_is_kept_said_and_done_once(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    essai = visit(seance)
    with cut(monkeypatch):
        click(essai, "nav-suivante")
        click(essai, "nav-suivante")
        click(essai, "ecran-noir")
        vu = read(essai)
        assert "Vos demandes sont gardées" in vu
        assert [t.value for t in essai.text if t.value.startswith("•")] == ["• Étape suivante", "• Écran noir"]
        # What was last seen is still on screen.
        assert "Étape 1 sur 4" in vu
        click(essai, f"reessayer-{seance}")
        assert "Vos demandes sont gardées" in read(essai)
    assert see(monde, seance).rang == 0
    click(essai, f"reessayer-{seance}")
    vue = see(monde, seance)
    assert (vue.rang, vue.ecran) == (1, Ecran.NOIR)
    assert "Vos demandes sont gardées" not in read(run(essai))


def test_a_gesture_whose_answer_was_lost_is_not_done_again(
    visit: Callable[[UUID], AppTest], seance: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    essai = visit(seance)

    @contextmanager
    def lose_answer() -> Iterator[Unit]:
        with open_unit_ecran() as unit:
            yield unit
        raise BaseIndisponible

    with monkeypatch.context() as ici:
        ici.setattr(console_module, "open_unit_ecran", lose_answer)
        click(essai, "mur-code")
    assert count_rows("mur") == 1
    click(essai, f"reessayer-{seance}")
    assert "Vos demandes sont gardées" not in read(essai)
    assert count_rows("mur") == 1


def test_what_waits_is_tried_again_by_itself_and_may_be_given_up(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    essai = visit(seance)
    with cut(monkeypatch):
        click(essai, "nav-suivante")
    horloge.instant += console_module.ENTRE_ESSAIS
    run(essai)
    assert see(monde, seance).rang == 1
    with cut(monkeypatch) as essais:
        click(essai, "nav-suivante")
        avant = len(essais)
        run(essai)
        # One look at the session; what waits was tried just now.
        assert len(essais) - avant <= 2
        click(essai, f"renoncer-{seance}")
    run(essai)
    assert see(monde, seance).rang == 1


@pytest.mark.usefixtures("installation")
def test_what_two_runs_of_the_page_settle_at_once_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    ancienne, nouvelle = (console_module.Attente(libelle, lambda _: None, None) for libelle in ("Suivante", "Pause"))
    console = console_module.Console(uuid4(), attente={"aller": ancienne})

    def settle(tenue: console_module.Console, _: console_module.Attente) -> bool:
        # The other run settled it, and a press asked for something else since.
        tenue.attente.clear()
        tenue.attente.update(suite)
        return True

    monkeypatch.setattr(console_module, "_try", settle)
    suite: dict[str, console_module.Attente]
    for suite in ({}, {"aller": nouvelle}):
        console.attente = {"aller": ancienne}
        assert console_module.flush(console)
        assert console.attente == suite


def test_a_rule_that_says_no_is_told_and_does_not_wait(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID
) -> None:
    essai = visit(seance)
    as_anna(monde, lambda unit: end_seance(unit, seance))
    click(essai, "ecran-noir")
    vu = read(essai)
    assert "terminée" in vu
    assert "Vos demandes" not in vu
    assert "nav-suivante" not in list_keys(essai)


def test_a_vote_goes_through_all_its_states(visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID) -> None:
    essai = visit(seance)
    click(essai, "nav-suivante")
    click(essai, "vote-ouvrir")
    tour = see(monde, seance).etapes[1].tours[0]
    assert tour.etat is EtatTour.OUVERT
    add_votes(monde, seance, tour.id, [1, 2, 2, 2, 3, 3])
    assert {"vote-fermer"} == {cle for cle in list_keys(essai) if cle.startswith("vote-")}
    click(essai, "vote-fermer")
    assert "**6** personnes sur 6 ont voté" in read(essai)
    assert {"vote-reveler", "vote-rouvrir"} == {cle for cle in list_keys(essai) if cle.startswith("vote-")}
    # Nothing of the result is on the console before the reveal.
    assert "du milieu" not in read(essai)
    click(essai, "vote-rouvrir")
    click(essai, "vote-fermer")
    click(essai, "vote-reveler")
    assert "6 votes · réponse du milieu : 2 · Niveau 2" in read(essai)
    assert "Réponse du milieu : 2" in read(essai)
    assert list_filled(essai) == [f"noter-{tour.id}"]
    click(essai, "vote-second")
    assert "Tour 2" in read(essai)
    second = see(monde, seance).etapes[1].tours[1]
    add_votes(monde, seance, second.id, [3, 3, 3, 3, 3, 4])
    click(essai, "vote-fermer")
    click(essai, "vote-reveler")
    assert "vote-second" not in list_keys(essai)
    cle = f"convenu-{second.id}"
    assert essai.selectbox(key=cle).value == 3
    essai.selectbox(key=cle).set_value(4)
    click(essai, f"noter-{second.id}")
    assert see(monde, seance).etapes[1].tours[1].niveau_convenu == 4
    assert "Niveau retenu ensemble : 4" in read(essai)
    assert list_filled(essai) == ["nav-suivante"]


def test_a_vote_that_too_few_answered_is_reopened_and_never_said_to_be_revealed(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID
) -> None:
    essai = visit(seance)
    click(essai, "nav-suivante")
    assert "Il faut au moins 6 votes" in read(essai), "an empty room is told before it votes"
    click(essai, "vote-ouvrir")
    assert "Personne n’a encore voté · il en faut 6" in read(essai)
    tour = see(monde, seance).etapes[1].tours[0]
    add_votes(monde, seance, tour.id, [1, 2])
    click(essai, "vote-fermer")
    vu = read(essai)
    assert "Pas assez de votes : 2 sur les 6 qu’il faut" in vu
    assert "révélé" not in vu
    assert "vote-reveler" not in list_keys(essai)
    assert list_filled(essai) == ["vote-rouvrir"]
    click(essai, "vote-rouvrir")
    add_votes(monde, seance, tour.id, [1, 2, 2, 3], debut=2)
    click(essai, "vote-fermer")
    assert list_filled(essai) == ["vote-reveler"]


def test_where_structures_vote_few_answers_still_go_to_their_carnets(
    visit: Callable[[UUID], AppTest], monde: Monde
) -> None:
    contenu = {"genre": GenreTour.NIVEAU, "critere": "T01-01", "mode": ModeTour.STRUCTURE}
    seance = prepare_seance(monde, SaisieEtape(GenreEtape.VOTE, "Chacun pour soi", 10, contenu))
    as_anna(monde, lambda unit: start_seance(unit, seance))
    essai = visit(seance)
    click(essai, "vote-ouvrir")
    tour = see(monde, seance).etapes[0].tours[0]
    add_votes(monde, seance, tour.id, [2])
    click(essai, "vote-fermer")
    assert list_filled(essai) == ["vote-rouvrir"]
    click(essai, "vote-reveler")
    vu = read(essai)
    assert "**Pas assez de votes**\n\nChaque structure pour elle-même" in vu
    assert "vote-regler" in list_keys(essai)


def test_a_double_click_that_closes_a_vote_does_not_reveal_it(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID, installation: Installation
) -> None:
    essai = visit(seance)
    click(essai, "nav-suivante")
    click(essai, "vote-ouvrir")
    add_votes(monde, seance, see(monde, seance).etapes[1].tours[0].id, [1, 2, 2, 2, 3, 3])
    set_installation(replace(installation, chrono=lambda: 100_000.0))
    click(essai, "vote-fermer")
    # The button that took its place under the finger.
    click(essai, "vote-reveler")
    assert see(monde, seance).etapes[1].tours[0].etat is EtatTour.FERME


def test_words_wait_for_the_animation(visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID) -> None:
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 2))
    etape = see(monde, seance).etapes[2].id
    tour = as_anna(monde, lambda unit: open_tour(unit, etape))
    assert isinstance(tour, UUID)
    add_votes(monde, seance, tour, [0] * 6)
    with open_unit_systeme() as unit:
        for rang, mot in enumerate(("entraide", "Entraide", "solidarité", "<b>temps</b>", "temps", "temps")):
            unit.db.execute(
                text(
                    "update vote set valeur = :v where tour_id = :t and participant_id ="
                    " (select id from participant where empreinte = :e)"
                ),
                {"v": Jsonb({"mots": [mot]}), "t": tour, "e": f"{tour}-{rang}"},
            )
    essai = visit(seance)
    click(essai, "vote-fermer")
    click(essai, "vote-reveler")
    assert "**Choisissez les mots à montrer (4)**" in read(essai)
    mots = {mot.texte: mot.cle for mot in see(monde, seance).etapes[2].tours[0].mots}
    touch(essai, tour, mots["temps"], mots["<b>temps</b>"])
    # Touched again, it leaves the wall.
    puces = find_puces(essai, tour).key
    touch(essai, tour, mots["temps"])
    assert find_puces(essai, tour).key == puces
    essai.selectbox(key=f"mot-de-{tour}").set_value(mots["solidarité"])
    essai.selectbox(key=f"mot-vers-{tour}").set_value(mots["temps"])
    click(essai, f"mot-reunir-{tour}")
    etats = {mot.cle: (mot.etat, mot.groupe) for mot in see(monde, seance).etapes[2].tours[0].mots}
    assert etats[mots["temps"]] == (EtatMot.MONTRE, None)
    assert etats[mots["<b>temps</b>"]] == (EtatMot.CACHE, None)
    assert etats[mots["solidarité"]][1] == mots["temps"]
    assert list_chips(essai, tour)[0] == "temps × 3"
    click(essai, f"mot-separer-{tour}-{mots['solidarité']}")
    assert "temps × 2" in list_chips(essai, tour)
    # The rest at once; what was hidden stays so.
    puces = find_puces(essai, tour).key
    click(essai, f"mots-tout-{tour}")
    # Other chips: a browser late by one display, which still tells how the former stood, hides nothing.
    assert find_puces(essai, tour).key != puces
    finis = {mot.cle: mot.etat for mot in see(monde, seance).etapes[2].tours[0].mots}
    assert finis.pop(mots["<b>temps</b>"]) is EtatMot.CACHE
    assert set(finis.values()) == {EtatMot.MONTRE}
    assert f"mots-tout-{tour}" not in list_keys(essai)


def test_the_room_gets_its_codes_and_its_screens_close(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID
) -> None:
    essai = visit(seance)
    code = see(monde, seance).code
    assert f"/rejoindre, code **{code}**" in read(essai)
    assert "Aucun écran n’est ouvert" in read(essai)
    click(essai, "mur-ouvrir")
    with open_unit_systeme() as unit:
        mur = str(unit.db.execute(text("select code from mur where ferme_le is null")).scalar_one())
        assert f"{mur[:4]}-{mur[4:]}" in read(essai)
        open_mur(unit, mur)
    run(essai)
    assert see(monde, seance).murs == 1
    assert "La salle voit" in read(essai)
    assert "Aucun écran n’est ouvert" not in read(essai)
    # A code that has served is offered no more; another is, as long as it opens something.
    assert f"{mur[:4]}-{mur[4:]}" not in read(essai)
    click(essai, "mur-code")
    with open_unit_systeme() as unit:
        autre = str(unit.db.execute(text("select code from mur where code is not null")).scalar_one())
        assert f"{autre[:4]}-{autre[4:]}" in read(essai)
        open_mur(unit, autre)
    assert f"{autre[:4]}-{autre[4:]}" not in read(run(essai))
    click(essai, "mur-fermer")
    assert "Aucun écran n’est ouvert" in read(essai)
    assert see(monde, seance).murs == 0
    assert "Les écrans sont fermés." in read(essai)


def test_pause_and_theme(visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID) -> None:
    essai = visit(seance)
    click(essai, "ecran-pause")
    click(essai, "theme")
    vue = see(monde, seance)
    assert (vue.ecran, vue.theme) == (Ecran.PAUSE, "clair")
    # Each state keeps its place, the one that is on rests; the way back stands beside the hand.
    etats = [f"ecran-{ecran}" for ecran in Ecran]
    assert [bouton.key for bouton in essai.button if bouton.key in etats] == etats
    assert [essai.button(key=cle).disabled for cle in etats] == [False, True, False]
    assert "La salle voit **la pause**" in read(essai)
    assert list_filled(essai) == ["ecran-remontrer"]
    click(essai, "ecran-remontrer")
    assert see(monde, seance).ecran is Ecran.MONTRE
    assert list_filled(essai) == ["nav-suivante"]


def test_a_decision_is_noted_on_the_spot_and_never_in_a_rehearsal(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    essai = visit(seance)
    assert essai.button(key=f"note-enregistrer-{seance}").label == "Noter la décision"
    essai.text_area(key=f"note-quoi-{seance}").set_value("Visiter l’atelier")
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 3))
    run(essai)
    # Where the room decides, what was begun goes on under the hand, and it is what is pressed next.
    assert essai.text_area(key=f"note-quoi-{seance}").value == "Visiter l’atelier"
    assert essai.button(key=f"note-enregistrer-{seance}").label == "Ajouter au mur"
    assert list_filled(essai) == [f"note-enregistrer-{seance}"]
    with monkeypatch.context() as ici:
        ici.setattr("caprse.acces.ecran.open_unit_ecran", _raise)
        click(essai, f"note-enregistrer-{seance}")
    assert essai.text_area(key=f"note-quoi-{seance}").value == "Visiter l’atelier"
    essai.selectbox(key=f"note-pour-{seance}").set_value(monde.structures[1])
    revision = see(monde, seance).revision
    click(essai, f"note-enregistrer-{seance}")
    assert "La décision est notée." in read(essai)
    assert essai.text_area(key=f"note-quoi-{seance}").value == ""
    with open_unit_systeme() as unit:
        (ligne,) = unit.db.execute(text("select quoi, structure_id from decision")).all()
    assert tuple(ligne) == ("Visiter l’atelier", monde.structures[1])
    assert see(monde, seance).revision == revision + 1
    copie = as_anna(monde, lambda unit: rehearse(unit, prepare_seance(monde, DECISIONS)))
    assert isinstance(copie, UUID)
    with pytest.raises(Refus, match="répétition"):
        as_anna(monde, lambda unit: note_decision(unit, copie, SaisieDecision("X"), None))
    assert f"note-enregistrer-{copie}" not in list_keys(visit(copie))
    assert count_rows("decision") == 1
    check_rights(monde, {"anna"}, lambda unit: note_decision(unit, seance, SaisieDecision("X"), None))


def test_the_end_asks_once_and_a_rehearsal_says_that_it_is_gone(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID
) -> None:
    copie = as_anna(monde, lambda unit: rehearse(unit, seance_preparee(monde)))
    assert isinstance(copie, UUID)
    essai = visit(copie)
    assert "Répétition : tout sera effacé à la fin." in read(essai)
    click(essai, "fin-demander")
    click(essai, "terminer")
    assert "elle n’a laissé aucune trace" in read(essai)
    essai = visit(seance)
    click(essai, f"aller-{see(monde, seance).etapes[-1].id}")
    assert "terminer" not in list_keys(essai)
    click(essai, "fin-demander")
    assert "La séance ne se rouvre pas" in read(essai)
    # Another hand goes back: the question is not asked any more.
    as_anna(monde, lambda unit: go_to_etape(unit, seance, -1))
    run(essai)
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    assert "terminer" not in list_keys(run(essai))
    click(essai, "fin-demander")
    click(essai, "terminer")
    assert "Cette séance est terminée." in read(essai)
    assert see(monde, seance).etat is EtatSeance.TERMINEE


def test_nothing_is_asked_of_the_base_while_nothing_moves(
    visit: Callable[[UUID], AppTest], monde: Monde, seance: UUID, installation: Installation
) -> None:
    essai = visit(seance)
    with count_statements(installation.moteur) as vues:
        run(essai)
    assert len(vues) <= 6
    as_anna(monde, lambda unit: add_etapes(unit, seance, [TEXTE, VOTE, DECISIONS] * 6))
    with count_statements(installation.moteur) as encore:
        run(essai)
    assert len(encore) == len(vues)


def test_the_console_follows_what_others_do(monde: Monde, seance: UUID) -> None:
    console = console_module.Console(seance)
    with pytest.MonkeyPatch.context() as ici:
        ici.setattr(console_module, "open_unit_ecran", lambda: open_unit(compte_id=monde.comptes["anna"]))
        console_module.read_fiche(console, get_seance)

        def forbid(unit: Unit, seance_id: UUID) -> NoReturn:
            raise AssertionError("rien n’a bougé")

        assert console_module.look(console, forbid) is False
        # A phone joins: counts move, the screen as a whole does not.
        with open_unit_systeme() as unit:
            unit.db.execute(
                text("insert into participant (collectif_id, seance_id, empreinte) values (:c, :s, 'x')"),
                {"c": monde.collectif, "s": seance},
            )
        bump(seance)
        assert console_module.look(console, get_direct) is False
        assert console.direct is not None
        assert console.direct.appareils == 1
        as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
        bump(seance)
        assert console_module.look(console, get_direct) is True
        # A wall opens: what the console says of the screens holds no more.
        as_anna(monde, lambda unit: create_code_mur(unit, seance))
        console_module.read_fiche(console, get_seance)
        with open_unit_systeme() as unit:
            open_mur(unit, str(unit.db.execute(text("select code from mur where ferme_le is null")).scalar_one()))
        bump(seance)
        assert console_module.look(console, get_direct) is True
        # While the base is away, the last state stays; when it is back, the screen is drawn anew.
        ici.setattr(console_module, "open_unit_ecran", _raise)
        bump(seance)
        assert console_module.look(console, get_direct) is False
        assert console_module.read_fiche(console, get_seance).murs == 0
        assert console.coupee
        ici.setattr(console_module, "open_unit_ecran", lambda: open_unit(compte_id=monde.comptes["anna"]))
        assert console_module.look(console, get_direct) is True


def test_the_console_shows_the_wall_as_it_is(monde: Monde, seance: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_module, "open_unit_ecran", lambda: open_unit(compte_id=monde.comptes["anna"]))
    console = console_module.Console(seance)
    console_module.read_fiche(console, get_seance)
    dessins: list[str] = []

    def draw(unit: Unit, seance_id: UUID) -> str:
        dessins.append(get_vue_mur(unit, seance_id).etape_id or "")
        return dessins[-1]

    premiere, deuxieme = (str(etape.id) for etape in see(monde, seance).etapes[:2])
    assert console_module.look_at_mur(console, draw) == premiere
    assert console_module.look_at_mur(console, draw) == premiere
    assert dessins == [premiere]
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    console_module.read_fiche(console, get_seance)
    # Whoever pressed is answered first; the picture follows.
    console.presse = True
    assert console_module.look_at_mur(console, draw) == premiere
    assert console_module.look_at_mur(console, draw) == deuxieme
    monkeypatch.setattr(console_module, "open_unit_ecran", _raise)
    console.direct = None if console.direct is None else replace(console.direct, appareils=9)
    assert console_module.look_at_mur(console, draw) == deuxieme
    assert console.coupee
    check_rights(monde, {"anna"}, lambda unit: get_vue_mur(unit, seance))


@pytest.mark.parametrize("adresse", ["", "n’importe quoi", "00000000-0000-4000-8000-000000000000"])
def test_an_address_that_names_no_session(monde: Monde, adresse: str) -> None:
    essai = open_page(monde, "anna", page_conduite)
    essai.query_params["seance"] = adresse
    essai.run()
    if len(adresse) == 36:
        assert "introuvable" in essai.error[0].value
        assert "nav-suivante" not in list_keys(essai)
    else:
        assert "Choisissez une séance" in read(essai)


def test_the_time_left_is_told_as_people_read_it(monde: Monde, seance: UUID, horloge: Horloge) -> None:
    etape = see(monde, seance).etapes[0]
    depuis = MAINTENANT - timedelta(minutes=4, seconds=5)
    assert unescape(describe_temps(etape, depuis, MAINTENANT)).endswith(": reste **0:55** sur 5 min")
    sans = replace(etape, minutes=0)
    assert unescape(describe_temps(sans, depuis, MAINTENANT)).endswith(": 4 min écoulées")
    tard = unescape(describe_temps(etape, depuis, MAINTENANT + timedelta(minutes=2)))
    assert tard.endswith(": :orange[**1 min de trop**] sur 5 min")
    juste = unescape(describe_temps(etape, depuis, MAINTENANT + timedelta(minutes=1)))
    assert juste.endswith(": :orange[**temps écoulé**] sur 5 min")
    # Clocks of two machines never agree: time does not run backwards.
    assert "reste **5:00**" in unescape(describe_temps(etape, MAINTENANT + timedelta(seconds=9), MAINTENANT))
    assert describe_temps(None, None, MAINTENANT) == ""


def list_filled(essai: AppTest) -> list[str]:
    """The buttons that a hand is led to: one at a time. The end is folded away."""
    return [str(b.key) for b in essai.button if b.proto.type == "primary" and b.key != "terminer"]


def find_puces(essai: AppTest, tour: UUID) -> ButtonGroup[str]:
    """The chips of the words, as they stand now."""
    [puces] = [groupe for groupe in essai.pills if str(groupe.key).startswith(f"mots-{tour}-")]
    return puces


def touch(essai: AppTest, tour: UUID, *mots: str) -> None:
    """The words that are on the wall from now on."""
    find_puces(essai, tour).set_value(list(mots))
    run(essai)


def list_chips(essai: AppTest, tour: UUID) -> list[str]:
    return [unescape(option.content) for option in find_puces(essai, tour).proto.options]


def seance_preparee(monde: Monde) -> UUID:
    return prepare_seance(monde, TEXTE, titre="Autre")


def _raise(**_: object) -> None:
    raise BaseIndisponible


def test_what_received_most_points_becomes_a_decision_in_one_press(
    visit: Callable[[UUID], AppTest], monde: Monde
) -> None:
    contenu = {"genre": GenreTour.POINTS, "question": "Par quoi commencer ?", "points": 3, "options": ["A", "B"]}
    seance = prepare_seance(monde, SaisieEtape(GenreEtape.VOTE, "Choisir", 5, contenu), DECISIONS)
    as_anna(monde, lambda unit: start_seance(unit, seance))
    essai = visit(seance)
    click(essai, "vote-ouvrir")
    tour = see(monde, seance).etapes[0].tours[0]
    add_votes(monde, seance, tour.id, [0] * 6)
    execute("""update vote set valeur = '{"points": [0, 3]}'""")
    click(essai, "vote-fermer")
    assert "vote-decider" not in list_keys(essai)
    click(essai, "vote-reveler")
    click(essai, "vote-decider")
    assert "La décision est notée." in read(essai)
    assert execute("select quoi, pilote, echeance from decision") == [("B", "", None)]
    assert "vote-decider" not in list_keys(essai)
