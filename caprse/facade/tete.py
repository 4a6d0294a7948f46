"""The page that carries Streamlit, as we give it: French, light, ours from its first paint.

Each replacement looks for what Streamlit writes; a version that writes it otherwise keeps its own, and
``tests/facade/test_tete.py`` says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo

from caprse.facade.morceaux import ELEMENTS, ELEMENTS_DE_PAGE, find_entree, list_morceaux, sort_morceaux
from caprse.facade.reserve import Fichier, Reserve, build_fichier
from caprse.facade.textes import MOTIFS, TEXTES
from caprse.garde.retour import build_script

_GABARITS = Path(__file__).with_name("gabarits")
STATIQUE = "/app/static"
POLICE = f"{STATIQUE}/polices/atkinson-hyperlegible-latin-{{}}.woff2"
POLICES = (("400-normal", 400, "normal"), ("700-normal", 700, "normal"), ("400-italic", 400, "italic"))
ICONES = f"{STATIQUE}/icones.woff2"
NOMS_DES_ICONES = f"{STATIQUE}/icones.txt"

FEUILLE = "/static/css/cahier.css"
HABILLAGE = f"{STATIQUE}/habillage.css"
CAHIER = f"{STATIQUE}/cahier.css"
_LIEN_DE_FEUILLE = re.compile(r'<link rel="stylesheet" crossorigin href="\./static/css/([\w.~-]+)">')
_LIEN_DE_MORCEAU = re.compile(r'[ \t]*<link rel="modulepreload"[^>]*href="\./static/js/([\w.~-]+)"[^>]*>\n')
_FACE = re.compile(r"@font-face\s*\{[^}]*(?:Source|Material)[^}]*\}")
_COMMENTAIRE = re.compile(r"/\*.*?\*/\s*", re.DOTALL)

SCRIPTS = ("facade.js", "saisie.js")

SANS_JAVASCRIPT = """<noscript>
      <style>#cap-ouverture { display: none !important; }</style>
      <p>Cette page a besoin de JavaScript. Vos réponses sont enregistrées.</p>
    </noscript>"""
# Streamlit asks its way round the address first (two answers « not found »), then opens its line: here it is told at
# once where its server is. Its windows of error are in English; ours say the same in French.
REGLAGE = """window.__streamlit = {
        BACKEND_BASE_URL: location.origin + "/",
        HOST_CONFIG: {
          allowedOrigins: [location.origin], useExternalAuthToken: false, blockErrorDialogs: true,
          disableFullscreenMode: true,
        },
      }
      // Months, days and fields of a date are said in the language of the browser: the workbook has one, its own.
      for (const [nom, dit] of [["language", "fr-FR"], ["languages", ["fr-FR", "fr"]]]) {
        Object.defineProperty(navigator, nom, { get: () => dit })
      }"""


def build_pages(index: str, reserve: Reserve, liens: Sequence[str] = ()) -> dict[str, Fichier]:
    """The page by the first part of its address, as several ask for files of their own; "" for all others.

    ``liens``: what rooms above add to its head, as HTML.
    """
    script = reserve.add(f"{STATIQUE}/facade.js", build_facade(reserve))
    return {
        nom: build_fichier(build_page(index, reserve, script, nom, liens).encode(), ".html")
        for nom in ELEMENTS_DE_PAGE
    }


def build_facade(reserve: Reserve) -> str:
    """The script of the page: what Streamlit says in English, icons, the end of the opening; what is being typed."""
    icones = reserve.find(NOMS_DES_ICONES)
    donnees = {
        "textes": TEXTES,
        "motifs": MOTIFS,
        "icones": icones.contenu.decode().split() if icones else [],
    }
    source = ";\n".join((_GABARITS / nom).read_text(encoding="utf-8") for nom in SCRIPTS)
    return source.replace("DONNEES", json.dumps(donnees, ensure_ascii=False, separators=(",", ":")))


def build_avance() -> str:
    """The script that asks for the page before Streamlit's own scripts are there, in the numbers of its protocol."""
    numeros = {
        nom: {champ.name: champ.number for champ in descripteur.fields}
        for nom, descripteur in (
            ("message", BackMsg.DESCRIPTOR),
            ("rerun_script", ClientState.DESCRIPTOR),
            ("context_info", ContextInfo.DESCRIPTOR),
        )
    }
    source = (_GABARITS / "avance.js").read_text(encoding="utf-8")
    return source.replace("DONNEES", json.dumps(numeros, separators=(",", ":")))


def build_page(index: str, reserve: Reserve, script: str, nom: str = "", liens: Sequence[str] = ()) -> str:
    """Streamlit's page, made ours. ``script``: the address of ours."""
    entree = find_entree(index)
    source = reserve.find(f"/static/js/{entree}") if entree else None
    elements = (*ELEMENTS, *ELEMENTS_DE_PAGE[nom])
    morceaux = list_morceaux(index, source.contenu.decode(), elements) if source else []
    page = re.sub(r"\A<!--.*?-->\s*", "", index, flags=re.DOTALL)
    page = re.sub(r"<noscript>.*?</noscript>", SANS_JAVASCRIPT, page, flags=re.DOTALL)
    page = re.sub(r"\s*<!--.*?-->", "", page, flags=re.DOTALL)
    # A font that no page of ours uses, and a door for programs that is closed here.
    page = re.sub(r'\s*<link\s+rel="preload"[^>]*as="font"[^>]*>', "", page)
    page = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", page)
    # Under this very name Streamlit would put each page's icon there, fetched from a foreign host.
    icone = reserve.name(f"{STATIQUE}/icone.svg")
    page = page.replace(
        '<link rel="shortcut icon" href="./favicon.png" />', f'<link rel="icon" href="{icone}" type="image/svg+xml">'
    )
    if feuille := _LIEN_DE_FEUILLE.search(page):
        adresse = build_feuille(reserve, f"/static/css/{feuille[1]}")
        page = page.replace(feuille[0], f'<link rel="stylesheet" href="{adresse}">')
    if entree:
        page = _sort_liens(page, entree, reserve)
    page = page.replace('<html lang="en">', '<html lang="fr" translate="no">')
    page = page.replace(
        "<title>Streamlit</title>",
        "<title>Cahier CAP RSE</title>\n"
        '    <meta name="google" content="notranslate" />\n    <meta name="color-scheme" content="light" />\n'
        f"    {_build_debut(reserve, script)}",
    )
    page = page.replace("</head>", "\n    ".join([_build_fin(reserve, morceaux), *liens]) + "\n  </head>")
    return page.replace('<div id="root"></div>', f'<div id="root"></div>\n    {read_ouverture()}')


def _sort_liens(page: str, entree: str, reserve: Reserve) -> str:
    """The page, naming the scripts of its first display in the order of ``sort_morceaux``."""
    liens = {lien[1]: lien[0] for lien in _LIEN_DE_MORCEAU.finditer(page)}
    if not liens:
        return page
    tailles = {nom: _weigh(reserve, nom) for nom in liens}
    ordre = sort_morceaux(tailles, _weigh(reserve, entree))
    debut = page.index(next(iter(liens.values())))
    return page[:debut] + "".join(liens[nom] for nom in ordre) + _LIEN_DE_MORCEAU.sub("", page[debut:])


def _weigh(reserve: Reserve, nom: str) -> int:
    """How many bytes of a script travel."""
    fichier = reserve.find(f"/static/js/{nom}")
    return min(map(len, fichier.codes.values()), default=len(fichier.contenu)) if fichier else 0


def build_feuille(reserve: Reserve, origine: str) -> str:
    """Streamlit's sheet without the fonts that we replace: its script would load them all. Gives its address."""
    fichier = reserve.find(origine)
    return reserve.add(FEUILLE, _FACE.sub("", fichier.contenu.decode())) if fichier else f".{origine}"


def build_habillage(reserve: Reserve) -> str:
    """All our sheets as one: the house's own first, then what each group of rooms adds to it. Gives its address."""
    adresses = {a for a in reserve.list_adresses() if a.startswith(f"{STATIQUE}/") and a.endswith(".css")} - {CAHIER}
    fichiers = (reserve.find(adresse) for adresse in sorted(adresses, key=lambda a: (a != HABILLAGE, a)))
    feuille = "\n".join(fichier.contenu.decode() for fichier in fichiers if fichier is not None)
    # What is written for whoever changes it is a fifth of what travels.
    return reserve.add(CAHIER, _COMMENTAIRE.sub("", feuille))


def read_ouverture() -> str:
    """What is seen until the page is there."""
    return (_GABARITS / "ouverture.html").read_text(encoding="utf-8").strip()


def _build_debut(reserve: Reserve, script: str) -> str:
    # Whose session has ended meanwhile is led to the login page, with what they typed, not to an error in English.
    # ``defer`` keeps the order: Streamlit's own script would wait for ours, were it asked for last.
    return "\n    ".join(
        [
            f'<link rel="stylesheet" href="{build_habillage(reserve)}">',
            f"<script>{REGLAGE}</script>",
            f"<script>{build_script()}</script>",
            f"<script>{build_avance()}</script>",
            f'<script src="{script}" defer fetchpriority="high"></script>',
        ]
    )


def _build_fin(reserve: Reserve, morceaux: list[str]) -> str:
    # Until it has read the theme, Streamlit draws in its own font: the same letters, so that nothing moves.
    faces = [
        f'@font-face {{ font-family: "{famille}"; src: url("{POLICE.format(nom)}") format("woff2"); '
        f"font-weight: {graisse}; font-style: {style}; font-display: swap; }}"
        for famille in ("Atkinson Hyperlegible", "Source Sans")
        for nom, graisse, style in POLICES
    ]
    lignes = [f'<link rel="modulepreload" crossorigin fetchpriority="low" href="./static/{nom}">' for nom in morceaux]
    lignes += [
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{POLICE.format(nom)}">'
        for nom in ("400-normal", "700-normal")
    ]
    if reserve.find(ICONES):
        icones = reserve.name(ICONES)
        faces.append(
            '@font-face { font-family: "Material Symbols Rounded"; font-style: normal; font-weight: 400; '
            f'font-display: block; src: url("{icones}") format("woff2"); }}'
        )
        lignes.append(f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{icones}">')
    if entiere := next((a for a in reserve.list_adresses() if "/MaterialSymbols-Rounded" in a), None):
        faces.append(
            '@font-face { font-family: "cap-icones-entieres"; font-display: block; '
            f'src: url("{entiere}") format("woff2"); }}'
        )
    return "\n    ".join([*lignes, f"<style>{' '.join(faces)}</style>"])
