"""Who comes to a meeting, and who came."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Presence, Rencontre
from caprse.collectif.rencontres.regles import CONSTATS, check_presence
from caprse.collectif.rencontres.requetes import GET_PRESENCE, SETTLE_PRESENCES
from caprse.collectif.rencontres.service import QUOI
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide


def save_presence(unit: Unit, rencontre_id: UUID, structure_id: UUID, etat: str, personnes: int = 1) -> None:
    """Say that a structure will come or not (its own people), or that it came or not (the animation).

    Raises Introuvable, SaisieInvalide with every reason, Refus when the meeting is cancelled or settled.
    """
    ligne = unit.db.execute(GET_PRESENCE, {"rencontre": rencontre_id, "structure": structure_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    animation = unit.acteur.can(Operation.GET_COLLECTIF, ligne.collectif_id)
    if not animation:
        unit.check(Operation.UPDATE_REPONSE, ligne.collectif_id, structure_id, QUOI)
    if raisons := check_presence(etat, personnes, animation=animation):
        raise SaisieInvalide(raisons)
    if ligne.annulee_le is not None:
        raise Refus("Cette rencontre est annulée.")
    if not animation and ligne.etat in CONSTATS:
        raise Refus("La présence à cette rencontre est déjà notée : parlez-en à votre chargée de mission.")
    constat = {
        "etat": etat,
        "personnes": personnes,
        "modifie_le": unit.now,
        "modifie_par": unit.acteur.compte_id,
    }
    cles = {"collectif_id": ligne.collectif_id, "rencontre_id": rencontre_id, "structure_id": structure_id}
    unit.db.execute(
        insert(Presence).values(**cles, **constat).on_conflict_do_update(index_elements=list(cles), set_=constat)
    )


def settle_presences(unit: Unit, rencontre_id: UUID, presentes: Mapping[UUID, bool]) -> None:
    """Write who came and who did not, for all these structures at once. For the animation.

    Raises Introuvable, Refus when the meeting is cancelled or to come.
    """
    rencontre = unit.db.execute(
        select(Rencontre.collectif_id, Rencontre.annulee_le, Rencontre.jour).where(Rencontre.id == rencontre_id)
    ).one_or_none()
    if rencontre is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_COLLECTIF, rencontre.collectif_id, quoi=QUOI)
    if rencontre.annulee_le is not None:
        raise Refus("Cette rencontre est annulée.")
    if rencontre.jour > unit.today:
        raise Refus("Cette rencontre n’a pas encore eu lieu : notez qui est là le jour venu. Rien n’a été modifié.")
    unit.db.execute(
        SETTLE_PRESENCES,
        {
            "collectif": rencontre.collectif_id,
            "rencontre": rencontre_id,
            "presentes": Jsonb({str(structure): venue for structure, venue in presentes.items()}),
            "now": unit.now,
            "compte": unit.acteur.compte_id,
        },
    )
