"""The minutes as they write themselves: lines of plain text, from what was kept of each step. Pure.

A line that begins with ``# `` is the title, ``## `` a part, ``- `` an item, ``> `` what somebody typed for a step,
``= `` figures, left out where the picture above shows them; a line such as ``[Image de l'étape 2]`` stands for the
picture of that step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import zip_longest

from caprse.collectif.regles import LIBELLES_RENCONTRE, TypeRencontre
from caprse.restitution.figures.notation import partition_100
from caprse.seance.contenus.phrases import format_voix
from caprse.seance.contenus.scene_chemin import SceneChemin
from caprse.seance.contenus.scene_decisions import SceneDecisions
from caprse.seance.contenus.scene_pratique import ScenePratique
from caprse.seance.contenus.scene_vote import SceneVote, TourMontre
from caprse.seance.contenus.scenes import SceneEtape, SceneRadar, SceneRepartition, SceneTexte
from caprse.seance.image.figures import has_figure
from caprse.seance.regles import GenreEtape, GenreTour
from caprse.socle.dates import format_date, format_rendez_vous
from caprse.socle.francais import format_pluriel

TEXTE_MAX = 40_000
COUPE = "\n\n(La suite ne tient pas dans le compte rendu.)"
POUR = "pour : "
QUESTION = "Question : "
PROCHAINE = "Prochaine rencontre"
# What a picture shows already, in words: for who reads the text alone.
CHIFFRES = "= "
SEULE = "Des décisions concernent une seule structure : elle seule les lit, dans « Décisions »."


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
    """The whole text, 40 000 signs at most: what was decided first, then what was seen; nothing of what was not."""
    parties = [_write_entete(matiere), _write_decisions(matiere), _write_suite(matiere)]
    parties += [_write_etape(etape) for etape in matiere.etapes]
    parties.append(_write_presence(matiere))
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
    return f"[Image de l’étape {rang}]"


def _write_entete(matiere: Matiere) -> list[str]:
    quand = format_rendez_vous(matiere.jour, matiere.heure)
    lieu = f", {_one_line(matiere.lieu)}" if matiere.lieu else ""
    return [
        f"# Compte rendu : {_one_line(matiere.titre)}",
        "",
        f"Collectif : {_one_line(matiere.collectif)}.",
        f"Rencontre : {_one_line(matiere.rencontre)}, le {quand} ({LIBELLES_RENCONTRE[matiere.type]}{lieu}).",
    ]


def _write_presence(matiere: Matiere) -> list[str]:
    if not matiere.presentes:
        return ["## Présences", "", "Les présences n’ont pas été notées."]
    nombre = format_pluriel(len(matiere.presentes), "structure présente", "structures présentes")
    # One for each is what is written where nobody said how many came: it would be a count that nobody made.
    comptees = matiere.personnes > len(matiere.presentes)
    gens = f", {format_pluriel(matiere.personnes, 'personne')}" if comptees else ""
    return ["## Présences", "", f"{nombre}{gens} : {_one_line(', '.join(matiere.presentes))}."]


def _write_etape(etape: EtapeRendue) -> list[str]:
    """A part for a step that showed something of its own; nothing for the others."""
    scene = etape.scene
    corps = write_scene(scene) if scene is not None else []
    if scene is None or not corps:
        return []
    question = []
    if corps[0].startswith(QUESTION):
        # A step is often called after its critère, or after its question.
        dite = _strip_titre(corps[0].removeprefix(QUESTION), etape.titre)
        question, corps = ([f"{QUESTION}{dite}"] if dite else []), corps[1:]
    image = ["", name_image(etape.rang), ""] if has_figure(scene) else []
    return [f"## {_one_line(etape.titre) or f'Étape {etape.rang}'}", "", *question, *image, *corps]


def _strip_titre(question: str, titre: str) -> str:
    """What the question says that the title does not."""
    titre = _one_line(titre).rstrip(" ?.!")
    if not titre or not question.startswith(titre):
        return question
    suite = question.removeprefix(titre)
    if not suite.strip(" ?.!\u202f\xa0"):
        return ""
    return suite.removeprefix(". ") if suite.startswith(". ") else question


def write_scene(scene: SceneEtape) -> list[str]:
    """The lines of a step; none for what shows nothing of its own."""
    match scene:
        case SceneTexte():
            return _write_texte(scene)
        case ScenePratique() if scene.offerte:
            return [f"> {ligne}" for ligne in (scene.demarche, scene.effet) if ligne]
        case SceneRadar() if scene.axes:
            return _write_radar(scene)
        case SceneChemin() if scene.parues:
            return _write_chemin(scene)
        case SceneRepartition() if scene.nombres:
            return _write_repartition(scene)
        case SceneVote() if scene.tours:
            return _write_vote(scene)
        case SceneDecisions(genre=GenreEtape.DECISIONS_OUVERTES) if scene.decisions:
            return _write_ouvertes(scene)
    return []


def _write_texte(scene: SceneTexte) -> list[str]:
    lignes = [f"> {ligne}" for ligne in scene.texte.splitlines() if ligne.strip()]
    return lignes + ([_one_line(f"Lien : {scene.lien}")] if scene.lien else [])


def _write_radar(scene: SceneRadar) -> list[str]:
    lignes = [f"Médiane du collectif : {_one_line(scene.thematique)} ({scene.maintenant})."]
    valeurs = []
    for axe in scene.axes:
        valeur = "non montré" if axe.mediane is None else f"{axe.mediane} %"
        avant = ""
        if scene.avant and axe.avant is not None and axe.mediane is not None:
            avant = f" ({axe.avant} % {scene.avant})"
        valeurs.append(f"{_one_line(axe.court)} {valeur}{avant}")
    return [*lignes, f"{CHIFFRES}Médianes : {', '.join(valeurs)}.", f"{scene.source}."]


def _write_chemin(scene: SceneChemin) -> list[str]:
    valeurs = [
        f"{_one_line(rangee.titre_court)} " + ", ".join(f"{un.mediane} % (T{un.numero})" for un in rangee.points)
        for rangee in scene.parues
    ]
    suite = [*([_one_line(scene.tu)] if scene.tu else []), *(_one_line(dite) for dite in scene.autour)]
    return [_one_line(scene.phrase), f"{CHIFFRES}Médianes : {' ; '.join(valeurs)}.", *suite, f"{scene.source}."]


def _write_repartition(scene: SceneRepartition) -> list[str]:
    lignes = [_one_line(f"Question : {scene.critere}. {scene.question}")] if scene.critere else []
    if scene.portee == "enjeu":
        lignes.append(f"Réponses sur tout l’enjeu « {_one_line(scene.axe)} ».")
    parts = zip(scene.noms, scene.nombres, partition_100(scene.nombres), strict=True)
    comptes = ", ".join(f"{_one_line(nom)} : {nombre} ({part} %)" for nom, nombre, part in parts)
    lignes.append(f"{CHIFFRES}Réponses : {comptes}.")
    if scene.mediane:
        lignes.append(f"Médiane : {_one_line(scene.mediane)}.")
    return [*lignes, f"{scene.source}."]


def _write_ouvertes(scene: SceneDecisions) -> list[str]:
    lignes = []
    for decision in scene.decisions:
        details = [f"pilote : {_one_line(decision.pilote)}"] if decision.pilote else []
        if decision.echeance:
            details.append(f"échéance : {decision.echeance}{', dépassée' if decision.retard else ''}")
        lignes.append(f"- {_one_line(decision.quoi)}{_join(details)}")
    return ["Décisions à suivre ce jour-là :", *lignes]


def _write_vote(scene: SceneVote) -> list[str]:
    sujet = ". ".join(morceau for morceau in (scene.critere, scene.question) if morceau)
    lignes = [_one_line(f"{QUESTION}{sujet}")] if sujet else []
    for tour in scene.tours:
        tete = f"{tour.nom}, " if len(scene.tours) > 1 else ""
        votes = f"{tete}{format_voix(scene.vote, tour.votes)}"
        if tour.raison:
            lignes.append(f"{votes}. {tour.raison}")
        elif scene.vote is GenreTour.MOTS:
            lignes.append(f"{votes} : {_list_mots(tour)}.")
        else:
            lignes.append(f"{CHIFFRES}{votes} : {_list_choix(scene, tour)}.")
    if scene.convenu is not None:
        lignes.append(f"Niveau retenu ensemble : {_name_choix(scene, scene.convenu)}.")
    if scene.structures:
        lignes.append("Chaque structure retrouve le niveau de son équipe sur son accueil ; sa direction le confirme.")
    return lignes


def _list_mots(tour: TourMontre) -> str:
    return ", ".join(f"{_one_line(mot.texte)} ({mot.nombre})" for mot in tour.mots) or "aucun mot montré"


def _list_choix(scene: SceneVote, tour: TourMontre) -> str:
    """What each choice received, points from the most given to the least; then the median."""
    rangs = list(range(len(scene.choix)))
    unite = ""
    if scene.vote is GenreTour.POINTS:
        rangs.sort(key=lambda rang: -tour.nombres[rang])
        unite = "point"
    parts = partition_100(tour.nombres)
    valeurs = []
    for rang in rangs:
        nombre = tour.nombres[rang]
        compte = format_pluriel(nombre, unite) if unite else str(nombre)
        valeurs.append(f"{_name_choix(scene, scene.choix[rang].valeur)} : {compte} ({parts[rang]} %)")
    if tour.non_concernes:
        valeurs.append(f"non concerné : {tour.non_concernes}")
    texte = ", ".join(valeurs)
    return f"{texte}. Médiane : {_one_line(tour.mediane)}" if tour.mediane else texte


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
        lignes.append("Aucune décision n’a été notée.")
    return lignes


def _write_suite(matiere: Matiere) -> list[str]:
    if matiere.prochaine is None:
        return []
    jour, heure, titre, lieu = matiere.prochaine
    quand = format_rendez_vous(jour, heure)
    return [
        f"## {PROCHAINE}",
        "",
        f"Rendez-vous : {_one_line(titre)}, le {quand}{f', {_one_line(lieu)}' if lieu else ''}.",
    ]


def _join(details: Sequence[str]) -> str:
    return f" ({' ; '.join(details)})" if details else ""


def _one_line(texte: str) -> str:
    """What was typed, on one line: nothing in it can begin a part or an item."""
    return " ".join(texte.split())
