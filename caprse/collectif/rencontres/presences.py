"""Who comes to a meeting, and who came."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select, text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Rencontre
from caprse.collectif.rencontres.regles import CONSTATS, check_presence
from caprse.collectif.rencontres.service import QUOI
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

_GET = text("""
select r.collectif_id, r.annulee_le, p.etat
  from rencontre r
  join structure s on s.collectif_id = r.collectif_id and s.id = :structure
  left join presence p on p.collectif_id = r.collectif_id and p.rencontre_id = r.id and p.structure_id = s.id
 where r.id = :rencontre
""")
_SAVE = text("""
insert into presence (collectif_id, rencontre_id, structure_id, etat, personnes, modifie_le, modifie_par)
values (:collectif, :rencontre, :structure, :etat, :personnes, :now, :compte)
    on conflict (collectif_id, rencontre_id, structure_id) do update
   set etat = excluded.etat, personnes = excluded.personnes, modifie_le = excluded.modifie_le,
       modifie_par = excluded.modifie_par
""")

_SETTLE = text("""
insert into presence as p (collectif_id, rencontre_id, structure_id, etat, modifie_le, modifie_par)
select :collectif, :rencontre, s.id, case when l.value::boolean then 'presente' else 'absente' end, :now, :compte
  from jsonb_each_text(:presentes) l join structure s on s.collectif_id = :collectif and s.id = l.key::uuid
    on conflict (collectif_id, rencontre_id, structure_id) do update
   set etat = excluded.etat, modifie_le = excluded.modifie_le, modifie_par = excluded.modifie_par
 where p.etat <> excluded.etat
""")


def save_presence(unit: Unit, rencontre_id: UUID, structure_id: UUID, etat: str, personnes: int = 1) -> None:
    """Say that a structure will come or not (its own people), or that it came or not (the animation).

    Raises Introuvable, SaisieInvalide with every reason, Refus when the meeting is cancelled or settled.
    """
    ligne = unit.db.execute(_GET, {"rencontre": rencontre_id, "structure": structure_id}).one_or_none()
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
    unit.db.execute(
        _SAVE,
        {
            "collectif": ligne.collectif_id,
            "rencontre": rencontre_id,
            "structure": structure_id,
            "etat": etat,
            "personnes": personnes,
            "now": unit.now,
            "compte": unit.acteur.compte_id,
        },
    )


def settle_presences(unit: Unit, rencontre_id: UUID, presentes: Mapping[UUID, bool]) -> None:
    """Write who came and who did not, for all these structures at once. For the animation.

    Raises Introuvable, Refus when the meeting is cancelled.
    """
    rencontre = unit.db.execute(
        select(Rencontre.collectif_id, Rencontre.annulee_le).where(Rencontre.id == rencontre_id)
    ).one_or_none()
    if rencontre is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_COLLECTIF, rencontre.collectif_id, quoi=QUOI)
    if rencontre.annulee_le is not None:
        raise Refus("Cette rencontre est annulée.")
    unit.db.execute(
        _SETTLE,
        {
            "collectif": rencontre.collectif_id,
            "rencontre": rencontre_id,
            "presentes": Jsonb({str(structure): venue for structure, venue in presentes.items()}),
            "now": unit.now,
            "compte": unit.acteur.compte_id,
        },
    )
