"""What is kept of a file that somebody brings: what one sees of it, or nothing and one sentence."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from caprse.progres.traces.pieces import read_piece
from caprse.progres.traces.regles import GARDEES, IMAGES, Nature, find_annonce
from caprse.socle.erreurs import SaisieInvalide
from tests.progres.traces.fichiers import ABIMES, ENTIERS, build_image


@pytest.mark.parametrize("nom", ENTIERS)
def test_each_kind_is_taken_and_is_what_it_says(nom: str) -> None:
    piece = read_piece(nom, ENTIERS[nom])
    annonce = find_annonce(nom)
    assert piece.nature is (Nature.JPEG if annonce is Nature.HEIC else annonce)
    assert piece.nature in GARDEES
    assert (piece.apercu is not None) == (annonce in IMAGES)
    if annonce not in IMAGES:
        assert piece.contenu == ENTIERS[nom]


@pytest.mark.parametrize("cas", ABIMES)
def test_a_damaged_file_gets_one_sentence(cas: str) -> None:
    nom, octets, dit = ABIMES[cas]
    with pytest.raises(SaisieInvalide) as refus:
        read_piece(nom, octets)
    [phrase] = refus.value.raisons
    assert dit in phrase
    assert "Rien n’a été gardé" in phrase


@pytest.mark.parametrize(
    ("nom", "genre"), [("a.jpg", "JPEG"), ("a.heic", "HEIF"), ("a.webp", "WEBP"), ("a.png", "PNG")]
)
def test_a_photo_loses_its_place_and_its_device_and_stands_upright(nom: str, genre: str) -> None:
    piece = read_piece(nom, build_image(genre, exif=True))
    for octets in (piece.contenu, piece.apercu or b""):
        image = Image.open(BytesIO(octets))
        assert dict(image.getexif()) == {}
        assert b"Camille" not in octets
        assert b"Exif" not in octets
        assert image.height > image.width


def test_what_a_picture_says_besides_is_not_kept() -> None:
    sortie = BytesIO()
    Image.new("RGB", (50, 40)).save(sortie, "JPEG", comment=b"chez Camille", icc_profile=b"x" * 200)
    assert b"Camille" not in read_piece("a.jpg", sortie.getvalue()).contenu


def test_a_large_photo_is_made_smaller_and_its_small_picture_is_small() -> None:
    piece = read_piece("a.jpg", build_image(taille=(5000, 3000)))
    assert Image.open(BytesIO(piece.contenu)).size == (3200, 1920)
    assert max(Image.open(BytesIO(piece.apercu or b"")).size) == 360


def test_the_same_photo_is_the_same_file() -> None:
    premiere, seconde = (read_piece(nom, build_image(exif=True)) for nom in ("a.jpg", "IMG_2.JPG"))
    assert premiere.empreinte == seconde.empreinte
    assert premiere.empreinte != read_piece("a.jpg", build_image(teinte=9)).empreinte


@pytest.mark.parametrize(
    ("nom", "propre"),
    [
        ("C:\\Temp\\charte.pdf", "charte.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\u202efdp.\u200bpdf.pdf", "afdp.pdf.pdf"),
        ('a"b<c>:d.pdf', "a-b-c--d.pdf"),
        ("...pdf", None),
        ("é" * 300 + ".pdf", "é" * 144 + ".pdf"),
    ],
)
def test_a_file_keeps_a_name_that_any_computer_takes(nom: str, propre: str | None) -> None:
    if propre is None:
        with pytest.raises(SaisieInvalide):
            read_piece(nom, b"x")
    else:
        assert read_piece(nom, ENTIERS["rapport.pdf"]).nom == propre


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(ENTIERS)), st.integers(0), st.integers(0, 255), st.booleans())
def test_a_file_spoilt_anywhere_is_kept_clean_or_refused_with_one_sentence(
    nom: str, rang: int, signe: int, coupe: bool
) -> None:
    octets = ENTIERS[nom]
    rang %= len(octets)
    abime = octets[:rang] if coupe else octets[:rang] + bytes([signe]) + octets[rang + 1 :]
    with suppress(SaisieInvalide):
        piece = read_piece(nom, abime)
        assert piece.nature in GARDEES
        assert piece.contenu
