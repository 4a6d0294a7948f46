"""The operator's commands, as typed."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from caprse.acces.unite import open_unit_systeme
from caprse.collectif.commandes import collectif, structures, trimestre
from caprse.referentiel.service import import_referentiel
from caprse.socle.base_locale import APPLICATION, BaseLocale
from caprse.socle.installation import Installation, set_installation
from tests.fabrique import build_referentiel

ANNUAIRE = Path(__file__).parents[2] / "docs" / "exemples" / "annuaire-occitanie-2025.csv"
CREER = ("creer", "Occitanie", "--debut", "2025-09-16", "--mois", "19", "--referentiel", "essai")


@pytest.fixture(autouse=True)
def environnement(serveur: BaseLocale, base: str, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migrated base that holds a référentiel; commands find it by their settings."""
    with open_unit_systeme(installation) as unit:
        import_referentiel(unit.db, build_referentiel(themes=6))
    set_installation(None)
    monkeypatch.setenv("CAPRSE_DATABASE_URL", serveur.url(APPLICATION, base))


def _run(groupe: click.Group, *mots: str) -> Result:
    resultat = CliRunner().invoke(groupe, list(mots))
    assert resultat.exception is None or isinstance(resultat.exception, SystemExit), resultat.exception
    return resultat


def _ok(groupe: click.Group, *mots: str) -> str:
    resultat = _run(groupe, *mots)
    assert resultat.exit_code == 0, resultat.output
    return resultat.output


def _refused(groupe: click.Group, *mots: str) -> str:
    resultat = _run(groupe, *mots)
    assert resultat.exit_code == 1, resultat.output
    assert resultat.stdout == ""
    return resultat.stderr


def test_a_collectif_goes_from_nothing_to_an_open_trimestre() -> None:
    sortie = _ok(collectif, *CREER)
    assert (
        sortie.splitlines()[0]
        == "Collectif « Occitanie » créé, du 16\u00a0septembre\u00a02025 au 15\u00a0avril\u00a02027."
    )
    assert (
        "6. Thématique T06 · 16\u00a0décembre\u00a02026 – 15\u00a0mars\u00a02027 · préparé · 0\u00a0rencontre"
        in sortie
    )
    sortie = _ok(structures, "importer", str(ANNUAIRE), "--collectif", "Occitanie")
    assert sortie.startswith(
        "49\u00a0structures lues : 49\u00a0créées, 0\u00a0inchangée, 0\u00a0différente du cahier (non modifiée)."
    )
    assert sortie.count("  - ") == 5
    assert "49\u00a0inchangées" in _ok(structures, "importer", str(ANNUAIRE), "--collectif", "occitanie")
    sortie = _ok(collectif, "adherer", "Occitanie", "--structure", "casta", "--structure", "AILES (REVEL, 81)")
    assert sortie.splitlines() == [
        "CASTA (ALZEN, 09) : adhère depuis le 16\u00a0septembre\u00a02025.",
        "AILES (REVEL, 81) : adhère depuis le 16\u00a0septembre\u00a02025.",
    ]
    ouvrir = ("ouvrir", "--collectif", "Occitanie", "--numero", "1")
    assert _ok(trimestre, *ouvrir) == "Trimestre\u00a01 ouvert : 2\u00a0carnets créés.\n"
    assert "était déjà ouvert" in _ok(trimestre, *ouvrir)
    sortie = _ok(collectif, "adherer", "Occitanie", "--structure", "CHORUS", "--structure", "CASTA")
    assert ", carnet du trimestre ouvert créé." in sortie
    assert "CASTA (ALZEN, 09) : adhérait déjà." in sortie
    assert "1. Thématique T01 · 16\u00a0septembre\u00a02025 – 15\u00a0décembre\u00a02025 · ouvert" in _ok(
        trimestre, "lister", "--collectif", "Occitanie"
    )
    assert "3\u00a0structures adhérentes · 6\u00a0trimestres, trimestre\u00a01 ouvert" in _ok(collectif, "lister")
    sortie = _ok(structures, "lister", "--collectif", "Occitanie")
    assert "ENTRAIDE SERVICES (TARBES, 65) · type inconnu · à vérifier : Type non indiqué dans l’annuaire" in sortie
    assert sortie.endswith("49\u00a0structures.\n")


def test_one_ambiguous_name_and_nobody_joins() -> None:
    _ok(collectif, *CREER)
    _ok(structures, "importer", str(ANNUAIRE), "--collectif", "Occitanie")
    erreur = _refused(collectif, "adherer", "Occitanie", "--structure", "CASTA", "--structure", "AILES")
    assert "AILES (REVEL, 31) ; AILES (REVEL, 81)" in erreur
    assert "0\u00a0structure adhérente" in _ok(collectif, "lister")


def test_a_bad_file_is_refused_whole_with_every_reason(tmp_path: Path) -> None:
    _ok(collectif, *CREER)
    fichier = tmp_path / "annuaire.csv"
    fichier.write_text("departement,nom,types,commune\n31,BON,AI,MURET\n99,,ESAT,REVEL\n", encoding="utf-8")
    erreur = _refused(structures, "importer", str(fichier), "--collectif", "Occitanie")
    assert erreur.startswith("Erreur : le fichier est refusé, rien n’a été importé.\n  - Ligne 3 : ")
    assert erreur.count("  - ") == 3
    assert _ok(structures, "lister", "--collectif", "Occitanie") == "0\u00a0structure.\n"


def test_what_does_not_exist_is_said_in_a_sentence() -> None:
    assert "aucun pour le moment" in _refused(structures, "lister", "--collectif", "Bretagne")
    assert _ok(collectif, "lister") == "Aucun collectif pour le moment.\n"
    assert "Le référentiel « absent »" in _refused(collectif, *CREER[:-1], "absent")
    _ok(collectif, *CREER)
    assert "n’a pas de trimestre\u00a09" in _refused(trimestre, "ouvrir", "--collectif", "Occitanie", "--numero", "9")
    assert "déjà « Occitanie »" in _refused(collectif, *CREER)


def test_a_bad_date_is_explained() -> None:
    resultat = _run(collectif, "creer", "Occitanie", "--debut", "16/09/2025", "--mois", "19", "--referentiel", "essai")
    assert resultat.exit_code == 2
    assert "Écrivez-la comme 2025-09-16" in resultat.stderr
