"""The screen of a critère: it stays still while one answers, and shows what there is to choose without scrolling."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import cadre, choose, expect_saved, open_details, option, read_ecran, show_page, wait_rest
from tests.parcours.site import Site, load_referentiel

TELEPHONE, BUREAU = (360, 740), (1366, 768)
# What a person does not notice moving (a tenth is what the web calls good).
DECALAGE_MAX = 0.05
ENJEUX = [enjeu for thematique in load_referentiel().capsule("GOV") for enjeu in thematique.enjeux]

# The shifts of the layout from now on; those that follow a press count too: nobody asked for them.
WATCH_DECALAGES = """() => {
    window.decalages = [];
    new PerformanceObserver((vus) => {
        for (const { value, sources } of vus.getEntries())
            window.decalages.push([value, sources.map(({ node }) => {
                const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
                return `${element?.tagName} ${element?.className} ${element?.textContent?.slice(0, 40)}`;
            })]);
    }).observe({ type: "layout-shift", buffered: false });
}"""

# The cards of a critère, in order: whether their first line is under the eye, that is neither cut nor covered.
LOOK_AT_CARTES = """(code) =>
    [...document.querySelectorAll(`.st-key-niveau-${code} .cap-carte:not(.cap-nc)`)].map((carte) => {
        const { left, top, width } = carte.getBoundingClientRect();
        const { top: haut, height } = carte.querySelector(".cap-nom").getBoundingClientRect();
        return [top + 2, haut + height - 1].every((y) =>
            document.elementFromPoint(left + width / 2, y)?.closest(".cap-carte") === carte);
    })"""

# The pages whose head is measured, by who opens them.
TETES = [
    ("alice", "/accueil /revoir /plusieurs-voix /transmettre /resultats /chemin /autres-lectures /actions /traces"),
    ("alice", "/appuis /chercher /pratiques /binomes /le-collectif /calendrier /equipe /journal /mon-compte /tout"),
    ("anna", "/tableau /collectif /plans /appuis-collectif /rappels /trimestres /structures /equipes /seances"),
]

# What moves longer than an eye can see, shadows of controls included.
LIST_MOUVEMENTS = """() => {
    const vus = [], lire = (duree) => parseFloat(duree) * (duree.trim().endsWith("ms") ? 1 : 1000);
    const regarder = (racine) => {
        for (const element of racine.querySelectorAll("*")) {
            for (const partie of [null, "::before", "::after"]) {
                const style = getComputedStyle(element, partie);
                for (const duree of `${style.animationDuration},${style.transitionDuration}`.split(","))
                    if (lire(duree) > 1) vus.push(`${element.tagName}.${element.className}${partie ?? ""} ${duree}`);
            }
            if (element.shadowRoot) regarder(element.shadowRoot);
        }
    };
    regarder(document);
    return vus;
}"""


@pytest.fixture(autouse=True)
def carnet_vide(site: Site) -> None:
    site.empty("reponse", "conflit", "brouillon")
    site.query("update carnet set etat = 'brouillon'")


def open_etape(entrer: Entrer, ecran: tuple[int, int], etape: str) -> Page:
    """A step on a screen of that size, at rest."""
    largeur, hauteur = ecran
    page = entrer("alice", largeur, f"/carnet?etape={etape}")
    page.set_viewport_size({"width": largeur, "height": hauteur})
    expect(page.get_by_role("radio").first).to_be_visible()
    wait_rest(page)
    page.evaluate("document.fonts.ready.then(() => true)")
    read_ecran(page)
    return page


def assert_still(page: Page) -> None:
    read_ecran(page)
    vus: list[tuple[float, list[str]]] = page.evaluate("window.decalages")
    assert sum(valeur for valeur, _ in vus) <= DECALAGE_MAX, vus


@pytest.mark.parametrize("ecran", [TELEPHONE, BUREAU], ids=["360", "1366"])
def test_nothing_moves_while_one_answers(entrer: Entrer, ecran: tuple[int, int]) -> None:
    page = open_etape(entrer, ecran, "GOV-A")
    page.evaluate(WATCH_DECALAGES)
    choose(page, "GOV-01", 1)
    expect_saved(page, "GOV-01")
    read_ecran(page)
    # Changed one's mind.
    choose(page, "GOV-01", 3)
    expect(option(page, "GOV-01", 3)).to_be_checked()
    expect_saved(page, "GOV-01")
    assert_still(page)


@pytest.mark.parametrize("ecran", [TELEPHONE, BUREAU], ids=["360", "1366"])
def test_nothing_moves_while_one_writes_a_comment(entrer: Entrer, site: Site, ecran: tuple[int, int]) -> None:
    page = open_etape(entrer, ecran, "GOV-A")
    choose(page, "GOV-01", 1)
    expect_saved(page, "GOV-01")
    open_details(page, "GOV-01")
    champ = page.locator(".st-key-commentaire-GOV-01").get_by_role("textbox")
    champ.scroll_into_view_if_needed()
    champ.click()
    # Unfolding is a movement that was asked for: it is over.
    read_ecran(page)
    page.evaluate(WATCH_DECALAGES)
    champ.press_sequentially("Vu en équipe.")
    for _ in range(160):
        if site.query("select commentaire from reponse") == [("Vu en équipe.",)]:
            break
        page.wait_for_timeout(100)
    expect_saved(page, "GOV-01")
    assert_still(page)


def test_on_a_phone_the_first_niveau_is_under_the_eye_when_a_critere_opens(entrer: Entrer) -> None:
    page = open_etape(entrer, TELEPHONE, ENJEUX[0].code)
    caches = []
    for enjeu in ENJEUX:
        for critere in enjeu.criteres:
            expect(cadre(page, critere.code)).to_be_visible()
            wait_rest(page)
            read_ecran(page)
            if not page.evaluate(LOOK_AT_CARTES, critere.code)[0]:
                caches.append(critere.code)
            page.locator(".st-key-suivante").get_by_role("button").click()
    assert caches == []


def test_on_a_desk_all_niveaux_of_most_criteres_are_under_the_eye(entrer: Entrer) -> None:
    vus = {}
    for enjeu in ENJEUX:
        page = open_etape(entrer, BUREAU, enjeu.code)
        for rang, critere in enumerate(enjeu.criteres):
            if rang:
                # As the way from the sommaire leaves it.
                page.locator(f"#titre-{critere.code}").evaluate("titre => titre.scrollIntoView({ block: 'start' })")
            vus[critere.code] = page.evaluate(LOOK_AT_CARTES, critere.code)
        page.context.close()
    entiers = [code for code, cartes in vus.items() if all(cartes)]
    assert len(entiers) > len(vus) / 2, vus


@pytest.mark.parametrize(("ecran", "hauteur_max"), [(BUREAU, 160), (TELEPHONE, 120)])
@pytest.mark.parametrize(("nom", "pages"), TETES)
def test_the_head_of_a_page_leaves_the_screen_to_the_work(
    entrer: Entrer, nom: str, pages: str, ecran: tuple[int, int], hauteur_max: int
) -> None:
    premiere, *suite = pages.split()
    page = entrer(nom, ecran[0], premiere)
    page.set_viewport_size({"width": ecran[0], "height": ecran[1]})
    for chemin in (premiere, *suite):
        if chemin != premiere:
            show_page(page, page.url.split("//")[0] + "//" + page.url.split("/")[2] + chemin)
        tete = page.locator(".stMain [class*='st-key-cadre-']").first
        expect(tete).to_be_visible()
        boite = tete.bounding_box()
        assert boite is not None
        assert boite["y"] + boite["height"] <= hauteur_max, chemin


def test_who_asks_for_less_motion_sees_none(entrer: Entrer) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(LIST_MOUVEMENTS), "nothing to stop"
    page.emulate_media(reduced_motion="reduce")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    assert page.evaluate(LIST_MOUVEMENTS) == []
