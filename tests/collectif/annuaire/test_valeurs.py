"""Départements and types, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.collectif.annuaire.valeurs import NOMS_DEPARTEMENTS, parse_departement, parse_effectif, parse_types
from caprse.collectif.regles import DEPARTEMENTS, TYPES


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("AI", ("AI",)),
        ("AI/ ACI/ GES", ("AI", "ACI", "GES")),
        ("ETTI/AI/EI", ("ETTI", "AI", "EI")),
        (" ai ; Aci,ges ", ("AI", "ACI", "GES")),
        ("AI/AI", ("AI",)),
        ("Autre", ("autre",)),
        ("", ()),
        (" / ", ()),
        ("Atelier et chantier d’insertion", ("ACI",)),
        ("Ateliers et chantiers d’insertion (ACI)", ("ACI",)),
        ("ACI - Atelier et chantier d’insertion", ("ACI",)),
        ("ASSOCIATION INTERMEDIAIRE", ("AI",)),
        ("Associations intermédiaires et entreprises d’insertion", ("AI", "EI")),
        ("entreprise de travail temporaire d’insertion", ("ETTI",)),
        ("Entreprise à but d’emploi", ("EBE",)),
        ("Groupe économique solidaire", ("GES",)),
        ("Services à la personne", ("SAP",)),
        ("AI et ACI", ("AI", "ACI")),
        ("AI - ACI - ETTI", ("AI", "ACI", "ETTI")),
        ("AI ACI", ("AI", "ACI")),
        ("AI+ACI & EI | ETTI", ("AI", "ACI", "EI", "ETTI")),
        ("A.C.I.", ("ACI",)),
        ("A.I.", ("AI",)),
        ("a.i", ("AI",)),
        ("E.T.T.I", ("ETTI",)),
        ("A. C. I.", ("ACI",)),
        ("A C I", ("ACI",)),
        ("A.C.I. / A.I.", ("ACI", "AI")),
        ("A.C.I., E.I.", ("ACI", "EI")),
        ("A.C.I. et E.T.T.I.", ("ACI", "ETTI")),
        ("A.C.I. - A.I.", ("ACI", "AI")),
        ("ACI_DC", ("ACI",)),
        ("EI_DC", ("EI",)),
        ("EI_MP", ("EI",)),
        ("ACI DC", ("ACI",)),
        ("ACI (droit commun)", ("ACI",)),
        ("ACI_DC/EI_DC", ("ACI", "EI")),
        ("ACIs", ("ACI",)),
        ("EIs et AIs", ("EI", "AI")),
        ("ETTIs", ("ETTI",)),
        ("Ateliers et chantiers d’insertion (A.C.I.)", ("ACI",)),
        ("A.I. - Association intermédiaire", ("AI",)),
    ],
)
def test_types_are_read_as_people_write_them(texte: str, attendus: tuple[str, ...]) -> None:
    assert parse_types(texte) == (attendus, (), ())


def test_an_unknown_type_is_named_and_the_others_kept() -> None:
    types, problemes, _ = parse_types("AI/ESAT/XYZ")
    assert types == ("AI",)
    assert [("ESAT" in p, "XYZ" in p) for p in problemes] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    "ecrit", ["S.I.A.E.", "E.S.A.T.", "- ESAT -", "Structure d’accueil " + "très " * 18 + "longue"]
)
def test_an_unknown_type_is_shown_whole(ecrit: str) -> None:
    assert parse_types(ecrit)[1][0].startswith(f"Type inconnu « {ecrit} » (types possibles")


def test_a_type_of_the_state_that_the_workbook_has_not_is_said() -> None:
    types, problemes, remarques = parse_types("EITI / GEIQ / AI")
    assert (types, problemes) == (("autre", "AI"), ())
    assert [remarque.split(" (")[0] for remarque in remarques] == ["Type « EITI »", "Type « GEIQ »"]


@given(st.lists(st.sampled_from(TYPES)), st.sampled_from(["/", " / ", "/ ", ",", ";", " + ", "\n"]), st.booleans())
def test_whatever_is_printed_from_types_reads_back(voulus: list[str], separateur: str, minuscules: bool) -> None:
    texte = separateur.join(voulus)
    types, problemes, _ = parse_types(texte.lower() if minuscules else texte)
    assert types == tuple(dict.fromkeys(voulus))
    assert problemes == ()


@given(st.text())
def test_any_text_gives_known_types_each_once(texte: str) -> None:
    types, problemes, _ = parse_types(texte)
    assert set(types) <= set(TYPES)
    assert len(set(types)) == len(types)
    assert all(probleme.startswith("Type inconnu « ") for probleme in problemes)


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("31", "31"),
        ("031", "31"),
        ("1", "01"),
        ("01", "01"),
        ("1.0", "01"),
        ("2a", "2A"),
        ("02B", "2B"),
        ("974", "974"),
        ("0974", "974"),
        ("Haute-Garonne", "31"),
        ("HAUTE GARONNE", "31"),
        ("31 - Haute-Garonne", "31"),
        ("Haute-Garonne (31)", "31"),
        ("Côte d’Or", "21"),
        ("cotes d armor", "22"),
        ("La Réunion", "974"),
        ("REUNION", "974"),
        ("31000", "31"),
        ("1000", "01"),
        ("20090", "2A"),
        ("20200", "2B"),
        ("97400", "974"),
        ("98800", "988"),
        ("75 012", "75"),
        ("20", None),
        ("99", None),
        ("0", None),
        ("31 - Tarn", None),
        ("abc", None),
        ("", None),
        ("٣١", None),
    ],
)
def test_a_departement_is_read_as_people_write_it(texte: str, code: str | None) -> None:
    assert parse_departement(texte) == code


def test_every_departement_has_its_name_and_reads_back() -> None:
    assert set(NOMS_DEPARTEMENTS) == set(DEPARTEMENTS)
    for code, nom in NOMS_DEPARTEMENTS.items():
        ecritures = (code, nom, nom.upper(), f"{code} {nom}", f"{nom} ({code})", code.lstrip("0"))
        assert {parse_departement(ecriture) for ecriture in ecritures} == {code}


@given(st.text())
def test_any_text_gives_a_departement_or_none(texte: str) -> None:
    assert parse_departement(texte) in {None, *DEPARTEMENTS}


@pytest.mark.parametrize(
    ("case", "attendu"),
    [("12", 12), ("12,0", 12), ("1 200", 1200), ("9 salariés", 9), ("0", None), ("12,5", None), ("env. 12", None)],
)
def test_a_number_of_people_is_a_whole_one(case: str, attendu: int | None) -> None:
    assert parse_effectif(case) == attendu


@given(st.text(max_size=30))
def test_no_cell_breaks_the_reading_of_a_number_of_people(case: str) -> None:
    assert parse_effectif(case) is None or 1 <= (parse_effectif(case) or 0) <= 10_000
