"""A trimestre as the chargée de mission lives it: opened, discussed, sent back, re-read, closed, then the next."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from caprse.socle.base_locale import BaseLocale
from tests.courrier.serveur import Boite
from tests.parcours.conftest import Entrer, open_site_avec_courrier
from tests.parcours.gestes import (
    check_page,
    choose,
    expect_saved,
    read_ecran,
    reload,
    unfold,
    wait_ready,
)
from tests.parcours.site import Site

STRUCTURES = 6
NOM = "Collectif A – structure 0"


@pytest.fixture(scope="module")
def site(serveur: BaseLocale, boite: Boite) -> Iterator[Site]:
    """Six structures whose first trimestre is prepared, and the second after it; mail goes to a real server."""
    with open_site_avec_courrier(serveur, "parcours_pilotage", boite, STRUCTURES) as site:
        # Opening is part of the journey: what the world opened is taken back, and prepared again.
        site.query("delete from carnet")
        site.query(
            "with ancien as (delete from trimestre where id = %s returning *), suite (numero, debut, fin) as"
            " (values (1, current_date - 60, current_date + 20), (2, current_date + 21, current_date + 110))"
            " insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
            " select a.collectif_id, s.numero, case s.numero when 1 then a.thematique else 'PAR' end,"
            " a.referentiel_id, s.debut, s.fin from ancien a, suite s",
            site.monde.trimestre,
        )
        yield site


def count_mails(boite: Boite, adresse: str) -> list[str]:
    return [str(message["Subject"]) for message in boite.messages() if message["To"] == adresse]


def test_a_whole_trimestre_from_its_opening_to_the_next(entrer: Entrer, site: Site, boite: Boite) -> None:
    # Open: each structure gets its carnet.
    anna = entrer("anna", chemin="/trimestres")
    anna.locator(".st-key-ouverture-1 button").click()
    expect(anna.get_by_text("6 structures reçoivent leur carnet")).to_be_visible()
    check_page(anna, "ouverture-1280")
    anna.get_by_role("button", name="Confirmer l’ouverture du trimestre 1").click()
    expect(anna.get_by_text("Le trimestre 1 est ouvert")).to_be_visible()
    [(carnet,)] = site.query("select id from carnet where structure_id = %s", site.monde.structures[0])

    # Fill: Alice answers one critère, the rest stands already; the tableau de bord of Anna moves by itself.
    tableau = entrer("anna", chemin="/tableau")
    expect(tableau.get_by_text("0 réponse sur 14").first).to_be_visible()
    for rang, code in enumerate(site.monde.criteres):
        if code != "GOV-01":
            site.query(
                "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau)"
                " select collectif_id, id, %s, structure_id, %s from carnet where id = %s",
                code,
                rang % 4,
                carnet,
            )
    alice = entrer("alice", 360, "/carnet?etape=GOV-A")
    choose(alice, "GOV-01", 3)
    expect_saved(alice, "GOV-01")
    expect(tableau.get_by_text("14 réponses sur 14")).to_be_visible()
    # The whole collectif on one screen: a line stays a line, whatever it has to say.
    hauteurs = tableau.locator("[class*='st-key-tableau-ligne-']").evaluate_all(
        "lignes => lignes.map(ligne => ligne.getBoundingClientRect().height)"
    )
    assert hauteurs
    assert max(hauteurs) <= 48
    check_page(tableau, "tableau-1280")

    # Discuss: Alice asks, Anna answers and is heard by mail.
    unfold(alice.locator(".st-key-cadre-GOV-01 [class*='st-key-discussion-ouverte']"))
    alice.get_by_label("Votre message").fill("Est-ce bien une **trace** ?")
    alice.get_by_role("button", name="Envoyer le message").click()
    expect(alice.get_by_text("Message enregistré.")).to_be_visible()
    check_page(alice, "discussion-360")
    expect(tableau.get_by_text("1 message non lu").first).to_be_visible()
    tableau.get_by_role("link", name="Répondre", exact=True).first.click()
    expect(tableau.get_by_role("heading", name="Discussions")).to_be_visible()
    wait_ready(tableau)
    unfold(tableau.locator("[class*='st-key-discussion-ouverte']").last)
    # What people type is shown as they typed it.
    expect(tableau.get_by_text("Est-ce bien une **trace** ?")).to_be_visible()
    check_page(tableau, "discussion-1280")

    # Transmitted: its line says so.
    alice.goto(f"{site.adresse}/transmettre")
    wait_ready(alice)
    check_page(alice, "transmettre-points-360")
    alice.get_by_role("button", name="Transmettre notre carnet").click()
    alice.get_by_role("button", name="Oui, transmettre").click()
    expect(alice.get_by_text("Carnet transmis le")).to_be_visible()

    # Send back: a critère to complete, with a note; the keyboard goes from one to the next.
    tableau.goto(f"{site.adresse}/tableau")
    wait_ready(tableau)
    tableau.get_by_role("link", name="Relire").first.click()
    expect(tableau.get_by_role("heading", name=NOM)).to_be_visible()
    wait_ready(tableau)
    check_page(tableau, "relecture-1280")
    premier = tableau.locator(".st-key-critere-relu h3").inner_text()
    sujet = tableau.locator(".st-key-critere-relu p").first.inner_text()
    tableau.locator("body").press("s")
    expect(tableau.locator(".st-key-critere-relu h3")).not_to_have_text(premier)
    tableau.locator("body").press("p")
    expect(tableau.locator(".st-key-critere-relu h3")).to_have_text(premier)
    wait_ready(tableau)
    note = tableau.get_by_label("Note pour la structure").and_(tableau.locator(":visible"))
    note.fill("Pouvez-vous raconter un exemple ?")
    note.press("Tab")
    expect(tableau.get_by_text(re.compile("Enregistré à"))).to_be_visible()
    tableau.locator("h1").click()
    tableau.locator("body").press("m")
    # The key gives the état and goes on to the next answer.
    expect(tableau.get_by_text(f"{sujet} : à compléter")).to_be_visible()
    expect(tableau.locator(".st-key-critere-relu h3")).not_to_have_text(premier)
    unfold(tableau.locator(".st-key-renvoyer-ouvert"))
    tableau.get_by_role("button", name="Renvoyer le carnet").click()
    expect(tableau.get_by_text("complète ce carnet").first).to_be_visible()
    assert site.query("select etat from carnet where id = %s", carnet) == [("a_completer",)]
    alice.wait_for_function("true")
    for _ in range(100):
        if len(count_mails(boite, "alice@exemple.test")) > 1:
            break
        alice.wait_for_timeout(200)
    ouvert, a_completer = count_mails(boite, "alice@exemple.test")
    assert "votre nouveau carnet est ouvert" in ouvert
    assert "à compléter" in a_completer
    assert any("a transmis son carnet" in objet for objet in count_mails(boite, "anna@exemple.test"))

    # Complete: Alice sees the list and the note, changes her answer, transmits again.
    reload(alice)
    expect(alice.get_by_text("Pouvez-vous raconter un exemple ?")).to_be_visible()
    check_page(alice, "a-completer-360")
    alice.goto(f"{site.adresse}/carnet?etape=GOV-A")
    wait_ready(alice)
    expect(alice.get_by_text("À compléter : votre chargée de mission")).to_be_visible()
    choose(alice, "GOV-01", 2)
    expect_saved(alice, "GOV-01")
    alice.goto(f"{site.adresse}/transmettre")
    wait_ready(alice)
    alice.get_by_role("button", name="Transmettre notre carnet").click()
    alice.get_by_role("button", name="Oui, transmettre").click()
    expect(alice.get_by_text("Carnet transmis le")).to_be_visible()

    # Re-read: « complété depuis », then the whole carnet.
    tableau.goto(f"{site.adresse}/relecture?carnet={carnet}&critere=GOV-01")
    wait_ready(tableau)
    expect(tableau.get_by_text("Complété depuis").first).to_be_visible()
    tableau.get_by_role("button", name=re.compile("^Relu")).click()
    wait_ready(tableau)
    tableau.get_by_role("button", name="Autre carnet, terminer").click()
    tableau.get_by_role("button", name="Carnet relu").click()
    expect(tableau.get_by_text("Ce carnet est relu.")).to_be_visible()

    # Told in the workbook too: the badge counts, pressing leads to the very place and reads.
    alice.goto(f"{site.adresse}/nouvelles")
    wait_ready(alice)
    expect(alice.get_by_text("3 non lues")).to_be_visible()
    expect(alice.get_by_text("est relu")).to_be_visible()
    check_page(alice, "nouvelles-360")
    alice.locator("[class*=st-key-nouvelle-ouvrir-] button").first.click()
    expect(alice).to_have_url(re.compile("/(carnet|resultats)"))
    alice.goto(f"{site.adresse}/nouvelles")
    wait_ready(alice)
    expect(alice.get_by_text("2 non lues")).to_be_visible()

    # Close: what is missing is said before, the carnets are frozen, the next trimestre opens.
    anna.goto(f"{site.adresse}/trimestres")
    wait_ready(anna)
    anna.locator(".st-key-cloture-1 button").click()
    expect(anna.get_by_text("1 carnet est transmis sur 6.")).to_be_visible()
    check_page(anna, "cloture-1280")
    anna.get_by_text("J’ai compris ce que fait la clôture.").click()
    anna.get_by_role("button", name="Confirmer la clôture").click()
    expect(anna.get_by_text("Le trimestre 1 est clos")).to_be_visible()
    assert site.query("select transmis, count(*) from arrete group by 1 order by 1") == [(False, 5), (True, 1)]
    anna.locator(".st-key-ouverture-2 button").click()
    anna.get_by_role("button", name="Confirmer l’ouverture du trimestre 2").click()
    expect(anna.get_by_text("Le trimestre 2 est ouvert")).to_be_visible()
    alice.goto(f"{site.adresse}/carnet")
    wait_ready(alice)
    expect(alice.locator(".cap-reperes")).to_contain_text("Parcours")
    expect(alice.locator(".cap-reperes")).to_contain_text("Trimestre 2")


def test_a_meeting_is_prepared_and_reaches_the_members_calendar(entrer: Entrer, site: Site) -> None:
    site.query(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour, heure)"
        " select collectif_id, id, 'visio', 'Se voir ensemble', current_date + (fin - current_date) / 2, '14:00'"
        " from trimestre where collectif_id = %s and etat <> 'clos' order by numero limit 1",
        site.monde.collectif,
    )
    anna = entrer("anna", chemin="/calendrier")
    # The rest of the cycle is planned in two clicks; what is there already is not doubled.
    anna.get_by_role("button", name="Préparer les rencontres du cycle").click()
    expect(anna.get_by_text("1 rencontre déjà au calendrier")).to_be_visible()
    check_page(anna, "calendrier-rythme-1280")
    read_ecran(anna)
    anna.locator(".st-key-cycle-creer button").click()
    expect(anna.get_by_text(re.compile(r"^\d\srencontres ajoutées au calendrier\.$"))).to_be_visible()
    # One a trimestre that is not closed.
    assert site.query(
        "select count(*) filter (where type = 'visio') - (select count(*) from trimestre"
        " where etat <> 'clos' and collectif_id = %s) from rencontre",
        site.monde.collectif,
    ) == [(0,)]
    check_page(anna, "calendrier-1280")
    read_ecran(anna)
    anna.locator(".st-key-carte-prochaine, [class*=st-key-rdv-]").filter(has_text="Se voir ensemble").filter(
        has_text="14\u00a0h\u00a000"
    ).get_by_role("link", name="Voir la rencontre").first.click()
    expect(anna.get_by_role("heading", name="Se voir ensemble", exact=True)).to_be_visible()
    wait_ready(anna)
    anna.get_by_label("Un point par ligne").fill("Accueil\nTour de table")
    anna.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    expect(anna.get_by_text("L’ordre du jour est enregistré.")).to_be_visible()
    wait_ready(anna)
    anna.locator(".st-key-convoquer button").click()
    anna.get_by_role("button", name="Envoyer la convocation").click()
    expect(anna.get_by_text(re.compile(r"^\d+\sconvocations partent par courriel\.$"))).to_be_visible()
    check_page(anna, "rencontre-1280")
    alice = entrer("alice", 360, "/calendrier")
    check_page(alice, "calendrier-360")
    alice.goto(anna.url)
    wait_ready(alice)
    expect(alice.get_by_text("Tour de table", exact=True)).to_be_visible()
    expect(alice.get_by_role("heading", name="On vous y attend. Venez-vous")).to_be_visible()
    alice.locator(f".st-key-presence-{site.monde.structures[0]}").get_by_text("Peut-être", exact=True).click()
    expect(alice.get_by_text("votre structure viendra peut-être")).to_be_visible()
    read_ecran(alice)
    alice.locator(f".st-key-presence-{site.monde.structures[0]}").get_by_text("Je viens", exact=True).click()
    expect(alice.get_by_text("votre structure viendra.")).to_be_visible()
    check_page(alice, "rencontre-360")
    anna.reload()
    unfold(anna.locator(".st-key-convies"))
    expect(anna.locator(".st-key-convies")).to_contain_text("1 vient")
    with alice.expect_download() as attente:
        alice.get_by_role("button", name="Mettre dans mon agenda").click()
    assert attente.value.suggested_filename.endswith(".ics")
