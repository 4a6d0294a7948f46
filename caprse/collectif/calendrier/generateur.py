"""Writing the rencontres of a whole cycle in one act."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.calendrier.rythme import Place, Plan, Rythme, check_rythme, plan_rencontres
from caprse.collectif.calendrier.service import QUOI, Calendrier, get_calendrier
from caprse.collectif.modele import Rencontre, Trimestre
from caprse.collectif.regles import EtatTrimestre
from caprse.socle.erreurs import Refus, SaisieInvalide

RIEN = "Rien à ajouter : les rencontres de ce rythme sont déjà au calendrier, ou leur jour est passé."


def preview_rencontres(calendrier: Calendrier, rythme: Rythme, today: date) -> Plan:
    """What the rhythm would add to this calendar, its closed trimestres left alone."""
    places = [
        Place(t.id, t.numero, t.debut, t.fin, [(r.type, r.jour) for r in t.rencontres])
        for t in calendrier.trimestres
        if t.etat is not EtatTrimestre.CLOS
    ]
    return plan_rencontres(places, rythme, today)


def create_rencontres(unit: Unit, collectif_id: UUID, rythme: Rythme) -> Plan:
    """Add what the rhythm asks for and the calendar has not, all or nothing; gives what was added.

    Two at once: the second finds the rencontres of the first. For the animation. Raises Introuvable, SaisieInvalide
    with every reason, Refus when there is nothing to add.
    """
    unit.check(Operation.UPDATE_TRIMESTRE, collectif_id, quoi=QUOI)
    if raisons := check_rythme(rythme):
        raise SaisieInvalide(raisons)
    unit.db.execute(
        select(Trimestre.id).where(Trimestre.collectif_id == collectif_id).order_by(Trimestre.id).with_for_update()
    )
    nombres = {genre: int(nombre) for genre, nombre in rythme.nombres.items()}
    plan = preview_rencontres(get_calendrier(unit, collectif_id), replace(rythme, nombres=nombres), unit.today)
    if not plan.proposees:
        raise Refus(RIEN)
    lignes = [
        {
            "collectif_id": collectif_id,
            "trimestre_id": proposee.trimestre_id,
            "modifie_le": unit.now,
            **asdict(proposee.saisie),
        }
        for proposee in plan.proposees
    ]
    unit.db.execute(insert(Rencontre).values(lignes))
    return plan
