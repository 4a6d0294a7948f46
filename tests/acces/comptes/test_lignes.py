"""People pasted line by line: what each line says, and why some cannot be invited."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.comptes.lignes import DOUBLE, SANS_ADRESSE, SANS_STRUCTURE, LigneCollee, parse_lignes
from caprse.acces.lieux import Lieu
from caprse.acces.regles import Role

ATELIER = Lieu(uuid4(), uuid4(), "Collectif", "L’Atelier du Lac")
JARDIN = Lieu(ATELIER.collectif_id, uuid4(), "Collectif", "Jardin")
LIEUX = (ATELIER, JARDIN)


def parse(texte: str, choisi: Lieu | None = ATELIER) -> tuple[LigneCollee, ...]:
    return parse_lignes(texte, LIEUX, choisi)


@pytest.mark.parametrize(
    ("ligne", "attendu"),
    [
        ("Marie Durand, m@exemple.fr, direction", ("Marie Durand", Role.DIRECTION, ATELIER)),
        ("Durand, Marie, m@exemple.fr", ("Durand Marie", Role.CONTRIBUTION, ATELIER)),
        ("Marie Durand ; m@exemple.fr ; Lecture seule ; JARDIN", ("Marie Durand", Role.LECTURE, JARDIN)),
        ("Marie\tm@exemple.fr\tdirectrice\tl’atelier du lac", ("Marie", Role.DIRECTION, ATELIER)),
        ('"Marie Durand" <m@exemple.fr>', ("Marie Durand", Role.CONTRIBUTION, ATELIER)),
        ("Marie Durand <m@exemple.fr> ; direction", ("Marie Durand", Role.DIRECTION, ATELIER)),
        ("  m@exemple.fr  ", ("M", Role.CONTRIBUTION, ATELIER)),
    ],
)
def test_a_line_is_read_as_people_write_it(ligne: str, attendu: tuple[str, Role, Lieu]) -> None:
    [lue] = parse(ligne)
    assert (lue.nom, lue.role, lue.lieu) == attendu
    assert (lue.courriel, lue.raison) == ("m@exemple.fr", "")


def test_a_name_is_guessed_from_the_address_where_there_is_none() -> None:
    [lue] = parse("marie-anne.durand@exemple.fr, direction")
    assert lue.nom == "Marie Anne Durand"


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        ("Marie Durand", SANS_ADRESSE),
        ("Marie, marie@exemple", "pas complète"),
        ("Marie https://x.fr, m@exemple.fr", "signe inattendu"),
        ("Marie, m@exemple.fr, présidente", "« présidente » n’est ni un rôle"),
    ],
)
def test_what_cannot_be_says_why(ligne: str, raison: str) -> None:
    assert raison in parse(ligne)[0].raison


def test_the_same_person_counts_once_for_a_structure_and_no_structure_is_guessed() -> None:
    lues = parse("A, a@exemple.fr\n\nAutre, A@exemple.fr\nA, a@exemple.fr, jardin")
    assert [(lue.rang, lue.raison) for lue in lues] == [(1, ""), (3, DOUBLE), (4, "")]
    assert parse("A, a@exemple.fr", None)[0].raison == SANS_STRUCTURE


def test_a_line_of_titles_is_no_person() -> None:
    assert [lue.nom for lue in parse("Nom;Adresse;Rôle\nMarie;m@exemple.fr;lecture")] == ["Marie"]


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused_with_a_sentence(texte: str) -> None:
    for lue in parse(texte):
        assert lue.raison or ("@" in lue.courriel and lue.nom)
