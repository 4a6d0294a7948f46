"""The operator takes a past in as typed: tried first, all errors at once, then done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from caprse.acces.unite import open_unit_systeme
from caprse.cli import main
from caprse.collectif.calendrier.service import create_calendrier
from caprse.collectif.modele import Adhesion, Structure
from caprse.collectif.service import create_collectif
from caprse.referentiel.service import import_referentiel
from caprse.socle.base_locale import APPLICATION, BaseLocale
from caprse.socle.installation import Installation, set_installation
from tests.fabrique import build_referentiel

COLLECTIF = ("--collectif", "Occitanie")


@pytest.fixture
def environnement(serveur: BaseLocale, base: str, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A collectif that began more than a year ago: most of its six trimestres are over, all are prepared."""
    with open_unit_systeme(installation) as unit:
        version, _ = import_referentiel(unit.db, build_referentiel(themes=6))
        debut = date(2025, 9, 16)
        collectif = create_collectif(unit, "Occitanie", debut, 19)
        create_calendrier(unit, collectif, version)
        structure = Structure(collectif_id=collectif, nom="Cap", types=["AI"])
        unit.db.add(structure)
        unit.db.flush()
        unit.db.add(Adhesion(collectif_id=collectif, structure_id=structure.id, du=debut))
    set_installation(None)
    monkeypatch.setenv("CAPRSE_DATABASE_URL", serveur.url(APPLICATION, base))


def run(*mots: str | Path) -> Result:
    return CliRunner().invoke(main, ["trimestre", *map(str, mots)])


@pytest.mark.usefixtures("environnement")
def test_a_past_is_taken_filled_tried_and_taken_in(tmp_path: Path) -> None:
    fichier = tmp_path / "reprise.xlsx"
    assert run("classeur-reprise", fichier, *COLLECTIF).exit_code == 0
    vide = run("reprendre", fichier, *COLLECTIF)
    assert vide.exit_code == 1
    assert "Aucune réponse n’est remplie" in vide.stderr
    classeur = load_workbook(fichier)
    feuille = classeur["Cap"]
    premieres = {feuille.cell(rang, 1).value: rang for rang in range(feuille.max_row, 3, -1)}
    for rang in (rang for numero, rang in premieres.items() if numero):
        feuille.cell(rang, 4).value = "Niveau 2"
    feuille["D4"] = 9
    classeur.save(fichier)
    faux = run("reprendre", fichier, *COLLECTIF)
    assert faux.exit_code == 1
    assert "feuille Cap, ligne 4, cellule D4 : « 9 » n’est pas un niveau" in faux.stderr
    feuille["D4"] = 1
    classeur.save(fichier)
    nombre = len([numero for numero in premieres if numero])
    assert nombre > 3
    essai = run("reprendre", fichier, *COLLECTIF, "--essai")
    assert f"{nombre}\u00a0trimestres, 1\u00a0structure, {nombre}\u00a0réponses. C’est un essai" in essai.stdout, (
        essai.stderr
    )
    fait = run("reprendre", fichier, *COLLECTIF)
    assert fait.exit_code == 0, fait.stderr
    assert f"sont repris (1\u00a0structure, {nombre}\u00a0réponses)" in fait.stdout
    encore = run("reprendre", fichier, *COLLECTIF)
    assert encore.exit_code == 1
    assert "déjà clos" in encore.stderr


@pytest.mark.usefixtures("environnement")
def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "ne se lit pas" in run("reprendre", tmp_path / "absent.xlsx", *COLLECTIF).stderr
