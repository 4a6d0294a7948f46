"""What a phone says of a tour, in words: this device's own vote, and the result once it is revealed."""

from __future__ import annotations

from typing import Any

from caprse.seance.regles import GenreTour
from caprse.seance.salle.service import TourSalle
from caprse.seance.vote.bulletins import NON_CONCERNE
from caprse.socle.mots import format_pluriel

_CHAMPS = {GenreTour.NIVEAU: "niveau", GenreTour.CONFIANCE: "confiance"}


def build_saisie(tour: TourSalle) -> dict[str, str]:
    """This device's own vote as the fields of the form."""
    valeur = tour.valeur or {}
    match tour.genre:
        case GenreTour.NIVEAU if valeur.get("non_concerne"):
            return {"choix": NON_CONCERNE}
        case GenreTour.NIVEAU | GenreTour.CONFIANCE:
            return {"choix": str(valeur[_CHAMPS[tour.genre]])} if valeur else {}
        case GenreTour.POINTS:
            return {f"points-{rang}": str(points) for rang, points in enumerate(valeur.get("points", ()))}
        case GenreTour.MOTS:
            return {f"mot-{rang}": mot for rang, mot in enumerate(valeur.get("mots", ()), start=1)}


def format_vote(tour: TourSalle) -> str:
    """This device's own vote in words."""
    valeur = tour.valeur or {}
    if valeur.get("non_concerne"):
        return "Non concerné"
    if tour.genre is GenreTour.MOTS:
        return ", ".join(valeur["mots"])
    choix = tour.options["choix"]
    if tour.genre is GenreTour.POINTS:
        donnes = [(c["libelle"], points) for c, points in zip(choix, valeur["points"], strict=True) if points]
        return ", ".join(f"{libelle} : {format_pluriel(points, 'point')}" for libelle, points in donnes)
    choisi = valeur[_CHAMPS[tour.genre]]
    return str(next(c["libelle"] for c in choix if c["valeur"] == choisi))


def build_lignes(tour: TourSalle) -> list[dict[str, Any]]:
    """The revealed result, one line per choice: ``libelle``, ``compte``, ``part`` (%). Empty when it is kept quiet."""
    resultat = tour.resultat or {}
    if "repartition" not in resultat:
        return []
    unite = "point" if tour.genre is GenreTour.POINTS else "vote"
    return [
        {
            "libelle": choix["libelle"],
            "compte": format_pluriel(resultat["repartition"][str(choix["valeur"])], unite),
            "part": resultat["parts"][str(choix["valeur"])],
        }
        for choix in tour.options["choix"]
    ]


def format_retenu(tour: TourSalle) -> str:
    """The niveau that was agreed, by its name; empty when there is none."""
    if tour.niveau_convenu is None:
        return ""
    return str(next(c["libelle"] for c in tour.options["choix"] if c["valeur"] == tour.niveau_convenu))
