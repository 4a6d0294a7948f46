"""What a test reads of a printed document: its words, its fonts, what makes it readable aloud."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

from caprse.referentiel.schema import Referentiel

SANS_LARGEUR = "\u200b"


def read_pdf(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def read_texte(pdf: bytes) -> str:
    """All that is written on it, without what only parts lines: two texts are compared by their letters."""
    return squeeze("\n".join(page.extract_text() for page in read_pdf(pdf).pages))


def squeeze(texte: str) -> str:
    return re.sub(rf"[\s{SANS_LARGEUR}]+", "", texte)


def drop_dits(texte: str, referentiel: Referentiel) -> str:
    """A text without what the référentiel says: the one of the tests names its codes in its words."""
    dits = [
        dit
        for thematique in referentiel.capsule("T01")
        for critere in thematique.criteres
        for dit in (critere.titre, critere.question, *critere.niveaux.values(), *critere.premiers_pas.values())
    ]
    for dit in sorted(map(squeeze, dits), key=len, reverse=True):
        texte = texte.replace(dit, "")
    return texte


def list_polices(pdf: bytes) -> dict[str, bool]:
    """The fonts of a document, and whether each one travels with it."""
    return {
        str(police["/BaseFont"]): any(
            cle in police["/FontDescriptor"] for cle in ("/FontFile", "/FontFile2", "/FontFile3")
        )
        for page in read_pdf(pdf).pages
        for police in _list_polices(page["/Resources"])
    }


def _list_polices(ressources: Any) -> Iterator[Any]:
    for police in ressources.get("/Font", {}).values():
        objet = police.get_object()
        yield from (descendante.get_object() for descendante in objet.get("/DescendantFonts", [objet]))
    for dessin in ressources.get("/XObject", {}).values():
        if "/Resources" in (objet := dessin.get_object()):
            yield from _list_polices(objet["/Resources"])


def check_accessible(pdf: bytes, titre: str) -> None:
    """Tagged, titled, in French, sealed as PDF/UA, its fonts with it."""
    lu = read_pdf(pdf)
    racine: Any = lu.root_object
    assert racine["/Lang"] == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in racine
    assert b"pdfuaid" in racine["/Metadata"].get_object().get_data()
    assert lu.metadata is not None
    assert titre in (lu.metadata.title or "")
    polices = list_polices(pdf)
    assert polices
    assert all(polices.values())
    assert any("AtkinsonHyperlegible" in nom for nom in polices)


def list_figures(pdf: bytes) -> list[str]:
    """What is said in the place of each picture."""
    return list(_list_figures(read_pdf(pdf).root_object["/StructTreeRoot"]))


def _list_figures(noeud: Any) -> Iterator[str]:
    if noeud.get("/S") == "/Figure":
        yield str(noeud.get("/Alt", ""))
    enfants = noeud.get("/K", [])
    for enfant in enfants if isinstance(enfants, list) else [enfants]:
        objet = enfant.get_object() if hasattr(enfant, "get_object") else enfant
        if hasattr(objet, "get"):
            yield from _list_figures(objet)
