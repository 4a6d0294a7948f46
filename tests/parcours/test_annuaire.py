"""The directory of a region brought by its animation: refused, tried, imported, its people invited, once."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import FilePayload, Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import (
    check_page,
    read_ecran,
    unfold,
    wait_ready,
    wait_rest,
)
from tests.parcours.site import Site

TETE = "Raison sociale;Type de SIAE;Ville;Département;Courriel;Nom du contact;Rôle\r\n"
BON = TETE + (
    "L’Œuvre du Causse;Atelier et chantier d’insertion;SAINT-AFFRIQUE;Aveyron;zoe@exemple.test;Zoé Péré;direction\r\n"
    "L’ŒUVRE DU CAUSSE;AI;ST AFFRIQUE;12;;;\r\n"
    "Élan Emploi;ETTI;;32;yan@exemple.test;Yan Olé;\r\n"
)
MAUVAIS = TETE + "Île Solidaire;AI;Foix;99;;;\r\nÉtape;XYZ;Foix;09;;;\r\n"


def bring(page: Page, nom: str, octets: bytes) -> None:
    """Choose a file, as the button of the browser does."""
    fichier: FilePayload = {"name": nom, "mimeType": "application/octet-stream", "buffer": octets}
    page.locator('.st-key-annuaire-fichier input[type="file"]').set_input_files([fichier])


@pytest.mark.parametrize("largeur", [1280, 360])
def test_a_directory_is_refused_with_reasons_then_tried(entrer: Entrer, site: Site, largeur: int) -> None:
    anna = entrer("anna", largeur, "/structures")
    anna.get_by_role("button", name="Importer un annuaire").click()
    wait_ready(anna)
    # What axe does not read, and browsers do.
    expect(anna.get_by_role("button", name="Choisir un fichier", exact=True)).to_be_visible()
    check_page(anna, f"annuaire-{largeur}")
    bring(anna, "annuaire.csv", MAUVAIS.encode("cp1252"))
    expect(anna.get_by_text("Ce fichier est refusé (2 raisons) : rien n’a été importé.")).to_be_visible()
    expect(anna.get_by_text("Ligne 2 : département inconnu « 99 »")).to_be_visible()
    check_page(anna, f"annuaire-refuse-{largeur}")
    anna.get_by_role("button", name="Fermer sans importer").click()
    expect(anna.get_by_role("button", name="Importer un annuaire")).to_be_visible()
    read_ecran(anna)
    anna.get_by_role("button", name="Importer un annuaire").click()
    bring(anna, "annuaire.csv", BON.encode("mac-roman"))
    expect(anna.get_by_text("Rien n’est encore écrit")).to_be_visible()
    unfold(anna.locator(".st-key-annuaire-nouvelles"))
    expect(anna.get_by_text("L’Œuvre du Causse (SAINT-AFFRIQUE, 12) · ACI/AI")).to_be_visible()
    anna.get_by_text("Inviter aussi 2 personnes du fichier").click()
    expect(anna.get_by_role("button", name="Importer 2 structures et inviter 2 personnes")).to_be_visible()
    unfold(anna.locator(".st-key-annuaire-personnes"))
    expect(anna.get_by_text("Zoé Péré <zoe@exemple.test>")).to_be_visible()
    check_page(anna, f"annuaire-essai-{largeur}")
    assert site.query("select count(*) from structure where nom like 'L%%uvre%%'") == [(0,)]


def test_it_is_imported_and_its_people_invited_once(entrer: Entrer, site: Site) -> None:
    anna = entrer("anna", chemin="/structures")
    for tour in range(2):
        anna.get_by_role("button", name="Importer un annuaire").click()
        bring(anna, "annuaire.csv", BON.encode("utf-16"))
        expect(anna.get_by_text("Rien n’est encore écrit")).to_be_visible()
        if tour == 0:
            anna.get_by_text("Inviter aussi 2 personnes du fichier").click()
            anna.get_by_role("button", name="Importer 2 structures et inviter 2 personnes").click()
            expect(anna.get_by_text("2 structures créées, 2 invitations partent par courriel")).to_be_visible()
            check_page(anna, "annuaire-fait-1280")
        else:
            expect(anna.get_by_text("Personne à inviter")).to_be_visible()
            read_ecran(anna)
            anna.get_by_role("button", name="Importer 0 structure").click()
            expect(anna.get_by_text("C’est fait : 0 structure créée.")).to_be_visible()
        anna.get_by_role("button", name="Revenir aux structures").click()
        expect(anna.get_by_role("button", name="Importer un annuaire")).to_be_visible()
        read_ecran(anna)
    anna.get_by_text(re.compile(r"^Toutes \(\d+\)$")).click()
    anna.get_by_label("Chercher par nom ou commune").fill("oeuvre du causse")
    anna.keyboard.press("Tab")
    anna.locator(".st-key-structures-choisir label").click()
    # The chevron of its line names it too, for who listens.
    nom = anna.locator(".st-key-structures-lignes .stCheckbox").get_by_text("L’Œuvre du Causse")
    expect(nom).to_be_visible()
    nom.click()
    expect(anna.get_by_text("1 structure choisie")).to_be_visible()
    anna.get_by_text("Faire adhérer", exact=True).click()
    check_page(anna, "structures-choisies-1280")
    anna.get_by_role("button", name="Faire adhérer : 1 structure").click()
    expect(anna.get_by_text("C’est fait pour 1 structure : L’Œuvre du Causse.")).to_be_visible()
    expect(anna.get_by_text("1 structure choisie")).to_be_hidden()
    attendues = [("yan@exemple.test",), ("zoe@exemple.test",)]
    assert site.query("select courriel from invitation order by courriel") == attendues
    mails = "select destinataire from courriel where objet like 'Invitation%%' order by destinataire"
    assert site.query(mails) == attendues


def test_a_workbook_goes_in_too(entrer: Entrer, site: Site) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    for rangee in (["Annuaire 2025"], [], ["Nom", "Type", "Commune", "Dpt"], ["Cap Été", "EI", "Foix", 9]):
        feuille.append(rangee)
    sortie = BytesIO()
    classeur.save(sortie)
    anna = entrer("anna", chemin="/structures")
    anna.get_by_role("button", name="Importer un annuaire").click()
    bring(anna, "annuaire.xlsx", sortie.getvalue())
    anna.get_by_role("button", name="Importer 1 structure").click()
    expect(anna.get_by_text("C’est fait : 1 structure créée.")).to_be_visible()
    assert site.query("select departement from structure where nom = 'Cap Été'") == [("09",)]


def test_ten_people_are_invited_in_a_few_clicks(entrer: Entrer, site: Site) -> None:
    anna = entrer("anna", chemin="/tableau")
    anna.evaluate("addEventListener('click', e => { if (e.isTrusted) window.clics = (window.clics ?? 0) + 1 }, true)")
    anna.get_by_role("link", name="Équipes et invitations").click()
    expect(anna.get_by_role("heading", name="Équipes et invitations")).to_be_visible()
    wait_rest(anna)
    anna.locator(".st-key-equipes-inviter button").click()
    anna.get_by_text("Plusieurs à la fois", exact=True).click()
    champ = anna.locator(".st-key-inviter-lignes textarea")
    champ.click()
    lignes = [
        f"Personne {rang}, p{rang}@exemple.test, lecture, Collectif A – structure {rang % 2}" for rang in range(10)
    ]
    champ.fill("\n".join([*lignes, "Sans adresse, direction"]))
    champ.press("Tab")
    expect(anna.get_by_text("10 personnes prêtes, 1 ligne laissée de côté")).to_be_visible()
    expect(anna.get_by_text("Ligne 11 : Il manque l’adresse e-mail.")).to_be_visible()
    check_page(anna, "inviter-plusieurs-1280")
    anna.get_by_role("button", name="Créer les 10 invitations").click()
    expect(anna.get_by_text("10 invitations prêtes.")).to_be_visible()
    assert anna.evaluate("window.clics") <= 6
    invitees = "select count(*) from invitation where courriel ~ '^p[0-9]@' and annulee_le is null"
    assert site.query(invitees) == [(10,)]
    check_page(anna, "equipes-1280")
    etroit = entrer("anna", 360, "/equipes")
    check_page(etroit, "equipes-360")
