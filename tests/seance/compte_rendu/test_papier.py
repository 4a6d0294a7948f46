"""The minutes on paper: a real PDF, its text read back; what was typed stays text."""

from __future__ import annotations

import io
import re
import socket
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from caprse.seance.compte_rendu.feuille import build_pdf
from caprse.seance.compte_rendu.papier import (
    Bloc,
    GenreBloc,
    build_texte,
    hide_chiffres,
    name_fichier,
    split_blocs,
)
from caprse.seance.contenus.scene_vote import SceneVote, TourMontre
from caprse.seance.contenus.tours import Choix
from caprse.seance.regles import EtatTour, GenreTour

QUAND = datetime(2026, 3, 14, 13, 2, 5, 123, tzinfo=UTC)
HOSTILE = '#panic("x") #import "@preview/cetz:0.4.0" $ sum_(i) $ \\ [[ ]] *gras* _ital_ @ref // fin "guillemet"'
FIGURE = SceneVote(
    "Un vote",
    GenreTour.POINTS,
    False,
    "",
    "Où en sommes-nous ?",
    (Choix(0, "Nos trajets"), Choix(1, 'Nos "achats" <5>')),
    EtatTour.REVELE,
    1,
    5,
    None,
    (TourMontre("1er tour", 5, nombres=(2, 3)),),
    None,
)
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
    assert squeeze('Nos "achats" <5> 3 points (60 %)') in squeeze(texte), "each bar with its name"
    assert "[Image" not in texte


def test_a_usual_session_stands_on_one_page() -> None:
    """Six votes, four of them with their priorities, decisions, words and who came."""
    noms = ("À explorer", "Amorcé", "Organisé", "Ancré", "Moteur")
    niveau = replace(
        FIGURE,
        vote=GenreTour.NIVEAU,
        choix=tuple(Choix(rang, nom, "Ce que ce niveau veut dire, en une phrase.") for rang, nom in enumerate(noms)),
        tours=(TourMontre("1er tour", 14, nombres=(1, 5, 6, 2, 0), mediane="Organisé"),),
    )
    question = "Question : À quel point savons-nous ce qui pèse le plus, et que faisons-nous de ce que nous savons ?"
    parties = [
        f"## Enjeu {rang}\n{question}\n[Image de l’étape {rang}]\n## Nos priorités : Enjeu {rang}\n"
        f"[Image de l’étape {rang + 10}]\n"
        for rang in range(1, 5)
    ]
    texte = "\n".join(
        [
            "# Compte rendu : séance\n## Décisions",
            "- Visiter l’atelier (pilote : Animation ; échéance : 16 décembre 2026)",
            "- Tenir un point chaque lundi (pilote : Chaque direction ; échéance : 16 décembre 2026)",
            "## Prochaine rencontre\nRendez-vous : Ouvrir la thématique, le 26 octobre 2026 à 14 h 00.",
            *parties,
            "## Un mot pour la suite\n14 votes : confiance (6), écoute (6), du temps (1).",
            f"## Présences\n9 structures présentes : {', '.join(['Régie des Hauts'] * 9)}.",
        ]
    )
    scenes = dict.fromkeys(range(1, 5), niveau) | {rang + 10: FIGURE for rang in range(1, 5)}
    lu, dit = read_pdf(build_pdf("Séance", "Collectif A", texte, scenes, QUAND))
    assert len(lu.pages) == 1
    assert dit.index("Tenir un point") < dit.index("Enjeu 1") < dit.index("Régie des Hauts")
    assert dit.count("médiane") == 4
    assert squeeze("26 octobre 2026 à 14 h 00") in squeeze(dit)


def test_two_rounds_stand_one_under_the_other() -> None:
    deux = replace(FIGURE, tours=(TourMontre("1er tour", 5, nombres=(2, 3)), TourMontre("2e tour", 6, nombres=(6, 0))))
    _, texte = read_pdf(build_pdf("Séance", "C", TEXTE, {1: deux}, QUAND))
    for morceau in ("1er tour · 5 votes", "2e tour · 6 votes", "3 points (60 %)", "6 points (100 %)"):
        assert squeeze(morceau) in squeeze(texte)


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
