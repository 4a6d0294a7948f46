"""A structure fills its carnet: by mouse, on a phone, by keyboard; two colleagues at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.axe import check_axe
from tests.parcours.conftest import Entrer
from tests.parcours.gestes import (
    cadre,
    capture,
    choose,
    expect_saved,
    list_english,
    measure_overflow,
    open_details,
    option,
    read_ecran,
    reload,
    type_in,
    wait_rest,
)
from tests.parcours.site import Site

TELEPHONE = 360


@pytest.fixture(autouse=True)
def carnet_vide(site: Site) -> None:
    """Each journey begins with the carnet of structure 0 empty and open."""
    site.empty("reponse", "conflit", "brouillon")
    site.query("update carnet set etat = 'brouillon'")


def get_reponse(site: Site, code: str) -> dict[str, Any] | None:
    lignes = site.query(
        "select to_jsonb(r) || jsonb_build_object('auteur', a.nom) "
        "from reponse r join compte a on a.id = r.modifie_par where r.carnet_id = %s and r.critere = %s",
        site.monde.carnets[0],
        code,
    )
    return lignes[0][0] if lignes else None


def test_an_answer_is_in_postgres_when_the_screen_says_so_and_survives_a_reload(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    reponse = get_reponse(site, "GOV-01")
    assert reponse is not None
    assert (reponse["niveau"], reponse["version"], reponse["auteur"]) == (2, 1, "Alice")
    expect(page.get_by_text("1 critère rempli sur 14 · il en reste 13")).to_be_visible()

    reload(page)
    # What was answered before is read, not asked again: the chosen card alone.
    expect(option(page, "GOV-01", 2)).to_be_checked()
    expect(option(page, "GOV-01", 3)).to_be_hidden()
    page.get_by_role("button", name="Changer ou préciser la réponse").click()
    expect(option(page, "GOV-01", 3)).to_be_visible()
    expect_saved(page, "GOV-01")


def test_the_journal_tells_who_changed_an_answer_from_what_to_what(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    choose(page, "GOV-01", 3)
    expect(option(page, "GOV-01", 3)).to_be_checked()
    wait_version(site, "GOV-01", 2)
    avant, apres, compte = site.query(
        "select avant ->> 'niveau', apres ->> 'niveau', compte_id from journal "
        "where objet = 'reponse' and operation = 'UPDATE' order by id desc limit 1"
    )[0]
    assert (avant, apres, compte) == ("2", "3", site.monde.comptes["alice"])


def test_answering_neither_moves_the_screen_nor_takes_the_focus_away(entrer: Entrer) -> None:
    page = entrer("alice")
    choix = option(page, "GOV-02", 3)
    choix.scroll_into_view_if_needed()
    avant = choix.bounding_box()
    choix.focus()
    page.keyboard.press("Space")
    expect_saved(page, "GOV-02")
    apres = choix.bounding_box()
    assert avant is not None
    assert apres is not None
    assert abs(avant["y"] - apres["y"]) < 2
    expect(choix).to_be_focused()


def test_recording_a_detail_does_not_move_the_other_fields(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    open_details(page, "GOV-01")
    wait_rest(page)

    def measure() -> float:
        """How far the next field stands below the niveaux: the page itself may scroll as one types."""
        haut, suivant = (page.locator(f".st-key-{cle}-GOV-01").bounding_box() for cle in ("niveau", "trace_lien"))
        assert haut is not None
        assert suivant is not None
        return suivant["y"] - haut["y"]

    def measure_at_rest() -> float:
        """Unfolding is a movement that was asked for: it is over once two looks agree."""
        vue = measure()
        for _ in range(40):
            page.wait_for_timeout(150)
            suite = measure()
            if suite == vue:
                break
            vue = suite
        return vue

    avant = measure_at_rest()
    type_in(page, "trace_titre-GOV-01", "Projet associatif 2026")
    wait_version(site, "GOV-01", 2)
    wait_rest(page)
    assert abs(avant - measure_at_rest()) < 2


def test_every_detail_of_an_answer_is_kept(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    open_details(page, "GOV-01")
    type_in(page, "commentaire-GOV-01", "Relu en équipe <b>le 3 mars</b> *avec* l’OPCO")
    wait_version(site, "GOV-01", 2)
    type_in(page, "trace_titre-GOV-01", "Projet associatif 2026")
    wait_version(site, "GOV-01", 3)
    type_in(page, "trace_lien-GOV-01", "https://exemple.test/projet")
    wait_version(site, "GOV-01", 4)
    reponse = get_reponse(site, "GOV-01")
    assert reponse is not None
    assert reponse["commentaire"] == "Relu en équipe <b>le 3 mars</b> *avec* l’OPCO"
    assert reponse["trace_titre"] == "Projet associatif 2026"
    assert reponse["trace_lien"] == "https://exemple.test/projet"


def test_a_refused_link_says_why_and_keeps_what_was_recorded(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    open_details(page, "GOV-01")
    type_in(page, "trace_lien-GOV-01", "javascript:alert(1)")
    expect(page.get_by_text("Le lien de la trace doit commencer par http:// ou https://.")).to_be_visible()
    reponse = get_reponse(site, "GOV-01")
    assert reponse is not None
    assert (reponse["niveau"], reponse["trace_lien"], reponse["version"]) == (2, "", 1)


def test_non_concerne_is_recorded_only_with_its_motif(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    choose(page, "GOV-02", "Non concerné")
    expect(cadre(page, "GOV-02")).to_contain_text("Il manque le motif")
    assert get_reponse(site, "GOV-02") is None
    type_in(page, "motif-GOV-02", "Nous n’avons pas de bénévoles.")
    expect_saved(page, "GOV-02")
    reponse = get_reponse(site, "GOV-02")
    assert reponse is not None
    assert (reponse["niveau"], reponse["non_concerne"], reponse["motif"]) == (
        None,
        True,
        "Nous n’avons pas de bénévoles.",
    )
    check_axe(page)


def test_a_colleague_s_answer_is_never_written_over_without_a_choice(entrer: Entrer, site: Site) -> None:
    alice, ali = entrer("alice"), entrer("ali")
    open_details(ali, "GOV-02")
    for code in ("GOV-01", "GOV-02"):
        choose(alice, code, 1)
        expect_saved(alice, code)

    choose(ali, "GOV-01", 3)
    expect(ali.get_by_text("Alice a répondu entre-temps.")).to_be_visible()
    panneau = cadre(ali, "GOV-01")
    expect(panneau).to_contain_text("Votre réponse")
    expect(panneau).to_contain_text(re.compile(r"L’autre réponse à \d{1,2}\sh"))
    # What a button names is not said a second time; one state, the same wherever it is said.
    expect(panneau).not_to_contain_text("Niveau :")
    expect(panneau.locator(".cap-etat")).to_have_text("À choisir")
    expect(panneau).not_to_contain_text("Enregistré à")
    expect(ali.locator(".cap-combien")).to_contain_text("1 rempli, 1 à choisir")
    expect(ali.locator(".cap-compte")).to_contain_text("1 critère rempli sur 14 · 1 à choisir")
    expect(ali.locator(".st-key-suivante button")).not_to_have_class(re.compile("cap-plein"))
    capture(ali, "carnet-conflit")
    check_axe(ali)
    assert (get_reponse(site, "GOV-01") or {})["niveau"] == 1

    expect(panneau.get_by_role("button", name="Garder 1 · Amorcé")).to_be_visible()
    panneau.get_by_role("button", name="Garder 3 · Ancré").click()
    expect(option(ali, "GOV-01", 3)).to_be_checked()
    expect_saved(ali, "GOV-01")
    reponse = get_reponse(site, "GOV-01")
    assert reponse is not None
    assert (reponse["niveau"], reponse["version"], reponse["auteur"]) == (3, 2, "Ali")

    # A comment carries no stale niveau: it is recorded, and the screen takes the niveau of the colleague.
    type_in(ali, "commentaire-GOV-02", "Vu avec les bénévoles en février.")
    expect(option(ali, "GOV-02", 1)).to_be_checked()
    wait_version(site, "GOV-02", 2)
    reponse = get_reponse(site, "GOV-02")
    assert reponse is not None
    assert (reponse["niveau"], reponse["commentaire"]) == (1, "Vu avec les bénévoles en février.")


def test_two_fields_at_once_are_settled_one_after_the_other(entrer: Entrer, site: Site) -> None:
    alice, ali = entrer("alice"), entrer("ali")
    open_details(ali, "GOV-01")
    open_details(alice, "GOV-01")
    # His line is cut: both of his fields wait for it, and neither has heard of hers.
    ali.context.set_offline(True)
    choose(alice, "GOV-01", 1)
    type_in(alice, "commentaire-GOV-01", "Dit par Alice.")
    wait_version(site, "GOV-01", 2)
    choose(ali, "GOV-01", 3)
    type_in(ali, "commentaire-GOV-01", "Dit par Ali.")
    ali.context.set_offline(False)
    panneau = cadre(ali, "GOV-01")
    expect(panneau.get_by_text("Ensuite, encore 1 choix ici.")).to_be_visible()
    check_axe(ali)
    # One field of each: the niveau of the one, the comment of the other.
    panneau.get_by_role("button", name="Garder 3 · Ancré").click()
    expect(panneau).to_contain_text("Commentaire : Dit par Alice.")
    expect(panneau).to_contain_text("Commentaire : Dit par Ali.")
    expect(panneau.get_by_text("Ensuite, encore")).to_be_hidden()
    panneau.get_by_role("button", name="Garder l’autre").click()
    expect(panneau.locator(".cap-boites")).to_be_hidden()
    expect_saved(ali, "GOV-01")
    expect(option(ali, "GOV-01", 3)).to_be_checked()
    reponse = get_reponse(site, "GOV-01")
    assert reponse is not None
    assert (reponse["niveau"], reponse["commentaire"]) == (3, "Dit par Alice.")
    assert site.query("select count(*) from conflit") == [(0,)]


def test_what_two_people_answered_otherwise_waits_for_both_until_it_is_settled(entrer: Entrer, site: Site) -> None:
    alice, ali = entrer("alice"), entrer("ali")
    choose(alice, "GOV-01", 1)
    expect_saved(alice, "GOV-01")
    choose(ali, "GOV-01", 3)
    expect(ali.get_by_text("Alice a répondu entre-temps.")).to_be_visible()

    # A reload, another device, the colleague's own screen: it waits everywhere, for each in their words.
    for page in (ali, entrer("ali", TELEPHONE)):
        reload(page)
        expect(page.get_by_text("Alice a répondu entre-temps.")).to_be_visible()
        check_axe(page)
        assert measure_overflow(page) == []
        capture(page, f"carnet-conflit-{page.viewport_size['width'] if page.viewport_size else 0}")
    reload(alice)
    expect(alice.get_by_text("Ali propose une autre réponse.")).to_be_visible()
    capture(alice, "carnet-conflit-autre")
    check_axe(alice)
    cadre(alice, "GOV-01").get_by_role("button", name="Garder 3 · Ancré").click()
    expect(option(alice, "GOV-01", 3)).to_be_checked()
    wait_version(site, "GOV-01", 2)
    reload(ali)
    expect(ali.get_by_text("entre-temps")).to_have_count(0)


def test_a_carnet_locked_meanwhile_refuses_the_answer_and_says_why(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    site.query("update carnet set etat = 'transmis' where id = %s", site.monde.carnets[0])
    choose(page, "GOV-01", 2)
    expect(page.get_by_text("Ce carnet est transmis : il ne peut plus être modifié.")).to_be_visible()
    assert get_reponse(site, "GOV-01") is None


def test_a_reader_sees_the_answers_and_cannot_change_them(entrer: Entrer, site: Site) -> None:
    alice = entrer("alice")
    choose(alice, "GOV-01", 2)
    expect_saved(alice, "GOV-01")
    aya = entrer("aya")
    # Only what was answered is shown; nothing else can be chosen.
    expect(option(aya, "GOV-01", 2)).to_be_checked()
    expect(option(aya, "GOV-01", 2)).to_be_disabled()
    expect(option(aya, "GOV-01", 3)).to_be_hidden()
    # Where nothing was, no circle asks: the marches are one press away.
    expect(cadre(aya, "GOV-02")).to_contain_text("Sans réponse")
    expect(option(aya, "GOV-02", 2)).to_be_hidden()
    cadre(aya, "GOV-02").get_by_role("button", name="Voir toutes les marches").click()
    expect(option(aya, "GOV-02", 2)).to_be_visible()
    expect(option(aya, "GOV-02", 2)).to_be_disabled()
    site.query("update carnet set etat = 'transmis' where id = %s", site.monde.carnets[0])
    reload(aya)
    expect(cadre(aya, "GOV-02")).to_contain_text("Pas de réponse transmise")
    check_axe(aya)


def test_on_a_phone_nothing_sticks_out_and_an_answer_can_be_given(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", TELEPHONE)
    assert measure_overflow(page) == []
    choose(page, "GOV-01", 4)
    expect_saved(page, "GOV-01")
    assert (get_reponse(site, "GOV-01") or {})["niveau"] == 4
    open_details(page, "GOV-01")
    capture(page, "carnet-telephone")
    open_sommaire(page)
    assert measure_overflow(page) == []
    check_axe(page)
    page.keyboard.press("Escape")
    # One critère at a time: « Suivant » leads to the next one, then to the next step.
    for code in ("GOV-02", "GOV-03"):
        page.locator(".st-key-suivante").get_by_role("button").click()
        expect(cadre(page, code)).to_be_visible()
        expect(cadre(page, "GOV-01")).to_be_hidden()
        read_ecran(page)
    page.locator(".st-key-suivante").get_by_role("button").click()
    expect(page.get_by_role("img", name="Étape 2 sur 5")).to_be_visible()
    assert measure_overflow(page) == []


def test_on_a_phone_a_conflict_can_be_read_and_settled(entrer: Entrer, site: Site) -> None:
    ali, alice = entrer("ali", TELEPHONE), entrer("alice")
    # Ali's phone has not looked since: what Alice answers would else reach it first, and there would be no conflict.
    ali.route(re.compile(r"/reponses/[0-9a-f-]{36}"), lambda route: route.fulfill(status=204))
    choose(alice, "GOV-01", 1)
    expect_saved(alice, "GOV-01")
    choose(ali, "GOV-01", 3)
    expect(cadre(ali, "GOV-01").get_by_role("button", name="Garder 3 · Ancré")).to_be_visible()
    assert measure_overflow(ali) == []
    check_axe(ali)


def test_the_keyboard_alone_answers_and_goes_to_the_next_step(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    reach(page, ".st-key-niveau-GOV-01 .cap-escalier")
    page.keyboard.press("Space")
    expect_saved(page, "GOV-01")
    assert (get_reponse(site, "GOV-01") or {})["niveau"] == 0
    # Arrows only look around: nothing is recorded, nothing enters the journal.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(option(page, "GOV-01", 2)).to_be_focused()
    assert_focus_shows(page)
    expect(option(page, "GOV-01", 0)).to_be_checked()
    page.wait_for_timeout(1_000)
    assert (get_reponse(site, "GOV-01") or {})["version"] == 1
    page.keyboard.press("Enter")
    wait_niveau(site, "GOV-01", 2)
    page.keyboard.press("3")
    wait_niveau(site, "GOV-01", 3)
    expect(option(page, "GOV-01", 3)).to_be_focused()
    assert (get_reponse(site, "GOV-01") or {})["version"] == 3
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.st-key-niveau-GOV-01 .cap-escalier')") is None
    reach(page, ".st-key-suivante")
    assert_focus_shows(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Étape 2 sur 5")).to_be_visible()


def test_next_goes_through_every_step_then_to_the_transmission(entrer: Entrer) -> None:
    page = entrer("alice")
    for etape in range(2, 6):
        page.locator(".st-key-suivante").get_by_role("button").click()
        expect(page.get_by_text(f"Étape {etape} sur 5")).to_be_visible()
        # A step begins at its top, and the keyboard goes on from there.
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        read_ecran(page)
    wait_rest(page)
    expect(page.get_by_text("Étape 5 sur 5")).to_be_visible()
    page.get_by_role("button", name="Relire et transmettre").click()
    expect(page).to_have_url(re.compile("/transmettre"))


def test_a_comment_is_recorded_after_a_pause_without_leaving_the_field(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    open_details(page, "GOV-01")
    champ = page.locator(".st-key-commentaire-GOV-01").get_by_role("textbox")
    champ.press_sequentially("Une phrase pas finie")
    wait_value(site, "GOV-01", "commentaire", "Une phrase pas finie")
    champ.press_sequentially(", puis la suite")
    wait_value(site, "GOV-01", "commentaire", "Une phrase pas finie, puis la suite")
    expect(champ).to_have_value("Une phrase pas finie, puis la suite")
    expect(champ).to_be_focused()


def test_the_sommaire_leads_to_any_step_and_the_address_keeps_it(entrer: Entrer) -> None:
    page = entrer("alice")
    open_sommaire(page)
    page.get_by_role("button", name="Rendre des comptes clairement").click()
    expect(page.get_by_text("Étape 4 sur 5")).to_be_visible()
    # To the very critère, not to the top of its step.
    expect(page.get_by_role("heading", name="Rendre des comptes clairement")).to_be_focused()
    expect(page.get_by_role("heading", name="Rendre des comptes clairement")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("etape="))
    reload(page)
    expect(page.get_by_text("Étape 4 sur 5")).to_be_visible()


def test_a_second_visit_opens_at_the_first_critere_left(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    for code in ("GOV-01", "GOV-02", "GOV-03"):
        choose(page, code, 1)
        expect_saved(page, code)
    expect(page.get_by_text("3 critères remplis sur 14 · il en reste 11")).to_be_visible()
    seconde = entrer("alice")
    expect(seconde.get_by_text("Étape 2 sur 5")).to_be_visible()


def test_every_word_on_the_carnet_is_french(entrer: Entrer) -> None:
    page = entrer("alice")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_title(re.compile("Cahier CAP RSE"))
    assert list_english(page) == []
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    open_details(page, "GOV-01")
    for champ in ("commentaire", "trace_titre", "trace_lien"):
        page.locator(f".st-key-{champ}-GOV-01").get_by_role("textbox").press_sequentially("abc")
        assert list_english(page) == [], champ
    choose(page, "GOV-02", "Non concerné")
    page.locator(".st-key-motif-GOV-02").get_by_role("textbox").press_sequentially("abc")
    assert list_english(page) == []


def test_the_carnet_passes_axe_folded_and_open(entrer: Entrer) -> None:
    page = entrer("alice")
    check_axe(page)
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    open_details(page, "GOV-01")
    check_axe(page)
    capture(page, "carnet-ouvert")
    open_sommaire(page)
    check_axe(page)


def open_sommaire(page: Page) -> None:
    page.locator(".st-key-sommaire").click()
    expect(page.get_by_role("dialog")).to_contain_text("Sommaire")


def reach(page: Page, selecteur: str) -> None:
    """Press Tab until the focus is inside ``selecteur``."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement?.closest(s) !== null", selecteur):
            return
    raise AssertionError(f"{selecteur} n’est pas atteint au clavier")


def assert_focus_shows(page: Page) -> None:
    """The focused control, or the label that stands for it, is drawn otherwise than without the focus."""
    change = page.evaluate(
        """async () => {
            const e = document.activeElement;
            const label = e.closest('label');
            const cibles = [e, label, ...(label?.querySelectorAll('div') ?? [])].filter(Boolean);
            const lire = () => cibles.map(c => {
                const s = getComputedStyle(c);
                return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor].join();
            }).join(';');
            const avec = lire();
            e.blur();
            await new Promise(r => setTimeout(r, 300));
            const sans = lire();
            e.focus({focusVisible: true});
            return avec !== sans;
        }"""
    )
    assert change, "le focus ne se voit pas"


def wait_version(site: Site, code: str, version: int) -> None:
    wait_value(site, code, "version", version)


def wait_niveau(site: Site, code: str, niveau: int) -> None:
    wait_value(site, code, "niveau", niveau)


def wait_value(site: Site, code: str, champ: str, attendu: object) -> None:
    """Wait until the base holds this value: what the screen does not show can only be seen there."""
    for _ in range(100):
        if (get_reponse(site, code) or {}).get(champ) == attendu:
            return
        site.query("select pg_sleep(0.05)")
    raise AssertionError(f"{code} : {champ} attendu {attendu}, en base {get_reponse(site, code)}")
