"""Reading the printed directory."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.collectif.annuaire.lecture import parse_annuaire, read_annuaire
from caprse.collectif.annuaire.lignes import COMMUNE_MANQUANTE, TYPE_MANQUANT, LectureAnnuaire

ANNUAIRE = Path(__file__).parents[3] / "docs" / "exemples" / "annuaire-occitanie-2025.csv"
ENTETE = "departement,nom,types,commune\n"


def _parse(lignes: str) -> LectureAnnuaire:
    return parse_annuaire((ENTETE + lignes).encode())


def test_the_printed_directory_is_read_whole() -> None:
    lecture = read_annuaire(ANNUAIRE)
    assert lecture.erreurs == ()
    assert len(lecture.lignes) == 49
    irisse = next(ligne for ligne in lecture.lignes if ligne.nom == "IRISSE")
    assert (irisse.types, irisse.commune, irisse.departement, irisse.rang) == (
        ("AI", "ACI", "GES"),
        "SAINT GIRONS",
        "09",
        5,
    )


def test_the_missing_type_and_the_two_structures_printed_twice_are_flagged() -> None:
    flagged = [(ligne.nom, ligne.departement, *ligne.a_verifier) for ligne in read_annuaire(ANNUAIRE).lignes]
    ailes = "Figure deux fois dans l’annuaire (REVEL 31 et REVEL 81) : doublon possible"
    avie = "Figure deux fois dans l’annuaire (VILLEMUR SUR TARN 31 et MONTAUBAN 82) : doublon possible"
    assert [ligne for ligne in flagged if len(ligne) > 2] == [
        ("AILES", "31", ailes),
        ("AVIE", "31", avie),
        ("ENTRAIDE SERVICES", "65", TYPE_MANQUANT),
        ("AILES", "81", ailes),
        ("AVIE", "82", avie),
    ]


def test_the_same_name_with_other_types_is_not_a_double() -> None:
    lecture = _parse("31,ENTRAIDE,AI,MURET\n81,Entraide,ACI,ALBI\n")
    assert [ligne.a_verifier for ligne in lecture.lignes] == [(), ()]


def test_a_name_written_otherwise_is_still_a_possible_double() -> None:
    lecture = _parse("31,L’ÉLAN,AI/ACI,MURET\n81,l elan,ACI/AI,ALBI\n12,L’Elan,ACI/AI,RODEZ\n")
    phrase = "Figure trois fois dans l’annuaire (MURET 31, ALBI 81 et RODEZ 12) : doublon possible"
    assert [ligne.a_verifier for ligne in lecture.lignes] == [(phrase,)] * 3


def test_semicolons_a_byte_order_mark_and_other_columns_are_fine(tmp_path: Path) -> None:
    fichier = tmp_path / "annuaire.csv"
    fichier.write_bytes("﻿Nom;Departement;Site;Commune;Types\r\nÉLAN;31;x;;AI\r\n\r\n".encode())
    lecture = read_annuaire(fichier)
    assert lecture.erreurs == ()
    (ligne,) = lecture.lignes
    assert (ligne.nom, ligne.types, ligne.a_verifier) == ("ÉLAN", ("AI",), (COMMUNE_MANQUANTE,))


def test_all_errors_come_at_once_each_with_its_line() -> None:
    lecture = _parse(
        "31,AILES,ESAT,REVEL\n"
        "9,CASTA,ACI,ALZEN\n"
        "20,,AI,REVEL\n"
        f"31,{'x' * 201},AI,{'y' * 121}\n"
        "31,BON,AI,REVEL\n"
        "31,bon,AI,Revel\n"
        "31,BON,ACI,REVEL\n"
        "31,LONG,AI,REVEL,SUITE\n"
        '31,"A\u200bB",AI,REVEL\n'
        "31,SIGNE,/,REVEL\n"
    )
    assert lecture.lignes == ()
    attendus = [
        "Ligne 2 : Type inconnu « ESAT »",
        "Ligne 4 : département inconnu « 20 »",
        "Ligne 4 : le nom manque",
        "Ligne 5 : la case « nom » dépasse 200",
        "Ligne 5 : la case « commune » dépasse 120",
        "Ligne 9 : 5 cases au lieu de 4",
        "Ligne 10 : la case « nom » contient un caractère invisible",
        "Ligne 11 : types illisibles « / »",
    ]
    assert len(lecture.erreurs) == len(attendus)
    for erreur, debut in zip(lecture.erreurs, attendus, strict=True):
        assert erreur.startswith(debut)


@pytest.mark.parametrize(
    ("octets", "mot"),
    [
        (b"departement,nom,types\n", "la colonne « commune » manque"),
        (b"nom,nom,types,commune,departement\n", "la colonne « nom » figure deux fois"),
        (b"", "vide"),
        (b"departement,nom,types,commune\n", "aucune structure"),
        (b'departement,nom,types,commune\n31,"AILES"x,AI,REVEL\n', "Ligne 2 : guillemets"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 Mio"),
        (b"nom;ville\n", "la colonne « departement » manque"),
        (b"bonjour\n", "Aucune ligne de titres"),
    ],
)
def test_a_file_that_is_not_a_directory_is_refused_with_a_sentence(tmp_path: Path, octets: bytes, mot: str) -> None:
    fichier = tmp_path / "annuaire.csv"
    fichier.write_bytes(octets)
    lecture = read_annuaire(fichier)
    assert lecture.lignes == ()
    assert mot in lecture.erreurs[0]


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    assert "ne se lit pas" in read_annuaire(tmp_path / "absent.csv").erreurs[0]


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_gives_lines_or_errors_never_both(texte: str) -> None:
    lecture = _parse(texte)
    assert bool(lecture.lignes) != bool(lecture.erreurs)
