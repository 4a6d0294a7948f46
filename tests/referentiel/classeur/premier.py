"""A first référentiel, written in the empty workbook as a person would: three niveaux, twelve questions."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

NIVEAUX = ("À faire", "En cours", "Tenu")
QUESTIONS = {
    "Les premiers jours": (
        ("Attendre la personne", "Qui attend la personne le premier jour ?", "Quelqu’un vous attendait-il ?"),
        ("Montrer les lieux", "Comment les lieux sont-ils montrés ?", "Vous a-t-on montré les lieux ?"),
        ("Dire les règles", "Comment les règles sont-elles dites ?", "Connaissez-vous les règles ?"),
        ("Donner le matériel", "Le matériel est-il prêt à temps ?", "Aviez-vous vos outils le premier jour ?"),
    ),
    "Les premières semaines": (
        ("Apprendre les gestes", "Qui apprend les gestes du métier ?", "Qui vous a appris les gestes ?"),
        ("Parler du travail", "Quand parle-t-on du travail ensemble ?", "Parlez-vous de votre travail ?"),
        ("Travailler à deux", "Qui travaille à côté de la personne ?", "Travaillez-vous avec quelqu’un ?"),
        ("Savoir qui appeler", "Comment sait-on qui appeler ?", "Savez-vous qui appeler ?"),
    ),
    "Les premiers mois": (
        ("Regarder les progrès", "Quand regarde-t-on les progrès ?", "Savez-vous ce que vous avez appris ?"),
        ("Changer de tâche", "Comment change-t-on de tâche ?", "Pouvez-vous essayer une autre tâche ?"),
        ("Donner son avis", "Comment recueille-t-on les avis ?", "Peut-on dire ce qui ne va pas ?"),
        ("Préparer la suite", "Quand parle-t-on de la suite ?", "Avez-vous parlé de la suite ?"),
    ),
}
DEGRES = ("Rien n’est encore fait", "Une personne le fait parfois", "Toute l’équipe le fait, et on le voit")


def fill_premier(vide: bytes) -> bytes:
    """The empty workbook, filled: what each cell says is typed over what stood there."""
    classeur = load_workbook(BytesIO(vide))
    classeur["Référentiel"]["B4"] = "Notre premier référentiel"
    for rang, nom in enumerate(NIVEAUX, 2):
        for colonne, texte in zip("BCD", (nom, f"Ce que veut dire « {nom} ».", f"On voit « {nom} »."), strict=True):
            classeur["Échelle"][f"{colonne}{rang}"] = texte
    for colonne, texte in zip("BCD", ("Bien accueillir", "Accueil", "Comment nous accueillons."), strict=True):
        classeur["Thématiques"][f"{colonne}2"] = texte
    feuille = classeur["MON"]
    titres = {feuille.cell(1, rang).value: rang for rang in range(1, feuille.max_column + 1)}
    ligne = numero = 0
    for lettre, (enjeu, questions) in zip("ABC", QUESTIONS.items(), strict=True):
        ligne += 1
        textes = {"Ligne": "Enjeu", "Code": f"MON-{lettre}", "Titre": enjeu, "Titre court": enjeu}
        textes |= {"Question": f"{enjeu} : que faites-vous ?", "Question de tous les jours": f"{enjeu} : ça va ?"}
        _fill(feuille, titres, ligne + 1, textes)
        for titre, question, simple in questions:
            ligne += 1
            numero += 1
            textes = {"Ligne": "Critère", "Code": f"MON-{numero:02d}", "Titre": titre, "Question": question}
            textes |= {"Question de tous les jours": simple, "Trace possible": "Une photo", "Pour qui": "toutes"}
            _fill(feuille, titres, ligne + 1, textes | {f"Niveau {n}": f"{d}." for n, d in enumerate(DEGRES)})
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def _fill(feuille: Any, titres: dict[str, int], ligne: int, textes: dict[str, str]) -> None:
    """One row: what the row of before said is taken away."""
    for titre, rang in titres.items():
        feuille.cell(ligne, rang).value = textes.get(titre)
