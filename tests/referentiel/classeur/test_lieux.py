"""Each error says its sheet and its cell; the commands write nothing when there is one."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from openpyxl import load_workbook

from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.commandes import referentiel as commande
from caprse.referentiel.fichiers.verification import verify_dossier
from tests.fabrique import build_referentiel, write_referentiel
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
    classeur = load_workbook(vide)
    classeur["Référentiel"]["B4"] = "Notre premier référentiel"
    for rang, nom in enumerate(("À faire", "En cours", "Tenu"), 2):
        for colonne, texte in zip("BCD", (nom, f"Ce que veut dire {nom}.", f"On voit {nom}."), strict=True):
            classeur["Échelle"][f"{colonne}{rang}"] = texte
    for colonne, texte in zip("BCD", ("Accueil", "Accueil", "Comment nous accueillons."), strict=True):
        classeur["Thématiques"][f"{colonne}2"] = texte
    feuille = classeur["MON"]
    titres = {feuille.cell(1, rang).value: rang for rang in range(1, feuille.max_column + 1)}
    ligne = 1
    for enjeu in "ABC":
        ligne += 1
        _fill(feuille, titres, ligne, {"Ligne": "Enjeu", "Code": f"MON-{enjeu}", "Titre court": f"Enjeu {enjeu}"})
        for rang in range(4):
            ligne += 1
            numero = ord(enjeu) % 65 * 4 + rang + 1
            textes = {f"Niveau {n}": f"Niveau {n} de la question {numero}" for n in range(3)}
            extra = {
                "Ligne": "Critère",
                "Code": f"MON-{numero:02d}",
                "Trace possible": "Une photo",
                "Pour qui": "toutes",
            }
            _fill(feuille, titres, ligne, extra | textes)
    classeur.save(vide)

    lu = read_classeur(vide.read_bytes())

    assert [str(constat) for constat in lu.constats] == []
    assert lu.referentiel is not None
    assert len(lu.referentiel.echelle) == 3
    assert len(lu.referentiel.thematiques[0].criteres) == 12


def _fill(feuille: object, titres: dict[str, int], ligne: int, textes: dict[str, str]) -> None:
    """One row as a person fills it: what the row of before said is taken away."""
    communs = {"Titre": f"Titre {ligne}", "Question": "Que faites-vous ?", "Question de tous les jours": "Ça va ?"}
    for titre, rang in titres.items():
        feuille.cell(ligne, rang).value = (communs | textes).get(titre)  # type: ignore[attr-defined]
