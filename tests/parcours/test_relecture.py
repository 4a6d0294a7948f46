"""A whole carnet is re-read from the keyboard alone, the keys being counted; then the next one that waits."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, read_ecran, wait_rest
from tests.parcours.site import Site

TOUCHES_MAX = 16


def test_a_carnet_of_fourteen_answers_takes_sixteen_keys(entrer: Entrer, site: Site) -> None:
    for rang in (0, 1):
        site.query(
            "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau)"
            " select c.collectif_id, c.id, code, c.structure_id, 2 from carnet c, unnest(cast(%s as text[])) code"
            " where c.structure_id = %s",
            list(site.monde.criteres),
            site.monde.structures[rang],
        )
        site.query(
            "update carnet set etat = 'transmis', transmis_le = now() - make_interval(hours => %s)"
            " where structure_id = %s",
            9 - rang,
            site.monde.structures[rang],
        )
    assert len(site.monde.criteres) == 14
    anna = entrer("anna", 1366, "/relecture")
    anna.set_viewport_size({"width": 1366, "height": 768})
    expect(anna.get_by_role("heading", name="Relire Collectif A – structure 0")).to_be_visible()
    # The answer and the buttons are in the first screen.
    for vu in (anna.locator(".choisie").first, anna.get_by_role("button", name="À compléter")):
        boite = vu.bounding_box()
        assert boite is not None
        assert boite["y"] + boite["height"] <= 768
    check_page(anna, "relecture-1366")
    touches = 0

    def press(touche: str) -> None:
        nonlocal touches
        read_ecran(anna)
        anna.keyboard.press(touche)
        touches += 1

    for rang in range(14):
        press("d" if rang == 3 else "l")
        expect(
            anna.get_by_text(f"{rang + 1} réponse{'s' if rang else ''} relue{'s' if rang else ''} sur 14")
        ).to_be_visible()
        wait_rest(anna)
    expect(anna.get_by_text("Vous avez tout vu de ce carnet.")).to_be_visible()
    check_page(anna, "relecture-finie-1366")
    press("t")
    expect(anna.get_by_text("Ce carnet est relu.")).to_be_visible()
    press("z")
    expect(anna.get_by_role("heading", name="Relire Collectif A – structure 1")).to_be_visible()
    assert touches <= TOUCHES_MAX
    assert site.query(
        "select c.etat, l.etat, count(*) from carnet c join relecture l on l.carnet_id = c.id"
        " where c.structure_id = %s group by 1, 2 order by 2",
        site.monde.structures[0],
    ) == [("relu", "a_discuter", 1), ("relu", "relu", 13)]
