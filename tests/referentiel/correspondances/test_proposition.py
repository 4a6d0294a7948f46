"""What is proposed for each old critère, and the correspondence made of what a person chose."""

from __future__ import annotations

from typing import Any

import pytest

from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.correspondances.fichier import list_codes, list_reasons_against
from caprse.referentiel.correspondances.proposition import Raison, build_correspondance, propose
from caprse.referentiel.schema import Referentiel
from tests.fabrique import build_referentiel

TITRES = (
    "Accueil des nouvelles personnes",
    "Dialogue avec les salarié·es",
    "Comptes présentés à tous",
    "Achats responsables",
)


def name(codes: dict[str, str], version: str) -> Referentiel:
    """One thématique of four critères, these codes in the place of the first ones, with these titles."""
    contenu: dict[str, Any] = to_contenu(build_referentiel(themes=1, criteres=4, transversal=False, version=version))
    [enjeu, *_] = contenu["thematiques"][0]["enjeux"]
    for critere, (code, titre) in zip(enjeu["criteres"], codes.items(), strict=True):
        critere.update(code=code, titre=titre, question=f"{titre} : que fait la structure ?")
    return from_contenu(contenu)


ANCIEN = name(dict(zip(("T01-01", "T01-02", "T01-03", "T01-04"), TITRES, strict=True)), "0.1.0")
NOUVEAU = name(
    {
        "T01-11": "Dialogue avec toutes les salarié·es",
        "T01-12": "Sobriété numérique",
        "T01-13": "accueil des nouvelles personnes",
        "T01-04": "Achats",
    },
    "0.2.0",
)


def test_the_same_title_then_a_near_one_is_proposed_and_nothing_else() -> None:
    proposition = propose(ANCIEN, NOUVEAU)
    assert [(ligne.code, ligne.propose, ligne.raison) for ligne in proposition.a_placer] == [
        ("T01-01", "T01-13", Raison.IDENTIQUE),
        ("T01-02", "T01-11", Raison.PROCHE),
        ("T01-03", None, Raison.AUCUNE),
    ]
    assert (proposition.gardes, proposition.renommes) == (("T01-04",), ("T01-04",))


def test_every_new_critere_is_offered_the_most_alike_first() -> None:
    for ligne in propose(ANCIEN, NOUVEAU).a_placer:
        assert sorted(ligne.proches) == sorted(list_codes(NOUVEAU))
        assert ligne.propose in {None, ligne.proches[0]}


def test_two_questions_are_never_joined_without_a_person() -> None:
    jumeau = name(
        dict(zip(("T01-21", "T01-22", "T01-23", "T01-04"), ("A", "B", "C", TITRES[0]), strict=True)), "0.2.0"
    )
    assert propose(ANCIEN, jumeau).a_placer[0].propose is None
    assert propose(ANCIEN, jumeau).a_placer[0].proches[0] == "T01-04"


@pytest.mark.parametrize("suite", ["T01-11", "T01-04", None])
def test_what_is_chosen_leads_from_one_version_to_the_other(suite: str | None) -> None:
    suites = {"T01-01": "T01-13", "T01-02": "T01-11", "T01-03": suite}
    correspondance = build_correspondance(ANCIEN, NOUVEAU, suites)
    assert list_reasons_against(correspondance, ANCIEN, NOUVEAU) == []
    assert [cible.code for cible in correspondance.lignes["T01-03"].vers] == ([suite] if suite else [])
    assert correspondance.nouveaux == ("T01-12",)


def test_what_nobody_placed_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        build_correspondance(ANCIEN, NOUVEAU, {"T01-01": None})
