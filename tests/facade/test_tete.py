"""The page that carries Streamlit: French, light, ours; each thing that we look for in Streamlit's is still there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.file_util import get_static_dir

from caprse.facade.morceaux import ELEMENTS_DE_PAGE, PAR_PETIT, sort_morceaux
from caprse.facade.reserve import Reserve
from caprse.facade.tete import CAHIER, FEUILLE, ICONES, build_facade, build_pages
from caprse.facade.textes import MOTIFS, TEXTES
from caprse.web import STATIQUE

STREAMLIT = Path(get_static_dir())


@pytest.fixture(scope="module")
def reserve() -> Reserve:
    return Reserve({"/static": STREAMLIT / "static", "/app/static": STATIQUE})


@pytest.fixture(scope="module")
def pages(reserve: Reserve) -> dict[str, str]:
    index = (STREAMLIT / "index.html").read_text(encoding="utf-8")
    return {nom: page.contenu.decode() for nom, page in build_pages(index, reserve).items()}


def test_the_page_is_in_french_from_its_first_word(pages: dict[str, str]) -> None:
    page = pages[""]
    assert '<html lang="fr" translate="no">' in page
    assert "<title>Cahier CAP RSE</title>" in page
    assert '<meta name="color-scheme" content="light" />' in page
    visible = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert "Le cahier s’ouvre…" in visible
    for anglais in ("JavaScript to run", "Streamlit", "agent", "Reading this"):
        assert anglais not in visible


def test_no_font_nor_door_that_we_do_not_use_is_asked_for(pages: dict[str, str]) -> None:
    page = pages[""]
    assert "SourceSans" not in page
    assert "service-desc" not in page
    assert "shortcut icon" not in page, "Streamlit would fetch each page's icon from a foreign host, and put it there"


def test_streamlits_sheet_comes_without_the_fonts_that_we_replace(pages: dict[str, str], reserve: Reserve) -> None:
    assert pages[""].count('rel="stylesheet"') == 2
    assert FEUILLE in pages[""]
    feuille = reserve.find(FEUILLE)
    assert feuille is not None
    texte = feuille.contenu.decode()
    assert "Source" not in texte
    assert "MaterialSymbols" not in texte
    assert "KaTeX" in texte


def test_every_file_that_the_page_names_is_there(pages: dict[str, str], reserve: Reserve) -> None:
    for page in pages.values():
        adresses = re.findall(r"""(?:href|src)="\.?(/(?:static|app/static)/[^"?]+)""", page)
        assert len(adresses) > 60
        assert [adresse for adresse in adresses if reserve.find(adresse) is None] == []


def test_scripts_are_asked_for_in_an_order_that_keeps_a_slow_line_full(
    pages: dict[str, str], reserve: Reserve
) -> None:
    tailles = {"a": 500, "grand": 79_000, "b": 600, "c": 9_000, "moyen": 14_000, "plus grand": 120_000, "d": 700}
    assert sort_morceaux(tailles, 2 * PAR_PETIT) == ["a", "b", "plus grand", "c", "d", "grand", "moyen"]
    assert sort_morceaux(tailles, 0) == ["plus grand", "a", "b", "c", "d", "grand", "moyen"]
    index = (STREAMLIT / "index.html").read_text(encoding="utf-8")
    nommes = re.findall(r'rel="modulepreload"[^>]*href="\./static/js/([^"]+)"', index)
    page = re.sub(r"<link[^>]*fetchpriority[^>]*>", "", pages[""])
    ranges = re.findall(r'rel="modulepreload"[^>]*href="\./static/js/([^"]+)"', page)
    assert ranges != nommes
    assert sorted(ranges) == sorted(nommes)
    # Streamlit's own script waits for ours, which is written before it.
    assert re.search(r'<script src="[^"]*facade\.js[^"]*" defer fetchpriority="high">', pages[""])


def test_a_first_page_of_results_asks_for_its_charts_at_once(pages: dict[str, str]) -> None:
    assert set(pages) == {"", *ELEMENTS_DE_PAGE}
    assert "ArrowVegaLiteChart" in pages["resultats"]
    assert "ArrowVegaLiteChart" not in pages[""]
    assert "BidiComponent" in pages[""]


def test_the_font_of_icons_is_a_small_part_of_streamlits(pages: dict[str, str], reserve: Reserve) -> None:
    police = reserve.find(ICONES)
    assert police is not None
    assert police.contenu.startswith(b"wOF2")
    assert len(police.contenu) < 60_000
    assert "cap-icones-entieres" in pages[""]


def test_the_script_carries_its_words(reserve: Reserve) -> None:
    script = build_facade(reserve)
    assert "DONNEES" not in script
    assert json.dumps("Mois précédent", ensure_ascii=False) in script


def test_what_is_said_in_french_is_no_english_word_said_again() -> None:
    assert [anglais for anglais, francais in TEXTES.items() if not francais or francais in TEXTES] == []
    assert [
        motif for motif, _ in MOTIFS if not (motif.startswith("^") and motif.endswith("$") and re.compile(motif))
    ] == []


def test_our_sheets_travel_as_one_with_every_rule_and_no_comment(reserve: Reserve, pages: dict[str, str]) -> None:
    adresse = next(a for a in reserve.list_adresses() if a.startswith(CAHIER))
    feuille = reserve.find(adresse)
    assert feuille is not None
    texte = feuille.contenu.decode()
    sources = "".join(re.sub(r"/\*.*?\*/", "", f.read_text(), flags=re.DOTALL) for f in STATIQUE.glob("*.css"))
    assert "/*" not in texte
    assert (texte.count("{"), texte.count(";")) == (sources.count("{"), sources.count(";"))
