"""A phone in the room, with its script, behind another tab and locked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from caprse.seance.service import start_seance
from caprse.seance.vote.service import close_tour, open_tour
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages
from tests.parcours.conftest import DELAI_MS
from tests.parcours.site import Site
from tests.parcours.test_seance import TELEPHONE, drive, tap_code
from tests.seance.scene_mur import create_scene

# A phone that waits looks again every 5 to 9 seconds.
REGARD_MS = 15_000
ABSENCE_MS = 10_000
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


@pytest.fixture
def salle(navigateur: Browser, site: Site) -> Iterator[Salle]:
    moteur = create_moteur(site.serveur.url(APPLICATION, site.base))
    set_installation(Installation(Reglages(), moteur, None))
    contenu = {"genre": "niveau", "mode": "salle", "critere": "GOV-02"}
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
    telephone.wait_for_load_state()
    yield Salle(site, tour, telephone)
    contexte.close()
    site.query("update seance set etat = 'terminee', code = null where id = %s", scene.seance)
    set_installation(None)
    moteur.dispose()


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
    ailleurs.wait_for_timeout(ABSENCE_MS)
    commandes.send("Page.setWebLifecycleState", {"state": "active"})
    ailleurs.close()
    telephone.bring_to_front()
    expect(telephone.get_by_text("Le vote est fermé")).to_be_visible(timeout=REGARD_MS)
    assert salle.read_votes() == [2]
