"""Opening a trimestre, which gives each member its carnet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.calendrier.transitions import check_version, lock_trimestre
from caprse.collectif.modele import Trimestre
from caprse.collectif.regles import EtatTrimestre, get_jour_ouverture, refusal_to_open, warning_to_open
from caprse.socle.erreurs import Refus

# The version of the référentiel is pinned here: the one chosen now, else the one the trimestre was prepared with. A
# newer one harms no one until somebody chooses it.
_OUVRIR = text("""
update trimestre t set etat = 'ouvert', version = t.version + 1,
       referentiel_id = coalesce(cast(:choisi as uuid), t.referentiel_id)
 where t.collectif_id = :collectif and t.id = :trimestre and t.etat = 'prepare'
""")

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


def open_trimestre(
    unit: Unit, trimestre_id: UUID, referentiel_id: UUID | None = None, *, hors_ordre: bool = False
) -> Ouverture:
    """Open a trimestre: one carnet for each structure that is a member on the opening day, whatever their number.

    A trimestre opened before its first day opens for the members of that first day. ``referentiel_id`` is the version
    that it keeps (the latest one by default); ``hors_ordre`` says that an earlier one was knowingly left unopened. A
    second call changes nothing. Raises Introuvable, Refus when it is closed, when another one is open, when its turn
    has not come.
    """
    trimestres, ici = lock_trimestre(unit, trimestre_id)
    if ici.etat == EtatTrimestre.OUVERT:
        return Ouverture(ici.numero, 0, deja_ouvert=True)
    ouverts = [t.numero for t in trimestres if t.etat == EtatTrimestre.OUVERT]
    if raison := refusal_to_open(ici.numero, ici.etat, ouverts):
        raise Refus(raison)
    prepares = [t.numero for t in trimestres if t.etat == EtatTrimestre.PREPARE]
    if not hors_ordre and (raison := warning_to_open(ici.numero, prepares)):
        raise Refus(f"{raison} Confirmez que vous voulez ouvrir celui-ci avant.")
    if referentiel_id is not None:
        check_version(unit, referentiel_id, ici.thematique)
    unit.db.execute(_OUVRIR, {"collectif": ici.collectif_id, "trimestre": ici.id, "choisi": referentiel_id})
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
