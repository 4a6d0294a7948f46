"""A .zip from anywhere: measured before it is unpacked, all its errors told, nothing written elsewhere."""

from __future__ import annotations

import io
import stat
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.referentiel.fichiers.archive import ARCHIVE_MAX, read_archive, verify_archive
from caprse.referentiel.fichiers.lecture import DOSSIER_MAX, FICHIER_MAX
from caprse.referentiel.fichiers.verification import verify_dossier
from tests.referentiel.exemple import FICHIERS, PAR, write_exemple


def build_zip(fichiers: Mapping[str, str | bytes], prefixe: str = "") -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(f"{prefixe}{nom}", contenu)
    return tampon.getvalue()


def list_codes(octets: bytes) -> list[tuple[str, str]]:
    verification = verify_archive(octets)
    assert verification.referentiel is None
    return [(erreur.fichier, erreur.code) for erreur in verification.erreurs]


@pytest.mark.parametrize("prefixe", ["", "travail/"])
def test_a_valid_folder_is_read_as_on_disk(tmp_path: Path, prefixe: str) -> None:
    octets = build_zip({**FICHIERS, "LICENCE.md": "CC BY-SA"}, prefixe)
    verification = verify_archive(octets)
    assert verification.erreurs == ()
    assert verification.referentiel == verify_dossier(write_exemple(tmp_path)).referentiel
    assert verification.lieux["PAR-01"] == ("PAR.yaml", 12)


def test_what_a_mac_adds_is_left_aside() -> None:
    ajouts = {"__MACOSX/travail/._PAR.yaml": "x", "travail/.DS_Store": "x"}
    assert verify_archive(build_zip({f"travail/{n}": c for n, c in FICHIERS.items()} | ajouts)).erreurs == ()


def test_errors_of_the_archive_and_of_its_files_are_told_together() -> None:
    fichiers: dict[str, str | bytes] = {
        **FICHIERS,
        "PAR.yaml": PAR.replace("titre: Entrée ouverte", "titre: [a]"),
        "photo.png": b"x",
        "autre.yml": "a: 1",
        "GOV.yaml": b"\xff\xfe",
        "macro.zip": b"PK",
    }
    assert list_codes(build_zip(fichiers)) == [
        ("GOV.yaml", "ENCODAGE"),
        ("PAR.yaml", "TEXTE-ATTENDU"),
        ("autre.yml", "FICHIER-INCONNU"),
        ("macro.zip", "FICHIER-INCONNU"),
        ("photo.png", "FICHIER-INCONNU"),
    ]


@pytest.mark.parametrize(
    "nom",
    ["../PAR.yaml", "/etc/PAR.yaml", "a/../../PAR.yaml", "C:PAR.yaml", "..\\PAR.yaml", "PAR.yaml\x00.png"],
)
def test_a_path_that_leaves_the_folder_is_refused(nom: str, tmp_path: Path) -> None:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        entree = zipfile.ZipInfo("x")
        entree.filename = nom
        archive.writestr(entree, "code: PAR")
    fichiers, erreurs = read_archive(tampon.getvalue())
    assert fichiers == {}
    assert [erreur.code for erreur in erreurs] == ["FICHIER-REFUSE"]


def test_a_link_is_refused() -> None:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        entree = zipfile.ZipInfo("PAR.yaml")
        entree.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entree, "/etc/passwd")
    assert ("PAR.yaml", "FICHIER-REFUSE") in list_codes(tampon.getvalue())


def test_the_same_file_twice_is_refused() -> None:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("PAR.yaml", "a: 1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("PAR.yaml", "a: 2")
    assert ("PAR.yaml", "FICHIER-REFUSE") in list_codes(tampon.getvalue())


def test_several_folders_or_deep_ones_are_refused() -> None:
    assert list_codes(build_zip({"a/PAR.yaml": "x", "b/GOV.yaml": "x"})) == [("archive", "DOSSIER")]
    assert list_codes(build_zip(dict(FICHIERS), "a/b/")) == [("archive", "DOSSIER")]


@pytest.mark.parametrize("taille", [FICHIER_MAX + 1, DOSSIER_MAX + 1, 800 * 1024 * 1024])
def test_a_bomb_is_refused_in_less_than_a_second_without_being_unpacked(
    taille: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("PAR.yaml", "w") as flux:
        bloc = b"\0" * (1024 * 1024)
        for _ in range(taille // len(bloc)):
            flux.write(bloc)
        flux.write(b"\0" * (taille % len(bloc)))
    octets = tampon.getvalue()
    assert len(octets) < ARCHIVE_MAX
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    debut = time.perf_counter()
    assert "TAILLE" in {code for _, code in list_codes(octets)}
    assert time.perf_counter() - debut < 1


def test_many_files_are_weighed_together_before_any_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    octets = build_zip({f"A{rang}.yaml": b"\0" * FICHIER_MAX for rang in range(10)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    assert list_codes(octets) == [("archive", "TAILLE")]


def test_a_file_that_lies_on_its_size_gives_no_more_than_it_announced() -> None:
    octets = bytearray(build_zip({"PAR.yaml": b"a" * 5000}))
    vrai, faux = (5000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert octets.count(vrai) == 2
    fichiers, erreurs = read_archive(bytes(octets.replace(vrai, faux)))
    assert fichiers == {}
    assert [erreur.code for erreur in erreurs] == ["FICHIER-REFUSE"]


def test_too_much_of_anything_is_refused() -> None:
    assert list_codes(b"x" * (ARCHIVE_MAX + 1)) == [("archive", "TAILLE")]
    assert list_codes(build_zip({f"A{rang}.yaml": "" for rang in range(300)})) == [("archive", "TAILLE")]
    assert ("archive", "TAILLE") in list_codes(build_zip({f"A{rang}.yaml": "a: 1" for rang in range(60)}))
    assert list_codes(build_zip({"A" * 101 + ".yaml": "a: 1"}))[0][1] == "FICHIER-REFUSE"


@pytest.mark.parametrize("octets", [b"", b"bonjour", b"PK\x03\x04", build_zip(dict(FICHIERS))[:-40]])
def test_what_is_not_an_archive_is_told_in_one_sentence(octets: bytes) -> None:
    assert list_codes(octets) == [("archive", "DOSSIER")]


def test_an_empty_archive_misses_its_head() -> None:
    assert list_codes(build_zip({})) == [("referentiel.yaml", "FICHIER-ABSENT")]


@given(st.data())
def test_a_damaged_archive_never_raises(data: st.DataObject) -> None:
    octets = bytearray(build_zip(dict(FICHIERS), "travail/"))
    for _ in range(data.draw(st.integers(1, 8))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    verification = verify_archive(bytes(octets))
    assert (verification.referentiel is None) == bool(verification.erreurs)
