"""A cycle ends: a structure says again where it stands, looks again at an answer, transmits, reads its journey."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import (
    cadre,
    check_page,
    choose,
    expect_saved,
    read_ecran,
    show_page,
    unfold,
    wait_rest,
)
from tests.parcours.site import Site, load_referentiel
from tests.parcours.test_chemin import close

AVANT = (("GOV-01", 1), ("GOV-02", 3), ("GOV-03", 0))


@pytest.fixture(autouse=True)
def cycle_fini(site: Site) -> None:
    """The départ said, one trimestre answered and closed, an action done."""
    site.query(
        "set session_replication_role = replica; delete from reponse; delete from conflit; delete from brouillon;"
        " delete from action; delete from visite; delete from positionnement; delete from arrete;"
        " delete from carnet where trimestre_id in (select id from trimestre where numero > 1);"
        " delete from trimestre where numero > 1; update trimestre set etat = 'ouvert', clos_le = null"
    )
    ici, structure = site.monde.carnets[0], site.monde.structures[0]
    for code, niveau in AVANT:
        site.query(
            "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau, modifie_le)"
            " select collectif_id, id, %s, structure_id, %s, now() - interval '90 days' from carnet where id = %s",
            code,
            niveau,
            ici,
        )
    for enjeu, niveau in (("GOV-A", 1), ("GOV-B", 2)):
        site.query(
            "insert into positionnement (collectif_id, structure_id, enjeu, referentiel_id, niveau)"
            " select collectif_id, structure_id, %s, %s, %s from carnet where id = %s",
            enjeu,
            site.monde.referentiel,
            niveau,
            ici,
        )
    site.query("update structure set positionne_le = now() - interval '500 days', arrivee_le = null where true")
    site.query(
        "insert into action (collectif_id, structure_id, quoi, etat, criteres, faite_le, modifie_le, ce_qui_change)"
        " select collectif_id, id, 'Redire le projet à chacun', 'faite', '{GOV-01}', now(), now(),"
        " 'Chacun sait le dire' from structure where id = %s",
        structure,
    )
    close(site, site.monde.trimestre)


def test_a_cycle_ends_with_its_bilan(entrer: Entrer, site: Site) -> None:
    anna = entrer("anna", chemin="/trimestres")
    read_ecran(anna)
    check_page(anna, "bilan-trimestres")
    anna.locator(".st-key-bilan-ouvrir button").click()
    expect(anna.get_by_text("Le point de départ est redemandé")).to_be_visible()
    check_page(anna, "bilan-ouverture")
    anna.locator(".st-key-bilan-confirmer button").click()
    expect(anna.get_by_text("Le bilan est ouvert")).to_be_visible()

    page = entrer("alice", 360, "/accueil")
    expect(page.get_by_text("Une heure pour regarder tout notre chemin")).to_be_visible()
    check_page(page, "bilan-accueil-360")
    page.get_by_role("button", name="Commencer : notre point d’arrivée").click()
    read_ecran(page)
    check_page(page, "bilan-arrivee-360")

    page = entrer("alice", chemin="/positionnement")
    expect(page.get_by_role("heading", level=1, name="Notre point d’arrivée")).to_be_visible()
    referentiel = load_referentiel()
    for code in referentiel.ordre:
        expect(page.get_by_text(f"Thématique {referentiel.ordre.index(code) + 1} sur")).to_be_visible()
        if code == "GOV":
            expect(page.get_by_text("Départ", exact=True)).to_have_count(0)
            for enjeu, niveau in (("GOV-A", 3), ("GOV-B", 2)):
                choose(page, enjeu, niveau)
                expect_saved(page, enjeu)
            check_page(page, "bilan-arrivee-1280")
        page.locator(".st-key-suivante button").click()
        read_ecran(page)
    expect(page.get_by_role("dialog")).to_contain_text("Terminer notre point d’arrivée ?")
    page.locator(".st-key-terminer button").click()
    expect(page.get_by_text("Merci ! Votre point d’arrivée est enregistré")).to_be_visible()
    expect(page.get_by_text("2 marches de plus")).to_be_visible()
    check_page(page, "bilan-fleches-1280")
    assert site.query("select moment, niveau from positionnement where enjeu = 'GOV-A' order by moment") == [
        ("arrivee", 3),
        ("depart", 1),
    ]

    # Looking again: the answer of the bilan goes beside the one of before, which stays.
    show_page(page, f"{page.url.split('/positionnement')[0]}/revoir?critere=GOV-01")
    read_ecran(page)
    wait_rest(page)
    cadre(page, "GOV-01").get_by_role("button", name="Ça a changé").click()
    choose(page, "GOV-01", 3)
    expect_saved(page, "GOV-01")
    assert site.query(
        "select t.thematique, r.niveau from reponse r join carnet c on c.id = r.carnet_id join trimestre t"
        " on t.id = c.trimestre_id where r.critere = 'GOV-01' order by t.numero"
    ) == [("GOV", 1), ("", 3)]

    show_page(page, f"{page.url.split('/revoir')[0]}/transmettre")
    read_ecran(page)
    check_page(page, "bilan-transmettre")
    page.locator(".st-key-transmettre-sans button").click()
    page.get_by_label("Dites pourquoi il manque des réponses :").fill("Rien de neuf.")
    page.locator(".st-key-transmettre button").click()
    page.locator(".st-key-transmettre-oui button").click()
    expect(page.get_by_text("Carnet transmis le")).to_be_visible()

    anna.reload()
    read_ecran(anna)
    [(numero,)] = site.query("select numero from trimestre where thematique = ''")
    anna.locator(f".st-key-cloture-{numero} button").click()
    anna.get_by_text("J’ai compris ce que fait la clôture.").click()
    anna.locator(f".st-key-cloture-{numero}-confirmer button").click()
    expect(anna.get_by_text(f"Le trimestre {numero} est clos")).to_be_visible()

    for largeur in (1280, 360):
        page = entrer("alice", largeur, "/bilan")
        expect(page.get_by_text("Ce que nous pensions")).to_be_visible()
        expect(page.get_by_text("2 marches de plus")).to_have_count(1)
        expect(page.get_by_text("+2 marches")).to_have_count(1)
        # By thématique, folded where the screen is narrow only.
        pli = page.locator(".st-key-carte-bilan-change")
        lignes = pli.locator(".cap-revues .cap-bouges").first
        if largeur == 360:
            expect(lignes).to_be_hidden()
            pli.locator(".cap-revues .cap-etroit summary").first.click()
        expect(lignes).to_be_visible()
        fait = unfold(page.locator(".st-key-partie-fait"))
        expect(fait.get_by_text("Chacun sait le dire")).to_be_visible()
        check_page(page, f"bilan-{largeur}")
