"""The catalogue as a workbook: what is written reads back the same, and what is wrong is said cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from caprse.referentiel.classeur.ouverture import Constat
from caprse.relecture.offres.changements import compare
from caprse.relecture.offres.choix import Offre
from caprse.relecture.offres.classeur import FICHIER_MAX, OFFRES, read_classeur, write_classeur
from caprse.relecture.offres.lecture import Lecture
from caprse.relecture.offres.service import build_offres
from caprse.socle.signes import can_be_stored, clean_ligne, clean_texte

TITRES = {"T01-01": "Un critère", "T01-02": "Un autre", "T02-01": "Un dernier"}
CHARTE = Offre("charte", "Écrire sa charte", "Une page", 2, ("T01-01", "T02-01"))
TRI = Offre("tri", "Trier à plusieurs", "", 1, ())
TETE = ("Titre", "Résumé", "Demi-journées", "Critères", "Code")

_titres = st.text(min_size=1, max_size=40).map(clean_ligne).filter(lambda t: bool(t) and can_be_stored(t))
_offres = st.lists(
    st.builds(
        Offre,
        st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
        _titres,
        st.text(max_size=60).map(clean_texte).filter(can_be_stored),
        st.integers(1, 40),
        st.lists(st.sampled_from(sorted(TITRES)), unique=True).map(tuple),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda offre: offre.code,
)


def write(*lignes: Sequence[object], tete: Sequence[object] = TETE, feuille: str = OFFRES) -> bytes:
    classeur = Workbook()
    classeur.active.title = feuille
    for ligne in (tete, *lignes):
        classeur.active.append(list(ligne))
    return save(classeur)


def save(classeur: Workbook) -> bytes:
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def read(octets: bytes, connues: Sequence[Offre] = ()) -> tuple[Offre, ...]:
    lecture = read_classeur(octets, TITRES, connues)
    assert lecture.catalogue is not None, lecture.erreurs
    return build_offres(lecture.catalogue)


def say(lecture: Lecture) -> Mapping[str, str]:
    assert lecture.catalogue is None
    return {e.cellule: e.message for e in lecture.erreurs if isinstance(e, Constat)}


@settings(max_examples=60, deadline=None)
@given(_offres)
def test_what_is_written_reads_back_the_same(offres: list[Offre]) -> None:
    lues = read(write_classeur(offres, TITRES), offres)
    assert lues == tuple(offres)
    assert not compare(offres, lues)


def test_a_line_without_a_code_is_the_offre_of_its_title_or_a_new_one() -> None:
    lignes = [("trier a PLUSIEURS",), ("Préparer 2027 !", None, 3), ("Préparer 2027 !",), ("12 gestes",)]
    lues = read(write(*lignes), [CHARTE, TRI])
    assert [offre.code for offre in lues] == ["tri", "preparer-2027", "preparer-2027-2", "offre-12-gestes"]
    assert [offre.demi_journees for offre in lues] == [1, 3, 1, 1]


def test_a_plain_table_with_a_title_alone_is_enough() -> None:
    (lue,) = read(write(("Trier",), tete=("titre",), feuille="Feuil1"))
    assert lue == Offre("trier", "Trier", "", 1, ())


def test_everything_wrong_is_said_with_its_cell() -> None:
    octets = write(
        ("Trier", "R", 99, "T01-01, t01-01; Z99-01", "A b"),
        (None, "Sans titre", "deux", None, "tri"),
        ("Trier", None, 1, "mieux", "tri"),
        ("=1+1",),
        ("T" * 121, None, None, None, None, "ici"),
        tete=(*TETE, None, "Prix"),
    )
    dits = say(read_classeur(octets, TITRES))
    assert set(dits) == {"C2", "D2", "E2", "A3", "C3", "D4", "E4", "A5", "A6", "F6", "G1"}
    assert dits["A3"] == "cette case est à remplir."
    assert "une formule" in dits["A5"]
    assert "de 1 à 40" in dits["C2"]
    assert "sert déjà" in dits["E4"]
    assert "n’a pas de titre" in dits["F6"]


@pytest.mark.parametrize(
    "octets",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"x" * FICHIER_MAX,
        b"\xd0\xcf\x11\xe0abc",
        save(Workbook()),
        write(tete=("Nom", "Durée")),
        write(),
        write(*[(f"Offre {n}",) for n in range(61)]),
    ],
)
def test_any_other_workbook_is_refused_in_french(octets: bytes) -> None:
    lecture = read_classeur(octets, TITRES)
    assert lecture.catalogue is None
    assert lecture.erreurs


def test_a_second_sheet_with_lines_is_refused_rather_than_left_out() -> None:
    classeur = load_workbook(BytesIO(write_classeur([TRI], TITRES)))
    classeur.create_sheet("Suite").append(["Titre"])
    (erreur,) = read_classeur(save(classeur), TITRES).erreurs
    assert isinstance(erreur, Constat)
    assert (erreur.feuille, "seule la feuille" in erreur.message) == ("Suite", True)


def test_what_it_changes_is_told_offre_by_offre() -> None:
    exemple = Offre("ca", "Préparer un CA", "", 1, ("T01-02",), illustrative=True)
    mieux = Offre("charte", "Écrire une charte", "", 3, ())
    neuve = Offre("neuve", "Neuve", "", 1, ())
    dits = compare([CHARTE, exemple, TRI], [TRI, neuve, mieux])
    assert dits.ajoutees == (neuve,)
    assert dits.retirees == (exemple,)
    ((changee, dit),) = dits.changees
    assert changee == mieux
    assert dit.replace("\u00a0", " ").split(" ; ") == [
        "s’appelait « Écrire sa charte »",
        "résumé effacé",
        "3 demi-journées au lieu de 2",
        "critère : aucun",
    ]
    assert (dits.deplacees, dits.sans_exemple) == (True, True)
    assert not compare([CHARTE, TRI], [CHARTE, TRI])
