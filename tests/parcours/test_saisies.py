"""Any form under what happens to people: typed, then a link at once, a reload, an ended session. The text is there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import (
    check_page,
    read_ecran,
    reload,
    unfold,
    wait_rest,
)
from tests.parcours.site import Site
from tests.parcours.test_brouillons import ended_sessions

PHRASE = "Nous attendons le nouveau conseil."
LOCAL = "Object.keys(localStorage).filter(nom => nom.startsWith('caprse-saisie/'))"

GARDES = "Object.keys(localStorage).filter(nom => nom.startsWith('caprse'))"


@pytest.fixture(autouse=True)
def rien_encore(site: Site) -> None:
    site.empty("brouillon", "acte")


def champ(page: Page, cle: str) -> Locator:
    return page.locator(f".st-key-{cle}").locator("textarea, input").first


def open_action(page: Page, site: Site) -> str:
    page.locator(".st-key-ajouter button").click()
    return "action-nouvelle-quoi"


def open_message(page: Page, site: Site) -> str:
    cle = f"{site.monde.carnets[0]}-GOV-01"
    unfold(page.locator(f".st-key-discussion-{cle}"))
    return f"fil-texte-{cle}"


def open_appui(page: Page, site: Site) -> str:
    page.locator(".st-key-demander-appui button").click()
    return "appui-texte"


def open_ordre(page: Page, site: Site) -> str:
    unfold(page.locator(".st-key-ordre-plie"))
    return "ordre-du-jour"


def create_rencontre(site: Site) -> str:
    [(rencontre,)] = site.query(
        # Of a meeting that is over, an agenda that was written may still be changed.
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour, ordre_du_jour)"
        " select collectif_id, id, 'visio', 'Point', debut, 'Accueil' from trimestre where id = %s returning id",
        site.monde.trimestre,
    )
    return f"/rencontre?rencontre={rencontre}"


# Who, where (None: a meeting), how the field is reached.
FORMULAIRES: dict[str, tuple[str, str | None, Callable[[Page, Site], str]]] = {
    "action": ("alice", "/actions", open_action),
    "message": ("alice", "/carnet?etape=GOV-A", open_message),
    "agenda": ("anna", None, open_ordre),
    "appui": ("alice", "/appuis", open_appui),
}


def reach(page: Page, cle: str) -> Locator:
    """The field, once the page is at rest."""
    expect(champ(page, cle)).to_be_visible()
    wait_rest(page)
    read_ecran(page)
    return champ(page, cle)


def wait_brouillon(site: Site) -> None:
    for _ in range(160):
        if PHRASE in str(site.query("select contenu from brouillon")):
            return
        site.query("select pg_sleep(0.05)")
    raise AssertionError(site.query("select place, contenu from brouillon"))


@pytest.mark.parametrize("nom", FORMULAIRES)
@pytest.mark.parametrize("depart", ["lien", "rechargement", "fermeture"])
def test_what_was_typed_within_the_last_instant_is_in_the_draft(
    entrer: Entrer, site: Site, nom: str, depart: str
) -> None:
    personne, adresse, ouvrir = FORMULAIRES[nom]
    chemin = adresse or create_rencontre(site)
    page = entrer(personne, chemin=chemin)
    cle = ouvrir(page, site)
    # Typed at once, and nothing else: the field is not left, nothing is waited for.
    reach(page, cle).fill(PHRASE)
    match depart:
        case "lien":
            page.get_by_role("link", name="Calendrier").first.click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Calendrier")
            wait_brouillon(site)
            page.goto(site.adresse + chemin)
        case "rechargement":
            reload(page)
        case _:
            page.close()
            wait_brouillon(site)
            page = entrer(personne, 360, chemin)
    expect(champ(page, cle)).to_have_value(PHRASE)
    check_page(page, f"saisie-{nom}-{depart}")
    # The base has it: this browser keeps it no more.
    page.wait_for_function(f"{LOCAL}.length === 0")


def test_what_was_typed_as_the_session_ended_is_there_at_the_next_one(entrer: Entrer, site: Site) -> None:
    _, chemin, ouvrir = FORMULAIRES["action"]
    assert chemin is not None
    page = entrer("alice", chemin=chemin)
    cle = ouvrir(page, site)
    tape = reach(page, cle)
    with ended_sessions(site):
        tape.fill(PHRASE)
        expect(page).to_have_url(re.compile(r"/connexion\?terminee=1"))
        assert len(page.evaluate(LOCAL)) == 1
        # A colleague who enters on the same browser neither sees nor loses it.
        assert PHRASE not in page.content()
    page.goto(site.adresse + chemin)
    expect(champ(page, cle)).to_have_value(PHRASE)
    wait_brouillon(site)


def test_what_is_sent_leaves_nothing_behind(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    cle = open_message(page, site)
    reach(page, cle).fill(PHRASE)
    page.locator(f".st-key-{cle.replace('texte', 'envoyer')} button").click()
    expect(page.get_by_text("Message enregistré.")).to_be_visible()
    page.wait_for_function(f"{LOCAL}.length === 0")
    reload(page)
    expect(page.locator("textarea").filter(has_text=PHRASE)).to_have_count(0)
    assert site.query("select 1 from brouillon") == []


def test_nothing_stays_on_a_shared_computer_after_the_way_out(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/actions")
    page.locator(".st-key-ajouter button").click()
    reach(page, "action-nouvelle-quoi")
    # The base hears nothing of what is typed: it waits in the browser. The server never says to clear it either.
    page.context.route("**/saisies", lambda route: route.abort())
    page.context.route(
        "**/deconnexion", lambda route: route.fulfill(status=200, content_type="text/html", body="parti")
    )
    page.evaluate(f"localStorage.setItem('caprse-saisie/{site.monde.comptes['alice']}/ici/quoi', '{{}}')")
    page.evaluate("localStorage.setItem('caprse-saisie/une-autre-personne/ici/quoi', '{}')")
    # So do the answers that wait for the network.
    page.evaluate(f"localStorage.setItem('caprse/{site.monde.comptes['alice']}/carnet/GOV-01', '{{}}')")
    questions: list[str] = []
    reponses = [False, True]

    def answer(question: Dialog) -> None:
        questions.append(question.message)
        question.accept() if reponses[len(questions) - 1] else question.dismiss()

    page.on("dialog", answer)
    page.locator(".cap-sortir").click()
    expect(champ(page, "action-nouvelle-quoi")).to_be_visible()
    assert len(page.evaluate(LOCAL)) == 2
    page.locator(".cap-sortir").click()
    expect(page.get_by_text("parti")).to_be_visible()
    assert page.evaluate(GARDES) == ["caprse-saisie/une-autre-personne/ici/quoi"]
    assert all("n’est pas encore enregistré" in question for question in questions)
