"""A visit of the demonstration: every page of every entry, full of data, says nothing that its readers do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pandas as pd
import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Node

from caprse.acces.connexion.demo import COMPTES_DEMO
from caprse.acces.modele import Compte
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit_systeme
from caprse.demo.service import create_demo
from caprse.pages import ENTREES
from caprse.socle.installation import Installation
from tests.ecran import open_page, unescape
from tests.monde import Monde
from tests.test_mots import REPONDU, THEME

CODE = re.compile(r"(?<![\w-])[A-Z]{3}-\d{2}(?![\w-])")
PLURIEL_DE_MACHINE = re.compile(r"\w\((?:s|e|es|x)\)")
JARGON = re.compile(r"\b(?:workbook|streamlit|CEDRE|ISO|None|nan)\b")
# What no one reads: the names that widgets have for the page, addresses, figures of a chart, data of our own controls.
TUS = {"id", "key", "element_id", "form_id", "fragment_id", "url", "spec", "page_script_hash", "query_params", "icon"}
TUS |= {"marshalled_data", "component_name", "json", "mixed", "js_content", "css_content", "html_content", "data"}
NULLE_PART = UUID(int=0)
# Who looks after the référentiel reads which norms it answers to, and a structure its answers by them.
PERMIS = {("referentiel", "ISO"), ("autres-lectures", "ISO")}
# The journal still names a critère by its code: take it away from here with the journal « in titles ».


def walk(noeud: Node) -> Iterator[Node]:
    yield noeud
    if isinstance(noeud, Block):
        for enfant in noeud.children.values():
            yield from walk(enfant)


def read_proto(proto: Any) -> Iterator[str]:
    """Every text of a protobuf message that a person reads."""
    for champ, valeur in proto.ListFields():
        if champ.name in TUS:
            continue
        for une in [valeur] if isinstance(valeur, str) or not hasattr(valeur, "append") else valeur:
            if isinstance(une, str):
                yield une
            elif hasattr(une, "ListFields"):
                yield from read_proto(une)


def read_page(essai: AppTest) -> Iterator[str]:
    for noeud in walk(essai._tree):
        proto: Any = getattr(noeud, "proto", None)
        if hasattr(proto, "ListFields"):
            yield from (unescape(re.sub(r"<[^>]+>", " ", texte)) for texte in read_proto(proto))
        valeur = getattr(noeud, "value", None) if getattr(noeud, "type", "") in {"arrow_table", "table"} else None
        if isinstance(valeur, pd.DataFrame):
            yield from (str(case) for colonne in valeur for case in valeur[colonne])


@pytest.fixture
def monde(installation: Installation) -> Monde:
    """The people of the demonstration, by role; the référentiel is the one that ships."""
    bilan = create_demo(installation, entouree=True)
    with open_unit_systeme() as unit:
        par_courriel = {ligne.courriel: ligne.id for ligne in unit.db.execute(select(Compte.courriel, Compte.id))}
    return Monde(
        collectif=bilan.collectif_id,
        ailleurs=NULLE_PART,
        structures=(),
        structure_ailleurs=NULLE_PART,
        referentiel=NULLE_PART,
        trimestre=NULLE_PART,
        trimestre_ailleurs=NULLE_PART,
        carnets=(),
        carnet_ailleurs=NULLE_PART,
        comptes={role.value: par_courriel[COMPTES_DEMO[role]] for role in Role},
        criteres=(),
        enjeux=(),
    )


def test_every_page_says_that_its_data_are_invented_and_no_code_jargon_or_plural_of_machine(
    monde: Monde,
) -> None:
    lus = [
        (role.value, entree.nom, " ".join(texte.split()))
        for role in Role
        for entree in ENTREES
        if role in entree.roles or not entree.roles
        for texte in read_page(open_page(monde, role.value, entree.nom))
    ]
    fautes = {
        f"{role}/{page} : {trouve} dans « {texte[:90]} »"
        for role, page, texte in lus
        for motif in (CODE, PLURIEL_DE_MACHINE, JARGON, REPONDU, THEME)
        for trouve in motif.findall(texte)
        if (page, trouve) not in PERMIS
    }
    assert len(lus) > 1500
    pages = {(role, page) for role, page, _ in lus}
    muettes = pages - {(role, page) for role, page, texte in lus if "Données inventées" in texte}
    assert not muettes, f"these do not say that the data are invented: {sorted(muettes)}"
    assert not fautes, "\n".join(sorted(fautes))
