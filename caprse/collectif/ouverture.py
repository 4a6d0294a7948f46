"""Opening a trimestre, which gives each member its carnet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, select, text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.modele import Trimestre
from caprse.collectif.regles import EtatTrimestre, get_jour_ouverture, refusal_to_open
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Ce trimestre"

# The version of the référentiel is pinned here: the latest one that still holds the thématique.
_OUVRIR = text("""
update trimestre t set etat = 'ouvert', version = t.version + 1, referentiel_id = coalesce((
         select n.id from referentiel n join referentiel r on r.cle = n.cle
          where r.id = t.referentiel_id and jsonb_exists(n.contenu -> 'ordre', t.thematique)
          order by string_to_array(n.version, '.')::int[] desc limit 1), t.referentiel_id)
 where t.collectif_id = :collectif and t.id = :trimestre and t.etat = 'prepare'
""")

# The carnet's table belongs to the room above, whose code this one may not know: hence a statement in words.
_DONNER_CARNETS = text("""
insert into carnet (collectif_id, trimestre_id, structure_id)
select a.collectif_id, :trimestre, a.structure_id from adhesion a
 where a.collectif_id = :collectif and daterange(a.du, a.au, '[]') @> cast(:jour as date)
   and (cast(:structure as uuid) is null or a.structure_id = :structure)
on conflict (collectif_id, trimestre_id, structure_id) do nothing
returning id
""")


@dataclass(frozen=True)
class Ouverture:
    """What opening did: ``carnets`` created; ``deja_ouvert`` when there was nothing to do."""

    numero: int
    carnets: int
    deja_ouvert: bool


def open_trimestre(unit: Unit, trimestre_id: UUID) -> Ouverture:
    """Open a trimestre: one carnet for each structure that is a member on the opening day, whatever their number.

    A trimestre opened before its first day opens for the members of that first day. A second call changes nothing.
    Raises Introuvable, Refus when it is closed or when another one is open.
    """
    trimestres, ici = lock_trimestre(unit, trimestre_id)
    if ici.etat == EtatTrimestre.OUVERT:
        return Ouverture(ici.numero, 0, deja_ouvert=True)
    ouverts = [t.numero for t in trimestres if t.etat == EtatTrimestre.OUVERT]
    if raison := refusal_to_open(ici.numero, ici.etat, ouverts):
        raise Refus(raison)
    unit.db.execute(_OUVRIR, {"collectif": ici.collectif_id, "trimestre": ici.id})
    carnets = create_carnets(unit, ici, None)
    return Ouverture(ici.numero, carnets, deja_ouvert=False)


def create_carnets(unit: Unit, trimestre: Trimestre, structure_id: UUID | None) -> int:
    """Give the members of the opening day (or that one structure) the carnet they lack; returns how many were created.

    For callers that have checked the right: it runs as systeme, since the administration may open a trimestre without
    ever being allowed to read a carnet.
    """
    with as_systeme(unit) as systeme:
        crees = systeme.db.execute(
            _DONNER_CARNETS,
            {
                "collectif": trimestre.collectif_id,
                "trimestre": trimestre.id,
                "jour": get_jour_ouverture(trimestre.debut, unit.today),
                "structure": structure_id,
            },
        )
        return len(crees.all())


def lock_trimestre(unit: Unit, trimestre_id: UUID) -> tuple[Sequence[Trimestre], Trimestre]:
    """All trimestres of the collectif of this one, locked until the end, and this one.

    For whoever may change it; raises Introuvable for anyone else.
    """
    trimestres = lock_trimestres(
        unit, select(Trimestre.collectif_id).where(Trimestre.id == trimestre_id).scalar_subquery()
    )
    ici = next((trimestre for trimestre in trimestres if trimestre.id == trimestre_id), None)
    if ici is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_TRIMESTRE, ici.collectif_id, quoi=QUOI)
    return trimestres, ici


def lock_trimestres(unit: Unit, collectif_id: UUID | ScalarSelect[UUID]) -> Sequence[Trimestre]:
    """All trimestres of a collectif by number, locked: openings and adhésions take turns."""
    return unit.db.scalars(
        select(Trimestre)
        .where(Trimestre.collectif_id == collectif_id)
        .order_by(Trimestre.numero)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
