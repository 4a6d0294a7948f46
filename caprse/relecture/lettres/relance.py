"""Late actions of the plans d'action: one letter to each structure that has some, naming its own alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.plans import ActionSuivie, get_plans
from caprse.progres.regles import is_en_retard
from caprse.relecture.lettres.regles import MOT_MAX, Ecrit
from caprse.relecture.lettres.service import QUOI, send_lettre
from caprse.socle.dates import format_date
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.francais import format_pluriel, shorten

OBJET = "Où en est votre plan d’action ?"
LIGNE_MAX = 150


def send_relance(unit: Unit, collectif_id: UUID, actions: Collection[UUID], texte: str) -> int:
    """Write to the structures whose late actions were chosen, each once; returns how many people will read it.

    What was done meanwhile is left out. For the animation. Raises Introuvable, SaisieInvalide when nothing chosen is
    late any more, and as ``send_lettre``.
    """
    unit.check(Operation.SEND_RAPPEL, collectif_id, quoi=QUOI)
    retards = [
        action
        for action in get_plans(unit, collectif_id).actions
        if action.id in actions and is_en_retard(action.etat, action.echeance, unit.today)
    ]
    if not retards:
        raise SaisieInvalide(["Choisissez au moins une action en retard : rien n’est parti."])
    structures = dict.fromkeys(action.structure_id for action in retards)
    mots = {s: build_mot([action for action in retards if action.structure_id == s]) for s in structures}
    return send_lettre(unit, collectif_id, list(structures), Ecrit(OBJET, texte, mots))


def remind_actions(unit: Unit, collectif_id: UUID, actions: Collection[UUID], texte: str) -> str:
    """The same; says how many people it reaches."""
    gens = format_pluriel(send_relance(unit, collectif_id, actions, texte), "personne")
    return f"La relance part pour {gens}. Elle est aussi dans leurs nouvelles."


def build_mot(retards: Sequence[ActionSuivie]) -> str:
    """The late actions of one structure, a line each, as many as a sentence of a letter may hold."""
    lignes: list[str] = []
    for rang, action in enumerate(retards):
        quoi = shorten(action.quoi, LIGNE_MAX)
        jour = f" (prévue pour le {format_date(action.echeance)})" if action.echeance else ""
        reste = len(retards) - rang
        suite = f"Et {reste:d} de plus." if reste > 1 else "Et une de plus."
        if len("\n".join([*lignes, f"{quoi}{jour}", suite])) > MOT_MAX:
            return "\n".join([*lignes, suite])
        lignes.append(f"{quoi}{jour}")
    return "\n".join(lignes)
