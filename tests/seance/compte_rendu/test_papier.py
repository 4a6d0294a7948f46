"""The minutes on paper: a real PDF, its text read back; what was typed stays text."""

from __future__ import annotations

import io
import re
import socket
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from caprse.seance.compte_rendu.papier import (
    Bloc,
    GenreBloc,
    build_pdf,
    build_texte,
    hide_chiffres,
    name_fichier,
    split_blocs,
)
from caprse.seance.image.barres import draw_barres

QUAND = datetime(2026, 3, 14, 13, 2, 5, 123, tzinfo=UTC)
HOSTILE = '#panic("x") #import "@preview/cetz:0.4.0" $ sum_(i) $ \\ [[ ]] *gras* _ital_ @ref // fin "guillemet"'
FIGURE = draw_barres(["Amorcé", "Ancré"], [("1er tour", [2, 3])], 'Amorcé 2 ; Ancré 3, "en tout" <5>')
TEXTE = f"""# Compte rendu : séance de mars

## 1. Un vote

[Image de l’étape 1]

Où en sommes-nous ?
- Amorcé : 2
- Ancré : 3
> {HOSTILE}

[Image de l’étape 9]
## Décisions
- {HOSTILE}
"""


def read_pdf(pdf: bytes) -> tuple[PdfReader, str]:
    lu = PdfReader(io.BytesIO(pdf))
    return lu, "\n".join(page.extract_text() for page in lu.pages)


def squeeze(texte: str) -> str:
    return re.sub(r"\s+", "", texte)


def test_the_pdf_says_what_the_minutes_say() -> None:
    _, texte = read_pdf(build_pdf("Séance", "Collectif A", TEXTE, {1: FIGURE}, QUAND))
    for morceau in ("séance de mars", "1. Un vote", "Amorcé : 2", "Décisions", "le 14 mars 2026"):
        assert squeeze(morceau) in squeeze(texte)
    assert squeeze("3 (60 %)") in squeeze(texte), "the chart is drawn, with its letters"
    assert "[Image" not in texte


def test_the_pdf_is_accessible_and_french() -> None:
    pdf = build_pdf("Séance", "Collectif A", TEXTE, {1: FIGURE}, QUAND)
    lu, _ = read_pdf(pdf)
    racine: Any = lu.root_object
    assert racine["/Lang"] == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in racine
    assert lu.metadata is not None
    assert lu.metadata.title == "Compte rendu : séance de mars"
    assert b"pdfuaid" in racine["/Metadata"].get_object().get_data()
    assert 'Amorcé 2 ; Ancré 3, "en tout" <5>' in {
        objet["/Alt"] for objet in _list_objects(lu) if isinstance(objet, dict) and "/Alt" in objet
    }


def test_hostile_text_stays_text() -> None:
    _, texte = read_pdf(build_pdf(HOSTILE, HOSTILE, TEXTE, {}, QUAND))
    assert squeeze(texte).count(squeeze(HOSTILE)) == 2
    _, texte = read_pdf(build_pdf("S", "C", f"# {HOSTILE}\n\n## {HOSTILE}\n{HOSTILE}", {}, QUAND))
    assert squeeze(texte).count(squeeze(HOSTILE)) == 3


def test_no_network_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert build_pdf("Séance", "Collectif A", TEXTE, {1: FIGURE}, QUAND).startswith(b"%PDF")


def test_signs_that_no_font_has_do_not_keep_the_document_from_being() -> None:
    _, texte = read_pdf(build_pdf("Séance", "C", "# Titre \u202e\n\n- avant 中文 😀 \u200b\x07 après", {}, QUAND))
    assert "avant" in texte
    assert "après" in texte
    lu, _ = read_pdf(build_pdf("", "", "#  \u200b\n\nx", {}, QUAND))
    assert lu.metadata is not None
    assert lu.metadata.title


def test_lines_are_told_apart() -> None:
    genres = [(bloc.genre, bloc.rang) for bloc in split_blocs(TEXTE)]
    assert genres == [
        (GenreBloc.TITRE, 0),
        (GenreBloc.PARTIE, 0),
        (GenreBloc.IMAGE, 1),
        (GenreBloc.TEXTE, 0),
        (GenreBloc.PUCE, 0),
        (GenreBloc.PUCE, 0),
        (GenreBloc.CITATION, 0),
        (GenreBloc.IMAGE, 9),
        (GenreBloc.PARTIE, 0),
        (GenreBloc.PUCE, 0),
    ]
    assert split_blocs("[Image de l’étape 1] et plus") == (Bloc(GenreBloc.TEXTE, "[Image de l’étape 1] et plus"),)
    assert split_blocs("-collé") == (Bloc(GenreBloc.TEXTE, "-collé"),)


def test_figures_are_left_out_where_the_picture_shows_them() -> None:
    texte = "## Un vote\n[Image de l’étape 1]\n= 5 votes : 2, 3.\n## Un autre\n= 7 votes : 1, 6.\n"
    for dessinees, attendus in (({1}, ["7 votes : 1, 6."]), (set(), ["5 votes : 2, 3.", "7 votes : 1, 6."])):
        blocs = hide_chiffres(split_blocs(texte), dessinees)
        assert [bloc.texte for bloc in blocs if bloc.genre is GenreBloc.TEXTE] == attendus
    assert "\n5 votes : 2, 3." in build_texte(texte)


def test_the_text_file_keeps_words_and_leaves_pictures() -> None:
    texte = build_texte(TEXTE)
    assert texte.startswith("Compte rendu : séance de mars\n\n1. Un vote\n\nOù en sommes-nous ?\n- Amorcé : 2\n")
    assert f"> {HOSTILE}" in texte
    assert "[Image" not in texte
    assert "\n\n\n" not in texte
    assert texte.endswith("\n")
    assert name_fichier("2026-03-14", "txt") == "compte-rendu-2026-03-14.txt"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=120))
def test_any_text_makes_a_document(texte: str) -> None:
    assert build_pdf(texte[:40], texte[:10], texte, {1: FIGURE}, QUAND).startswith(b"%PDF")
    assert "[Image de l’étape" not in build_texte(texte)


@given(st.text(max_size=200))
def test_nothing_is_lost_between_lines_and_blocks(texte: str) -> None:
    assert len(split_blocs(texte)) == sum(1 for ligne in texte.splitlines() if ligne.strip())


def _list_objects(lu: PdfReader) -> list[object]:
    return [lu.get_object(numero) for numero in range(1, len(lu.xref_objStm) + len(lu.xref.get(0, {})) + 1)]
