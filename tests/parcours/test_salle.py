"""A phone in the room, with its script: line cut, tab hidden, screen locked, site restarted while a vote is open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from caprse.seance.service import start_seance
from caprse.seance.vote.service import close_tour, open_tour, reopen_tour, reveal_tour
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages
from tests.parcours.conftest import DELAI_MS
from tests.parcours.gestes import measure_overflow
from tests.parcours.langue import list_fautes
from tests.parcours.site import Site
from tests.parcours.test_seance import TELEPHONE, drive, outage, tap_code
from tests.seance.scene_mur import create_scene

# A phone that waits looks again every 5 to 9 seconds; off line, every 2.
REGARD_MS = 15_000
COUPURE_MS = 20_000
ENREGISTRE = "Votre vote est enregistré"


@dataclass(frozen=True)
class Salle:
    """A session that runs with a vote open, and the phone that has joined it."""

    site: Site
    tour: UUID
    telephone: Page

    def read_votes(self) -> list[int]:
        lus = self.site.query("select (valeur ->> 'niveau')::int from vote where tour_id = %s", self.tour)
        return [niveau for (niveau,) in lus]

    def choose(self, niveau: int) -> None:
        self.telephone.get_by_role("radio", name=re.compile(f"^{niveau} · ")).check()
        # What keeps the page in place stands at its end.
        self.telephone.wait_for_load_state("load")


NIVEAU: dict[str, object] = {"genre": "niveau", "mode": "salle", "critere": "GOV-02"}
POINTS: dict[str, object] = {
    "genre": "points",
    "mode": "salle",
    "question": "Par quoi ?",
    "options": ["Un", "Deux"],
    "points": 3,
}


@pytest.fixture
def salle(navigateur: Browser, site: Site) -> Iterator[Salle]:
    with open_salle(navigateur, site, NIVEAU) as ouverte:
        yield ouverte


@contextmanager
def open_salle(navigateur: Browser, site: Site, contenu: dict[str, object]) -> Iterator[Salle]:
    """A phone before one question, open."""
    moteur = create_moteur(site.serveur.url(APPLICATION, site.base))
    set_installation(Installation(Reglages(), moteur, None))
    scene = create_scene(site.monde, (("vote", contenu),), etat="preparee")
    code = drive(site, start_seance, scene.seance)
    tour = drive(site, open_tour, scene.etapes["vote"])
    largeur, hauteur = TELEPHONE
    contexte = navigateur.new_context(
        viewport={"width": largeur, "height": hauteur}, locale="fr-FR", has_touch=True, timezone_id="Europe/Paris"
    )
    telephone = contexte.new_page()
    telephone.set_default_timeout(DELAI_MS)
    telephone.goto(f"{site.adresse}/rejoindre/{code}")
    tap_code(telephone)
    yield Salle(site, tour, telephone)
    contexte.close()
    site.query("update seance set etat = 'terminee', code = null where id = %s", scene.seance)
    set_installation(None)
    moteur.dispose()


@pytest.fixture(scope="module")
def relances() -> Iterator[ExitStack]:
    with ExitStack() as pile:
        yield pile


def test_a_vote_pressed_while_the_line_is_cut_is_kept_and_leaves_by_itself(salle: Salle) -> None:
    telephone, ligne = salle.telephone, salle.telephone.context
    salle.choose(3)
    ligne.set_offline(True)
    telephone.get_by_role("button", name="Voter", exact=True).click()
    expect(telephone.locator("#ligne")).to_contain_text("votre vote est gardé ici")
    telephone.wait_for_timeout(COUPURE_MS)
    assert measure_overflow(telephone) == []
    assert salle.read_votes() == []
    ligne.set_offline(False)
    expect(telephone.get_by_text(ENREGISTRE)).to_be_visible(timeout=REGARD_MS)
    assert salle.read_votes() == [3]

    # The page that waits for what follows stays too, and goes on by itself.
    ligne.set_offline(True)
    drive(salle.site, close_tour, salle.tour)
    drive(salle.site, reveal_tour, salle.tour)
    expect(telephone.locator("#ligne")).to_contain_text("cette page reprend toute seule", timeout=REGARD_MS)
    expect(telephone.get_by_text(ENREGISTRE)).to_be_visible()
    ligne.set_offline(False)
    expect(telephone.get_by_text("vote reçu")).to_be_visible(timeout=REGARD_MS)


def test_a_phone_locked_or_behind_another_tab_shows_what_follows_once_it_is_looked_at(salle: Salle) -> None:
    telephone = salle.telephone
    salle.choose(2)
    telephone.get_by_role("button", name="Voter", exact=True).click()
    expect(telephone.get_by_text(ENREGISTRE)).to_be_visible()
    ailleurs = telephone.context.new_page()
    ailleurs.bring_to_front()
    commandes = telephone.context.new_cdp_session(telephone)
    commandes.send("Page.setWebLifecycleState", {"state": "frozen"})
    drive(salle.site, close_tour, salle.tour)
    ailleurs.wait_for_timeout(COUPURE_MS // 2)
    commandes.send("Page.setWebLifecycleState", {"state": "active"})
    ailleurs.close()
    telephone.bring_to_front()
    expect(telephone.get_by_text("Le vote est fermé")).to_be_visible(timeout=REGARD_MS)
    assert salle.read_votes() == [2]


def test_a_phone_that_has_chosen_nothing_follows_the_room_by_itself(salle: Salle) -> None:
    expect(salle.telephone.get_by_role("button", name="Choisissez une réponse")).to_be_disabled()
    drive(salle.site, close_tour, salle.tour)
    expect(salle.telephone.get_by_text("Le vote est fermé", exact=True)).to_be_visible(timeout=REGARD_MS)
    expect(salle.telephone.locator("form")).to_have_count(0)


def test_a_choice_that_did_not_leave_is_told_so_kept_and_may_leave_once_the_vote_is_open_again(salle: Salle) -> None:
    telephone = salle.telephone
    salle.choose(2)
    voter = telephone.get_by_role("button", name="Voter", exact=True)
    expect(voter).to_be_enabled()
    drive(salle.site, close_tour, salle.tour)
    expect(telephone.get_by_text("Votre choix n’est pas parti.")).to_be_visible(timeout=REGARD_MS)
    expect(telephone.get_by_role("link", name="Voir la suite", exact=True)).to_be_visible()
    expect(voter).to_be_hidden()
    # Nor by the keyboard: what cannot arrive is not sent, and the key that sends goes on.
    expect(telephone.locator("button.principal")).to_be_disabled()
    expect(telephone.get_by_role("link", name="Voir la suite", exact=True)).to_be_focused()
    assert salle.read_votes() == []
    drive(salle.site, reopen_tour, salle.tour)
    expect(voter).to_be_visible(timeout=REGARD_MS)
    expect(telephone.get_by_role("radio", name=re.compile("^2 · "))).to_be_checked()
    voter.click()
    expect(telephone.get_by_text(ENREGISTRE)).to_be_visible()
    assert salle.read_votes() == [2]


def test_a_choice_that_did_not_leave_gives_way_to_what_the_room_sees(salle: Salle) -> None:
    telephone = salle.telephone
    salle.choose(2)
    drive(salle.site, close_tour, salle.tour)
    expect(telephone.get_by_text("Votre choix n’est pas parti.")).to_be_visible(timeout=REGARD_MS)
    drive(salle.site, reveal_tour, salle.tour)
    expect(telephone.locator("form")).to_have_count(0, timeout=REGARD_MS)


def test_what_sends_stays_under_the_thumb_and_a_choice_moves_no_other(salle: Salle) -> None:
    telephone = salle.telephone
    telephone.set_viewport_size({"width": 320, "height": 568})
    telephone.wait_for_load_state("load")
    envoi = telephone.locator("button.principal")
    expect(envoi).to_be_in_viewport(ratio=1)
    derniere = telephone.locator(".choix").last
    hauteur = "e => e.getBoundingClientRect().top + scrollY"
    avant = derniere.evaluate(hauteur)
    salle.choose(0)
    expect(telephone.get_by_role("button", name="Voter", exact=True)).to_be_in_viewport(ratio=1)
    assert abs(derniere.evaluate(hauteur) - avant) < 1
    assert list_fautes(telephone) == []


def test_the_site_restarted_in_the_middle_of_a_vote_takes_what_was_pressed_meanwhile(
    salle: Salle, site: Site, relances: ExitStack
) -> None:
    telephone = salle.telephone
    salle.choose(1)
    with outage(site, relances):
        telephone.get_by_role("button", name="Voter", exact=True).click()
        expect(telephone.locator("#ligne")).to_contain_text("votre vote est gardé ici")
        expect(telephone.get_by_role("radio", name=re.compile("^1 · "))).to_be_checked()
    expect(telephone.get_by_text(ENREGISTRE)).to_be_visible(timeout=2 * REGARD_MS)
    assert salle.read_votes() == [1]


def test_points_are_placed_without_asking_the_room_and_leave_once_one_is(navigateur: Browser, site: Site) -> None:
    with open_salle(navigateur, site, POINTS) as salle:
        telephone = salle.telephone
        voter = telephone.locator(".bulletin button.principal")
        reste, moins = telephone.locator(".reste"), telephone.get_by_role("button", name="Un point de moins : Deux")
        plus = telephone.get_by_role("button", name="Un point de plus : Deux")
        telephone.wait_for_load_state("load")
        expect(voter).to_have_text("Placez vos 3 points")
        expect(voter).to_be_disabled()
        telephone.context.set_offline(True)
        for attendu, envoi in (
            ("Il vous reste 2 points", "Voter avec 1 point sur 3"),
            ("Il vous reste 1 point", "Voter avec 2 points sur 3"),
            ("Tous vos points sont donnés", "Voter"),
        ):
            plus.click()
            expect(reste).to_have_text(attendu)
            expect(voter).to_have_text(envoi)
        expect(plus).to_be_disabled()
        expect(moins).to_be_focused()
        telephone.get_by_label("Un", exact=True).fill("2")
        expect(reste).to_have_text("2 points de trop")
        telephone.get_by_label("Un", exact=True).fill("0")
        moins.click()
        expect(reste).to_have_text("Il vous reste 1 point")
        expect(telephone.locator(".pieces")).to_have_text("●○○")
        telephone.context.set_offline(False)
        expect(voter).to_have_text("Voter avec 2 points sur 3")
        voter.click()
        expect(telephone.get_by_text(ENREGISTRE)).to_be_visible(timeout=REGARD_MS)
        assert site.query("select valeur from vote where tour_id = %s", salle.tour) == [({"points": [0, 2]},)]
