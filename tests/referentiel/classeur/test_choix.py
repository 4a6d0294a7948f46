"""What may be chosen from a list in the workbook, and that each list offers what the reading takes."""

from __future__ import annotations

from io import BytesIO
from typing import get_args

import pytest
from openpyxl import load_workbook

from caprse.referentiel.classeur.ecriture import write_classeur
from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.schema import Icone, TypeStructure
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=2, criteres=5)
CRITERES = [critere.code for thematique in REFERENTIEL.thematiques for critere in thematique.criteres]
FAMILLES = [famille.cle for famille in REFERENTIEL.familles]
TYPES = list(get_args(TypeStructure))
CHOIX = [
    ("T01", "Ligne", ["Enjeu", "Critère"]),
    ("T01", "Types de structure", TYPES),
    ("Thématiques", "À chaque trimestre", ["oui"]),
    ("Thématiques", "Icône", list(get_args(Icone))),
    ("Lois", "Critère", CRITERES),
    ("Lois", "Types de structure", TYPES),
    ("Variantes", "Critère", CRITERES),
    ("Variantes", "Types de structure", TYPES),
    ("Groupes", "Famille", FAMILLES),
    ("Renvois", "Famille", FAMILLES),
]


@pytest.mark.parametrize(("feuille", "titre", "attendu"), CHOIX)
def test_a_column_offers_what_it_takes(feuille: str, titre: str, attendu: list[str]) -> None:
    classeur = load_workbook(BytesIO(write_classeur(REFERENTIEL)))
    page = classeur[feuille]
    [colonne] = [case.column_letter for case in page[1] if case.value == titre]
    [regle] = [regle for regle in page.data_validations.dataValidation if f"{colonne}2" in regle.sqref]
    if regle.formula1.startswith('"'):
        # Longer, a spreadsheet says that the file is damaged.
        assert len(regle.formula1) <= 257
        offert = regle.formula1.strip('"').split(",")
    else:
        nom, cases = regle.formula1.replace("'", "").replace("$", "").split("!")
        offert = [rangee[0].value for rangee in classeur[nom][cases] if rangee[0].value is not None]
    assert offert == attendu


def test_a_code_added_since_may_be_typed_and_the_sheet_of_codes_is_not_read() -> None:
    classeur = load_workbook(BytesIO(write_classeur(REFERENTIEL)))
    [regle] = [r for r in classeur["Lois"].data_validations.dataValidation if "A2" in r.sqref]
    assert not regle.showErrorMessage
    classeur["Codes"]["A2"] = "n’importe quoi"
    flux = BytesIO()
    classeur.save(flux)
    assert read_classeur(flux.getvalue()).referentiel == REFERENTIEL
