"""Answered, acted, looked at again, then the bilan: page, file and wall give the very same figures of it."""

from __future__ import annotations

import csv
import io
import re
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
from tests.parcours.gestes import choose, expect_saved, read_ecran, show_page, type_in, unfold, wait_rest
from tests.parcours.site import Site, load_referentiel
from tests.parcours.test_chemin import close, open_trimestre, read_file, read_table, revise, sum_column
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


def act(page: Page, site: Site, trimestre: UUID) -> None:
    """An action is written and done; as the trimestres of a journey pass in a minute, it is dated of this one."""
    show_page(page, f"{site.adresse}/actions?critere=GOV-01")
    type_in(page, "action-nouvelle-quoi", "Dire la charte à tous")
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(page.get_by_text("L’action est enregistrée.")).to_be_visible()
    wait_rest(page)
    read_ecran(page)
    page.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_text("Bravo, c’est fait")).to_be_visible()
    site.query(
        "update action set faite_le = t.fin + time '10:00' from trimestre t where t.id = %s and quoi like 'Dire%%'",
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


def read_lignes(page: Page) -> list[dict[str, str]]:
    """The lines of the downloaded file, which are those of the table of the screen."""
    pli = unfold(page.locator(".st-key-tableau-chemin-collectif"))
    expect(pli.locator("tr").first).to_be_visible()
    rangees = [[une.strip() for une in r.locator("th, td").all_text_contents()] for r in pli.locator("tr").all()]
    page.get_by_role("button", name="Télécharger").click()
    with page.expect_download() as attendu:
        page.get_by_role("button", name="Tableau (CSV)").click()
    texte = Path(attendu.value.path()).read_text(encoding="utf-8-sig")
    fichier = [[case.strip() for case in rangee] for rangee in csv.reader(io.StringIO(texte), delimiter=";")]
    assert fichier == rangees
    return [dict(zip(fichier[0], rangee, strict=True)) for rangee in fichier[1:]]


def sum_marches(lignes: list[dict[str, str]]) -> int:
    return sum(int(ligne["Marches de plus ou de moins"] or 0) for ligne in lignes)


def list_milieux(lignes: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """The middle of the collectif, by short title and trimestre."""
    courts = {thematique.titre: thematique.titre_court for thematique in load_referentiel().thematiques}
    return {
        (courts[ligne["Thématique"]], numero[1]): ligne["Le milieu du collectif (%)"]
        for ligne in lignes
        if (numero := re.search(r"^Trimestre\s(\d+)", ligne["À la clôture du"]))
        and ligne["Le milieu du collectif (%)"]
    }


def check_mur(salle: Page, lignes: list[dict[str, str]]) -> None:
    """The wall draws and tells these very figures, and no other."""
    scene = salle.locator("section.g-chemin")
    expect(scene).to_contain_text(f"{sum_marches(lignes)} marches de plus")
    dessin = scene.locator("svg.figure").first
    dit = (dessin.get_attribute("aria-label") or dessin.locator("title").text_content() or "").replace("\u00a0", " ")
    milieux = list_milieux(lignes)
    dits = {
        (court, numero): pour_cent
        for court in {court for court, _ in milieux}
        for suite in re.findall(rf"{re.escape(court)} : ([^;]*)", dit)
        for numero, pour_cent in re.findall(r"trimestre (\d+) (\d+) %", suite)
    }
    assert milieux
    assert dits == milieux
    # The last middle of each thématique is written beside its point.
    ecrits = re.findall(r"(\d+)\s%", " ".join(dessin.locator("text").all_text_contents()))
    assert {milieux[max(cle for cle in milieux if cle[0] == court)] for court, _ in milieux} <= set(ecrits)


def test_from_an_answer_to_the_bilan_page_file_and_wall_give_the_same_figures(
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
    act(page, site, deuxieme)
    end(site, deuxieme)

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
    lignes = read_lignes(page)
    assert sum_marches(lignes) == total
    anna = entrer("anna", chemin="/collectif?vue=Chemin")
    expect(anna.get_by_text(phrase)).to_be_visible()
    assert read_lignes(anna) == lignes
    open_mur(salle, site, bilan)
    check_mur(salle, lignes)

    # In the bilan she looks again, others too; once it is closed all three tell it.
    show_page(page, f"{site.adresse}/revoir?critere=GOV-01")
    revise(page, "GOV-01", 4)
    for rang in (4, 5, 6):
        answer(site, bilan, rang, "GOV-01", 4)
    end(site, bilan)
    total += 1 + sum(4 - rang % 4 for rang in (4, 5, 6))
    show_page(page, f"{site.adresse}/bilan")
    expect(page.locator(".cap-bouges li em").filter(has_text=re.compile(r"^\+3\smarches$"))).to_be_visible()
    show_page(page, f"{site.adresse}/chemin")
    expect(page.get_by_text("Du trimestre 1 au trimestre 4 : 3 marches gagnées. 1 action faite.")).to_be_visible()
    notre = read_table(page)
    assert sum_column(notre, "Marches gagnées") == 3
    assert read_file(page) == notre
    show_page(page, f"{site.adresse}/le-collectif?vue=Le%20chemin")
    expect(page.get_by_text(f"{total} marches de plus, toutes structures ensemble")).to_be_visible()
    apres = read_lignes(page)
    assert sum_marches(apres) == total
    # What was closed before does not move.
    assert apres != lignes
    assert list_milieux(lignes).items() <= list_milieux(apres).items()
    salle.reload()
    check_mur(salle, apres)
