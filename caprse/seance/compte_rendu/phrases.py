"""The minutes as they write themselves: lines of plain text, from what was kept of each step. Pure.

A line that begins with ``# `` is the title, ``## `` a part, ``- `` an item, ``> `` what somebody typed for a step; a
line such as ``[Image de l'étape 2]`` stands for the picture of that step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from caprse.collectif.regles import LIBELLES_RENCONTRE, TypeRencontre
from caprse.restitution.figures.notation import partition_100
from caprse.seance.image.scenes import draw_figure
from caprse.seance.regles import GenreEtape, GenreTour
from caprse.socle.dates import format_date
from caprse.socle.mots import format_pluriel

TEXTE_MAX = 40_000
COUPE = "\n\n(La suite ne tient pas dans le compte rendu.)"
PLUS_BAS = "Les décisions du jour sont écrites plus bas."


@dataclass(frozen=True, slots=True)
class EtapeRendue:
    """One step, from 1; ``contenu`` is what was shown of it, None when it never was."""

    rang: int
    genre: GenreEtape
    titre: str
    contenu: Mapping[str, Any] | None


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
    contenu = etape.contenu
    if contenu is None:
        return [*lignes, "Cette étape n'a pas été montrée."]
    if draw_figure(contenu):
        lignes += [name_image(etape.rang), ""]
    match etape.genre:
        case GenreEtape.TEXTE:
            return lignes + _write_texte(contenu)
        case GenreEtape.RADAR:
            return lignes + _write_radar(contenu)
        case GenreEtape.REPARTITION:
            return lignes + _write_repartition(contenu)
        case GenreEtape.VOTE:
            return lignes + _write_vote(contenu)
        case GenreEtape.DECISIONS_OUVERTES:
            return lignes + _write_ouvertes(contenu)
        case GenreEtape.DECISIONS:
            return [*lignes, PLUS_BAS]


def _write_texte(contenu: Mapping[str, Any]) -> list[str]:
    lignes = [f"> {ligne}" for ligne in contenu["texte"].splitlines() if ligne.strip()]
    return lignes + ([_one_line(f"Lien : {contenu['lien']}")] if contenu["lien"] else [])


def _write_radar(contenu: Mapping[str, Any]) -> list[str]:
    if not contenu["axes"]:
        return [contenu["raison"]]
    lignes = [f"Radar : {_one_line(contenu['thematique'])}, médiane du collectif ({contenu['maintenant']}) :"]
    for axe in contenu["axes"]:
        valeur = "non montré" if axe["mediane"] is None else f"{axe['mediane']} %"
        avant = ""
        if contenu["avant"] and axe["avant"] is not None and axe["mediane"] is not None:
            avant = f" ({axe['avant']} % {contenu['avant']})"
        lignes.append(f"- {_one_line(axe['court'])} : {valeur}{avant}")
    return [*lignes, f"{contenu['source']}."]


def _write_repartition(contenu: Mapping[str, Any]) -> list[str]:
    lignes = [_one_line(f"Question : {contenu['critere']}. {contenu['question']}")] if contenu["critere"] else []
    if not contenu["nombres"]:
        return [*lignes, contenu["raison"]]
    if contenu["portee"] == "enjeu":
        lignes.append(f"Réponses sur tout l'enjeu « {_one_line(contenu['axe'])} » :")
    for nom, nombre, part in zip(contenu["noms"], contenu["nombres"], partition_100(contenu["nombres"]), strict=True):
        lignes.append(f"- {_one_line(nom)} : {nombre} ({part} %)")
    if contenu["mediane"]:
        lignes.append(f"Médiane : {_one_line(contenu['mediane'])}.")
    return [*lignes, f"{contenu['source']}."]


def _write_ouvertes(contenu: Mapping[str, Any]) -> list[str]:
    if not contenu["decisions"]:
        return ["Aucune décision n'était à suivre."]
    lignes = []
    for decision in contenu["decisions"]:
        details = [f"pilote : {_one_line(decision['pilote'])}"] if decision["pilote"] else []
        if decision["echeance"]:
            details.append(f"échéance : {decision['echeance']}{', dépassée' if decision['retard'] else ''}")
        lignes.append(f"- {_one_line(decision['quoi'])}{_join(details)}")
    return ["Décisions à suivre ce jour-là :", *lignes]


def _write_vote(contenu: Mapping[str, Any]) -> list[str]:
    sujet = ". ".join(morceau for morceau in (contenu["critere"], contenu["question"]) if morceau)
    lignes = [_one_line(f"Question : {sujet}")] if sujet else []
    tours: Sequence[Mapping[str, Any]] = contenu["tours"]
    if not tours:
        return [*lignes, "Ce vote n'a pas été révélé." if contenu["numero"] else "Ce vote n'a pas eu lieu."]
    lignes.append(" ; ".join(f"{tour['nom']} : {format_pluriel(tour['votes'], 'vote')}" for tour in tours) + ".")
    lignes += [f"{tour['nom']} : {tour['raison']}" for tour in tours if tour["raison"]]
    montres = [tour for tour in tours if not tour["raison"]]
    if contenu["vote"] == GenreTour.MOTS:
        lignes += [_write_mots(tour, len(tours)) for tour in montres]
    elif montres:
        lignes += _write_choix(contenu, montres, len(tours))
    if contenu["convenu"] is not None:
        lignes.append(f"Niveau retenu ensemble : {_name_choix(contenu, contenu['convenu'])}.")
    if contenu["structures"]:
        lignes.append("Chaque structure retrouve le niveau de son équipe sur son accueil ; sa direction le confirme.")
    return lignes


def _write_mots(tour: Mapping[str, Any], tours: int) -> str:
    mots = ", ".join(f"{_one_line(mot['texte'])} ({mot['nombre']})" for mot in tour["mots"])
    tete = f"{tour['nom']} : " if tours > 1 else ""
    return f"- {tete}{mots or 'aucun mot montré'}"


def _write_choix(contenu: Mapping[str, Any], montres: Sequence[Mapping[str, Any]], tours: int) -> list[str]:
    """One line per choice, the rounds one beside the other."""
    parts = [partition_100(tour["nombres"]) for tour in montres]
    lignes = []
    for rang, choix in enumerate(contenu["choix"]):
        valeurs = []
        for tour, part in zip(montres, parts, strict=True):
            nombre = tour["nombres"][rang]
            compte = format_pluriel(nombre, "point") if contenu["vote"] == GenreTour.POINTS else str(nombre)
            valeurs.append(_suffix(f"{compte} ({part[rang]} %)", tour, tours))
        lignes.append(f"- {_name_choix(contenu, choix['valeur'])} : {', '.join(valeurs)}")
    non_concernes = [_suffix(str(tour["non_concernes"]), tour, tours) for tour in montres if tour.get("non_concernes")]
    if non_concernes:
        lignes.append(f"- Non concerné : {', '.join(non_concernes)}")
    medianes = [_suffix(_one_line(tour["mediane"]), tour, tours) for tour in montres if tour.get("mediane")]
    if medianes:
        lignes.append(f"Médiane : {', '.join(medianes)}.")
    return lignes


def _suffix(valeur: str, tour: Mapping[str, Any], tours: int) -> str:
    return f"{valeur} au {tour['nom']}" if tours > 1 else valeur


def _name_choix(contenu: Mapping[str, Any], valeur: object) -> str:
    for choix in contenu["choix"]:
        if choix["valeur"] == valeur:
            libelle = _one_line(choix["libelle"])
            chiffre = contenu["vote"] in (GenreTour.NIVEAU, GenreTour.CONFIANCE)
            return f"{valeur} · {libelle}" if chiffre else libelle
    return str(valeur)


def _write_decisions(matiere: Matiere) -> list[str]:
    lignes = ["## Décisions", ""]
    for decision in matiere.decisions:
        details = [f"pour : {_one_line(decision.structure)}"] if decision.structure else []
        if decision.pilote:
            details.append(f"pilote : {_one_line(decision.pilote)}")
        if decision.echeance:
            details.append(f"échéance : {format_date(decision.echeance)}")
        if decision.criteres:
            details.append(f"pour avancer sur : {_one_line(', '.join(decision.criteres))}")
        lignes.append(f"- {_one_line(decision.quoi)}{_join(details)}")
    if matiere.tues:
        lignes.append("Des décisions concernent une seule structure : elle seule les lit, dans « Décisions ».")
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
