"""Several lines of one structure, one SIRET under several names: what differs is said, nothing is lost in silence."""

from __future__ import annotations

import pytest

from caprse.collectif.annuaire.lecture import parse_annuaire
from caprse.collectif.annuaire.lignes import LigneAnnuaire
from caprse.collectif.annuaire.valeurs import parse_siret

SIRET, AUTRE = "73282932000074", "35600000000048"


def _read(titre: str, *valeurs: str, nom: str = "Atelier") -> tuple[LigneAnnuaire, ...]:
    lignes = [
        f"31;{('ATELIER', nom)[rang % 2]};{('AI', 'ACI')[rang % 2]};Foix;{valeur}"
        for rang, valeur in enumerate(valeurs)
    ]
    lecture = parse_annuaire("\n".join((f"Département;Nom;Type;Commune;{titre}", *lignes)).encode())
    assert lecture.erreurs == ()
    return lecture.lignes


@pytest.mark.parametrize(
    ("titre", "valeurs", "phrases"),
    [
        ("Effectif", ("5", "8"), ("Plusieurs nombres de personnes employées dans l’annuaire (5 et 8) : 5 retenu",)),
        ("Effectif", ("", "8"), ()),
        ("Effectif", ("8", "8"), ()),
        ("SIRET", (SIRET, AUTRE), ("2 numéros SIRET pour ce nom et cette commune dans l’annuaire",)),
        ("SIRET", ("", SIRET), ()),
        (
            "Adresse",
            ("1 rue Bel", "2 rue Bel"),
            ("Plusieurs adresses pour ce nom et cette commune dans l’annuaire (« 1 rue Bel » et « 2 rue Bel »)",),
        ),
        ("Adresse", ("1 rue Bel", "1, RUE BEL"), ()),
        (
            "Code postal",
            ("31000", "31200"),
            ("Plusieurs codes postaux pour ce nom et cette commune dans l’annuaire (« 31000 » et « 31200 »)",),
        ),
    ],
)
def test_what_two_lines_of_a_structure_say_otherwise_is_to_check(
    titre: str, valeurs: tuple[str, ...], phrases: tuple[str, ...]
) -> None:
    (ligne,) = _read(titre, *valeurs)
    assert ligne.types == ("AI", "ACI")
    assert ligne.a_verifier == phrases


def test_the_first_number_that_is_given_is_kept() -> None:
    (effectif,), (siret,) = _read("Effectif", "", "8", "9"), _read("SIRET", "", SIRET)
    assert (effectif.effectif, siret.siret) == (8, SIRET)


def test_two_roles_of_one_person_are_said() -> None:
    lecture = parse_annuaire(
        b"dpt;nom;type;ville;mail;role\n31;A;AI;Foix;a@exemple.test;lecture\n31;A;ACI;Foix;A@exemple.test;direction\n"
    )
    assert "Plusieurs rôles pour a@exemple.test" in lecture.lignes[0].a_verifier[0]


def test_one_siret_under_two_names_may_be_a_double() -> None:
    lignes = _read("SIRET", SIRET, "732 829 320 00074", nom="Atelier Bois")
    assert [ligne.a_verifier for ligne in lignes] == [
        ("Même numéro SIRET que « Atelier Bois (Foix, 31) » dans l’annuaire : doublon possible",),
        ("Même numéro SIRET que « ATELIER (Foix, 31) » dans l’annuaire : doublon possible",),
    ]
    assert [ligne.a_verifier for ligne in _read("SIRET", SIRET, AUTRE, nom="Atelier Bois")] == [(), ()]


@pytest.mark.parametrize("case", [SIRET, "732 829 320 00074", "732.829.320.00074", f"SIRET : {SIRET}", f"{SIRET}.0"])
def test_a_siret_is_read_as_people_write_it(case: str) -> None:
    assert parse_siret(case) == (SIRET, "")


@pytest.mark.parametrize("case", ["", "NC", "-", "non renseigné"])
def test_no_siret_is_nothing_to_check(case: str) -> None:
    assert _read("SIRET", case)[0].a_verifier == ()


@pytest.mark.parametrize(
    ("case", "lu", "mots"),
    [
        ("7.32829E+13", "", "abîmé par le tableur (« 7.32829E+13 ») : mettez la colonne au format « Texte »"),
        ("7,32829E+13", "", "abîmé par le tableur"),
        ("7,32829320000740E+13", "", "abîmé par le tableur"),
        ("7E13", "", "abîmé par le tableur"),
        ("73282932000075", "73282932000075", "un chiffre au moins n’est pas le bon"),
        ("73282900000000", "73282900000000", "un chiffre au moins n’est pas le bon"),
        ("732829320", "", "Numéro SIREN à la place"),
        ("7328293200007", "", "13\u00a0chiffres au lieu de 14"),
        ("demander", "", "illisible"),
    ],
)
def test_a_siret_that_is_none_is_to_check(case: str, lu: str, mots: str) -> None:
    siret, doute = parse_siret(case)
    assert siret == lu
    assert mots in doute
    assert _read("SIRET", case)[0].a_verifier == (doute,)


def test_the_zero_that_a_spreadsheet_dropped_comes_back() -> None:
    assert parse_siret("5580863800005") == ("05580863800005", "")
