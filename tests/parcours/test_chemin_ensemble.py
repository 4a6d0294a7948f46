"""What a structure looked at again shows in the room with that of others: wall, page and file tell one sum."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from caprse.acces.unite import open_unit
from caprse.seance.mur.service import create_code_mur, format_code
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, BaseLocale
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages
from tests.parcours.conftest import Entrer, open_site_neuf
from tests.parcours.gestes import choose, expect_saved, read_ecran, show_page, unfold
from tests.parcours.site import Site, load_referentiel
from tests.parcours.test_chemin import close, open_trimestre, revise
from tests.seance.scene_mur import create_scene

GOV = tuple(critere.code for critere in load_referentiel().thematique("GOV").criteres)


@pytest.fixture(scope="module")
def site(serveur: BaseLocale) -> Iterator[Site]:
    """Eight structures: enough for figures of all."""
    with open_site_neuf(serveur, "parcours_chemin_ensemble", 8) as site:
        yield site


def answer(site: Site, trimestre: UUID, rang: int, code: str, niveau: int) -> None:
    """As that structure answers."""
    site.query(
        "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau)"
        " select collectif_id, id, %s, structure_id, %s from carnet where trimestre_id = %s and structure_id = %s"
        " on conflict do nothing",
        code,
        niveau,
        trimestre,
        site.monde.structures[rang],
    )


def act(site: Site, trimestre: UUID) -> None:
    """Alice’s structure does an action on the last day of a trimestre."""
    site.query(
        "insert into action (collectif_id, structure_id, quoi, etat, criteres, faite_le)"
        " select collectif_id, %s, 'Dire la charte à tous', 'faite', '{GOV-01}', fin + time '10:00'"
        " from trimestre where id = %s",
        site.monde.structures[0],
        trimestre,
    )


def end(site: Site, trimestre: UUID) -> None:
    """All transmit; the trimestre closes."""
    site.query("update carnet set etat = 'transmis', transmis_le = now() where trimestre_id = %s", trimestre)
    close(site, trimestre)


@pytest.fixture
def salle(navigateur: Browser, site: Site) -> Iterator[Page]:
    """The screen of a meeting room that shows the path."""
    moteur = create_moteur(site.serveur.url(APPLICATION, site.base))
    set_installation(Installation(Reglages(), moteur, None))
    contexte = navigateur.new_context(viewport={"width": 1920, "height": 1080}, locale="fr-FR")
    yield contexte.new_page()
    contexte.close()
    set_installation(None)
    moteur.dispose()


def open_mur(page: Page, site: Site, trimestre: UUID) -> None:
    seance = create_scene(site.monde, (("chemin", {}),), trimestre=trimestre).seance
    with open_unit(compte_id=site.monde.comptes["anna"]) as unit:
        code = create_code_mur(unit, seance)
    page.goto(f"{site.adresse}/mur")
    page.get_by_label("Le code").fill(format_code(code))
    with page.expect_response("**/mur/etat"):
        page.get_by_role("button", name="Ouvrir l’écran").click()
    expect(page.locator("section.g-chemin")).to_be_visible()


def sum_file(page: Page) -> int:
    """The marches that the downloaded file tells."""
    unfold(page.locator(".st-key-tableau-chemin-collectif"))
    page.get_by_role("button", name="Télécharger").click()
    with page.expect_download() as attendu:
        page.get_by_role("button", name="Tableau (CSV)").click()
    texte = Path(attendu.value.path()).read_text(encoding="utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(texte), delimiter=";"))
    return sum(int(ligne["Marches de plus ou de moins"] or 0) for ligne in lignes)


def test_the_wall_the_page_and_the_file_tell_what_structures_looked_at_again(
    entrer: Entrer, site: Site, salle: Page
) -> None:
    page = entrer("alice", chemin="/carnet?critere=GOV-01")
    choose(page, "GOV-01", 1)
    expect_saved(page, "GOV-01")
    for rang in range(8):
        for code in GOV:
            answer(site, site.monde.trimestre, rang, code, rang % 4)
    end(site, site.monde.trimestre)
    deuxieme = open_trimestre(site, 2, "PAR", jours=60, de=site.monde.carnets)
    end(site, deuxieme)
    act(site, deuxieme)

    troisieme = open_trimestre(site, 3, "EMP", jours=60, de=site.monde.carnets)
    page = entrer("alice", chemin="/revoir?critere=GOV-01")
    revise(page, "GOV-01", 3)
    for rang in (1, 2, 3):
        answer(site, troisieme, rang, "GOV-01", 4)
    end(site, troisieme)

    show_page(page, f"{site.adresse}/chemin")
    expect(page.get_by_text("Du trimestre 1 au trimestre 3 : 2 marches gagnées. 1 action faite.")).to_be_visible()
    # Two of hers, and those of three others.
    total = 2 + sum(4 - rang % 4 for rang in (1, 2, 3))
    phrase = f"{total} marches de plus, toutes structures ensemble"
    bilan = open_trimestre(site, 4, "", jours=60, de=site.monde.carnets)
    show_page(page, f"{site.adresse}/le-collectif?vue=Le%20chemin")
    read_ecran(page)
    expect(page.get_by_text(phrase)).to_be_visible()
    assert sum_file(page) == total
    anna = entrer("anna", chemin="/collectif?vue=Chemin")
    expect(anna.get_by_text(phrase)).to_be_visible()
    assert sum_file(anna) == total
    open_mur(salle, site, bilan)
    expect(salle.locator("section.g-chemin")).to_contain_text(f"{total} marches de plus")

    # In the bilan she looks again, others too; once it is closed all three tell it.
    show_page(page, f"{site.adresse}/revoir?critere=GOV-01")
    revise(page, "GOV-01", 4)
    for rang in (4, 5, 6):
        answer(site, bilan, rang, "GOV-01", 4)
    end(site, bilan)
    total += 1 + sum(4 - rang % 4 for rang in (4, 5, 6))
    show_page(page, f"{site.adresse}/chemin")
    expect(page.get_by_text("Du trimestre 1 au trimestre 4 : 3 marches gagnées. 1 action faite.")).to_be_visible()
    show_page(page, f"{site.adresse}/le-collectif?vue=Le%20chemin")
    expect(page.get_by_text(f"{total} marches de plus, toutes structures ensemble")).to_be_visible()
    assert sum_file(page) == total
    salle.reload()
    expect(salle.locator("section.g-chemin")).to_contain_text(f"{total} marches de plus")
