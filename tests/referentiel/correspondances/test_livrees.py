"""What ships between two versions is found by itself, and leads from what was published to what ships."""

from __future__ import annotations

from pathlib import Path

from caprse.referentiel.correspondances.livrees import DOSSIER, find_livree
from caprse.referentiel.stabilite import verify_stabilite
from tests.fabrique import build_referentiel
from tests.referentiel.versions import read_livre, read_precedent


def test_the_shipped_correspondence_leads_from_the_version_before_to_the_one_that_ships() -> None:
    correspondance = find_livree(read_precedent(), read_livre())
    assert correspondance is not None
    assert [code for code, ligne in correspondance.lignes.items() if ligne.retire] == []


def test_every_shipped_correspondence_is_named_for_its_versions() -> None:
    noms = {fichier.name for fichier in DOSSIER.iterdir()}
    assert f"travail-{read_precedent().version}-{read_livre().version}.yaml" in noms


def test_codes_keep_their_meaning_and_retired_ones_are_given_to_nothing() -> None:
    assert verify_stabilite(read_precedent(), read_livre()) == []


def test_nothing_is_found_between_versions_that_no_file_joins() -> None:
    assert find_livree(read_livre(), read_precedent()) is None
    assert find_livree(build_referentiel(), build_referentiel(version="0.2.0")) is None


def test_a_file_that_does_not_fit_its_versions_is_not_used(tmp_path: Path) -> None:
    nom = f"travail-{read_precedent().version}-{read_livre().version}.yaml"
    texte = (DOSSIER / nom).read_text(encoding="utf-8")
    (tmp_path / nom).write_text(texte.replace("  PAR-01:", "  PAR-99:"), encoding="utf-8")
    assert find_livree(read_precedent(), read_livre(), tmp_path) is None
