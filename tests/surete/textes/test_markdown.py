"""Texts are shown as they were typed: a real browser reads them back from every element that reads Markdown."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PAGE = Path(__file__).parent / "page_essai.py"
RACINE = Path(__file__).parents[3]

CORPUS = [
    "[site](https://exemple.test) *x* &eacute;",
    ":red[x] :blue-background[y] :small[z] :color[x]{foreground=red} :help[x]",
    ":material/home: :material_home: :streamlit: :smile: :+1: :-1:",
    "$x$ et $$y$$ 5 $ à 10 $ \\$z\\$ \\(a\\)",
    "# x",
    "## Titre ##",
    "- x",
    "* x",
    "+ x",
    "1. x",
    "2) x",
    "> citation",
    "<b>gras</b> <script>alert(1)</script> <!-- c --> <br>",
    "`code` ``double`` ```triple```",
    "~~x~~ ~y~ **gras** __gras__ _x_ *y* ***z***",
    "https://exemple.test http://a.fr/b_c_d?e=f&g=h www.exemple.test ftp://x.y",
    "mailto:a@exemple.test nom.prenom@exemple.test xmpp:a@b.c",
    "note[^1] [^1]: bas de page",
    "| a | b |",
    "\\ fin \\* \\",
    "&amp; &lt; &#42; &nbsp; &copy",
    "a -> b <- c <-> d -- e --- f >= g <= h ~= i => j",
    "->",
    "--",
    "---",
    "===",
    "***",
    "![image](https://exemple.test/x.png)",
    "[ref]: https://exemple.test",
    "[ ] à faire [x] fait",
    "L’ATELIER d’Élan n° 3 (ex-Régie) : 100 % « vert »",
    "12:30:45 et a:b:c ::d:: :e",
    "(parenthèses) finales*)",
    "{accolades} {=x} {#id .classe}",
    "a_b_c a*b*c 2*3*4",
    "```python",
    "~~~",
    ":::note",
    "::leaf[x]",
    "Coop' & Cie ; #1 @moi a@b",
    "é 😀 👩\u200d🌾 ü 中文 12\u202f% «\u00a0x\u00a0»",
    "1986. Une année",
    "C:\\Users\\x\\n",
    "<https://exemple.test> <a@b.fr>",
    "terme\u00a0: définition ; x^2^ H~2~O ==x==",
    "\"guillemets\" 'simples' ... (c) (tm)",
    "Ends with colon: ",
    "% % commentaire %%",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Streamlit alone, with one page."""
    dossier = tmp_path_factory.mktemp("essai")
    (dossier / "textes.json").write_text(json.dumps(CORPUS), encoding="utf-8")
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    commande = [sys.executable, "-m", "streamlit", "run", str(PAGE), f"--server.port={port}", "--server.headless=true"]
    commande += ["--server.address=127.0.0.1", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    env = {**os.environ, "CAPRSE_ESSAI_TEXTES": str(dossier / "textes.json"), "PYTHONPATH": str(RACINE)}
    serveur = subprocess.Popen(commande, cwd=dossier, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    adresse = f"http://127.0.0.1:{port}"
    try:
        _wait(adresse)
        yield adresse
    finally:
        serveur.terminate()
        serveur.wait()


def _wait(adresse: str) -> None:
    for _ in range(300):
        try:
            with urlopen(f"{adresse}/_stcore/health") as reponse:  # noqa: S310
                if reponse.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("Streamlit does not start")


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield navigateur
        navigateur.close()


# Where each element puts the text that it was given, and what stands around it.
LECTURE = """(genre) => [...document.querySelectorAll('[class*="st-key-essai-"]')].map(bloc => {
  const rang = Number([...bloc.classList].find(c => c.startsWith('st-key-essai-')).slice(13))
  const zones = genre === 'table'
    ? [...bloc.querySelectorAll('th, td')].filter(z => z.innerText.trim() !== '0' && z.innerText.trim() !== '')
    : [...bloc.querySelectorAll('[data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]')]
  const intrus = [...bloc.querySelectorAll(
    ':is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]) '
    + ':is(a, em, code, del, img, table, h5, h6, blockquote, hr, sup, .katex, [style])'
  )].filter(e => !e.matches('[role="img"][aria-label="check icon"], a[href^="#"]')).map(e => e.outerHTML.slice(0, 200))
  return [rang, zones.map(z => z.innerText), intrus]
})"""


def _normalize(texte: str) -> str:
    """Blanks at the edges and repeated ones, which a browser does not draw."""
    return re.sub(r"[ \n]+", " ", texte).strip()


@pytest.mark.parcours
@pytest.mark.parametrize(
    ("genre", "nombre"), [("texte", 10), ("titre", 6), ("widget", 13), ("choix", 5), ("table", 2)]
)
def test_every_element_shows_the_text_as_it_was_typed(site: str, navigateur: Browser, genre: str, nombre: int) -> None:
    page = navigateur.new_page()
    page.goto(f"{site}/?genre={genre}")
    page.locator(f".st-key-essai-{len(CORPUS) - 1}").wait_for(timeout=120_000)
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stSkeleton\"]')", timeout=60_000)
    page.wait_for_timeout(1500)
    lus = page.evaluate(LECTURE, genre)
    page.close()
    assert len(lus) == len(CORPUS)
    fautes = []
    for rang, zones, intrus in lus:
        attendu = _normalize(CORPUS[rang])
        montres = [_normalize(zone) for zone in zones]
        if sum(attendu in montre for montre in montres) < nombre or intrus:
            fautes.append((CORPUS[rang], [m for m in montres if attendu not in m], len(montres), intrus[:3]))
    assert fautes == []
