"""A référentiel goes into a workbook, or into YAML, and comes back the same."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caprse.referentiel.classeur.cases import read_liste, read_texte, write_liste, write_texte
from caprse.referentiel.classeur.ecriture import write_classeur
from caprse.referentiel.classeur.ecriture_yaml import write_yaml
from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Referentiel
from tests.fabrique import build_referentiel, referentiels

TRAVAIL = Path("referentiel/travail")
PIEGES = (
    "=1+1",
    "'x",
    "+33",
    "-2",
    "@A1",
    "12",
    "2026-03-14",
    "a\nb",
    "_x000D_",
    "—",
    "\\n",
    "a, b ; c",
    "#REF!",
    "oui",
)


@st.composite
def complets(draw: st.DrawFn) -> Referentiel:
    """Any valid référentiel, with words, trimestres, lists without items and texts that a spreadsheet would change."""
    contenu = to_contenu(draw(referentiels()))
    pieges = st.sampled_from(PIEGES)
    contenu["titre"], contenu["licence"] = draw(pieges), draw(pieges)
    mots = draw(st.lists(pieges, unique=True, max_size=6))
    contenu["mots"] = [
        {"mot": mot, "formes": draw(st.lists(st.just(f"{mot} {rang}"), max_size=1)), "definition": draw(pieges)}
        for rang, mot in enumerate(mots)
    ]
    famille = contenu["familles"][0]
    codes = draw(st.lists(pieges, unique=True, min_size=1, max_size=4))
    famille["entrees"] = [{"code": code, "titre": draw(pieges)} for code in codes]
    for thematique in contenu["thematiques"]:
        thematique["icone"] = draw(st.sampled_from([None, "coeur"]))
        for enjeu in thematique["enjeux"]:
            for critere in enjeu["criteres"]:
                critere["des_le_trimestre"] = draw(st.integers(1, 40))
                critere["titre"] = draw(pieges)
                critere["renvois"] = draw(
                    st.sampled_from([{}, {"normes": []}, {"normes": codes}, {"normes": codes[:1]}])
                )
    return from_contenu(contenu)


def read_yaml(referentiel: Referentiel) -> Referentiel | None:
    with TemporaryDirectory() as dossier:
        for nom, texte in write_yaml(referentiel).items():
            Path(dossier, nom).write_text(texte, encoding="utf-8")
        verification = verify_dossier(Path(dossier))
    assert verification.erreurs == ()
    return verification.referentiel


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(referentiel=complets())
def test_any_valid_referentiel_comes_back_the_same(referentiel: Referentiel) -> None:
    lu = read_classeur(write_classeur(referentiel))

    assert lu.constats == ()
    assert lu.referentiel == referentiel
    assert read_yaml(referentiel) == referentiel


def test_the_one_that_ships_comes_back_the_same() -> None:
    travail = verify_dossier(TRAVAIL).referentiel
    assert travail is not None

    assert read_classeur(write_classeur(travail)).referentiel == travail
    assert read_yaml(travail) == travail


def test_its_yaml_is_folded_and_fits_the_line() -> None:
    travail = verify_dossier(TRAVAIL).referentiel
    assert travail is not None
    fichiers = write_yaml(travail)

    assert "question: >-\n" in fichiers["PAR.yaml"]
    assert "types: [AI, ACI, EI, ETTI]" in fichiers["PAR.yaml"]
    assert "ordre: [GOV, PAR, EMP, ENV, ECO, TER]" in fichiers["referentiel.yaml"]


@pytest.mark.parametrize("code", ["LOIS", "MOTS", "HISTORY"])
def test_a_thematique_named_as_a_fixed_sheet_keeps_a_sheet_of_its_own(code: str) -> None:
    contenu = to_contenu(build_referentiel(themes=1, criteres=1, transversal=False))
    texte = str(contenu).replace("T01", code)
    referentiel = from_contenu(eval(texte))  # noqa: S307

    assert read_classeur(write_classeur(referentiel)).referentiel == referentiel


@given(st.text(alphabet="_x0D5F\r\nab—\\n ", max_size=30))
def test_a_text_is_what_it_was_once_its_escapes_are_read(texte: str) -> None:
    assert read_texte(write_texte(texte)) == texte


@given(st.lists(st.text(alphabet="ab\n\\—n", min_size=1, max_size=6).filter(lambda t: bool(t.strip())), max_size=4))
def test_a_list_is_what_it_was(elements: list[str]) -> None:
    assert read_liste(write_liste(elements)) == tuple(elements)
