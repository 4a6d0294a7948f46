"""Each error says its sheet and its cell; the commands write nothing when there is one."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from openpyxl import Workbook

from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.commandes import referentiel as commande
from caprse.referentiel.fichiers.verification import verify_dossier
from tests.fabrique import build_referentiel, write_referentiel
from tests.referentiel.classeur.premier import fill_premier
from tests.referentiel.classeur.test_abimes import change, put


def read_constats(octets: bytes) -> list[str]:
    return [str(constat) for constat in read_classeur(octets).constats]


def test_a_wrong_code_an_empty_cell_and_a_double_say_their_cells() -> None:
    assert read_constats(put("T01", "B4", "pas un code"))[0].startswith("feuille T01, cellule B4 : ")
    assert read_constats(put("T01", "E3", None)) == [
        "feuille T01, cellule E3 : T01-01, « Question » : cette case est à remplir."
    ]
    double = read_constats(put("T01", "B4", "T01-01"))
    assert any("cellule B4" in d and "(voir feuille T01, cellule B3)" in d for d in double)


def test_a_niveau_that_is_not_written_says_its_cell() -> None:
    assert read_constats(put("T01", "H3", None))[0].startswith(
        "feuille T01, cellule H3 : T01-01, niveau 1 : il manque le niveau 1 « "
    )


def test_a_first_step_that_is_too_long_or_leads_out_says_its_cell() -> None:
    (long,) = read_constats(change(lambda classeur: _put_pas(classeur, 4, "a" * 161)))
    assert long.startswith("feuille T01, cellule ")
    assert "vers le niveau 4 : 161 signes" in long
    (hors,) = read_constats(change(lambda classeur: _put_pas(classeur, 0, "Dire bonjour.")))
    assert "un premier pas mène à un niveau de 1 à 4." in hors


def _put_pas(classeur: Workbook, niveau: int, texte: str) -> None:
    feuille = classeur["T01"]
    titres = {case.value: case.column for case in feuille[1]}
    colonne = titres.get(f"Premier pas vers le niveau {niveau}", feuille.max_column + 1)
    feuille.cell(1, colonne).value = f"Premier pas vers le niveau {niveau}"
    feuille.cell(3, colonne).value = texte


def test_all_errors_come_at_once() -> None:
    def abime(classeur: object) -> None:
        feuilles = {feuille.title: feuille for feuille in classeur.worksheets}  # type: ignore[attr-defined]
        feuilles["T01"]["C3"] = "=A1"
        feuilles["T02"]["E3"] = None
        feuilles["Lois"]["G3"] = "2026-02-30"

    assert [constat.split(" : ")[0] for constat in read_constats(change(abime))] == [
        "feuille Lois, cellule G3",
        "feuille T01, cellule C3",
        "feuille T02, cellule E3",
    ]


def test_the_commands_go_there_and_back_and_write_nothing_when_wrong(tmp_path: Path) -> None:
    depart = tmp_path / "depart"
    depart.mkdir()
    write_referentiel(build_referentiel(), depart)
    fichier, arrivee = tmp_path / "essai.xlsx", tmp_path / "arrivee"
    lancer = CliRunner()

    assert lancer.invoke(commande, ["vers-classeur", str(depart), str(fichier)]).exit_code == 0
    assert lancer.invoke(commande, ["depuis-classeur", str(fichier), str(arrivee)]).exit_code == 0
    assert verify_dossier(arrivee).referentiel == verify_dossier(depart).referentiel
    deja = lancer.invoke(commande, ["depuis-classeur", str(fichier), str(arrivee)])
    assert deja.exit_code != 0
    assert "n’est pas vide" in str(deja.exception) + deja.output

    fichier.write_bytes(put("T01", "E3", None))
    refus = lancer.invoke(commande, ["depuis-classeur", str(fichier), str(tmp_path / "rien")])
    assert refus.exit_code == 1
    assert "feuille T01, cellule E3" in refus.output
    assert not (tmp_path / "rien").exists()


def test_a_first_referentiel_of_twelve_questions_comes_from_the_empty_workbook(
    tmp_path: Path,
) -> None:
    vide = tmp_path / "vide.xlsx"
    assert CliRunner().invoke(commande, ["classeur-vide", str(vide)]).exit_code == 0
    vide.write_bytes(fill_premier(vide.read_bytes()))

    lu = read_classeur(vide.read_bytes())

    assert [str(constat) for constat in lu.constats] == []
    assert lu.referentiel is not None
    assert len(lu.referentiel.echelle) == 3
    assert len(lu.referentiel.thematiques[0].criteres) == 12
