"""The référentiel by workbook: taken, changed, wrong then right, published; a first one from nothing, until asked."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.echanges.classeur.gestes import change
from tests.parcours.conftest import Entrer
from tests.parcours.fichiers import bring_classeur, take_fichier
from tests.parcours.gestes import check_page, read_ecran
from tests.parcours.site import Site, load_referentiel
from tests.referentiel.classeur.premier import fill_premier

PUBLIER = "/referentiel?referentiel-vue=Publier+une+version"


def take(page: Page, nom: str) -> bytes:
    """The workbook that this button gives."""
    return take_fichier(page.get_by_role("button", name=nom, exact=True))


def bring(page: Page, octets: bytes, nom: str = "referentiel.xlsx") -> None:
    bring_classeur(page, "referentiel-archive", nom, octets)


def rewrite(classeur: Any) -> None:
    """As a person does: a higher version, a question in other words."""
    version = load_referentiel().version
    classeur["Référentiel"]["B3"] = f"{version.split('.')[0]}.99.0"
    classeur["GOV"]["C3"] = "Un projet connu de toutes et de tous"


def damage(classeur: Any) -> None:
    rewrite(classeur)
    classeur["GOV"]["E3"] = None
    classeur["Échelle"]["A2"] = "zéro"


@pytest.mark.parametrize("largeur", [1280, 360])
def test_a_version_is_taken_changed_refused_by_cell_then_compared(entrer: Entrer, site: Site, largeur: int) -> None:
    anna = entrer("anna", largeur, PUBLIER)
    octets = take(anna, f"Prendre la version {load_referentiel().version}")
    check_page(anna, f"classeur-{largeur}")
    bring(anna, change(octets, damage))
    expect(anna.get_by_text("rien n’est publié")).to_be_visible()
    expect(anna.get_by_role("heading", name="Feuille « GOV »")).to_be_visible()
    expect(anna.get_by_text("« Question » : cette case est à remplir.")).to_be_visible()
    expect(anna.get_by_role("button", name="Publier cette version")).to_have_count(0)
    check_page(anna, f"classeur-refuse-{largeur}")
    bring(anna, octets[:3000])
    expect(anna.get_by_text("abîmé ou protégé")).to_be_visible()
    bring(anna, change(octets, rewrite))
    expect(anna.get_by_text("Aucune erreur.")).to_be_visible()
    expect(anna.get_by_text("« Un projet connu de toutes et de tous » : titre")).to_be_visible()
    check_page(anna, f"classeur-relu-{largeur}")
    assert site.query("select count(*) from referentiel") == [(1,)]


def test_it_is_published_and_read(entrer: Entrer, site: Site) -> None:
    anna = entrer("anna", chemin=PUBLIER)
    octets = take(anna, f"Prendre la version {load_referentiel().version}")
    bring(anna, change(octets, rewrite))
    anna.get_by_role("button", name="Publier cette version", exact=True).click()
    expect(anna.get_by_text("La version est publiée.")).to_be_visible()
    expect(anna.get_by_role("button", name="Publier cette version", exact=True)).to_have_count(0)
    assert site.query("select count(*) from referentiel") == [(2,)]
    # Nobody follows it yet: reading opens on what is in use.
    lecture = entrer("anna", chemin="/referentiel")
    expect(lecture.get_by_text("C’est la thématique du trimestre en cours.")).to_be_visible()
    expect(lecture.get_by_text("Un projet connu de toutes et de tous")).to_have_count(0)


def test_a_first_referentiel_from_the_empty_workbook_is_asked_in_a_trimestre(entrer: Entrer, site: Site) -> None:
    anna = entrer("anna", chemin=PUBLIER)
    vide = take(anna, "Prendre un classeur vide")
    bring(anna, vide)
    expect(anna.get_by_text("rien n’est publié")).to_be_visible()
    bring(anna, fill_premier(vide))
    expect(anna.get_by_text("1 thématique, 12 critères, 3 niveaux.")).to_be_visible()
    read_ecran(anna)
    anna.get_by_role("button", name="Publier cette version", exact=True).click()
    expect(anna.get_by_text("La version est publiée.")).to_be_visible()

    # A collectif that begins: no trimestre yet.
    site.query("delete from carnet")
    site.query("delete from trimestre")
    anna = entrer("anna", chemin="/trimestres")
    anna.get_by_role("button", name="Préparer les trimestres").click()
    anna.get_by_label("Référentiel", exact=False).last.click()
    anna.get_by_role("option", name="Notre premier référentiel, version 0.1.0").click()
    expect(anna.get_by_text("1. Bien accueillir")).to_be_visible()
    read_ecran(anna)
    anna.locator(".st-key-creation-confirmer button").click()
    anna.locator(".st-key-ouverture-1 button").click()
    read_ecran(anna)
    anna.get_by_text("Ouvrir celui-ci quand même").or_(anna.get_by_role("button", name="Confirmer")).first.wait_for()
    if anna.get_by_text("Ouvrir celui-ci quand même").count():
        anna.get_by_text("Ouvrir celui-ci quand même").click()
    anna.get_by_role("button", name="Confirmer l’ouverture du trimestre 1").click()
    expect(anna.get_by_text("Le trimestre 1 est ouvert")).to_be_visible()

    alice = entrer("alice", chemin="/carnet")
    expect(alice.get_by_text("Attendre la personne").first).to_be_visible()
    expect(alice.get_by_text("Toute l’équipe le fait, et on le voit").first).to_be_visible()
