"""A critère answered at one past trimestre and looked at again at a later one, in the file of a past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from caprse.carnet.regles import Saisie
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.reprise.phrases import list_trimestres
from caprse.restitution.reprise.regles import TrimestreConnu
from tests.restitution.reprise.exemples import (
    STRUCTURES,
    T1,
    T2,
    build_cadre,
    list_phrases,
    verify,
    write_csv,
    write_xlsx,
)

CAP, OEUVRE, _ = (structure.id for structure in STRUCTURES)
ICI = (*T2, "cap", "T02-01", "1")
AVANT = (*T1, "cap", "T01-01", "1")
REVUE = ("2", "", "", "", "cap", "T01-01", "3", "", "Le conseil a voté")


@given(st.permutations([AVANT, ICI, REVUE]))
def test_an_earlier_answer_may_be_looked_at_again_wherever_its_line_stands(
    lignes: list[tuple[str, ...]],
) -> None:
    passe = verify(write_csv(*lignes)).passe
    assert passe.reponses[1][CAP] == {"T01-01": Saisie(niveau=1)}
    assert passe.reponses[2][CAP] == {
        "T01-01": Saisie(niveau=3, commentaire="Le conseil a voté"),
        "T02-01": Saisie(niveau=1),
    }
    assert [suite for _, _, suite in list_trimestres(passe, build_cadre())][1].endswith(
        "2\u00a0réponses, dont 1\u00a0revue"
    )


def test_in_the_sheet_of_a_structure_as_well() -> None:
    feuille: list[list[object]] = [
        ["N° de trimestre", "Réf.", "Note"],
        [1, "T01-01", 1],
        [2, "T02-01", 1],
        [2, "t01-01", "2"],
    ]
    trimestres = [["Numéro", "Thème", "Début", "Fin"], [*T1], [*T2]]
    passe = verify(write_xlsx({"Trimestres": trimestres, "Cap": feuille})).passe
    assert passe.reponses[2][CAP]["T01-01"] == Saisie(niveau=2)
    sans: list[list[object]] = [["Réf.", "Note"], ["T01-01", 1], ["T02-01", 1], ["t01-01", "2"]]
    [phrase] = list_phrases(write_xlsx({"Trimestres": trimestres, "Cap": sans}))
    assert phrase.endswith("gardez-en une, ou dites à quel trimestre elle a été revue.")


def test_what_was_not_answered_before_is_refused_each_at_its_line_with_all_the_rest() -> None:
    phrases = list_phrases(
        write_csv(
            AVANT,
            ICI,
            ("2", "", "", "", "L’Œuvre", "T01-01", "3"),
            ("1", "", "", "", "cap", "T02-01", "3"),
            ("2", "", "", "", "cap", "T01-02", "9"),
            ("2", "", "", "", "cap", "T03-01", "2"),
        )
    )
    assert [phrase.split(" : ")[0] for phrase in phrases] == ["!F4", "!F5", "!F6", "!G6", "!F7"]
    assert phrases[0].endswith("L’Œuvre ne l’avait pas rempli avant : ajoutez sa réponse d’un trimestre d’avant.")
    # Before its thématique, a critère is not looked at again.
    assert phrases[1].endswith("celle du trimestre\u00a01.")
    assert "« 9 » n’est pas un niveau" in phrases[3]
    assert phrases[4].endswith("celle du trimestre\u00a02.")


def test_a_comment_alone_was_no_answer_and_a_wrong_niveau_is_said_once() -> None:
    vide = ("1", "", "", "", "cap", "T01-02", "", "", "À voir")
    [phrase] = list_phrases(write_csv(AVANT, ICI, vide, ("2", "", "", "", "cap", "T01-02", "2")))
    assert "rempli avant" in phrase
    [phrase] = list_phrases(write_csv((*AVANT[:-1], "9"), ICI, REVUE))
    assert "« 9 » n’est pas un niveau" in phrase


def test_what_the_workbook_holds_already_may_be_looked_at_again() -> None:
    clos = TrimestreConnu(CAP, 1, "T01", date(2025, 9, 16), date(2025, 12, 15), EtatTrimestre.CLOS)
    cadre = build_cadre([clos])
    assert len(list_phrases(write_csv(ICI, REVUE), cadre)) == 1
    connu = replace(cadre, repondus=frozenset({(1, CAP, "T01-01")}))
    assert verify(write_csv(ICI, REVUE), connu).passe.reponses[2][CAP]["T01-01"].niveau == 3
