"""``caprse referentiel verifier`` and ``schemas``, as an operator meets them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from caprse.referentiel.commandes import referentiel, summarize
from caprse.referentiel.schemas_json import build_schemas
from tests.fabrique import build_referentiel, write_referentiel
from tests.referentiel.exemple import PAR, write_exemple

TRAVAIL = Path(__file__).parents[2] / "referentiel" / "travail"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(referentiel, [str(argument) for argument in arguments])


def test_the_shipped_referentiel_is_valid() -> None:
    resultat = run("verifier", TRAVAIL)
    assert resultat.exit_code == 0
    assert re.search(
        r"Référentiel travail \d+\.\d+\.\d+ : 7\u00a0thématiques, 25\u00a0enjeux, 64\u00a0critères, "
        r"5\u00a0niveaux\. Aucune erreur\.\n$",
        resultat.output,
    )


def test_an_invalid_folder_gives_every_error_one_a_line_then_their_number(tmp_path: Path) -> None:
    par = PAR.replace("titre: Entrée ouverte", "titre: [a]").replace("1: Un café.", "1:")
    resultat = run("verifier", write_exemple(tmp_path, PAR=par))
    assert resultat.exit_code == 1
    assert resultat.output.splitlines() == [
        "PAR.yaml:13: TEXTE-ATTENDU PAR-01, « titre » : un texte est attendu, pas une liste.",
        "PAR.yaml:33: TEXTE-VIDE PAR-02, niveau 1 : il n’y a rien ; écrivez un texte.",
        "2\u00a0erreurs.",
    ]


def test_a_folder_that_does_not_exist_is_said_in_french(tmp_path: Path) -> None:
    resultat = run("verifier", tmp_path / "absent")
    assert resultat.exit_code == 1
    assert resultat.output.startswith("absent:1: DOSSIER Ce dossier n’existe pas")
    assert resultat.output.endswith("1\u00a0erreur.\n")


@pytest.mark.parametrize(
    ("themes", "criteres", "phrase"),
    [
        (1, 1, "Référentiel essai 0.1.0 : 1\u00a0thématique, 1\u00a0enjeu, 1\u00a0critère, 3\u00a0niveaux."),
        (2, 5, "Référentiel essai 0.1.0 : 2\u00a0thématiques, 4\u00a0enjeux, 10\u00a0critères, 3\u00a0niveaux."),
    ],
)
def test_the_summary_counts_in_good_french(themes: int, criteres: int, phrase: str) -> None:
    contenu = build_referentiel(nb_niveaux=3, themes=themes, criteres=criteres, transversal=False)
    assert summarize(contenu) == phrase


def test_a_correspondence_is_verified_between_two_folders(tmp_path: Path) -> None:
    for nom, version in (("ancien", "0.1.0"), ("nouveau", "0.2.0")):
        (tmp_path / nom).mkdir()
        referentiel = build_referentiel(themes=1, criteres=2, version=version, transversal=False)
        write_referentiel(referentiel, tmp_path / nom)
    fichier = tmp_path / "c.yaml"
    juste = (
        "id: essai\nde: 0.1.0\nvers: 0.2.0\nlignes:\n  T01-01: {vers: [{code: T01-01}]}\n"
        "  T01-02: {vers: [{code: T01-02}]}\n"
    )
    fichier.write_text(juste, encoding="utf-8")
    options = ("--de", tmp_path / "ancien", "--vers", tmp_path / "nouveau")
    resultat = run("correspondance", fichier, *options)
    assert resultat.output == (
        "De essai 0.1.0 à 0.2.0 : 2\u00a0anciens critères, dont 0\u00a0retiré ; "
        "0\u00a0nouveau critère. Aucune erreur.\n"
    )
    fichier.write_text(juste.replace("{code: T01-02}", "{code: T01-02, poids: 0}").replace("0.2.0", "0.3.0"))
    resultat = run("correspondance", fichier, *options)
    assert resultat.exit_code == 1
    assert [ligne.split()[:2] for ligne in resultat.output.splitlines()] == [
        ["c.yaml:3:", "VERSION"],
        ["c.yaml:6:", "POIDS"],
        ["2", "erreurs."],
    ]


def test_a_correspondence_without_its_file_or_versions_is_said_in_french(tmp_path: Path) -> None:
    resultat = run("correspondance", tmp_path / "absent.yaml", "--de", tmp_path, "--vers", tmp_path)
    assert resultat.exit_code == 1
    assert "ne se lit pas" in resultat.output
    (tmp_path / "c.yaml").touch()
    resultat = run("correspondance", tmp_path / "c.yaml", "--de", tmp_path, "--vers", tmp_path)
    assert resultat.exit_code == 1
    assert "a des erreurs" in resultat.output


def test_schemas_are_written_into_a_folder(tmp_path: Path) -> None:
    resultat = run("schemas", tmp_path / "schema")
    assert resultat.exit_code == 0
    assert {chemin.name for chemin in (tmp_path / "schema").iterdir()} == set(build_schemas())
    assert resultat.output.count("Écrit : ") == len(build_schemas())


def test_a_folder_that_cannot_be_written_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    resultat = run("schemas", tmp_path / "fichier")
    assert resultat.exit_code == 1
    assert "Impossible d’écrire" in resultat.output


def test_typographier_puts_signs_right_once_and_verifier_warns_until_then(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    avant = run("verifier", dossier)
    assert avant.exit_code == 0
    assert re.search(r"^PAR\.yaml:\d+: TYPOGRAPHIE ", avant.output, re.M)
    assert "caprse referentiel typographier" in avant.output
    assert "lignes corrigées" in run("typographier", dossier).output
    assert run("verifier", dossier).output.endswith("Aucune erreur.\n")
    assert run("typographier", dossier).output == "La typographie est à jour.\n"


def test_typographier_touches_nothing_in_a_folder_with_errors(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path, PAR=PAR.replace("titre: Entrée ouverte", "titre: [a]"))
    avant = {fichier.name: fichier.read_bytes() for fichier in dossier.glob("*.yaml")}
    assert run("typographier", dossier).exit_code == 1
    assert {fichier.name: fichier.read_bytes() for fichier in dossier.glob("*.yaml")} == avant


def test_lois_and_renvois_are_listed_with_their_number() -> None:
    assert re.search(r"\d+\sobligations? à relire\.\n$", run("lois", TRAVAIL, "--plus-vieux-que", "0").output)
    assert re.search(r"\d+\spoints à revoir\.\n$", run("renvois", TRAVAIL).output)


def test_verifier_says_which_languages_there_are_and_what_they_leave_in_french(tmp_path: Path) -> None:
    dit = run("verifier", write_exemple(tmp_path)).output
    assert "Traduction en espagnol (es), à relire." in dit
    assert re.search(r"^langues/es\.yaml:1: LANGUE-INCOMPLETE 1\scritère se lira en français : DEM-01\.$", dit, re.M)
