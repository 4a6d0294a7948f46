"""A photo of a phone becomes a trace: joined to a critère, found again, read by the animation, by no stranger."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import cadre, check_page, open_details, read_ecran, wait_rest
from tests.parcours.site import Site
from tests.progres.traces.fichiers import ABIMES, build_image

PHOTO = FilePayload(name="Bacs de tri.jpg", mimeType="image/jpeg", buffer=build_image(exif=True))


@pytest.fixture(autouse=True)
def neuf(site: Site) -> str:
    """No trace yet; the first critère, in a carnet that may change."""
    for table in ("reponse_trace", "trace", "fichier", "brouillon"):
        site.empty(table)
    site.query("update carnet set etat = 'brouillon', transmis_le = null")
    return site.monde.criteres[0]


def _open_fenetre(page: Page, code: str) -> None:
    open_details(page, code)
    cadre(page, code).get_by_role("button", name=re.compile("^Joindre un fichier")).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    wait_rest(page)


def _choose(page: Page, fichier: FilePayload) -> None:
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(fichier)
    expect(page.get_by_role("button", name=f"Retirer {fichier['name']}")).to_be_visible()
    wait_rest(page)
    page.get_by_role("button", name="Ajouter", exact=True).click()
    wait_rest(page)


def test_a_photo_of_a_phone_becomes_a_trace(entrer: Entrer, site: Site, neuf: str) -> None:
    page = entrer("alice", 360, f"/carnet?critere={neuf}")
    _open_fenetre(page, neuf)
    check_page(page, "traces-fenetre-360")
    # What is no photo is refused with one sentence, where the hand is; nothing of it stays.
    _, octets, _ = ABIMES["a page named picture"]
    _choose(page, FilePayload(name="logo.png", mimeType="image/png", buffer=octets))
    expect(page.get_by_text("mais son contenu n’en est pas un")).to_be_visible()
    assert site.query("select count(*) from fichier") == [(0,)]
    read_ecran(page)
    _choose(page, PHOTO)
    expect(page.get_by_text("« Bacs de tri » est jointe à ce critère")).to_be_visible()
    check_page(page, "traces-jointe-360")
    read_ecran(page)
    page.get_by_role("button", name="Revenir au carnet").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    lien = page.get_by_role("link", name="Bacs de tri")
    expect(lien).to_be_visible()
    [(octets_gardes,)] = site.query("select contenu from fichier")
    assert b"Camille" not in octets_gardes

    # In the library, whatever the accents, with its small picture; then as one archive.
    page.goto(f"{site.adresse}/traces")
    wait_rest(page)
    check_page(page, "traces-360")
    image = page.locator(".cap-preuve img")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0
    page.get_by_label("Chercher une trace").fill("BÀCS")
    expect(page.get_by_role("link", name="Bacs de tri")).to_be_visible()
    page.get_by_label("Chercher une trace").fill("charte")
    expect(page.get_by_text("Aucune trace ne contient ces mots.")).to_be_visible()
    [(trace_id, carnet_id)] = site.query("select trace_id, carnet_id from reponse_trace")
    adresse, archive = f"{site.adresse}/traces/{trace_id}/fichier", f"{site.adresse}/traces/carnet/{carnet_id}.zip"
    with zipfile.ZipFile(io.BytesIO(page.request.get(archive).body())) as zip_:
        [nom, liste] = sorted(zip_.namelist())
        assert zip_.read(nom) == octets_gardes
        assert "Bacs de tri" in zip_.read(liste).decode("utf-8-sig")

    # Until the carnet leaves, the animation is a stranger like another; then it reads, and saves, and nothing runs.
    anna, bob = entrer("anna", 1280, "/accueil"), entrer("bob", 1280, "/accueil")
    assert [qui.request.get(adresse).status for qui in (page, anna, bob)] == [200, 404, 404]
    site.query("update carnet set etat = 'transmis', transmis_le = now() where id = %s", carnet_id)
    assert [qui.request.get(adresse).status for qui in (page, anna, bob)] == [200, 200, 404]
    anna.goto(f"{site.adresse}/relecture?carnet={carnet_id}&critere={neuf}")
    wait_rest(anna)
    expect(anna.get_by_role("link", name="Bacs de tri")).to_be_visible()
    check_page(anna, "traces-relecture-1280")
    retour = anna.request.get(adresse)
    assert retour.headers["content-disposition"].startswith("attachment")
    assert (retour.headers["x-content-type-options"], retour.headers["cache-control"]) == ("nosniff", "no-store")
    assert "sandbox" in retour.headers["content-security-policy"]
