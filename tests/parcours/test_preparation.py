"""A session prepared by hand in a real browser: steps moved with the mouse, with keys, to a place that is typed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, read_ecran, wait_rest
from tests.parcours.site import Site

TITRES = (
    """select e.titre from etape e join seance s on s.id = e.seance_id where s.titre = 'À la main' order by e.ordre"""
)


def prepare(site: Site, nombre: int) -> str:
    """A session of so many steps, named by their number; gives its id."""
    [(seance,)] = site.query(
        "with r as (insert into rencontre (collectif_id, trimestre_id, type, titre, jour)"
        " values (%s, %s, 'presentiel', 'Journée', current_date) returning id)"
        " insert into seance (collectif_id, rencontre_id, titre) select %s, r.id, 'À la main' from r returning id",
        site.monde.collectif,
        site.monde.trimestre,
        site.monde.collectif,
    )
    site.query(
        "insert into etape (collectif_id, seance_id, ordre, genre, titre)"
        " select %s, %s, n, 'texte', 'Étape n° ' || n from generate_series(1, %s) n",
        site.monde.collectif,
        seance,
        nombre,
    )
    return str(seance)


def list_titres(site: Site) -> list[int]:
    return [int(titre.rsplit(" ", 1)[1]) for (titre,) in site.query(TITRES)]


def wait_ordre(page: Page, site: Site, attendu: list[int]) -> None:
    """What the list shows and what the base holds are both this."""
    titres = page.locator(".etape .titre")
    expect(titres).to_have_text([f"Étape n° {rang}" for rang in attendu])
    read_ecran(page)
    wait_rest(page)
    assert list_titres(site) == attendu


def test_a_step_goes_from_fourteen_to_three_in_one_gesture_by_hand_by_keys_or_by_number(
    entrer: Entrer, site: Site
) -> None:
    seance = prepare(site, 14)
    page = entrer("anna", 1366, f"/seances?seance={seance}")
    lignes = page.locator(".etape")
    expect(lignes).to_have_count(14)
    check_page(page, "preparation-liste")
    # By hand: one gesture.
    poignee, cible = lignes.nth(13).locator(".poignee"), lignes.nth(2)
    poignee.scroll_into_view_if_needed()
    prise, arrivee = poignee.bounding_box(), cible.bounding_box()
    assert prise is not None
    assert arrivee is not None
    page.mouse.move(prise["x"] + 10, prise["y"] + 10)
    page.mouse.down()
    page.mouse.move(arrivee["x"] + 10, arrivee["y"] + 60, steps=8)
    page.mouse.move(arrivee["x"] + 10, arrivee["y"] + 4, steps=3)
    page.mouse.up()
    wait_ordre(page, site, [1, 2, 14, *range(3, 14)])
    # The one that was moved is the one that is shown beside; its place is typed: one more.
    place = page.get_by_label("Mettre en position")
    expect(place).to_have_value("3")
    place.fill("14")
    place.press("Enter")
    wait_ordre(page, site, list(range(1, 15)))
    # By keys, and the focus stays on what they move.
    choix = lignes.nth(13).locator(".choix")
    choix.focus()
    page.keyboard.press("Alt+ArrowUp")
    wait_ordre(page, site, [*range(1, 13), 14, 13])
    expect(lignes.nth(12).locator(".choix")).to_be_focused()
    page.set_viewport_size({"width": 360, "height": 740})
    check_page(page, "preparation-liste-360")


def test_on_a_phone_the_card_of_a_step_stands_under_its_line_and_folds_when_touched_again(
    entrer: Entrer, site: Site
) -> None:
    site.query("delete from seance where titre = 'À la main'")
    seance = prepare(site, 6)
    page = entrer("anna", 360, f"/seances?seance={seance}")
    lignes, carte = page.locator(".etape"), page.locator(".st-key-carte-preparation")
    expect(lignes).to_have_count(6)
    # Until a step is chosen, the list alone.
    expect(carte).to_be_hidden()
    for rang in (4, 1):
        lignes.nth(rang).locator(".choix").click()
        # The answer of the server has come: the line is the chosen one, and its card is whole.
        expect(lignes.nth(rang)).to_have_class(re.compile("choisie"))
        read_ecran(page)
        wait_rest(page)
        expect(carte.get_by_label("Mettre en position")).to_have_value(str(rang + 1))
        ligne, suivante, boite = (lieu.bounding_box() for lieu in (lignes.nth(rang), lignes.nth(rang + 1), carte))
        assert ligne is not None
        assert suivante is not None
        assert boite is not None
        assert ligne["y"] + ligne["height"] <= boite["y"]
        assert boite["y"] + boite["height"] <= suivante["y"]
    # Written in place as well, however tall the form.
    carte.get_by_role("button", name="Modifier").click()
    expect(carte.get_by_label("Titre", exact=False).first).to_be_visible()
    read_ecran(page)
    wait_rest(page)
    formulaire, suivante = carte.bounding_box(), lignes.nth(2).bounding_box()
    assert formulaire is not None
    assert suivante is not None
    assert formulaire["y"] + formulaire["height"] <= suivante["y"]
    check_page(page, "preparation-sous-la-ligne-360")
    lignes.nth(1).locator(".choix").click()
    expect(carte).to_be_hidden()
