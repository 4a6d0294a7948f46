"""What is said of a reading, and its table for a file: pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from caprse.referentiel.marches import name_niveau
from caprse.restitution.renvois.regles import CritereLu, Lecture, Sujet
from caprse.socle.francais import format_pluriel

PROXIMITE = (
    "Où vous en êtes sur chaque sujet, dès que la moitié de ses questions a une réponse. Un sujet proche, pas une "
    "conformité : rien ici ne vaut label, certificat ou rapport."
)
SANS_CRITERE = "Sans question du cahier"
PAS_REPONDU, NON_CONCERNE = "Pas encore répondu", "Non concerné"


def describe_lecture(lecture: Lecture) -> str:
    """``Vos réponses touchent 7 sujets sur 12 ; les autres thématiques du cahier en toucheront 4 de plus.``"""
    total = len(lecture.sujets)
    if not lecture.regardes:
        touches = f"Les questions du cahier touchent {lecture.relies} sujets sur {total}."
        return f"Aucune de vos réponses n’y mène encore. {touches}"
    eclaires = f"Vos réponses touchent {format_pluriel(lecture.regardes, 'sujet')} sur {total}"
    if lecture.relies == lecture.regardes:
        return f"{eclaires}."
    return f"{eclaires} ; les autres thématiques du cahier en toucheront {lecture.relies - lecture.regardes} de plus."


def describe_sujet(sujet: Sujet) -> str:
    """``3 réponses sur 5 · 2 avec une trace``."""
    reponses = format_pluriel(sujet.repondus, "réponse") if sujet.repondus else "Aucune réponse"
    dite = f"{reponses} sur {len(sujet.criteres)}"
    return f"{dite} · {sujet.traces} avec une trace" if sujet.traces else dite


def describe_critere(critere: CritereLu) -> str:
    """``Gouvernance · trimestre 1 · avec une trace``."""
    dits = [critere.thematique]
    if critere.trimestre is not None:
        dits.append(f"trimestre\u00a0{critere.trimestre}")
    if critere.trace:
        dits.append("avec une trace")
    return " · ".join(dits)


def describe_seuls(lecture: Lecture) -> str:
    """``7 sujets sans question du cahier``."""
    return f"{format_pluriel(len(lecture.seuls), 'sujet')} sans question du cahier"


def name_reponse(critere: CritereLu, niveaux: Sequence[str]) -> str:
    """``2 · Organisé``, « Non concerné » or « Pas encore répondu »."""
    if not critere.repondu:
        return PAS_REPONDU
    return NON_CONCERNE if critere.non_concerne else name_niveau(critere.niveau, niveaux)


def list_lignes(lectures: Sequence[Lecture], niveaux: Sequence[str]) -> list[dict[str, Any]]:
    """One row per subject and critère, one for a subject without any."""
    return [
        {
            "Grille": lecture.famille.titre,
            "Groupe": sujet.groupe,
            "Repère": sujet.code,
            "Sujet": sujet.titre,
            "Thématique": critere.thematique if critere else "",
            "Critère": critere.titre if critere else "",
            "Réponse": name_reponse(critere, niveaux) if critere else SANS_CRITERE,
            "Niveau": critere.niveau if critere else None,
            "Trimestre": critere.trimestre if critere else None,
            "Trace": critere.trace if critere else None,
        }
        for lecture in lectures
        for sujet in lecture.sujets
        for critere in sujet.criteres or (None,)
    ]


def table_lectures(lectures: Sequence[Lecture], niveaux: Sequence[str]) -> pd.DataFrame:
    """The rows as a table. As objects: a missing number must not turn the others into floats."""
    return pd.DataFrame(list_lignes(lectures, niveaux), dtype=object)
