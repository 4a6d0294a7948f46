"""A structure looks again at what it answered a trimestre before: on a phone, on a desk; the past stays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import (
    cadre,
    check_page,
    choose,
    expect_saved,
    type_in,
    wait_rest,
)
from tests.parcours.site import Site

TELEPHONE = 360
AVANT = (("GOV-01", 2, 3, "Projet associatif"), ("GOV-02", 1, None, ""), ("GOV-03", 0, None, ""))


@pytest.fixture
def carnet(site: Site) -> UUID:
    """The first trimestre answered and closed, an action on GOV-01 done since, the second one open."""
    # What a trimestre that was closed holds goes away with the triggers that keep the past put to sleep.
    site.query(
        "set session_replication_role = replica; delete from reponse; delete from conflit; delete from brouillon;"
        " delete from action; delete from visite; delete from carnet where trimestre_id in"
        " (select id from trimestre where numero = 2); delete from trimestre where numero = 2;"
        " update trimestre set etat = 'ouvert', clos_le = null"
    )
    ici = site.monde.carnets[0]
    for code, niveau, cible, trace in AVANT:
        site.query(
            "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau, cible, trace_titre,"
            " modifie_le) select collectif_id, id, %s, structure_id, %s, %s, %s, now() - interval '90 days'"
            " from carnet where id = %s",
            code,
            niveau,
            cible,
            trace,
            ici,
        )
    site.query("update trimestre set etat = 'clos', clos_le = now() where id = %s", site.monde.trimestre)
    site.query(
        "insert into action (collectif_id, structure_id, quoi, etat, criteres, modifie_le)"
        " select collectif_id, structure_id, 'Redire le projet à chacun', 'faite', '{GOV-01}', now()"
        " from carnet where id = %s",
        ici,
    )
    [(trimestre,)] = site.query(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin, etat)"
        " select collectif_id, 2, 'PAR', referentiel_id, fin + 1, fin + 90, 'ouvert' from trimestre where id = %s"
        " returning id",
        site.monde.trimestre,
    )
    [(suivant,)] = site.query(
        "insert into carnet (collectif_id, trimestre_id, structure_id) select collectif_id, %s, structure_id"
        " from carnet where id = %s returning id",
        trimestre,
        ici,
    )
    return UUID(str(suivant))


def read(site: Site, carnet: UUID) -> dict[str, Any]:
    """The answers of a carnet: niveau, cible, trace, comment."""
    lignes = site.query(
        "select critere, niveau, cible, trace_titre, commentaire from reponse where carnet_id = %s order by 1", carnet
    )
    return {code: tuple(reste) for code, *reste in lignes}


def press_encore(page: Page, code: str) -> None:
    cadre(page, code).get_by_role("button", name="Toujours vrai").click()


def test_on_a_phone_one_key_says_that_it_is_still_true(entrer: Entrer, site: Site, carnet: UUID) -> None:
    page = entrer("alice", TELEPHONE, "/carnet")
    page.get_by_role("link", name="Revoir nos réponses d’avant").click()
    expect(page.get_by_role("heading", name="Revoir nos réponses")).to_be_attached()
    carte = cadre(page, "GOV-01")
    expect(carte.get_by_text("Votre action « Redire le projet à chacun » est faite")).to_be_visible()
    bouton = carte.get_by_role("button", name="Toujours vrai")
    boite = bouton.bounding_box()
    assert boite is not None
    assert boite["y"] + boite["height"] < 740
    assert boite["height"] >= 44
    press_encore(page, "GOV-01")
    expect_saved(page, "GOV-01")
    assert read(site, carnet) == {"GOV-01": (2, 3, "Projet associatif", "")}
    assert read(site, site.monde.carnets[0])["GOV-01"] == (2, 3, "Projet associatif", "")
    check_page(page, "revoir-telephone")


def test_another_niveau_asks_what_changed_and_the_count_of_the_carnet_does_not_move(
    entrer: Entrer, site: Site, carnet: UUID
) -> None:
    page = entrer("alice", chemin="/revoir?etape=GOV")
    carte = cadre(page, "GOV-02")
    expect(carte.get_by_role("radio", name="3 · Ancré")).to_be_hidden()
    carte.get_by_role("button", name="Ça a changé").click()
    # The keyboard goes on from what was answered.
    expect(carte.get_by_role("radio", name="1 · Amorcé")).to_be_focused()
    choose(page, "GOV-02", 3)
    expect_saved(page, "GOV-02")
    expect(cadre(page, "GOV-02").get_by_text("Qu’est-ce qui a changé ?")).to_be_visible()
    type_in(page, "commentaire-GOV-02", "Le conseil a voté la charte")
    page.wait_for_timeout(1500)
    wait_rest(page)
    assert read(site, carnet) == {"GOV-02": (3, None, "", "Le conseil a voté la charte")}
    assert read(site, site.monde.carnets[0])["GOV-02"] == (1, None, "", "")
    check_page(page, "revoir")
    page.goto(page.url.split("/revoir")[0] + "/carnet")
    expect(page.get_by_text("0 critère rempli sur 14")).to_be_visible()


def test_a_colleague_sees_it_arrive(entrer: Entrer, site: Site, carnet: UUID) -> None:
    alice, ali = entrer("alice", chemin="/revoir"), entrer("ali", chemin="/revoir")
    press_encore(alice, "GOV-01")
    expect_saved(alice, "GOV-01")
    expect(cadre(ali, "GOV-01").get_by_role("button", name="✓ Toujours vrai")).to_be_visible()
    assert read(site, carnet)["GOV-01"][0] == 2


def test_what_this_trimestre_asks_by_itself_is_answered_in_the_carnet(entrer: Entrer, carnet: UUID) -> None:
    del carnet
    page = entrer("alice", chemin="/revoir?critere=PAR-03")
    expect(page.get_by_role("heading", name="Notre carnet")).to_be_visible()
    expect(cadre(page, "PAR-03")).to_be_visible()
