"""What the invented structures answer: uneven, plausible, drawn from a seeded hasard. Works for any référentiel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from caprse.carnet.controle.contenu import PLUS_TARD
from caprse.carnet.regles import LONGUEURS, Saisie
from caprse.demo.fiction import StructureFictive
from caprse.referentiel.schema import Critere, Referentiel

RECUL = 0.25
PART_COMMENTEE = 0.35
PART_AVEC_TRACE = 0.7
PART_AVEC_CIBLE = 0.4
PART_HORS_ACTIVITE = 0.015
ECART_CRITERES = 0.14
ECART_DU_MOMENT = 0.05
GOUT = 0.18

COMMENTAIRES = (
    (
        "On en parle, mais rien n’est encore décidé.",
        "Une collègue s’en occupe quand elle a le temps.",
        "Nous ne savons pas bien par où commencer.",
        "À reprendre à la rentrée, avec toute l’équipe.",
        "Fait une fois l’an dernier, pas refait depuis.",
        "Le départ d’un encadrant a tout arrêté.",
    ),
    (
        "Décidé en réunion d’équipe, appliqué presque partout.",
        "La fiche existe ; tout le monde ne l’utilise pas encore.",
        "Il manque surtout le suivi.",
        "Les salariés en parcours connaissent la règle, le conseil d’administration pas encore.",
        "Nous avons repris l’outil d’une autre structure du collectif.",
        "Affiché dans l’atelier et relu à l’accueil.",
    ),
    (
        "Bilan fait deux fois cette année, deux points corrigés.",
        "Des salariés en parcours animent le point mensuel.",
        "Nous l’avons présenté à deux structures voisines.",
        "Suivi chaque trimestre avec le conseil d’administration.",
        "Un partenaire en a témoigné à l’assemblée générale.",
    ),
)
MOTIFS_HORS_ACTIVITE = ("Nous n’avons pas cette activité.", "Sans objet depuis notre déménagement.")
MOTIFS_INCOMPLET = (
    "L’équipe n’a pas pu se réunir sur ces questions.",
    "Nous attendons l’avis du conseil d’administration.",
    "La personne qui suit ce sujet est absente.",
)


@dataclass(frozen=True)
class ReponseFictive:
    """One answer: the critère's code and what is said of it."""

    critere: str
    saisie: Saisie


def build_reponses(
    hasard: Random, referentiel: Referentiel, structure: StructureFictive, thematique: str, rang: int, total: int
) -> list[ReponseFictive]:
    """The answers of one structure to the capsule of trimestre ``rang`` (from 0) of ``total``, in the carnet's order.

    A gap is an answer that is not there.
    """
    reponses = []
    for part in referentiel.capsule(thematique):
        for enjeu in part.enjeux:
            ici = _mean(structure, enjeu.code, rang, total) + hasard.gauss(0, ECART_DU_MOMENT)
            for critere in enjeu.criteres:
                saisie = _answer(hasard, referentiel.niveau_max, structure, critere, ici, rang + 1)
                if saisie is not None:
                    reponses.append(ReponseFictive(critere.code, saisie))
    return reponses


def build_positionnement(
    hasard: Random, referentiel: Referentiel, structure: StructureFictive
) -> Iterator[tuple[str, int]]:
    """The launch day's niveau on each enjeu, often a little kinder than what the carnets will say."""
    for code in referentiel.ordre:
        for enjeu in referentiel.thematique(code).enjeux:
            yield (
                enjeu.code,
                _to_niveau(_mean(structure, code, 0, 2) + hasard.gauss(0.05, 0.15), referentiel.niveau_max),
            )


def _mean(structure: StructureFictive, enjeu: str, rang: int, total: int) -> float:
    """Where a structure stands on an enjeu at a trimestre, as a share of the échelle."""
    # Each structure has its strong and weak enjeux, the same all along.
    gout = Random(f"{structure.nom}/{enjeu}").uniform(-GOUT, GOUT)  # noqa: S311 - invented data
    recul = RECUL if rang == structure.recul else 0.0
    return structure.depart + structure.elan * rang / max(1, total - 1) + gout - recul


def _answer(
    hasard: Random, niveau_max: int, structure: StructureFictive, critere: Critere, moyenne: float, numero: int
) -> Saisie | None:
    concernes = critere.pour_qui.types
    if concernes is not None and not set(concernes) & set(structure.types):
        motif = f"Ne concerne pas notre type de structure ({'/'.join(structure.types)})."
        return Saisie(non_concerne=True, motif=motif)
    if numero < critere.des_le_trimestre:
        return Saisie(non_concerne=True, motif=PLUS_TARD)
    if hasard.random() < structure.trous:
        return None
    if hasard.random() < PART_HORS_ACTIVITE and not critere.socle_legal:
        return Saisie(non_concerne=True, motif=hasard.choice(MOTIFS_HORS_ACTIVITE))
    niveau = _to_niveau(moyenne + hasard.gauss(0, ECART_CRITERES), niveau_max)
    trace = niveau * 2 >= niveau_max and hasard.random() < PART_AVEC_TRACE
    commente = hasard.random() < PART_COMMENTEE
    return Saisie(
        niveau=niveau,
        commentaire=hasard.choice(COMMENTAIRES[min(2, 3 * niveau // (niveau_max + 1))]) if commente else "",
        cible=niveau + 1 if niveau < niveau_max and hasard.random() < PART_AVEC_CIBLE else None,
        deja_regle=trace and structure.certifiee and hasard.random() < 0.5,
        trace_titre=_title_trace(critere.trace_possible) if trace else "",
    )


def _to_niveau(part: float, niveau_max: int) -> int:
    return max(0, min(niveau_max, round(part * niveau_max)))


def _title_trace(possible: str) -> str:
    """The first of the traces that the référentiel suggests, as a title."""
    premier = re.split(r"[,;.]", possible, maxsplit=1)[0].strip() or possible.strip()
    return (premier[0].upper() + premier[1:])[: LONGUEURS["trace_titre"]]
