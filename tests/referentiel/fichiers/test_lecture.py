"""What a folder may hold, and how its bytes are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from caprse.referentiel.erreurs import CODES
from caprse.referentiel.fichiers.document import Donnee
from caprse.referentiel.fichiers.lecture import DOSSIER_MAX, FICHIER_MAX, FICHIERS_MAX, read_dossier
from caprse.referentiel.fichiers.texte_yaml import Lecture, read_texte
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.socle.signes import clean_signes
from tests.referentiel.exemple import write_exemple


def read(texte: str) -> Lecture:
    return read_texte("PAR.yaml", texte.encode())


def read_donnee(texte: str) -> Donnee:
    lecture = read(texte)
    assert lecture.document is not None
    return lecture.document.donnee


def list_codes(dossier: Path) -> list[tuple[str, str]]:
    return [(erreur.fichier, erreur.code) for erreur in verify_dossier(dossier).erreurs]


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        *(
            (mot, mot)
            for mot in ("Oui", "No", "yes", "on", "OFF", "y", "2026-03-14", "1_000", "12:30:45", "0b1", "nan")
        ),
        *(('"12"', "12"), ("'true'", "true"), ('""', ""), ("|-\n  12", "12"), ("1.2.3", "1.2.3"), ("<<", "<<")),
        *(("12", 12), ("-3", -3), ("+3", 3), ("010", 10), ("0o17", 15), ("0x1F", 31)),
        *(("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("-.inf", float("-inf")), (f"{'9' * 30}", 1e30)),
        *(("true", True), ("FALSE", False), ("~", None), ("null", None), ("", None)),
    ],
)
def test_only_numbers_true_false_and_null_are_not_text(ecrit: str, lu: Donnee) -> None:
    donnee = read_donnee(f"cle: {ecrit}\n")
    assert donnee == {"cle": lu}
    assert isinstance(donnee, dict)
    assert type(donnee["cle"]) is type(lu)


def test_each_key_and_value_keeps_its_line() -> None:
    document = read("# tête\ntitre:\n  Long\nliste:\n  - a: 1\n    b: 2\n").document
    assert document is not None
    assert (document.cles["titre",], document.valeurs["titre",]) == (2, 3)
    assert (document.cles["liste", 0, "b"], document.valeurs["liste", 0]) == (6, 5)
    assert document.ligne(("liste", 0, "absente")) == 5


def test_every_duplicate_key_is_named_with_its_line() -> None:
    lecture = read("a: 1\nb:\n  c: 1\n  c: 2\na: 2\na: 3\nb:\n  c: 4\n")
    assert [(erreur.ligne, erreur.code) for erreur in lecture.erreurs] == [
        (4, "YAML-CLE-DOUBLE"),
        (5, "YAML-CLE-DOUBLE"),
        (6, "YAML-CLE-DOUBLE"),
        (7, "YAML-CLE-DOUBLE"),
    ]
    assert ["à la ligne 1." in erreur.message for erreur in lecture.erreurs] == [False, True, True, False]
    assert lecture.document is not None
    assert lecture.document.donnee == {"a": 1, "b": {"c": 1}}


def test_aliases_are_refused_and_never_expanded() -> None:
    bombe = "a0: &a0 [lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    lecture = read(bombe)
    assert {erreur.code for erreur in lecture.erreurs} == {"YAML-ANCRE"}
    assert {erreur.ligne for erreur in lecture.erreurs} == set(range(1, 13))
    assert lecture.document is not None
    assert lecture.document.donnee == {"a0": ("lol",)} | {f"a{n}": (None,) * 9 for n in range(1, 12)}


def test_an_alias_to_what_holds_it_is_refused() -> None:
    assert [erreur.code for erreur in read("&a [*a]").erreurs] == ["YAML-ANCRE", "YAML-ANCRE"]


@pytest.mark.parametrize("ouverture", ["[", "{a: ", "- ", "? "])
def test_a_deep_file_is_refused_before_it_is_built(ouverture: str) -> None:
    lecture = read(ouverture * 5_000)
    assert lecture.document is None
    assert [erreur.code for erreur in lecture.erreurs] == ["YAML-PROFONDEUR"]


def test_twelve_levels_may_be_nested() -> None:
    assert read("[" * 12 + "]" * 12).erreurs == ()


def test_a_byte_order_mark_is_tolerated() -> None:
    assert read_texte("PAR.yaml", b"\xef\xbb\xbftitre: \xc3\x89tat\n").erreurs == ()


@pytest.mark.parametrize("marque", [b"", b"\xef\xbb\xbf"])
def test_another_encoding_is_refused_with_the_line_and_position_of_the_byte(marque: bytes) -> None:
    octets = marque + "titre: a\nautre: été\n".encode("latin-1")
    (erreur,) = read_texte("PAR.yaml", octets).erreurs
    assert (erreur.ligne, erreur.code) == (2, "ENCODAGE")
    assert f"0xe9 illisible en position {octets.index(0xE9)} " in erreur.message


def test_utf16_is_refused() -> None:
    assert [erreur.code for erreur in read_texte("PAR.yaml", "titre: a".encode("utf-16")).erreurs] == ["ENCODAGE"]


def test_a_file_over_the_limit_is_refused_without_being_parsed(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    (dossier / "GOV.yaml").write_bytes(b"[" * (FICHIER_MAX + 1))
    assert list_codes(dossier) == [("GOV.yaml", "TAILLE")]


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    texte = (dossier / "GOV.yaml").read_text(encoding="utf-8")
    (dossier / "GOV.yaml").write_bytes(texte.encode().ljust(FICHIER_MAX, b"#"))
    assert list_codes(dossier) == []


def test_a_folder_over_the_limit_is_refused_without_being_parsed(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    for numero in range(DOSSIER_MAX // FICHIER_MAX):
        (dossier / f"X{numero}.yaml").write_bytes(b"[" * FICHIER_MAX)
    assert list_codes(dossier) == [(dossier.name, "TAILLE")]


def test_a_folder_holds_at_most_forty_yaml_files(tmp_path: Path) -> None:
    for numero in range(FICHIERS_MAX + 1):
        (tmp_path / f"X{numero}.yaml").touch()
    assert list_codes(tmp_path) == [(tmp_path.name, "TAILLE")]


@pytest.mark.parametrize(
    "nom", ["notes.yaml", "PAR.yml", "par.yaml", "GOV.YAML", ".PAR.yaml", "PAR-2.yaml", "a\nb.yaml"]
)
def test_a_strange_yaml_file_is_an_error(nom: str, tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    (dossier / nom).write_text("a: 1", encoding="utf-8")
    assert list_codes(dossier) == [(nom.replace("\n", "�"), "FICHIER-INCONNU")]


def test_a_name_that_is_not_utf8_is_printed_all_the_same(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    Path(os.fsdecode(os.fsencode(dossier) + b"/\xff.yaml")).touch()
    (erreur,) = verify_dossier(dossier).erreurs
    assert str(erreur).encode().startswith("�.yaml:1: FICHIER-INCONNU".encode())


def test_other_files_and_folders_are_ignored(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    (dossier / "LICENCE").write_bytes(b"\xff")
    (dossier / "README.md").write_text("# Lisez-moi", encoding="utf-8")
    (dossier / "ancien").mkdir()
    assert list_codes(dossier) == []


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    dossier = tmp_path / "dossier"
    dossier.mkdir()
    write_exemple(dossier)
    (dossier / "GOV.yaml").rename(tmp_path / "GOV.yaml")
    (dossier / "GOV.yaml").symlink_to(tmp_path / "GOV.yaml")
    assert list_codes(dossier) == [("GOV.yaml", "FICHIER-REFUSE")]


def test_a_link_that_stays_in_the_folder_is_followed(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    (dossier / "GOV.yaml").rename(dossier / "GOV.txt")
    (dossier / "GOV.yaml").symlink_to("GOV.txt")
    assert list_codes(dossier) == []


def test_what_is_not_an_ordinary_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path)
    for nom in ("GOV.yaml", "DEM.yaml", "PAR.yaml", "renvois.yaml"):
        (dossier / nom).unlink()
    os.mkfifo(dossier / "GOV.yaml")
    (dossier / "DEM.yaml").mkdir()
    (dossier / "PAR.yaml").symlink_to("PAR.yaml")
    (dossier / "renvois.yaml").symlink_to("absent")
    assert list_codes(dossier) == [
        (nom, "FICHIER-REFUSE") for nom in ("DEM.yaml", "GOV.yaml", "PAR.yaml", "renvois.yaml")
    ]


def test_without_its_head_a_folder_is_still_read(tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path, GOV="code: [")
    (dossier / "referentiel.yaml").unlink()
    assert list_codes(dossier) == [("GOV.yaml", "YAML-SYNTAXE"), ("referentiel.yaml", "FICHIER-ABSENT")]


@pytest.mark.parametrize("nom", ["absent", "fichier"])
def test_a_folder_that_is_not_one_is_refused(nom: str, tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    assert list_codes(tmp_path / nom) == [(nom, "DOSSIER")]


def test_reading_keeps_the_names_of_files_that_could_not_be_read(tmp_path: Path) -> None:
    dossier = read_dossier(write_exemple(tmp_path, GOV="code: ["))
    assert "GOV.yaml" in dossier.noms
    assert "GOV.yaml" not in dossier.documents


@given(octets=st.binary(max_size=300))
@example(octets=b"%YAML " + b"9" * 5000 + b".1\n--- a")
@example(octets=b'"\\UFFFFFFFF"')
@example(octets=b"!<tag:%ff> a")
@example(octets=b"\xef\xbb\xbf\xef\xbb\xbfa: 1")
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_data_or_errors_and_never_an_exception(octets: bytes) -> None:
    check_lecture(read_texte("PAR.yaml", octets))


BLANCS = [" ", "\n", "\n  ", "\t", "\x00", "\u2028", "#", " #", "a", "0", "~", "é", "@", "<<"]
SIGNES = [
    ":",
    ": ",
    "- ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!t ",
    "!!str ",
    "|",
    ">-",
    '"',
    "'",
    "\\",
    "\\u",
]
MARQUES = ["---\n", "...\n", "%YAML 1.1\n", "%TAG ! a\n"]


@given(morceaux=st.lists(st.sampled_from(BLANCS + SIGNES + MARQUES), max_size=40))
@settings(max_examples=600, deadline=None)
def test_any_mixture_of_yaml_signs_gives_data_or_errors_and_never_an_exception(morceaux: list[str]) -> None:
    check_lecture(read("".join(morceaux)))


def check_lecture(lecture: Lecture) -> None:
    assert lecture.document is not None or lecture.erreurs
    assert {erreur.code for erreur in lecture.erreurs} <= set(CODES)
    assert all(erreur.ligne >= 1 for erreur in lecture.erreurs)


TEXTES = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp"]), max_size=12).filter(
    lambda t: clean_signes(t) == t
)
FEUILLES = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | TEXTES


@given(donnee=st.dictionaries(TEXTES, st.lists(FEUILLES, max_size=3) | st.dictionaries(TEXTES, FEUILLES, max_size=3)))
@settings(max_examples=200, deadline=None)
def test_what_is_written_with_quotes_is_read_as_it_was(donnee: dict[str, object]) -> None:
    texte = yaml.dump(donnee, Dumper=_Guillemets, allow_unicode=True)
    lecture = read(texte)
    assert lecture.erreurs == ()
    assert lecture.document is not None
    assert lecture.document.donnee == {
        cle: tuple(valeur) if isinstance(valeur, list) else valeur for cle, valeur in donnee.items()
    }


class _Guillemets(yaml.SafeDumper):
    """Quotes texts only: what stands bare is a number, true, false or null."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


_Guillemets.add_representer(
    str, lambda dumper, texte: dumper.represent_scalar("tag:yaml.org,2002:str", texte, style='"')
)
