"""A team meeting on a consultation: one question is shown, and closed for good, while the others still take voices."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert, update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.avis.depouiller import count_critere
from caprse.avis.lecture import get_consultation
from caprse.avis.modele import ConsultationCritere, DepouillementCritere
from caprse.avis.regles import refusal_to_speak
from caprse.avis.requetes import COUNT_VOIX, FORGET_QUESTION, LIST_VOIX, TAKE_TURN
from caprse.socle.erreurs import Refus

PEU = "Il faut au moins cinq voix pour les montrer sans trahir personne. Attendez-en d’autres."


def show_question(unit: Unit, consultation_id: UUID, critere: str) -> None:
    """Count the voices on one question, write what may be shown of them, and forget them: it takes none any more.

    For the direction, while the consultation runs. Too few to be shown: nothing is closed, and they stay. A second
    call changes nothing. Raises Introuvable, Refus. Who is answering at that moment is waited for.
    """
    get_consultation(unit, consultation_id, Operation.UPDATE_CONSULTATION)
    unit.db.execute(TAKE_TURN, {"cle": str(consultation_id)})
    consultation = get_consultation(unit, consultation_id, Operation.UPDATE_CONSULTATION)
    consultation.check_critere(critere)
    if raison := refusal_to_speak(consultation.etat):
        raise Refus(raison)
    if critere in consultation.montrees:
        return
    cles = {"collectif": consultation.collectif_id, "consultation": consultation_id}
    with as_systeme(unit) as systeme:
        lignes = systeme.db.execute(LIST_VOIX, cles).all()
        resultat, contenu = count_critere(consultation, critere, lignes)
        if resultat.ensemble.ecart is None:
            raise Refus(PEU)
        systeme.db.execute(
            insert(DepouillementCritere).values(
                collectif_id=consultation.collectif_id,
                consultation_id=consultation_id,
                critere=critere,
                structure_id=consultation.structure_id,
                contenu=contenu,
            )
        )
        systeme.db.execute(FORGET_QUESTION, cles | {"critere": critere})
    unit.db.execute(
        update(ConsultationCritere)
        .where(
            ConsultationCritere.collectif_id == consultation.collectif_id,
            ConsultationCritere.consultation_id == consultation_id,
            ConsultationCritere.critere == critere,
        )
        .values(montre_le=unit.now)
        .execution_options(synchronize_session=False)
    )


def count_voix(unit: Unit, consultation_id: UUID, critere: str) -> int:
    """How many voices wait on one question, sheets with them: all that is told of them. For the direction.

    Raises Introuvable.
    """
    consultation = get_consultation(unit, consultation_id, Operation.UPDATE_CONSULTATION)
    consultation.check_critere(critere)
    voix = unit.db.execute(COUNT_VOIX, {"consultation": consultation_id, "critere": critere}).scalar_one()
    return int(voix) + sum(releve.nombre for (_, code), releve in consultation.releves.items() if code == critere)
