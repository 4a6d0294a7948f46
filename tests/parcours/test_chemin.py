"""A structure answers, acts, looks again two trimestres later, then in the bilan: all that tells it agrees."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from caprse.acces.unite import open_unit_systeme
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages
from tests.parcours.conftest import Entrer
from tests.parcours.gestes import (
    cadre,
    check_page,
    choose,
    expect_saved,
    read_ecran,
    show_page,
    type_in,
    unfold,
    wait_rest,
)
from tests.parcours.site import Site

TELEPHONE = 360


def open_trimestre(
    site: Site, numero: int, thematique: str, *, jours: int = 91, de: Sequence[UUID] | None = None
) -> UUID:
    """The next trimestre, open, with a carnet for the structure of each carnet ``de`` (by default that of Alice)."""
    [(trimestre,)] = site.query(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin, etat)"
        " select collectif_id, %s, %s, referentiel_id, fin + 1 + %s * (%s - 2), fin + %s * (%s - 1), 'ouvert'"
        " from trimestre where id = %s returning id",
        numero,
        thematique,
        jours,
        numero,
        jours,
        numero,
        site.monde.trimestre,
    )
    site.query(
        "insert into carnet (collectif_id, trimestre_id, structure_id) select collectif_id, %s, structure_id"
        " from carnet where id = any (%s)",
        trimestre,
        list(de or site.monde.carnets[:1]),
    )
    return UUID(str(trimestre))


def close(site: Site, trimestre: UUID) -> None:
    """As the animation does, with the figures that closing freezes."""
    moteur = create_moteur(site.serveur.url(APPLICATION, site.base))
    try:
        with open_unit_systeme(Installation(Reglages(), moteur, site.serveur.url(PROPRIETAIRE, site.base))) as unit:
            close_trimestre(unit, trimestre)
    finally:
        moteur.dispose()


def read_table(page: Page) -> list[list[str]]:
    """The cells of the table that stands for the picture."""
    unfold(page.locator(".st-key-tableau-notre-chemin"))
    rangees = page.locator(".st-key-tableau-notre-chemin tr")
    expect(rangees.first).to_be_visible()
    return [[cellule.strip() for cellule in rangee.locator("th, td").all_text_contents()] for rangee in rangees.all()]


def read_file(page: Page) -> list[list[str]]:
    page.locator(".st-key-telecharger-notre-chemin").get_by_role("button", name="Télécharger").click()
    with page.expect_download() as attendu:
        page.get_by_role("button", name="Tableau (CSV)").click()
    texte = Path(attendu.value.path()).read_text(encoding="utf-8-sig")
    assert attendu.value.suggested_filename == "notre-chemin.csv"
    return [[cellule.strip() for cellule in rangee] for rangee in csv.reader(io.StringIO(texte), delimiter=";")]


def revise(page: Page, code: str, niveau: int) -> None:
    """In « Revoir », another niveau than before."""
    wait_rest(page)
    cadre(page, code).get_by_role("button", name="Ça a changé").click()
    choose(page, code, niveau)
    expect_saved(page, code)


def carte_de(page: Page) -> Locator:
    """What the path tells of the thématique that was looked at again, in the fold of the latest trimestre."""
    unfold(page.locator("[class*='st-key-moment-']").first)
    return page.locator("[class*='st-key-carte-chemin-GOV']").first


def sum_column(lignes: list[list[str]], titre: str) -> int:
    rang = lignes[0].index(titre)
    return sum(int(ligne[rang] or 0) for ligne in lignes[1:])


def test_answered_then_acted_then_looked_at_again_it_shows_on_the_path(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/carnet?critere=GOV-01")
    for code, niveau in (("GOV-01", 1), ("GOV-02", 3)):
        choose(page, code, niveau)
        expect_saved(page, code)
    show_page(page, f"{site.adresse}/chemin")
    expect(page.get_by_text("Votre chemin commence au trimestre 1")).to_be_visible()
    check_page(page, "chemin-debut")
    close(site, site.monde.trimestre)

    deuxieme = open_trimestre(site, 2, "PAR")
    page = entrer("alice", chemin="/actions?critere=GOV-01")
    type_in(page, "action-nouvelle-quoi", "Écrire une page simple")
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(page.get_by_text("L’action est enregistrée.")).to_be_visible()
    assert site.query("select criteres from action where quoi = 'Écrire une page simple'") == [(["GOV-01"],)]
    wait_rest(page)
    read_ecran(page)
    page.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_text("Bravo, c’est fait")).to_be_visible()
    wait_rest(page)
    show_page(page, f"{site.adresse}/chemin")
    expect(page.get_by_text("Aucune réponse n’a encore été revue")).to_be_visible()
    close(site, deuxieme)

    troisieme = open_trimestre(site, 3, "EMP")
    # What was done calls for a second look first; the other answer waits in its own thématique.
    page = entrer("alice", chemin="/revoir")
    revise(page, "GOV-01", 2)
    show_page(page, f"{site.adresse}/revoir?critere=GOV-02")
    revise(page, "GOV-02", 2)
    type_in(page, "commentaire-GOV-02", "L’encadrante est partie")
    page.wait_for_timeout(1500)
    wait_rest(page)

    page = entrer("alice", chemin="/accueil")
    page.get_by_role("link", name="Notre chemin").click()
    expect(page.get_by_role("heading", name="Notre chemin")).to_be_visible()
    carte = carte_de(page)
    expect(carte).to_contain_text("1 marche gagnée et 1 marche perdue, sur 2 critères revus, depuis le trimestre 2")
    expect(carte).to_contain_text("Raison : « L’encadrante est partie »")
    expect(carte).to_contain_text("Après : « Écrire une page simple » (")
    check_page(page, "chemin")
    lignes = read_table(page)
    assert [ligne[:2] for ligne in lignes[1:]] == [
        ["Projet, gouvernance et vie démocratique", f"Trimestre\u00a0{numero}{suite}"]
        for numero, suite in ((1, ""), (2, ""), (3, ", en cours"))
    ]
    assert lignes[3][6:8] == ["1", "1"]
    assert read_file(page) == lignes

    page = entrer("alice", TELEPHONE, "/chemin")
    expect(carte_de(page)).to_be_visible()
    check_page(page, "chemin-telephone")

    # The bilan: one more look, then all that tells of marches tells of the same ones.
    close(site, troisieme)
    open_trimestre(site, 4, "")
    page = entrer("alice", chemin="/revoir?critere=GOV-01")
    revise(page, "GOV-01", 3)
    show_page(page, f"{site.adresse}/bilan")
    read_ecran(page)
    lignes_bilan = page.locator(".cap-revues .cap-bouges li")
    expect(lignes_bilan).to_have_count(2)
    dits = [texte.replace("\u00a0", " ") for texte in lignes_bilan.locator("em").all_text_contents()]
    assert dits == ["+2 marches", "−1 marche"]
    expect(page.get_by_text("1 réponse plus haute et 1 réponse plus basse")).to_be_visible()
    show_page(page, f"{site.adresse}/chemin")
    expect(page.get_by_text("Du trimestre 1 au trimestre 4 : 2 marches gagnées et 1 marche perdue.")).to_be_visible()
    lignes = read_table(page)
    assert (sum_column(lignes, "Marches gagnées"), sum_column(lignes, "Marches perdues")) == (2, 1)
    assert read_file(page) == lignes
    # Of the last step alone, the results say what the path says.
    expect(carte_de(page)).to_contain_text("1 marche gagnée, sur 1 critère revu, depuis le trimestre 3")
    show_page(page, f"{site.adresse}/resultats?vue=Tout%20le%20cycle")
    expect(page.get_by_text("Depuis le trimestre 3 : 1 marche gagnée, sur 1 critère revu")).to_be_visible()
