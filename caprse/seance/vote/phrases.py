"""A round of votes in words, from what was kept of it. Pure: nothing is counted again."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.referentiel.marches import bind_niveau
from caprse.seance.contenus.phrases import PAROLES, explain_seuil, format_manque, format_recus, format_voix
from caprse.seance.contenus.tours import CauseTu, Options, ResultatChoix, ResultatMots, ResultatPoints, ResultatTu
from caprse.seance.fiche import MotVu, TourVu
from caprse.seance.regles import EtatMot, EtatTour, GenreTour, ModeTour
from caprse.seance.vote.depouillement import misses_votes
from caprse.socle.francais import enumerate_words, format_pluriel


def explain_tu(genre: GenreTour, resultat: ResultatTu) -> str:
    """Why a round of this kind shows no result."""
    match resultat.cause:
        case CauseTu.VOTES:
            return explain_seuil(genre, resultat.seuil)
        case CauseTu.STRUCTURES:
            return (
                f"Il faut au moins {resultat.seuil + 1} structures pour montrer un résultat. "
                "Chacune retrouvera le sien dans son carnet."
            )
        case CauseTu.MOUVEMENTS:
            return (
                "Trop peu de votes ont changé depuis le résultat précédent : "
                "montrer celui-ci ferait reconnaître quelqu’un."
            )


def describe_etat(tour: TourVu, seuil: int) -> str:
    """Where a round stands, for who conducts; never « révélé » where nothing is shown. Each hides among ``seuil``."""
    paroles = PAROLES[tour.genre]
    if tour.etat is EtatTour.FERME and misses_votes(tour.votes, seuil):
        return format_manque(tour.genre, tour.votes, seuil)
    if tour.etat is EtatTour.REVELE and isinstance(tour.resultat, ResultatTu):
        match tour.resultat.cause:
            case CauseTu.VOTES:
                return paroles.trop_peu
            case CauseTu.STRUCTURES:
                return "Pas assez de structures"
            case CauseTu.MOUVEMENTS:
                return paroles.tu
    return paroles.etats[tour.etat]


def is_to_settle(tour: TourVu) -> bool:
    """Whether something comes of a revealed round only once it is settled: a niveau to note, proposals to send."""
    return tour.etat is EtatTour.REVELE and (tour.genre is GenreTour.NIVEAU or tour.mode is ModeTour.STRUCTURE)


def name_choix(options: Options, valeur: int) -> str:
    """The label that a choice had on that day."""
    for choix in options.choix:
        if choix.valeur == valeur:
            return f"{choix.valeur} · {choix.libelle}"
    return str(valeur)


def describe_tour(tour: TourVu) -> list[str]:
    """What a revealed round says, one line each; empty before the reveal."""
    resultat = tour.resultat
    if resultat is None:
        return []
    lignes = [format_recus(tour.genre, resultat.votes) + "."]
    match resultat:
        case ResultatTu():
            return [*lignes, explain_tu(tour.genre, resultat)]
        case ResultatMots():
            lignes += [f"{tete.texte} ({tete.nombre})" for tete, _ in list_groupes_montres(tour.mots)]
        case ResultatPoints():
            lignes += _describe_points(tour.options, resultat)
        case ResultatChoix():
            lignes += _describe_choix(tour.options, resultat)
    if tour.niveau_convenu is not None:
        lignes.append(f"Niveau retenu ensemble : {name_choix(tour.options, tour.niveau_convenu)}.")
    return lignes


def summarize_tour(tour: TourVu) -> str:
    """A revealed round in one line: ``7 votes · réponse du milieu : 2 · Organisé``; empty before the reveal."""
    resultat = tour.resultat
    if resultat is None:
        return ""
    votes = format_voix(tour.genre, resultat.votes)
    match resultat:
        case ResultatTu():
            return f"{votes}. {explain_tu(tour.genre, resultat)}"
        case ResultatMots(groupes=groupes):
            return f"{votes} · {format_pluriel(groupes, 'mot différent', 'mots différents')}"
        case ResultatPoints():
            return f"{votes} · en premier : {_name_tete(tour.options, resultat)}"
        case ResultatChoix(mediane=mediane):
            if mediane is None:
                return votes
            return f"{votes} · réponse du milieu : {bind_niveau(name_choix(tour.options, mediane))}"


def list_groupes(mots: Sequence[MotVu]) -> list[tuple[MotVu, int, list[MotVu]]]:
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


def list_groupes_montres(mots: Sequence[MotVu]) -> list[tuple[MotVu, int]]:
    """The words that were let through, the most said first, with how often they were said together."""
    return [(tete, nombre) for tete, nombre, _ in list_groupes(mots) if tete.etat is EtatMot.MONTRE]


def _name_tete(options: Options, resultat: ResultatPoints) -> str:
    """The choice that received most points; those that received as many, all of them."""
    haut = max(resultat.repartition.values())
    tetes = [choix.libelle for choix in options.choix if resultat.repartition[choix.valeur] == haut]
    return f"{enumerate_words(tetes)} ({format_pluriel(haut, 'point')})"


def get_premiere(tour: TourVu) -> str | None:
    """The proposal that alone received most points; None where there is none, or where nothing is shown."""
    if not isinstance(tour.resultat, ResultatPoints):
        return None
    haut = max(tour.resultat.repartition.values())
    tetes = [un.libelle for un in tour.options.choix if tour.resultat.repartition[un.valeur] == haut]
    return tetes[0] if haut and len(tetes) == 1 else None


def _describe_points(options: Options, resultat: ResultatPoints) -> list[str]:
    lignes = []
    for choix in sorted(options.choix, key=lambda choix: -resultat.repartition[choix.valeur]):
        points = format_pluriel(resultat.repartition[choix.valeur], "point")
        personnes = format_pluriel(resultat.personnes[choix.valeur], "personne")
        lignes.append(f"{choix.libelle} : {points} ({resultat.parts[choix.valeur]} %), {personnes}")
    return lignes


def _describe_choix(options: Options, resultat: ResultatChoix) -> list[str]:
    lignes = [
        f"{choix.valeur} · {choix.libelle} : {resultat.repartition[choix.valeur]} ({resultat.parts[choix.valeur]} %)"
        for choix in options.choix
    ]
    if resultat.non_concernes:
        lignes.append(f"Non concerné : {resultat.non_concernes}.")
    if resultat.mediane is not None:
        lignes.append(f"Réponse du milieu : {name_choix(options, resultat.mediane)}.")
    return lignes
