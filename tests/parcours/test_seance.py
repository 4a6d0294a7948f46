"""A session in a real browser: one console, one wall, phones without script; then a crash, then attacks."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TypeVar
from unittest import mock
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from caprse.acces.unite import Unit, hash_jeton, open_unit
from caprse.seance.mur.service import create_code_mur, format_code
from caprse.seance.mur.web import COOKIE_MUR
from caprse.seance.salle.web import COOKIE_SALLE
from caprse.seance.service import start_seance
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION
from caprse.socle.ecran.qr import draw_qr
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages
from tests.parcours.axe import check_axe
from tests.parcours.conftest import COOKIE, DELAI_MS, ERREUR, Entrer
from tests.parcours.gestes import (
    capture,
    check_page,
    measure_overflow,
    read_ecran,
    show_page,
    type_in,
    unfold,
    wait_rest,
)
from tests.parcours.langue import list_fautes
from tests.parcours.site import Site, jeton, open_site
from tests.parcours.surveillance import Surveillance
from tests.parcours.test_mur import PETITS, TEXTE_MIN
from tests.seance.scene_mur import Scene, create_scene

LOG = logging.getLogger(__name__)
MUR, BUREAU, TELEPHONE = (1920, 1080), (1280, 900), (360, 740)
TITRE = "Se voir <i>ensemble</i>"
DECISION = "Tenir un **registre** commun"
MECHANT = "<img src=x onerror=alert(1)>"
# A browser logs every refusal and every lost link as an error: here they are what is wanted.
VOULUES = re.compile(
    r"status of (403|404|409|410|422|429)|net::ERR_|WebSocket|disconnected|No response received|not responding"
)
REPETITION = """
with ici (id) as (values (%s::uuid))
select (select count(*) from seance where id = ici.id) + (select count(*) from etape where seance_id = ici.id)
     + (select count(*) from participant where seance_id = ici.id)
     + (select count(*) from tour where seance_id = ici.id)
     + (select count(*) from seance where repetition)
  from ici
"""
DONNE = """
select (v.valeur ->> 'niveau')::int from vote v join participant p on p.id = v.participant_id
 where v.tour_id = %s and p.empreinte = %s
"""

Rejoindre = Callable[[str], httpx.Client]
Commencer = Callable[[dict[str, Any]], tuple[Scene, str, UUID]]
T = TypeVar("T")


class Ouvrir(Protocol):
    """Open a page in a browser of its own; phones run no script.

    ``nom``: someone of ``monde`` who is logged in; ``depuis``: a phone whose cookies it has, and it runs scripts.
    """

    def __call__(
        self, chemin: str, taille: tuple[int, int] = TELEPHONE, nom: str | None = None, depuis: Page | None = None
    ) -> Page: ...


@pytest.fixture
def ouvrir(navigateur: Browser, site: Site) -> Iterator[Ouvrir]:
    contextes: list[BrowserContext] = []
    surveillance = Surveillance(site.adresse)

    def open_page(
        chemin: str, taille: tuple[int, int] = TELEPHONE, nom: str | None = None, depuis: Page | None = None
    ) -> Page:
        largeur, hauteur = taille
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": hauteur},
            locale="fr-FR",
            java_script_enabled=taille != TELEPHONE or depuis is not None,
        )
        contextes.append(contexte)
        surveillance.watch(contexte)
        if nom is not None:
            contexte.add_cookies([{"name": COOKIE, "value": jeton(nom), "url": site.adresse}])
        if depuis is not None:
            contexte.add_cookies(depuis.context.cookies())  # type: ignore[arg-type]
        page = contexte.new_page()
        page.set_default_timeout(DELAI_MS)
        show_page(page, site.adresse + chemin)
        return page

    yield open_page
    for contexte in contextes:
        contexte.close()
    surveillance.fautes = [faute for faute in surveillance.fautes if not VOULUES.search(faute)]
    surveillance.check()


@pytest.fixture
def rejoindre(site: Site) -> Iterator[Rejoindre]:
    """Phones without a screen: they join, and send what a form would."""
    with ExitStack() as pile:

        def join(code: str) -> httpx.Client:
            client = pile.enter_context(httpx.Client(base_url=site.adresse, timeout=30))
            assert client.post("/rejoindre", data={"code": code}).headers["location"] == "/salle"
            return client

        yield join


@pytest.fixture
def commencer(site: Site) -> Iterator[Commencer]:
    """A session that runs, with one vote open: its scene, its code, its round."""
    moteur = create_moteur(site.serveur.url(APPLICATION, site.base))
    set_installation(Installation(Reglages(), moteur, None))
    scenes: list[Scene] = []

    def start(contenu: dict[str, Any]) -> tuple[Scene, str, UUID]:
        scenes.append(scene := create_scene(site.monde, (("vote", contenu),), etat="preparee"))
        return scene, drive(site, start_seance, scene.seance), drive(site, open_tour, scene.etapes["vote"])

    yield start
    for scene in scenes:
        site.query("update seance set etat = 'terminee', code = null where id = %s", scene.seance)
    set_installation(None)
    moteur.dispose()


@pytest.fixture(scope="module")
def relances(site: Site) -> Iterator[ExitStack]:
    """Servers started again in place of a killed one: the tests that follow have one too."""
    with ExitStack() as pile:
        yield pile


@contextmanager
def outage(site: Site, relances: ExitStack) -> Iterator[None]:
    """Kill the app as a power cut does; at the end of the block it runs again on the same port, on the same base."""
    os.kill(site.pid, signal.SIGKILL)
    try:
        yield
    finally:
        dossier = Path(tempfile.mkdtemp(prefix="caprse-relance-"))
        relances.callback(shutil.rmtree, dossier)
        relances.callback(lambda: check_journal(dossier / f"{site.base}.log"))
        with mock.patch("tests.parcours.site.find_port", return_value=urlsplit(site.adresse).port):
            relances.enter_context(open_site(site.serveur, site.base, site.monde, dossier))


def check_journal(journal: Path) -> None:
    assert not ERREUR.search(journal.read_text()), journal.read_text()


def drive(site: Site, geste: Callable[[Unit, UUID], T], identifiant: UUID) -> T:
    """What the console does, without its screen."""
    with open_unit(compte_id=site.monde.comptes["anna"]) as unit:
        return geste(unit, identifiant)


def site_of(page: Page) -> str:
    adresse = urlsplit(page.url)
    return f"{adresse.scheme}://{adresse.netloc}"


def check_seance(page: Page, nom: str) -> None:
    """As any page; its picture is filed with those of the session."""
    check_page(page, f"seance-{nom}")
    assert list_fautes(page) == []


def check_phone(ouvrir: Ouvrir, telephone: Page, nom: str) -> None:
    """axe needs scripts: it looks at the same page in a browser that has the phone's cookies."""
    assert measure_overflow(telephone) == []
    check_seance(ouvrir(telephone.url.removeprefix(site_of(telephone)), depuis=telephone), nom)


def check_mur(mur: Page, nom: str) -> None:
    """Read from the back of the room, whole."""
    check_axe(mur)
    assert list_fautes(mur) == []
    assert mur.evaluate(PETITS % TEXTE_MIN) == []
    assert mur.evaluate("document.documentElement.scrollHeight") <= MUR[1]
    capture(mur, f"seance-{nom}")


def press(page: Page, cle: str) -> None:
    """Press a button of the console as soon as it is drawn."""
    page.locator(f".st-key-{cle} button").click()


def enter_wall(mur: Page, code: str) -> None:
    mur.get_by_label("Le code").fill(code)
    # The page shows before its script listens.
    with mur.expect_response("**/mur/etat"):
        mur.get_by_role("button", name="Ouvrir l’écran").click()


def read_wall(mur: Page) -> str:
    """Everything the wall was given: its page's own state, as the server sends it."""
    corps: dict[str, str] = mur.request.get(mur.url + "/etat").json()
    return corps["html"]


def tap_code(telephone: Page, code: str | None = None) -> None:
    """Join; without a code, the one that the address brought."""
    if code is not None:
        telephone.get_by_label("Le code").fill(code)
    telephone.get_by_role("button", name="Rejoindre").click()
    expect(telephone).to_have_url(re.compile("/salle$"))


def look(telephone: Page) -> None:
    """What the phone shows now, on a page that stays still."""
    telephone.goto(f"{site_of(telephone)}/salle?immobile=1")


def tap_vote(telephone: Page, niveau: int) -> None:
    look(telephone)
    if (changer := telephone.get_by_role("link", name="Changer mon vote")).count():
        changer.click()
    telephone.get_by_role("radio", name=re.compile(f"^{niveau} · ")).check()
    telephone.get_by_role("button", name=re.compile("^(Voter|Changer mon vote)$")).click()
    expect(telephone.get_by_role("status")).to_contain_text("Votre vote est enregistré")


def send_vote(client: httpx.Client, niveau: int) -> None:
    [tour] = re.findall(r'name="tour" value="([^"]+)"', client.get("/salle?changer=1").text)
    assert client.post("/salle/vote", data={"tour": tour, "choix": niveau}).status_code == 303


def insist(client: httpx.Client, tour: UUID) -> tuple[int | None, int]:
    """Vote again and again until nobody answers: the last niveau acknowledged, and the one on its way."""
    acquis = None
    for niveau in (essai % 5 for essai in count()):
        try:
            reponse = client.post("/salle/vote", data={"tour": str(tour), "choix": niveau})
        except httpx.TransportError:
            return acquis, niveau
        assert reponse.status_code == 303, reponse.text
        acquis = niveau
    raise AssertionError


def wait_until(condition: Callable[[], bool]) -> None:
    limite = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < limite, "ce qui était attendu n’est pas arrivé"
        time.sleep(0.05)


def prepare_seance(anna: Page) -> None:
    """From a rencontre: steps proposed, one more written by hand."""
    unfold(anna.locator(".st-key-seance-nouvelle"))
    type_in(anna, "seance-titre", TITRE)
    press(anna, "seance-creer")
    expect(anna.get_by_text("La séance est créée")).to_be_visible()
    press(anna, "etape-proposer")
    expect(anna.get_by_text("3 étapes ajoutées")).to_be_visible()
    # While the page is drawn again, the old button may still stand beside the new one.
    wait_rest(anna)
    press(anna, "etape-ajouter")
    type_in(anna, "etape-champ-titre", "Merci <b>à tous</b>")
    press(anna, "etape-enregistrer")
    expect(anna.get_by_text("L’étape est enregistrée.")).to_be_visible()
    check_seance(anna, "preparation-1280")


def rehearse(anna: Page, site: Site, rejoindre: Rejoindre) -> None:
    """A vote tried out; once it ends, no row is left of it."""
    press(anna, "seance-repeter")
    expect(anna.get_by_text("Répétition : tout sera effacé à la fin.")).to_be_visible()
    [identifiant] = parse_qs(urlsplit(anna.url).query)["seance"]
    press(anna, "nav-suivante")
    press(anna, "vote-ouvrir")
    expect(anna.locator(".st-key-vote-fermer")).to_be_visible()
    send_vote(rejoindre(read_code(anna)), 2)
    expect(anna.locator(".st-key-reste")).to_contain_text("1 personne sur 1 a voté")
    unfold(anna.locator(".st-key-fin"))
    press(anna, "terminer")
    expect(anna.get_by_role("heading", name="Répétition terminée")).to_be_visible()
    assert site.query(REPETITION, identifiant) == [(0,)]
    anna.get_by_role("link", name="Retour aux séances").click()
    expect(anna.get_by_text(TITRE)).to_have_count(1)
    anna.get_by_role("button", name="Préparer", exact=True).click()


def read_code(anna: Page) -> str:
    """The code of the phones, where the console says it."""
    trouve = re.search(r"Code\s: ([2-9A-Z]{6})", anna.locator(".cap-reperes").inner_text())
    assert trouve is not None
    return trouve[1]


def close_and_reveal(anna: Page, mur: Page) -> float:
    """The room waits, then sees; how long the wall took, in seconds."""
    press(anna, "vote-fermer")
    expect(mur.locator(".clos")).to_contain_text("Le vote est fermé")
    expect(mur.locator(".clos .compte")).to_have_text("6")
    # Nobody has to enter any more: no code, and choices that no longer look alive.
    expect(mur.locator(".qr, .rappel")).to_have_count(0)
    expect(mur.locator(".choix.eteint")).to_have_count(1)
    expect(mur.locator(".figure")).to_have_count(0)
    # It takes the place of the button that closed: pressed before it could be read, it is the end of a double click.
    anna.locator(".st-key-vote-reveler button").wait_for()
    read_ecran(anna)
    debut = time.monotonic()
    press(anna, "vote-reveler")
    expect(mur.locator(".figure")).to_be_visible()
    return time.monotonic() - debut


def check_room(anna: Page, site: Site, code: str) -> None:
    """Who is inside, never what they chose; the room is locked, then open again."""
    appareils = unfold(anna.locator(".st-key-appareils"))
    expect(appareils).to_contain_text("La salle est ouverte")
    press(anna, "salle-verrou")
    expect(appareils).to_contain_text("La salle est fermée")
    assert httpx.post(f"{site.adresse}/rejoindre", data={"code": code}).status_code == 409
    check_seance(anna, "console-appareils-1280")
    anna.set_viewport_size({"width": 360, "height": 740})
    check_seance(anna, "console-appareils-360")
    anna.set_viewport_size({"width": 1280, "height": 900})
    press(anna, "salle-verrou")
    expect(appareils).to_contain_text("La salle est ouverte")


def test_a_session_from_its_preparation_to_its_replay(
    entrer: Entrer, ouvrir: Ouvrir, rejoindre: Rejoindre, site: Site
) -> None:
    site.query(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour)"
        " values (%s, %s, 'presentiel', 'Journée commune', current_date + 1)",
        site.monde.collectif,
        site.monde.trimestre,
    )
    site.query(
        "insert into relecture (collectif_id, carnet_id, critere, structure_id, etat)"
        " select collectif_id, id, 'GOV-01', structure_id, 'a_discuter' from carnet where id = %s",
        site.monde.carnets[0],
    )
    anna = entrer("anna", chemin="/seances")
    prepare_seance(anna)
    rehearse(anna, site, rejoindre)
    press(anna, "seance-commencer")
    expect(anna.locator(".st-key-nav-suivante")).to_be_visible()

    # The wall, by its code; phones by hand, by the address of the QR; others.
    acces = unfold(anna.locator(".st-key-acces"))
    press(anna, "mur-code")
    lu = re.compile(r"code\s([2-9A-Z]{4}-[2-9A-Z]{4})")
    expect(acces).to_contain_text(lu)
    code_mur = lu.findall(acces.inner_text())[0]
    mur = ouvrir("/mur", MUR)
    check_seance(mur, "mur-code")
    enter_wall(mur, code_mur.lower())
    expect(mur.locator("section.g-repartition")).to_be_visible()
    check_mur(mur, "mur-repartition")
    # The console hears of it by itself: its code has served.
    expect(anna.locator(".st-key-mur-aucun")).to_have_count(0)
    expect(acces.locator("xpath=descendant-or-self::details")).not_to_have_attribute("open", "")
    code = read_code(anna)
    telephones = [ouvrir("/rejoindre"), ouvrir(f"/rejoindre/{code}"), ouvrir(f"/rejoindre/{code}")]
    check_phone(ouvrir, telephones[0], "telephone-rejoindre")
    tap_code(telephones[0], f"{code[:3]}-{code[3:]}".lower())
    for telephone in telephones[1:]:
        tap_code(telephone)
    salle = [rejoindre(code) for _ in range(3)]
    press(anna, "nav-suivante")
    # Nobody may answer yet: no dot waits for anyone.
    expect(mur.locator(".rejoindre h2")).to_have_text("Le vote va s’ouvrir.")
    expect(mur.locator(".pastilles i")).to_have_count(0)
    assert draw_qr(f"{site.adresse}/rejoindre/{code}") in read_wall(mur)

    # First round: a phone that waits is asked by itself; the count is live; what is chosen shows nowhere.
    press(anna, "vote-ouvrir")
    expect(mur.locator(".rejoindre h2")).to_have_text("Votez maintenant")
    expect(mur.locator(".pastilles i")).to_have_count(6)
    expect(telephones[0].get_by_role("button", name="Voter")).to_be_visible()
    check_phone(ouvrir, telephones[0], "telephone-vote")
    for niveau, telephone in enumerate(telephones, start=1):
        tap_vote(telephone, niveau)
        expect(mur.locator(".etat-vote .votes")).to_have_text(str(niveau))
    for client, niveau in zip(salle, (3, 3, 4), strict=True):
        send_vote(client, niveau)
    expect(mur.locator(".etat-vote .votes")).to_have_text("6")
    expect(anna.locator(".st-key-reste")).to_contain_text("6 personnes sur 6 ont voté")
    check_mur(mur, "mur-vote")
    check_seance(anna, "console-1280")
    anna.set_viewport_size({"width": 360, "height": 740})
    check_seance(anna, "console-360")
    anna.set_viewport_size({"width": 1280, "height": 900})
    avant = read_wall(mur)
    tap_vote(telephones[0], 3)
    look(telephones[0])
    check_phone(ouvrir, telephones[0], "telephone-vote-pris")
    assert read_wall(mur) == avant
    assert not re.search(r'class="(figure|resultat|convenu)|Médiane|1er tour', avant + telephones[0].content())
    LOG.info("le mur montre le résultat %.2f s après le clic", close_and_reveal(anna, mur))
    check_mur(mur, "mur-tour-1")
    unfold(anna.locator(".st-key-chiffres"))
    expect(anna.get_by_text(re.compile(r"^3 · .+\s: 4 \(67 %\)"))).to_be_visible()
    look(telephones[0])
    expect(telephones[0].get_by_role("heading", name="6 votes sur 6")).to_be_visible()
    check_phone(ouvrir, telephones[0], "telephone-resultat")

    # Second round, beside the first; then what the room agrees on.
    press(anna, "vote-second")
    expect(mur.locator(".etat-vote")).to_contain_text("Deuxième tour.")
    # Three of them change: fewer would be read in the difference.
    for niveau, telephone in zip((2, 3, 3), telephones, strict=True):
        tap_vote(telephone, niveau)
    for client in salle:
        send_vote(client, 3)
    check_room(anna, site, code)
    # A phone that has chosen and not sent is told, without a script, that the vote is closed; it stays where it is.
    telephones[1].goto(f"{site.adresse}/salle?changer=1")
    telephones[1].get_by_role("radio", name=re.compile("^4 · ")).check()
    coin = telephones[1].frame_locator(".veille")
    expect(coin.get_by_text("Le vote est ouvert.", exact=True)).to_be_visible()
    check_phone(ouvrir, telephones[1], "telephone-change")
    close_and_reveal(anna, mur)
    coin.get_by_role("link", name=re.compile("voir la suite$")).click(timeout=15_000)
    expect(telephones[1].get_by_role("heading", name="6 votes sur 6")).to_be_visible()
    for nom in ("1er tour", "2e tour"):
        expect(mur.locator("svg.figure")).to_contain_text(nom)
    anna.get_by_role("button", name="Noter ce niveau").click()
    expect(mur.locator("p.convenu")).to_contain_text("Niveau retenu ensemble : 3 · ")
    check_mur(mur, "mur-tour-2")

    # Decide: what is noted is read on the wall, as it was typed.
    press(anna, "nav-suivante")
    expect(mur.locator("section.g-decisions")).to_be_visible()
    # The step before drew its own form of a decision, which goes as this one comes.
    expect(anna.get_by_label("Ce qui est décidé")).to_have_count(1)
    anna.get_by_label("Ce qui est décidé").fill(DECISION)
    anna.get_by_role("button", name="Ajouter au mur").click()
    expect(mur.locator(".liste .quoi")).to_have_text(DECISION)
    check_mur(mur, "mur-decisions")
    press(anna, "nav-suivante")
    expect(mur.get_by_role("heading", name="Merci <b>à tous</b>")).to_be_visible()

    # Over: for the phones, for the wall, for whoever kept its cookie, its address or its code.
    [secret] = [
        cookie["value"] for cookie in mur.context.cookies(f"{site.adresse}/mur") if cookie["name"] == COOKIE_MUR
    ]
    wait_rest(anna)
    read_ecran(anna)
    press(anna, "fin-demander")
    press(anna, "terminer")
    expect(anna.get_by_text("Cette séance est terminée.")).to_be_visible()
    expect(mur.get_by_role("heading", name="L’écran est fermé")).to_be_visible()
    check_seance(mur, "mur-ferme")
    for telephone in telephones:
        look(telephone)
        expect(telephone.get_by_role("heading", name="La séance est terminée")).to_be_visible()
    check_phone(ouvrir, telephones[0], "telephone-fini")
    for chemin in ("/mur", "/mur/etat"):
        reponse = httpx.get(site.adresse + chemin, cookies={COOKIE_MUR: secret})
        assert (reponse.status_code, DECISION in reponse.text) == (410, False)
    assert httpx.post(f"{site.adresse}/mur", data={"code": code_mur}).status_code == 410
    assert httpx.post(f"{site.adresse}/rejoindre", data={"code": code}).status_code == 422
    mur.goto(f"{site.adresse}/mur")
    expect(mur.get_by_label("Le code")).to_be_visible()

    # Seen again by those who led it and by a member.
    anna.get_by_role("link", name="La revoir").click()
    alice = entrer("alice", 360, "/seances")
    alice.get_by_role("button", name="Revoir", exact=True).first.click()
    for page, nom in ((anna, "rejeu-1280"), (alice, "rejeu-360")):
        expect(page.get_by_text("Séance passée")).to_be_visible()
        press(page, "rejeu-suivante")
        expect(page.get_by_text(re.compile(r"^Niveau retenu ensemble\s: 3 · "))).to_be_visible()
        check_seance(page, nom)
        press(page, "rejeu-suivante")
        expect(page.get_by_text(DECISION)).to_be_visible()


def test_a_crash_in_the_middle_of_a_vote_loses_nothing_and_the_wall_resumes(
    ouvrir: Ouvrir, rejoindre: Rejoindre, commencer: Commencer, site: Site, relances: ExitStack
) -> None:
    scene, code, tour = commencer({"genre": "niveau", "mode": "salle", "critere": "GOV-02"})
    code_mur = drive(site, create_code_mur, scene.seance)
    anna = ouvrir(f"/conduite?seance={scene.seance}", BUREAU, "anna")
    mur, telephone = ouvrir("/mur", MUR), ouvrir(f"/rejoindre/{code}")
    enter_wall(mur, code_mur)
    tap_code(telephone)
    tap_vote(telephone, 1)
    look(telephone)
    # What the wall goes on showing is what it was told last.
    expect(mur.locator(".etat-vote .votes")).to_be_visible()
    salle = [rejoindre(code) for _ in range(8)]
    perdue = mur.get_by_role("status")
    with ThreadPoolExecutor(len(salle)) as fils:
        votes = [fils.submit(partial(insist, client, tour)) for client in salle]
        wait_until(
            lambda: (
                site.query("select count(*) filter (where changements > 3) from vote where tour_id = %s", tour)
                == [(len(salle),)]
            )
        )
        with outage(site, relances):
            expect(perdue).to_contain_text("Liaison perdue depuis")
            expect(mur.locator(".etat-vote .votes")).to_be_visible()
            capture(mur, "seance-mur-liaison-perdue")
            issues = [vote.result() for vote in votes]
    for client, (acquis, envoye) in zip(salle, issues, strict=True):
        [(garde,)] = site.query(DONNE, tour, hash_jeton(client.cookies[COOKIE_SALLE]))
        assert acquis is not None
        assert garde in {acquis, envoye}
    expect(perdue).to_be_hidden()
    expect(mur.locator(".etat-vote .votes")).to_have_text(str(len(salle) + 1))

    # The same phone, the same cookie; one device stays one vote. The console goes on.
    look(telephone)
    expect(telephone.locator(".donne")).to_contain_text("Amorcé")
    tap_vote(telephone, 4)
    dixieme = rejoindre(code)
    send_vote(dixieme, 0)
    expect(mur.locator(".etat-vote .votes")).to_have_text(str(len(salle) + 2))
    cookies = {cookie["name"]: cookie["value"] for cookie in telephone.context.cookies()}
    assert site.query(DONNE, tour, hash_jeton(cookies[COOKIE_SALLE])) == [(4,)]
    # Its page was drawn again when the site came back, perhaps just now: a press at once is the end of a double click.
    wait_rest(anna)
    read_ecran(anna)
    press(anna, "vote-fermer")
    expect(mur.locator(".clos")).to_contain_text("Le vote est fermé")


def test_a_right_code_enters_after_wrong_ones_and_a_used_wall_code_opens_nothing(
    ouvrir: Ouvrir, rejoindre: Rejoindre, commencer: Commencer, site: Site
) -> None:
    scene, code, tour = commencer({"genre": "niveau", "mode": "salle", "critere": "GOV-03"})
    code_mur = drive(site, create_code_mur, scene.seance)
    mur = ouvrir("/mur", MUR)
    enter_wall(mur, code_mur)
    autre = ouvrir(f"/mur/{format_code(code_mur)}", MUR)
    autre.get_by_role("button", name="Ouvrir l’écran").click()
    expect(autre.get_by_text("Ce code n’ouvre pas d’écran")).to_be_visible()
    dans_la_salle, devin = rejoindre(code), ouvrir("/rejoindre")
    for chemin, alea, statut in (("/rejoindre", "2345{:02}", 422), ("/mur", "AAAA22{:02}", 410)):
        essais = (alea.format(essai).replace("0", "Z").replace("1", "Y") for essai in range(90))
        assert {httpx.post(site.adresse + chemin, data={"code": essai}).status_code for essai in essais} == {statut}
    assert httpx.post(site.adresse + "/mur", data={"code": code_mur}).status_code == 410
    tap_code(devin, code)
    suivant = drive(site, create_code_mur, scene.seance)
    assert httpx.post(site.adresse + "/mur", data={"code": suivant}).status_code == 303
    send_vote(dans_la_salle, 2)
    # One vote is no result: it would tell who gave it.
    drive(site, close_tour, tour)
    drive(site, reveal_tour, tour)
    expect(mur.locator("#scene")).to_contain_text("Il manque 5")
    assert mur.locator(".figure").count() == 0


def test_a_vote_after_the_close_is_told_so_and_a_script_in_a_word_is_only_text(
    ouvrir: Ouvrir, rejoindre: Rejoindre, commencer: Commencer, site: Site
) -> None:
    scene, code, tour = commencer({"genre": "mots", "question": "En un <u>mot</u> ?"})
    code_mur = drive(site, create_code_mur, scene.seance)
    mur = ouvrir("/mur", MUR)
    enter_wall(mur, code_mur)
    mechant, tardif = ouvrir(f"/rejoindre/{code}"), ouvrir(f"/rejoindre/{code}")
    for telephone, mot in ((mechant, MECHANT), (tardif, "trop tard")):
        tap_code(telephone)
        telephone.get_by_label("Votre mot").fill(mot)
    mechant.get_by_role("button", name="Envoyer").click()
    expect(mechant.locator(".donne strong")).to_have_text(MECHANT)
    for _ in range(5):
        mots = {"tour": str(tour), "mot-1": "confiance"}
        assert rejoindre(code).post("/salle/vote", data=mots).status_code == 303
    # Sent at the very moment of the closing: the page has not been told yet.
    tardif.route("**/salle/veille/*", lambda route: route.fulfill(headers={"refresh": "9"}))
    drive(site, close_tour, tour)
    tardif.get_by_role("button", name="Envoyer").click()
    expect(tardif.get_by_role("alert")).to_have_text("Le vote est fermé. Ce dernier choix n’est pas pris en compte.")
    assert site.query("select count(*) from vote where tour_id = %s", tour) == [(6,)]
    drive(site, reveal_tour, tour)
    anna = ouvrir(f"/conduite?seance={scene.seance}", BUREAU, "anna")
    # The question stays on the wall until a word is let through.
    expect(mur.get_by_role("heading", name="En un")).to_be_visible()
    expect(mur.locator(".clos")).to_contain_text("réponses reçues")
    expect(mur.get_by_text("On choisit les mots à montrer.")).to_be_visible()
    anna.locator(".st-key-geste-mots button").filter(has_text=MECHANT).click()
    expect(mur.locator(".mots li")).to_have_text(MECHANT)
    assert mur.locator("#scene img, #scene u").count() + anna.locator("[onerror], h2 u").count() == 0
    check_mur(mur, "mur-mots")
    check_seance(anna, "console-mots-1280")
