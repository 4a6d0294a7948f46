"""A file is read whatever its spelling, or refused whole with all that is wrong and where."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.carnet.regles import Saisie
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.reprise.cases import NON_CONCERNE, parse_jour, parse_niveau
from caprse.restitution.reprise.lecture import read_reprise
from caprse.restitution.reprise.regles import TrimestreConnu, TrimestrePasse
from caprse.restitution.reprise.titres import find_cle
from tests.restitution.reprise.exemples import (
    AUJOURDHUI,
    STRUCTURES,
    T1,
    T2,
    TETE,
    build_cadre,
    build_structure,
    list_phrases,
    verify,
    write_csv,
    write_xlsx,
)

CAP, OEUVRE, REGIE = (structure.id for structure in STRUCTURES)
NOMS = ("À explorer", "Amorcé", "Organisé", "Ancré", "Moteur")
LIGNES = (
    (*T1, "cap", "T01-01", "2", "", "Fait ensemble", "3"),
    (*T1, "CAP", "Critère T01-02", "non concerné", "Pas notre métier", "", ""),
    ("1", "", "", "", "L’OEUVRE", "t01-01", "3 · Niveau 3", "", "", ""),
    (*T2, "Régie de Saint Girons", "T02-01", "Niveau 1", "", "", ""),
    ("2", "", "", "", "cap", "TRA-01", "0", "", "", ""),
)


def test_one_line_an_answer_whatever_the_spelling() -> None:
    passe = verify(write_csv(*LIGNES)).passe
    assert [(t.numero, t.thematique, t.debut, t.fin) for t in passe.trimestres] == [
        (1, "T01", date(2025, 9, 16), date(2025, 12, 15)),
        (2, "T02", date(2025, 12, 16), date(2026, 3, 15)),
    ]
    assert passe.reponses == {
        1: {
            CAP: {
                "T01-01": Saisie(niveau=2, commentaire="Fait ensemble", cible=3),
                "T01-02": Saisie(non_concerne=True, motif="Pas notre métier"),
            },
            OEUVRE: {"T01-01": Saisie(niveau=3)},
        },
        2: {CAP: {"TRA-01": Saisie(niveau=0)}, REGIE: {"T02-01": Saisie(niveau=1)}},
    }
    assert passe.nombre == 5
    assert passe.structures == {CAP, OEUVRE, REGIE}


def test_one_sheet_a_structure() -> None:
    tete = ["Code", "Question du critère", "NIVEAU ", "Commentaires", "Preuve"]
    octets = write_xlsx(
        {
            "Trimestres": [
                ["N°", "Thème", "Début", "Fin"],
                [1, "Thématique T01", date(2025, 9, 16), date(2025, 12, 15)],
                [2, "T02", "16\u00a0décembre\u00a02025", "2026-03-15"],
            ],
            "Cap": [tete, ["T01-01", "Critère T01-01", 2, "Deux\nlignes", "https://exemple.test/charte"]],
            "Feuil2": [
                ["Structure", "Régie de St-Girons"],
                [],
                tete,
                ["T02-01", "", "Niveau 4"],
                ["T02-02", "Critère T02-02", None],
            ],
            "Mode d’emploi": [["Écrivez ce que vous voulez."]],
        }
    )
    passe = verify(octets).passe
    assert passe.reponses == {
        1: {CAP: {"T01-01": Saisie(niveau=2, commentaire="Deux\nlignes", trace_lien="https://exemple.test/charte")}},
        2: {REGIE: {"T02-01": Saisie(niveau=4)}},
    }


def test_the_prepared_trimestres_that_are_over_need_not_be_said() -> None:
    connu = TrimestreConnu(CAP, 1, "T01", date(2025, 9, 16), date(2025, 12, 15), EtatTrimestre.PREPARE)
    cadre = build_cadre([connu])
    passe = verify(write_csv(("cap", "T01-01", "2"), tete=("Structure", "Code", "Niveau")), cadre).passe
    assert passe.trimestres == (TrimestrePasse(1, "T01", connu.debut, connu.fin, connu.id),)
    # Their real days may be others.
    passe = verify(write_csv(("1", "T02", "01/10/2025", "20/12/2025", "cap", "T02-01", "2")), cadre).passe
    assert passe.trimestres == (TrimestrePasse(1, "T02", date(2025, 10, 1), date(2025, 12, 20), connu.id),)


def test_all_that_is_wrong_is_said_at_once_with_its_place() -> None:
    octets = write_csv(
        (*T1, "Capucine", "T01-01", "2"),
        ("1", "", "", "", "cap", "T09-09", "7"),
        ("1", "", "", "", "cap", "T01-02", "nc"),
        ("1", "", "", "", "cap", "T02-01", "1"),
        ("1", "", "", "", "cap", "T01-03", "3", "", "", "1"),
        ("1", "", "", "", "cap", "T01-04", "2"),
        ("1", "", "", "", "CAP", "Critère T01-04", "3"),
        ("4", "", "", "", "cap", "T01-05", "3"),
    )
    phrases = list_phrases(octets)
    assert [phrase.split(" : ")[0] for phrase in phrases] == [
        "!E2",
        "!F3",
        "!G3",
        "!H4",
        "!F5",
        "!J6",
        "!F8",
        "!A9",
    ]
    assert "« Capucine » n’est pas une structure" in phrases[0]
    assert "« T09-09 » n’est pas un critère" in phrases[1]
    assert "« 7 » n’est pas un niveau" in phrases[2]
    assert "n’est pas de la thématique « Thématique T01 »" in phrases[4]
    assert "déjà donnée, ligne 7" in phrases[6]
    assert "n’est décrit nulle part" in phrases[7]


def test_a_trimestre_that_cannot_be_taken_in_is_refused() -> None:
    ouvert = TrimestreConnu(CAP, 3, "T03", date(2026, 3, 1), date(2026, 12, 15), EtatTrimestre.OUVERT)
    cadre = build_cadre([ouvert])

    def refuse(numero: str, debut: str, fin: str) -> str:
        lignes = ((numero, "T01", debut, fin, "cap", "T01-01", "2"), ("", "", "", "", "", "", ""))
        return " ".join(list_phrases(write_csv(*lignes), cadre))

    assert "déjà ouvert" in refuse("3", "01/09/2025", "01/12/2025")
    assert "recouvrent le trimestre\u00a03 (1er\u00a0mars\u00a02026 – 15\u00a0décembre\u00a02026)" in refuse(
        "1", "01/09/2025", "01/03/2026"
    )
    assert "vient après le trimestre\u00a03" in refuse("4", "01/09/2025", "01/12/2025")
    assert "seul un trimestre fini" in refuse("2", "01/09/2025", "28/11/2026")
    assert "après le premier" in refuse("2", "01/09/2025", "01/09/2025")
    assert "n’est pas une date" in refuse("2", "01/09/2025", "bientôt")
    assert refuse("2", "01/09/2025", "28/02/2026") == ""


def test_a_trimestre_without_any_answer_is_refused() -> None:
    octets = write_xlsx(
        {
            "Trimestres": [
                ["Numéro", "Thématique", "Premier jour", "Dernier jour"],
                [*T1],
                [*T2],
            ],
            "Cap": [["Code", "Niveau"], ["T01-01", 2]],
        }
    )
    [phrase] = list_phrases(octets)
    assert phrase == "Trimestres!A3 : le trimestre\u00a02 n’a aucune réponse : ajoutez-en, ou retirez cette ligne."


def test_a_question_of_several_trimestres_asks_which() -> None:
    octets = write_csv(*LIGNES, ("", "", "", "", "L’Œuvre", "TRA-01", "2"))
    [phrase] = list_phrases(octets)
    assert "aux trimestres\u00a01 et 2 ; dites lequel" in phrase


def test_who_was_no_member_then_is_told_once() -> None:
    neuve = build_structure("Neuve", du=date(2026, 1, 1))
    octets = write_csv((*T1, "Neuve", "T01-01", "2"), (*T1, "Neuve", "T01-02", "2"))
    [phrase] = list_phrases(octets, build_cadre(structures=[neuve]))
    assert "n’était pas adhérente le 15\u00a0décembre\u00a02025" in phrase


def test_two_structures_of_one_name_are_told_by_their_place() -> None:
    deux = [build_structure("AILES", "REVEL, 31"), build_structure("AILES", "FOIX, 09")]
    cadre = build_cadre(structures=deux)
    [phrase] = list_phrases(write_csv((*T1, "ailes", "T01-01", "2")), cadre)
    assert "peut être « AILES (REVEL, 31) » et « AILES (FOIX, 09) »" in phrase
    passe = verify(write_csv((*T1, "AILES (Foix, 09)", "T01-01", "2")), cadre).passe
    assert passe.structures == {deux[1].id}


def test_a_sheet_that_nobody_knows_is_said_once() -> None:
    octets = write_xlsx(
        {
            "Trimestres": [["Numéro", "Thématique", "Premier jour", "Dernier jour"], [*T1]],
            "Inconnue": [["Code", "Niveau"], ["T01-01", 2], ["T01-02", 2]],
            "L’Œuvre": [["des notes", "sans titres"]],
        }
    )
    phrases = list_phrases(octets)
    assert len(phrases) == 2
    assert phrases[0].startswith("Inconnue! : « Inconnue » n’est pas une structure du collectif ; donnez à la feuille")
    assert phrases[1].startswith("L’Œuvre! : cette feuille n’a pas de ligne de titres")


def test_a_table_that_says_no_structure_is_told_once() -> None:
    octets = write_csv(*(("1", f"T01-0{rang}", "2") for rang in range(1, 5)), tete=("Trimestre", "Code", "Niveau"))
    phrases = list_phrases(octets)
    assert len([phrase for phrase in phrases if "la colonne « Structure » manque" in phrase]) == 1


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "vide"),
        (b"%PDF-1.7", "ni un classeur"),
        (b"PK\x03\x04coupe", "ne s’ouvre pas"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 Mio"),
        (b"a;b\n1;2\n", "aucune réponse"),
    ],
)
def test_what_is_no_file_of_a_past_is_refused_with_a_sentence(octets: bytes, phrase: str) -> None:
    lecture = read_reprise(octets)
    assert not lecture.reponses
    assert phrase in lecture.erreurs[0].message


def test_a_formula_is_refused_at_its_cell() -> None:
    octets = write_xlsx({"Cap": [["Code", "Niveau"], ["T01-01", "=1+1"]]})
    assert any(phrase.startswith("Cap!B2 : une formule") for phrase in list_phrases(octets))


@pytest.mark.parametrize(
    "ecrit",
    ["16/09/2025", "16.09.25", "2025-09-16", "16\u00a0septembre\u00a02025", "mardi 16\u00a0sept.\u00a02025", "45916"],
)
def test_days_are_read_as_people_write_them(ecrit: str) -> None:
    assert parse_jour(ecrit) == date(2025, 9, 16)


@pytest.mark.parametrize("ecrit", ["", "2025", "32/01/2025", "16/13/2025", "demain", "12"])
def test_what_is_no_day_is_none(ecrit: str) -> None:
    assert parse_jour(ecrit) is None


def test_niveaux_are_read_by_number_by_name_or_by_both() -> None:
    for ecrit in (2, 2.0, "2", "ORGANISE", "2 · Organisé", "2 - organisé", "niveau 2"):
        assert parse_niveau(ecrit, NOMS) == 2, ecrit
    for ecrit in ("NC", "non concernée", "Sans objet"):
        assert parse_niveau(ecrit, NOMS) == NON_CONCERNE
    for ecrit in ("5", "2 · Ancré", "bien", "2,5", "-1"):
        assert parse_niveau(ecrit, NOMS) is None, ecrit


def test_titles_are_known_whatever_their_spelling() -> None:
    assert {find_cle(titre) for titre in ("Critère", "critere", "CRITÈRES ")} == {"critere"}
    assert find_cle("Lien de la trace") == find_cle("Trace (lien)") == "lien"
    assert find_cle("Autre chose") is None


@given(st.permutations(LIGNES))
def test_the_order_of_the_lines_says_nothing(lignes: list[tuple[str, ...]]) -> None:
    assert verify(write_csv(*lignes)) == verify(write_csv(*LIGNES))


@given(
    st.lists(
        st.tuples(
            *(st.sampled_from(sorted({ligne[c] for ligne in LIGNES if len(ligne) > c} | {"?"})) for c in range(10))
        )
    )
)
def test_reading_twice_gives_the_same_and_never_both_a_past_and_errors(lignes: list[tuple[str, ...]]) -> None:
    octets = write_csv(*lignes)
    premiere = verify(octets)
    assert premiere == verify(octets)
    assert bool(premiere.erreurs) != bool(premiere.passe.trimestres)
    for trimestre in premiere.passe.trimestres:
        assert trimestre.debut < trimestre.fin < AUJOURDHUI


@given(st.binary(max_size=300))
def test_no_file_makes_it_stumble(octets: bytes) -> None:
    assert verify(octets).erreurs
    assert verify(";".join(TETE).encode() + b"\n" + octets).erreurs
