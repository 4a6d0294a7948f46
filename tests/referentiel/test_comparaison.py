"""What changed between two versions, matched by code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.comparaison import Champ, Comparaison, Deplacement, compare, format_comparaison
from caprse.referentiel.schema import Referentiel
from tests.fabrique import build_referentiel, referentiels

Modifie = Callable[[dict[str, Any]], object]


def compare_apres(modifie: Modifie) -> Comparaison:
    """Compare a référentiel with itself, changed in place as JSON and one version later."""
    ancien = build_referentiel(criteres=8)
    contenu = to_contenu(ancien) | {"version": "0.2.0"}
    modifie(contenu)
    return compare(ancien, from_contenu(contenu))


def list_lignes(modifie: Modifie) -> list[str]:
    """The French lines, without the heading."""
    return format_comparaison(compare_apres(modifie))[1:]


@given(referentiel=referentiels())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_referentiel_does_not_differ_from_itself(referentiel: Referentiel) -> None:
    assert compare(referentiel, referentiel).is_vide


def test_another_version_number_alone_is_no_change() -> None:
    comparaison = compare_apres(lambda _contenu: None)
    assert comparaison.is_vide
    assert format_comparaison(comparaison) == ["De essai 0.1.0 à essai 0.2.0 :", "Aucun changement."]


def test_criteres_added_and_retired_are_told_by_code_and_title() -> None:
    ancien, nouveau = build_referentiel(themes=1, criteres=3), build_referentiel(themes=1, criteres=4)
    assert compare(ancien, nouveau).criteres.ajoutes == (("T01-04", "Critère T01-04"),)
    assert format_comparaison(compare(ancien, nouveau))[1:] == ["Critère ajouté : T01-04 « Critère T01-04 »"]
    assert format_comparaison(compare(nouveau, ancien))[1:] == ["Critère retiré : T01-04 « Critère T01-04 »"]


def test_a_critere_that_changed_enjeu_is_moved_and_neither_added_nor_retired() -> None:
    def move(contenu: dict[str, Any]) -> None:
        premier, second = contenu["thematiques"][0]["enjeux"]
        second["criteres"].insert(0, premier["criteres"].pop())

    comparaison = compare_apres(move)
    assert comparaison.deplacements == (Deplacement("T01-04", "Critère T01-04", "T01-A", "T01-B"),)
    assert format_comparaison(comparaison)[1:] == ["Critère déplacé : T01-04 « Critère T01-04 », de T01-A vers T01-B"]
    noms = {"T01-A": "Un projet", "T01-B": "Des voix"}
    assert format_comparaison(comparaison, noms)[1:] == [
        "Critère déplacé : « Critère T01-04 », de « Un projet » vers « Des voix »"
    ]


def test_a_reworded_critere_tells_which_fields_and_niveaux() -> None:
    def reword(contenu: dict[str, Any]) -> None:
        critere = contenu["thematiques"][0]["enjeux"][0]["criteres"][0]
        critere |= {"titre": "Autre titre", "question": "Autre ?", "socle_legal": True, "renvois": {"normes": ["1"]}}
        critere["niveaux"] |= {"2": "Autre.", "4": "Encore."}

    comparaison = compare_apres(reword)
    (changement,) = comparaison.criteres.changes
    noms = ["titre", "question", "niveau 2", "niveau 4", "socle légal", "renvois normes"]
    assert [champ.nom for champ in changement.champs] == noms
    assert changement.champs[2] == Champ("niveau 2", "Descripteur de T01-01 2", "Autre.")
    (ligne,) = format_comparaison(comparaison)[1:]
    assert ligne.startswith(
        "Critère modifié : T01-01 « Autre titre » : titre (avant : « Critère T01-01 »), question, "
    )
    assert ligne.endswith(", niveau 2, niveau 4, socle légal, renvois normes")


@pytest.mark.parametrize(
    ("modifie", "ligne"),
    [
        (lambda c: c.update(statut="Autre."), "Présentation modifiée : statut"),
        (lambda c: c["echelle"][1].update(nom="Lancé"), "Niveau modifié : 1 « Lancé » : nom"),
        (
            lambda c: c["thematiques"][0].update(en_bref="Autre."),
            "Thématique modifiée : T01 « Thématique T01 » : en bref",
        ),
        (
            lambda c: c["thematiques"][0]["enjeux"][0].update(question_simple="Autre ?"),
            "Enjeu modifié : T01-A « Enjeu T01-A » : question simple",
        ),
        (
            lambda c: c["familles"][0]["entrees"].pop(),
            "Famille de renvois modifiée : normes « Normes d’essai » : code 3",
        ),
        (lambda c: c["familles"].clear(), "Famille de renvois retirée : normes « Normes d’essai »"),
        (
            lambda c: c["thematiques"].insert(0, c["thematiques"].pop(1)),
            "Nouvel ordre des thématiques : T02, T01, TRA",
        ),
        (lambda c: c["thematiques"][1]["enjeux"].reverse(), "Nouvel ordre des critères dans : T02"),
    ],
)
def test_each_other_change_is_told_in_one_line(modifie: Modifie, ligne: str) -> None:
    assert list_lignes(modifie) == [ligne]


def test_another_echelle_shows_the_niveaux_and_every_critere_it_touches() -> None:
    comparaison = compare(build_referentiel(nb_niveaux=5), build_referentiel(nb_niveaux=4))
    assert comparaison.echelle.retires == (("4", "Niveau 4"),)
    assert {champ for un in comparaison.criteres.changes for champ in un.champs if champ.apres is None}
    assert len(comparaison.criteres.changes) == 11


def test_a_thematique_that_leaves_takes_its_enjeux_and_criteres_with_it() -> None:
    lignes = format_comparaison(
        compare(build_referentiel(themes=2, criteres=1), build_referentiel(themes=1, criteres=1))
    )
    assert lignes[1:] == [
        "Thématique retirée : T02 « Thématique T02 »",
        "Enjeu retiré : T02-A « Enjeu T02-A »",
        "Critère retiré : T02-01 « Critère T02-01 »",
    ]


def test_adding_a_thematique_in_the_middle_is_not_a_new_order() -> None:
    def insert(contenu: dict[str, Any]) -> None:
        nouvelle = to_contenu(build_referentiel(themes=3, criteres=1))["thematiques"][2]
        contenu["thematiques"].insert(1, nouvelle)
        contenu["ordre"].insert(1, "T03")

    comparaison = compare_apres(insert)
    assert comparaison.ordre_thematiques == ()
    assert comparaison.thematiques.ajoutes == (("T03", "Thématique T03"),)


def _get_critere(contenu: dict[str, Any]) -> dict[str, Any]:
    critere: dict[str, Any] = contenu["thematiques"][0]["enjeux"][0]["criteres"][0]
    return critere


def test_a_law_that_changed_is_named_under_its_critere() -> None:
    obligation = {"du": "Écrire.", "texte": "Document unique", "article": "R4121-1"}
    [ligne] = list_lignes(lambda contenu: _get_critere(contenu).update(socle_legal=[obligation]))
    assert ligne.startswith("Critère modifié : T01-01 ")
    assert "socle légal" in ligne


def test_other_words_and_another_trimestre_are_named_under_their_critere() -> None:
    variante = {"pour": {"types": ["EBE"]}, "question": "Et chez vous ?"}
    [ligne] = list_lignes(
        lambda contenu: _get_critere(contenu).update(variantes=[variante, variante], des_le_trimestre=2)
    )
    assert "posée dès le trimestre" in ligne
    assert "variante 2" in ligne


def test_words_that_come_and_change_are_named() -> None:
    mot = {"mot": "CSE", "formes": ["comité"], "definition": "Des personnes élues."}
    [venu] = list_lignes(lambda contenu: contenu.update(mots=[mot]))
    assert venu == "Mot expliqué ajouté : CSE « Des personnes élues. »"
    avec = from_contenu(to_contenu(build_referentiel()) | {"mots": [mot]})
    autre = from_contenu(to_contenu(build_referentiel(version="0.2.0")) | {"mots": [{**mot, "definition": "Élues."}]})
    assert format_comparaison(compare(avec, autre))[1:] == ["Mot expliqué modifié : CSE « Élues. » : sens"]
