"""A code keeps its meaning and its place from one version to the next."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.erreurs import CODES
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.stabilite import SEUIL_RESSEMBLANCE, compute_ressemblance, verify_stabilite
from tests.fabrique import build_referentiel

TRAVAIL = Path(__file__).parents[2] / "referentiel" / "travail"

AVANT = {"titre": "Entrée ouverte", "question": "Les règles d’entrée permettent-elles aux plus éloignés de venir ?"}


def build(*chemin: int, **textes: str) -> Referentiel:
    """A référentiel whose thématique, enjeu or critère at this path (thématique, enjeu, critère) has other texts."""
    contenu = to_contenu(build_referentiel(criteres=8))
    objet: dict[str, Any] = contenu
    for cle, rang in zip(("thematiques", "enjeux", "criteres"), chemin, strict=False):
        objet = objet[cle][rang]
    objet |= textes
    return from_contenu(contenu)


def list_codes(ancien: Referentiel, nouveau: Referentiel) -> list[str]:
    erreurs = verify_stabilite(ancien, nouveau)
    assert {erreur.code for erreur in erreurs} <= set(CODES)
    return [erreur.code for erreur in erreurs]


def test_the_same_referentiel_is_stable() -> None:
    assert verify_stabilite(build_referentiel(), build_referentiel()) == []


def test_a_code_may_be_retired_and_another_added() -> None:
    assert list_codes(build_referentiel(criteres=8), build_referentiel(criteres=3)) == []
    assert list_codes(build_referentiel(criteres=3), build_referentiel(criteres=8)) == []


def test_a_code_given_to_something_else_is_refused_with_both_titles() -> None:
    apres = {
        "titre": "Mesure des consommations",
        "question": "Relevez-vous chaque mois l’eau, le gaz et le carburant ?",
    }
    (erreur,) = verify_stabilite(build(0, 0, 0, **AVANT), build(0, 0, 0, **apres))
    assert (erreur.fichier, erreur.ligne, erreur.code) == ("T01.yaml", 1, "CODE-RECYCLE")
    assert "T01-01 était « Entrée ouverte » et devient « Mesure des consommations »" in erreur.message


@pytest.mark.parametrize(
    "apres",
    [
        {"titre": "Entrée ouverte", "question": "Relevez-vous chaque mois l’eau, le gaz et le carburant ?"},
        {"titre": "Mesure des consommations", "question": AVANT["question"]},
    ],
    ids=["même titre", "même question"],
)
def test_a_code_may_change_its_title_or_its_question(apres: dict[str, str]) -> None:
    assert list_codes(build(0, 0, 0, **AVANT), build(0, 0, 0, **apres)) == []


def test_a_code_may_be_said_entirely_in_other_words() -> None:
    avant = {
        "titre": "Objectifs écrits avec la personne",
        "question": "Les objectifs du parcours sont-ils construits avec la personne, relus et modifiables par elle ?",
    }
    apres = {
        "titre": "Projet de parcours",
        "question": "La personne construit-elle son projet avec vous, et peut-elle le relire et le changer ?",
    }
    assert list_codes(build(0, 0, 0, **avant), build(0, 0, 0, **apres)) == []


@pytest.mark.parametrize(("chemin", "champ"), [((0,), "en_bref"), ((0, 0), "question")])
def test_the_code_of_an_enjeu_and_of_a_thematique_keep_their_meaning_too(chemin: tuple[int, ...], champ: str) -> None:
    avant = build(*chemin, titre="Environnement", **{champ: "Consommer moins d’énergie et d’eau."})
    apres = build(*chemin, titre="Gouvernance", **{champ: "Décider ensemble, avec les salariés."})
    assert list_codes(avant, apres) == ["CODE-RECYCLE"]


def test_a_code_that_changes_enjeu_is_refused() -> None:
    contenu = to_contenu(build_referentiel(criteres=8))
    premier, second = contenu["thematiques"][0]["enjeux"]
    second["criteres"].append(premier["criteres"].pop())
    (erreur,) = verify_stabilite(build_referentiel(criteres=8), from_contenu(contenu))
    assert erreur.code == "CODE-DEPLACE"
    assert "T01-04 passe de T01-A à T01-B" in erreur.message


def test_places_of_a_verification_give_the_line() -> None:
    apres = {
        "titre": "Mesure des consommations",
        "question": "Relevez-vous chaque mois l’eau, le gaz et le carburant ?",
    }
    lieux = {"T01-01": ("T01.yaml", 42)}
    (erreur,) = verify_stabilite(build(0, 0, 0, **AVANT), build(0, 0, 0, **apres), lieux)
    assert (erreur.fichier, erreur.ligne) == ("T01.yaml", 42)


def test_short_titles_are_compared_by_all_their_words() -> None:
    assert compute_ressemblance("Eau", "Eau") == 1
    assert compute_ressemblance("Eau", "Gaz") == 0


def test_the_threshold_tells_the_criteres_of_the_referentiel_de_travail_apart() -> None:
    referentiel = verify_dossier(TRAVAIL).referentiel
    assert referentiel is not None
    criteres = [critere for thematique in referentiel.thematiques for critere in thematique.criteres]
    paires = list(combinations(criteres, 2))
    confondues = [
        (un.code, autre.code)
        for un, autre in paires
        if max(compute_ressemblance(un.titre, autre.titre), compute_ressemblance(un.question, autre.question))
        >= SEUIL_RESSEMBLANCE
    ]
    assert len(confondues) < len(paires) * 0.05


def test_an_enjeu_is_called_in_a_chart_as_everywhere_else() -> None:
    """Its short name says nothing that its title does not: two names for one thing are two things."""
    referentiel = verify_dossier(TRAVAIL).referentiel
    assert referentiel is not None
    mots = {
        enjeu.code: set(enjeu.titre_court.lower().split()) - set(enjeu.titre.lower().replace(",", "").split())
        for thematique in referentiel.thematiques
        for enjeu in thematique.enjeux
    }
    assert {code: ajoutes for code, ajoutes in mots.items() if ajoutes} == {}
