"""A round of votes in words, from what was kept of it. Pure: nothing is counted again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caprse.seance.fiche import MotVu, TourVu
from caprse.seance.regles import SEUIL, EtatMot, EtatTour, GenreTour
from caprse.socle.mots import format_pluriel

LIBELLES_TOUR = {
    EtatTour.OUVERT: "vote ouvert",
    EtatTour.FERME: "vote fermé, pas encore révélé",
    EtatTour.REVELE: "résultat révélé",
    EtatTour.REGLE: "vote terminé",
}


def name_choix(options: Mapping[str, Any], valeur: object) -> str:
    """The label that a choice had on that day."""
    for choix in options.get("choix", ()):
        if choix["valeur"] == valeur:
            return f"{choix['valeur']} · {choix['libelle']}"
    return str(valeur)


def describe_tour(tour: TourVu) -> list[str]:
    """What a revealed round says, one line each; empty before the reveal."""
    resultat = tour.resultat
    if resultat is None:
        return []
    votes: int = resultat["votes"]
    lignes = [format_pluriel(votes, "vote reçu", "votes reçus") + "."]
    if not resultat["montre"]:
        return [*lignes, f"Trop peu de votes pour montrer un résultat (il en faut {SEUIL})."]
    if tour.genre is GenreTour.MOTS:
        lignes += [f"{mot.texte} ({mot.nombre})" for mot in list_mots_montres(tour.mots)]
    else:
        lignes += [_describe_choix(tour, choix) for choix in tour.options["choix"]]
    if resultat.get("non_concernes"):
        lignes.append(f"Non concerné : {resultat['non_concernes']}.")
    if resultat.get("mediane") is not None:
        lignes.append(f"Médiane : {name_choix(tour.options, resultat['mediane'])}.")
    if tour.niveau_convenu is not None:
        lignes.append(f"Niveau retenu ensemble : {name_choix(tour.options, tour.niveau_convenu)}.")
    return lignes


def list_groupes(mots: tuple[MotVu, ...]) -> list[tuple[MotVu, int, list[MotVu]]]:
    """Words as the room sees them: each head, how often it was said with what was merged into it, and that."""
    suites: dict[str, list[MotVu]] = {}
    for mot in mots:
        if mot.groupe is not None:
            suites.setdefault(mot.groupe, []).append(mot)
    groupes = [
        (mot, mot.nombre + sum(suite.nombre for suite in suites.get(mot.cle, ())), suites.get(mot.cle, []))
        for mot in mots
        if mot.groupe is None
    ]
    return sorted(groupes, key=lambda groupe: (-groupe[1], groupe[0].texte))


def list_mots_montres(mots: tuple[MotVu, ...]) -> list[MotVu]:
    """The words that were let through, the most said first."""
    return [tete for tete, _, _ in list_groupes(mots) if tete.etat == EtatMot.MONTRE]


def _describe_choix(tour: TourVu, choix: Mapping[str, Any]) -> str:
    resultat = tour.resultat or {}
    cle = str(choix["valeur"])
    nombre = resultat["repartition"][cle]
    part = resultat["parts"][cle]
    if tour.genre is GenreTour.POINTS:
        personnes = format_pluriel(resultat["personnes"][cle], "personne")
        return f"{choix['libelle']} : {format_pluriel(nombre, 'point')} ({part} %), {personnes}"
    return f"{choix['valeur']} · {choix['libelle']} : {nombre} ({part} %)"
