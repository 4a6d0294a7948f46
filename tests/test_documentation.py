"""What the documentation says of the code is what the code has: pages, settings, commands, targets, files, links."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from caprse.cli import main
from caprse.pages import ENTREES
from caprse.reperes import PAGE, RACINE, build_reperes, list_cibles, list_commandes
from caprse.socle.reglages import AIDE, Reglages

DOCUMENTS = sorted([*RACINE.glob("*.md"), *RACINE.glob("docs/**/*.md")])
CIBLES = {nom.strip("`").removeprefix("make ") for nom, _ in list_cibles()}
# Without ``caprse`` before, nor what the command takes after.
COMMANDES = {re.sub(r" \[?[A-Z].*", "", nom.strip("`").split(" ", 1)[1]) for nom, _ in list_commandes(main, "caprse")}
GROUPES = {commande.split()[0] for commande in COMMANDES}


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def name(document: Path) -> str:
    return str(document.relative_to(RACINE))


def test_the_reference_page_is_that_of_the_code() -> None:
    assert read(PAGE) == build_reperes(), "« make reperes » l’écrit de nouveau"


def test_the_reference_page_holds_everything() -> None:
    """Counted apart from the functions that write it."""
    page = read(PAGE)
    assert all(f"| `/{entree.nom}` |" in page for entree in ENTREES)
    assert all(f"`CAPRSE_{champ.name.upper()}`" in page for champ in fields(Reglages))
    assert set(AIDE) == {champ.name for champ in fields(Reglages)}
    cibles = re.findall(r"^([a-z]+):", read(RACINE / "Makefile"), re.MULTILINE)
    assert set(cibles) == CIBLES, "chaque cible dit ce qu’elle fait, après ##"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_command_that_is_quoted_exists(document: Path) -> None:
    texte = read(document)
    citations = re.findall(r"(?:^|`)make ([a-z]+)", texte, re.MULTILINE)
    assert {cible for cible in citations if cible not in CIBLES} == set()
    inconnues = set()
    for citee in re.findall(r"(?:^|`|« )caprse ([a-z][a-z-]*(?: [a-z][a-z-]*)?)", texte, re.MULTILINE):
        premier, *suite = citee.split()
        connue = premier in COMMANDES or (premier in GROUPES and (not suite or citee in COMMANDES))
        inconnues |= set() if connue else {citee}
    assert inconnues == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_setting_that_is_quoted_exists(document: Path) -> None:
    connus = {champ.name for champ in fields(Reglages)}
    cites = {nom.lower() for nom in re.findall(r"CAPRSE_([A-Z_]*[A-Z])", read(document))}
    assert {nom for nom in cites if nom not in connus and nom.removesuffix("_file") not in connus} - {"oidc"} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_file_that_is_quoted_exists(document: Path) -> None:
    """Paths between backquotes, whole from the root or from a package of ``caprse``; and the links between pages."""
    texte = read(document)
    for cible in re.findall(r"\]\((?!https?:|#)([^)#]+)", texte):
        assert (document.parent / cible).exists(), cible
    # The log of versions says what was true that day.
    if document.name == "CHANGELOG.md":
        return
    racines = ("caprse/", "tests/", "docs/", "bench/", "bin/", "referentiel/", ".ci/", "deploiement/")
    for chemin in re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", texte):
        if chemin.startswith(racines):
            assert any((base / chemin).exists() for base in (RACINE, RACINE / "caprse")), chemin
        elif chemin.endswith(".py"):
            assert (RACINE / "caprse" / chemin).exists(), chemin


def test_every_guarantee_names_tests_that_exist() -> None:
    """One row per invariant of the design, each with a test that is still there."""
    page = read(RACINE / "docs" / "garanties.md")
    rangs = re.findall(r"^\| (\d+) \|(.*)$", page, re.MULTILINE)
    assert [int(rang) for rang, _ in rangs] == list(range(1, 13))
    for rang, texte in rangs:
        cites = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", texte)
        assert cites, rang
        for fichier, test in cites:
            assert f"\ndef {test}(" in read(RACINE / fichier), test
