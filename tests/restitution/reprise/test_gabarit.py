"""The template comes back as it was given: empty it says so, filled it is a past."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from caprse.carnet.regles import Saisie
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.reprise.gabarit import FEUILLES_MAX, write_gabarit
from caprse.restitution.reprise.regles import Cadre, TrimestreConnu
from tests.restitution.reprise.exemples import (
    REFERENTIEL,
    STRUCTURES,
    build_cadre,
    build_structure,
    list_phrases,
    verify,
)

PASSES = (
    TrimestreConnu(STRUCTURES[0].id, 1, "T02", date(2025, 9, 16), date(2025, 12, 15), EtatTrimestre.PREPARE),
    TrimestreConnu(STRUCTURES[1].id, 2, "T01", date(2025, 12, 16), date(2026, 3, 15), EtatTrimestre.PREPARE),
    TrimestreConnu(STRUCTURES[2].id, 3, "T03", date(2026, 9, 16), date(2026, 12, 15), EtatTrimestre.OUVERT),
)


def fill(octets: bytes, feuille: str, valeurs: dict[str, object]) -> bytes:
    """The workbook with these cells filled."""
    classeur = load_workbook(BytesIO(octets))
    for case, valeur in valeurs.items():
        classeur[feuille][case] = valeur
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def list_feuilles(octets: bytes) -> list[str]:
    return list(load_workbook(BytesIO(octets)).sheetnames)


def test_it_holds_the_past_trimestres_the_structures_and_their_questions() -> None:
    classeur = load_workbook(BytesIO(write_gabarit(build_cadre(PASSES))))
    assert classeur.sheetnames == [
        "Mode d’emploi",
        "Trimestres",
        "Cap",
        "L’Œuvre",
        "Régie de St-Girons",
        "Critères",
    ]
    lignes = [[case.value for case in ligne] for ligne in classeur["Trimestres"]["A1:D4"]]
    assert lignes[0] == ["Trimestre", "Thématique", "Premier jour", "Dernier jour"]
    assert [ligne[:2] for ligne in lignes[1:]] == [[1, "Thématique T02"], [2, "Thématique T01"], [None, None]]
    questions = [(ligne[0].value, ligne[1].value) for ligne in classeur["Cap"].iter_rows(min_row=4) if ligne[1].value]
    assert questions[0] == (1, "T02-01")
    # Five questions and the transversal one, twice.
    assert len(questions) == 12


def test_given_back_empty_it_says_so() -> None:
    [phrase] = list_phrases(write_gabarit(build_cadre(PASSES)), build_cadre(PASSES))
    assert "aucune réponse n’est remplie" in phrase


def test_filled_it_is_a_past() -> None:
    cadre = build_cadre(PASSES)
    octets = fill(write_gabarit(cadre), "Cap", {"D4": "2 · Niveau 2", "F4": "Fait", "D10": "Non concerné", "E10": "x"})
    passe = verify(octets, cadre).passe
    assert [t.existant for t in passe.trimestres] == [PASSES[0].id, PASSES[1].id]
    assert passe.reponses[1] == {STRUCTURES[0].id: {"T02-01": Saisie(niveau=2, commentaire="Fait")}}
    assert passe.reponses[2] == {STRUCTURES[0].id: {"T01-01": Saisie(non_concerne=True, motif="x")}}


def test_without_past_trimestres_it_asks_every_question_once() -> None:
    cadre = build_cadre()
    octets = fill(write_gabarit(cadre), "Cap", {"D4": "3"})
    for rang, valeur in enumerate((1, "Thématique T01", "16/09/2025", "15/12/2025")):
        octets = fill(octets, "Trimestres", {f"{'ABCD'[rang]}2": valeur})
    passe = verify(octets, cadre).passe
    assert passe.reponses == {1: {STRUCTURES[0].id: {"T01-01": Saisie(niveau=3)}}}


def test_two_structures_of_one_name_have_a_sheet_each() -> None:
    deux = (build_structure("AILES", "REVEL, 31"), build_structure("AILES", "FOIX, 09"))
    cadre = build_cadre(PASSES[:1], deux)
    octets = write_gabarit(cadre)
    assert {"AILES", "AILES 2"} <= set(list_feuilles(octets))
    passe = verify(fill(octets, "AILES 2", {"D4": 1}), cadre).passe
    assert passe.structures == {deux[1].id}


def test_a_long_or_strange_name_still_names_its_sheet() -> None:
    longue = build_structure("Association [pour] l’insertion : Nord/Sud * et autres lieux ?")
    cadre = build_cadre(PASSES[:1], (longue,))
    octets = write_gabarit(cadre)
    nom = list_feuilles(octets)[2]
    assert len(nom) <= 31
    assert verify(fill(octets, nom, {"D4": 1}), cadre).passe.structures == {longue.id}


def test_many_structures_get_one_sheet_for_all() -> None:
    nombreuses = tuple(build_structure(f"Structure {rang:03}") for rang in range(FEUILLES_MAX + 1))
    cadre = Cadre(REFERENTIEL, nombreuses, PASSES, build_cadre().today)
    octets = write_gabarit(cadre)
    assert list_feuilles(octets) == ["Mode d’emploi", "Trimestres", "Réponses", "Structures", "Critères"]
    valeurs = {"A2": "structure 007", "B2": 1, "C2": "T02-01", "E2": 4, "A3": "structure 007", "B3": 2, "C3": "T01-01"}
    passe = verify(fill(octets, "Réponses", valeurs | {"E3": 0}), cadre).passe
    assert passe.nombre == 2


def test_who_was_a_member_at_no_past_trimestre_still_finds_the_questions() -> None:
    tard = build_structure("Tard", du=date(2026, 11, 1))
    cadre = build_cadre(PASSES, (tard,))
    [phrase] = list_phrases(fill(write_gabarit(cadre), "Tard", {"D4": 2}), cadre)[:1]
    assert "n’était pas adhérente" in phrase
