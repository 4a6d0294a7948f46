"""The minutes as they write themselves: lines of plain text, from what was kept of each step. Pure.

A line that begins with ``# `` is the title, ``## `` a part, ``- `` an item, ``> `` what somebody typed for a step; a
line such as ``[Image de l'étape 2]`` stands for the picture of that step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import zip_longest

from caprse.collectif.regles import LIBELLES_RENCONTRE, TypeRencontre
from caprse.restitution.figures.notation import partition_100
from caprse.seance.contenus.scene_vote import SceneVote, TourMontre
from caprse.seance.contenus.scenes import SceneDecisions, SceneEtape, SceneRadar, SceneRepartition, SceneTexte
from caprse.seance.image.figures import draw_figure
from caprse.seance.regles import GenreEtape, GenreTour
from caprse.socle.dates import format_date
from caprse.socle.francais import format_pluriel

TEXTE_MAX = 40_000
COUPE = "\n\n(La suite ne tient pas dans le compte rendu.)"
POUR = "pour : "
SEULE = "Des décisions concernent une seule structure : elle seule les lit, dans « Décisions »."
PLUS_BAS = "Les décisions du jour sont écrites plus bas."


@dataclass(frozen=True, slots=True)
class EtapeRendue:
    """One step, from 1; ``scene`` is what was shown of it, None when it never was."""

    rang: int
    titre: str
    scene: SceneEtape | None


@dataclass(frozen=True, slots=True)
class DecisionRendue:
    """One decision of the day that every member may read."""

    quoi: str
    pilote: str
    echeance: date | None
    structure: str
    criteres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matiere:
    """Everything that the minutes of a session are made of. ``tues``: decisions that only their structure reads."""

    titre: str
    collectif: str
    rencontre: str
    type: TypeRencontre
    jour: date
    heure: time | None
    lieu: str
    presentes: tuple[str, ...]
    personnes: int
    etapes: tuple[EtapeRendue, ...]
    decisions: tuple[DecisionRendue, ...]
    tues: int
    prochaine: tuple[date, time | None, str, str] | None


def write_compte_rendu(matiere: Matiere) -> str:
    """The whole text, 40 000 signs at most."""
    parties = [_write_entete(matiere), _write_presence(matiere)]
    parties += [_write_etape(etape) for etape in matiere.etapes]
    parties.append(_write_decisions(matiere))
    parties.append(_write_suite(matiere))
    texte = "\n\n".join("\n".join(partie) for partie in parties if partie) + "\n"
    return texte if len(texte) <= TEXTE_MAX else texte[: TEXTE_MAX - len(COUPE)] + COUPE


def hide_noms(texte: str, noms: Mapping[str, str] | None, nommables: Mapping[str, str] | None) -> str:
    """The minutes without the decisions of structures that took their name back since they were written.

    ``noms``: the names that they may hold, ``{name: id}``; ``nommables``: who shows its name now, ``{id: name}``.
    """
    retires = [_one_line(nom) for nom, structure in (noms or {}).items() if structure not in (nommables or {})]
    marques = [f"({POUR}{nom}{suite}" for nom in retires for suite in (")", " ;")]
    lignes = texte.split("\n")
    gardees = [ligne for ligne in lignes if not (ligne.startswith("- ") and any(m in ligne for m in marques))]
    if len(gardees) == len(lignes):
        return texte
    if SEULE not in gardees:
        premiere = next(rang for rang, (a, b) in enumerate(zip_longest(lignes, gardees)) if a != b)
        gardees.insert(premiere, SEULE)
    return "\n".join(gardees)


def name_image(rang: int) -> str:
    """The line that stands for the picture of a step."""
    return f"[Image de l'étape {rang}]"


def _write_entete(matiere: Matiere) -> list[str]:
    quand = f"{format_date(matiere.jour)}{f' à {matiere.heure:%H:%M}' if matiere.heure else ''}"
    lieu = f", {_one_line(matiere.lieu)}" if matiere.lieu else ""
    return [
        f"# Compte rendu : {_one_line(matiere.titre)}",
        "",
        f"Collectif : {_one_line(matiere.collectif)}.",
        f"Rencontre : {_one_line(matiere.rencontre)}, le {quand} ({LIBELLES_RENCONTRE[matiere.type]}{lieu}).",
    ]


def _write_presence(matiere: Matiere) -> list[str]:
    if not matiere.presentes:
        return ["## Présences", "", "Les présences n'ont pas été notées."]
    nombre = format_pluriel(len(matiere.presentes), "structure présente", "structures présentes")
    gens = format_pluriel(matiere.personnes, "personne")
    return ["## Présences", "", f"{nombre}, {gens} :", *(f"- {_one_line(nom)}" for nom in matiere.presentes)]


def _write_etape(etape: EtapeRendue) -> list[str]:
    lignes = [f"## {etape.rang}. {_one_line(etape.titre)}", ""]
    scene = etape.scene
    if scene is None:
        return [*lignes, "Cette étape n'a pas été montrée."]
    if draw_figure(scene):
        lignes += [name_image(etape.rang), ""]
    match scene:
        case SceneTexte():
            return lignes + _write_texte(scene)
        case SceneRadar():
            return lignes + _write_radar(scene)
        case SceneRepartition():
            return lignes + _write_repartition(scene)
        case SceneVote():
            return lignes + _write_vote(scene)
        case SceneDecisions(genre=GenreEtape.DECISIONS_OUVERTES):
            return lignes + _write_ouvertes(scene)
        case SceneDecisions():
            return [*lignes, PLUS_BAS]


def _write_texte(scene: SceneTexte) -> list[str]:
    lignes = [f"> {ligne}" for ligne in scene.texte.splitlines() if ligne.strip()]
    return lignes + ([_one_line(f"Lien : {scene.lien}")] if scene.lien else [])


def _write_radar(scene: SceneRadar) -> list[str]:
    if not scene.axes:
        return [scene.raison]
    lignes = [f"Radar : {_one_line(scene.thematique)}, médiane du collectif ({scene.maintenant}) :"]
    for axe in scene.axes:
        valeur = "non montré" if axe.mediane is None else f"{axe.mediane} %"
        avant = ""
        if scene.avant and axe.avant is not None and axe.mediane is not None:
            avant = f" ({axe.avant} % {scene.avant})"
        lignes.append(f"- {_one_line(axe.court)} : {valeur}{avant}")
    return [*lignes, f"{scene.source}."]


def _write_repartition(scene: SceneRepartition) -> list[str]:
    lignes = [_one_line(f"Question : {scene.critere}. {scene.question}")] if scene.critere else []
    if not scene.nombres:
        return [*lignes, scene.raison]
    if scene.portee == "enjeu":
        lignes.append(f"Réponses sur tout l'enjeu « {_one_line(scene.axe)} » :")
    for nom, nombre, part in zip(scene.noms, scene.nombres, partition_100(scene.nombres), strict=True):
        lignes.append(f"- {_one_line(nom)} : {nombre} ({part} %)")
    if scene.mediane:
        lignes.append(f"Médiane : {_one_line(scene.mediane)}.")
    return [*lignes, f"{scene.source}."]


def _write_ouvertes(scene: SceneDecisions) -> list[str]:
    if not scene.decisions:
        return ["Aucune décision n'était à suivre."]
    lignes = []
    for decision in scene.decisions:
        details = [f"pilote : {_one_line(decision.pilote)}"] if decision.pilote else []
        if decision.echeance:
            details.append(f"échéance : {decision.echeance}{', dépassée' if decision.retard else ''}")
        lignes.append(f"- {_one_line(decision.quoi)}{_join(details)}")
    return ["Décisions à suivre ce jour-là :", *lignes]


def _write_vote(scene: SceneVote) -> list[str]:
    sujet = ". ".join(morceau for morceau in (scene.critere, scene.question) if morceau)
    lignes = [_one_line(f"Question : {sujet}")] if sujet else []
    tours = scene.tours
    if not tours:
        return [*lignes, "Ce vote n'a pas été révélé." if scene.numero else "Ce vote n'a pas eu lieu."]
    lignes.append(" ; ".join(f"{tour.nom} : {format_pluriel(tour.votes, 'vote')}" for tour in tours) + ".")
    lignes += [f"{tour.nom} : {tour.raison}" for tour in tours if tour.raison]
    montres = [tour for tour in tours if not tour.raison]
    if scene.vote is GenreTour.MOTS:
        lignes += [_write_mots(tour, len(tours)) for tour in montres]
    elif montres:
        lignes += _write_choix(scene, montres)
    if scene.convenu is not None:
        lignes.append(f"Niveau retenu ensemble : {_name_choix(scene, scene.convenu)}.")
    if scene.structures:
        lignes.append("Chaque structure retrouve le niveau de son équipe sur son accueil ; sa direction le confirme.")
    return lignes


def _write_mots(tour: TourMontre, tours: int) -> str:
    mots = ", ".join(f"{_one_line(mot.texte)} ({mot.nombre})" for mot in tour.mots)
    tete = f"{tour.nom} : " if tours > 1 else ""
    return f"- {tete}{mots or 'aucun mot montré'}"


def _write_choix(scene: SceneVote, montres: Sequence[TourMontre]) -> list[str]:
    """One line per choice, the rounds one beside the other."""
    tours = len(scene.tours)
    parts = [partition_100(tour.nombres) for tour in montres]
    lignes = []
    for rang, choix in enumerate(scene.choix):
        valeurs = []
        for tour, part in zip(montres, parts, strict=True):
            nombre = tour.nombres[rang]
            compte = format_pluriel(nombre, "point") if scene.vote is GenreTour.POINTS else str(nombre)
            valeurs.append(_suffix(f"{compte} ({part[rang]} %)", tour, tours))
        lignes.append(f"- {_name_choix(scene, choix.valeur)} : {', '.join(valeurs)}")
    non_concernes = [_suffix(str(tour.non_concernes), tour, tours) for tour in montres if tour.non_concernes]
    if non_concernes:
        lignes.append(f"- Non concerné : {', '.join(non_concernes)}")
    medianes = [_suffix(_one_line(tour.mediane), tour, tours) for tour in montres if tour.mediane]
    if medianes:
        lignes.append(f"Médiane : {', '.join(medianes)}.")
    return lignes


def _suffix(valeur: str, tour: TourMontre, tours: int) -> str:
    return f"{valeur} au {tour.nom}" if tours > 1 else valeur


def _name_choix(scene: SceneVote, valeur: int) -> str:
    for choix in scene.choix:
        if choix.valeur == valeur:
            libelle = _one_line(choix.libelle)
            chiffre = scene.vote in (GenreTour.NIVEAU, GenreTour.CONFIANCE)
            return f"{valeur} · {libelle}" if chiffre else libelle
    return str(valeur)


def _write_decisions(matiere: Matiere) -> list[str]:
    lignes = ["## Décisions", ""]
    for decision in matiere.decisions:
        details = [f"{POUR}{_one_line(decision.structure)}"] if decision.structure else []
        if decision.pilote:
            details.append(f"pilote : {_one_line(decision.pilote)}")
        if decision.echeance:
            details.append(f"échéance : {format_date(decision.echeance)}")
        if decision.criteres:
            details.append(f"pour avancer sur : {_one_line(', '.join(decision.criteres))}")
        lignes.append(f"- {_one_line(decision.quoi)}{_join(details)}")
    if matiere.tues:
        lignes.append(SEULE)
    elif not matiere.decisions:
        lignes.append("Aucune décision n'a été notée.")
    return lignes


def _write_suite(matiere: Matiere) -> list[str]:
    if matiere.prochaine is None:
        return []
    jour, heure, titre, lieu = matiere.prochaine
    quand = f"{format_date(jour)}{f' à {heure:%H:%M}' if heure else ''}"
    return [
        "## Prochaine rencontre",
        "",
        f"Rendez-vous : {_one_line(titre)}, le {quand}{f', {_one_line(lieu)}' if lieu else ''}.",
    ]


def _join(details: Sequence[str]) -> str:
    return f" ({' ; '.join(details)})" if details else ""


def _one_line(texte: str) -> str:
    """What was typed, on one line: nothing in it can begin a part or an item."""
    return " ".join(texte.split())
