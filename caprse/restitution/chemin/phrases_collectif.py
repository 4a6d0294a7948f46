"""The path of the collectif in words: at each closing what came out, what moved, what did not. Plain texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caprse.collectif.calendrier.reprise import tell_reprises
from caprse.restitution.figures.chemin_collectif import CheminCollectif, Cloture, PointCollectif, RangeeCollectif
from caprse.restitution.figures.formats import DEUX_POINTS, POINT_VIRGULE
from caprse.restitution.figures.libelles import format_etendue, format_mediane
from caprse.socle.francais import enumerate_words, format_pluriel

RIEN = (
    "Le chemin du collectif se dessine à la première clôture d’un trimestre où assez de structures ont transmis leur "
    "carnet pour que personne ne s’y reconnaisse."
)
TU = "Trop peu de structures ont répondu ou bougé pour que personne ne s’y reconnaisse."
POSITIONS = "Ce que les structures disent d’elles-mêmes"
SANS_LIEN = "d’autres structures ou d’autres critères qu’avant, rien ne se compare"


@dataclass(frozen=True, slots=True)
class RecitCloture:
    """One closing: the trimestre, then its lines."""

    numero: int
    titre: str
    fin: date
    lignes: tuple[str, ...]


def describe_chemin_collectif(chemin: CheminCollectif) -> str:
    """All of it in one sentence: over which closings, how many marches more, how many fewer."""
    numeros = chemin.numeros
    if not numeros:
        return RIEN
    if len(numeros) == 1:
        return f"Le chemin du collectif commence au trimestre\u00a0{numeros[0]}. Il se dessine à partir du suivant."
    marches = describe_pas(chemin.gagnees, chemin.perdues)
    dit = f"{marches}, toutes structures ensemble" if marches else "pas encore de marche de plus"
    return f"Du trimestre\u00a0{numeros[0]} au trimestre\u00a0{numeros[-1]}{DEUX_POINTS}{dit}."


def describe_pas(gagnees: int, perdues: int) -> str:
    """``5 marches de plus et 2 de moins``; empty where nothing moved."""
    if gagnees and perdues:
        return f"{format_pluriel(gagnees, 'marche')} de plus et {perdues} de moins"
    if gagnees or perdues:
        return f"{format_pluriel(gagnees or perdues, 'marche')} de {'plus' if gagnees else 'moins'}"
    return ""


def explain_lien() -> str:
    """What a line tells, and what the lack of one."""
    return (
        "Un trait relie deux chiffres qui se comparent : mêmes critères, mêmes structures. "
        "Une clôture sans point n’a pas de chiffre publié."
    )


def list_recits_clotures(chemin: CheminCollectif) -> list[RecitCloture]:
    """Each closing, the most recent first."""
    return [
        RecitCloture(cloture.numero, cloture.titre, cloture.fin, tuple(_list_lignes(chemin, cloture)))
        for cloture in reversed(chemin.clotures)
    ]


def describe_tues(chemin: CheminCollectif, numero: int) -> str:
    """What was not published at a closing; empty where all was."""
    if not (tues := chemin.list_tues(numero)):
        return ""
    return f"Pas de chiffre pour {enumerate_words([rangee.titre_court for rangee in tues])}. {TU}"


def describe_actions(cloture: Cloture) -> str:
    """``12 actions faites``, since the closing before; empty where it is not told."""
    return format_pluriel(cloture.actions, "action faite", "actions faites") if cloture.actions else ""


def describe_positions(rangee: RangeeCollectif) -> str:
    """``25 % au départ, 50 % à l’arrivée``, the middle of the same structures; empty where it is not told."""
    if rangee.depart is None or rangee.arrivee is None:
        return ""
    depart, arrivee = format_mediane(rangee.depart.agregat), format_mediane(rangee.arrivee.agregat)
    return f"{depart} au départ, {arrivee} à l’arrivée"


def list_autour(chemin: CheminCollectif) -> list[str]:
    """What stands beside the points, one sentence for each kind: what the page, a wall and minutes all say of it."""
    faites = [
        f"{dite} au trimestre\u00a0{cloture.numero}"
        for cloture in chemin.clotures
        if (dite := describe_actions(cloture))
    ]
    dites = [f"{rangee.titre_court}, {dite}" for rangee in chemin.rangees if (dite := describe_positions(rangee))]
    lignes = [f"Dans le collectif{DEUX_POINTS}{', '.join(faites)}."] if faites else []
    return [*lignes, f"{POSITIONS}{DEUX_POINTS}{POINT_VIRGULE.join(dites)}."] if dites else lignes


def describe_point(rangee: RangeeCollectif, point: PointCollectif) -> str:
    """``44 %, 5 marches de plus``: the middle of the collectif at a closing, and what moved up to it."""
    etape = rangee.find_etape(point.numero)
    if etape is not None:
        suite = describe_pas(etape.gagnees, etape.perdues) or "autant de marches qu’avant"
    else:
        suite = SANS_LIEN if any(autre.numero < point.numero for autre in rangee.points) else "premier chiffre"
    return f"{format_mediane(point.agregat)}, {suite}"


def alt_chemin_collectif(chemin: CheminCollectif) -> str:
    """For whoever does not see the picture: the message, then each thématique from closing to closing."""
    lignes = [
        f"{rangee.titre}{DEUX_POINTS}"
        + ", ".join(
            f"trimestre\u00a0{point.numero} {format_mediane(point.agregat)} ({format_etendue(point.agregat)})"
            f"{' (repris d’avant)' if point.creux else ''}"
            for point in rangee.points
        )
        for rangee in chemin.rangees
        if rangee.points
    ]
    points = f"{'. '.join(lignes)}{'.' if lignes else ''}"
    return " ".join(
        [f"{describe_chemin_collectif(chemin)}{tell_reprises(chemin.repris)}", points, *list_autour(chemin)]
    )


def _list_lignes(chemin: CheminCollectif, cloture: Cloture) -> list[str]:
    parues = [(rangee, rangee.find_point(cloture.numero)) for rangee in chemin.rangees]
    neuves = [(rangee, point) for rangee, point in parues if point is not None and not point.creux]
    pareilles = [rangee.titre_court for rangee, point in parues if point is not None and point.creux]
    compares = [(rangee, point) for rangee, point in neuves if point.lie]
    lignes = [f"{rangee.titre_court}{DEUX_POINTS}{describe_point(rangee, point)}." for rangee, point in compares]
    for tete, premier in (("Premier chiffre", True), ("Autre chiffre, qui ne se compare pas à celui d’avant", False)):
        seuls = [
            f"{rangee.titre_court}, {format_mediane(point.agregat)}"
            for rangee, point in neuves
            if not point.lie and (point is rangee.points[0]) is premier
        ]
        if seuls:
            lignes.append(f"{tete}{DEUX_POINTS}{POINT_VIRGULE.join(seuls)}.")
    if pareilles:
        lignes.append(f"Rien de nouveau{DEUX_POINTS}{enumerate_words(pareilles)}.")
    revus = [point.revus for _, point in parues if point is not None]
    if revus and all(un is not None for un in revus):
        donnees = sum(un or 0 for un in revus)
        toutes = sum(sum(point.agregat.repartition) for _, point in parues if point is not None)
        lignes.append(
            f"{format_pluriel(donnees, 'réponse donnée ou revue', 'réponses données ou revues')} à ce trimestre"
            f"{POINT_VIRGULE}{format_pluriel(toutes - donnees, 'reprise', 'reprises')} d’avant."
        )
    if tu := describe_tues(chemin, cloture.numero):
        lignes.append(tu)
    return lignes
