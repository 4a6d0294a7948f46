"""Référentiels written elsewhere, put into the workbook: what comes in, and what is said to be missing.

OWASP SAMM (owaspsamm/core, CC BY-SA 4.0, https://owaspsamm.org): the stream « Education & Guidance, Training and
Awareness », its question and the three one-sentence descriptions of its activities, as published. Of DSOMM (GPL-3),
only the shape: dimensions, activities that each have one level; its words are not here.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.classeur.vide import write_classeur_vide
from caprse.referentiel.schema import Referentiel

QUESTION = "Do you require employees involved with application development to take SDLC training?"
ACTIVITES = {
    1: "Provide security awareness training for all personnel involved in software development.",
    2: "Offer technology and role-specific guidance, including security nuances of each language and platform.",
    3: "Standardized in-house guidance around the organization's secure software development standards.",
}
# What SAMM does not say, and whoever brings it in decides.
COMPLEMENTS = {
    "Question de tous les jours": "Vous a-t-on appris à travailler sans risque pour les données ?",
    "Niveau 0": "Rien n’est encore prévu.",
    "Trace possible": "Une feuille de présence.",
    "Pour qui": "toutes",
}


def build_classeur(niveaux: int, lignes: list[dict[str, object]]) -> bytes:
    """The empty workbook with this échelle and these rows of one thématique."""
    classeur = load_workbook(BytesIO(write_classeur_vide()))
    classeur["Référentiel"]["B4"] = "Venu d’ailleurs"
    for rang in range(niveaux):
        for colonne, texte in zip("ABCD", (rang, f"Niveau {rang}", f"Sens {rang}.", f"Signe {rang}."), strict=True):
            classeur["Échelle"][f"{colonne}{rang + 2}"] = texte
    for colonne, texte in zip("BCD", ("Education & Guidance", "Guidance", "Training and awareness."), strict=True):
        classeur["Thématiques"][f"{colonne}2"] = texte
    feuille = classeur["MON"]
    titres = {feuille.cell(1, rang).value: rang for rang in range(1, feuille.max_column + 1)}
    for rang in range(3, niveaux):
        # The column of one more niveau, as a person adds it on the right.
        titres[f"Niveau {rang}"] = feuille.max_column + 1
        feuille.cell(1, titres[f"Niveau {rang}"]).value = f"Niveau {rang}"
    feuille.delete_rows(2, feuille.max_row)
    for numero, ligne in enumerate(lignes, 2):
        for titre, valeur in ligne.items():
            feuille.cell(numero, titres[titre]).value = valeur
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def read(niveaux: int, lignes: list[dict[str, object]]) -> tuple[Referentiel | None, list[str]]:
    lu = read_classeur(build_classeur(niveaux, lignes))
    return lu.referentiel, [str(constat) for constat in lu.constats]


def build_enjeu(titre: str) -> dict[str, object]:
    """A practice of SAMM has a title and no question of its own."""
    textes: dict[str, Any] = {"Titre": titre, "Titre court": titre, "Question": titre}
    return {"Ligne": "Enjeu", "Code": "MON-A", **textes, "Question de tous les jours": titre}


def build_stream() -> dict[str, object]:
    ligne: dict[str, object] = {"Ligne": "Critère", "Code": "MON-01", "Titre": "Training and Awareness"}
    return ligne | {"Question": QUESTION} | {f"Niveau {rang}": texte for rang, texte in ACTIVITES.items()}


def test_a_stream_of_samm_comes_in_once_what_it_does_not_say_is_decided() -> None:
    rien, manques = read(4, [build_enjeu("Training and Awareness"), build_stream()])
    assert rien is None
    assert len(manques) == len(COMPLEMENTS)
    assert all(manque.startswith("feuille MON, cellule ") for manque in manques)
    for attendu in ("« Question de tous les jours »", "le niveau 0", "« Trace possible »", "« Pour qui »"):
        assert any(attendu in manque for manque in manques), (attendu, manques)

    referentiel, constats = read(4, [build_enjeu("Training and Awareness"), build_stream() | COMPLEMENTS])
    assert constats == []
    assert referentiel is not None
    assert {rang: referentiel.critere("MON-01").niveaux[rang] for rang in ACTIVITES} == ACTIVITES


def test_an_activity_of_dsomm_has_one_level_and_the_others_are_said_to_be_missing() -> None:
    activite: dict[str, object] = {
        "Ligne": "Critère",
        "Code": "MON-01",
        "Titre": "Une activité",
        "Question": "Est-ce fait ?",
        "Niveau 2": "C’est fait.",
    }
    rien, manques = read(6, [build_enjeu("Une dimension"), activite | COMPLEMENTS])
    assert rien is None
    assert [manque.partition(" : ")[2] for manque in manques] == [
        f"MON-01, niveau {rang} : il manque le niveau {rang} « Niveau {rang} »." for rang in (1, 3, 4, 5)
    ]
