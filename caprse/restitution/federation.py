"""What the fédération reads: the closed figures of each collectif, side by side, and nothing about any structure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.restitution.edition import Edition, Publiee
from caprse.restitution.visibilite import restrict_edition

# The last closed trimestre of each thématique that has figures; names never leave their collectif.
_FEDERATION = text("""
select k.id, k.nom, k.fictif, k.seuil_anonymat as seuil, v.numero, p.carnets, p.publie_le,
       p.agregats - 'nommees' as edition
  from collectif k
  cross join lateral (
    select distinct on (t.thematique) t.id, t.numero from trimestre t
     where t.collectif_id = k.id and t.etat = 'clos'
       and exists (select from publication p where p.collectif_id = t.collectif_id and p.trimestre_id = t.id)
     order by t.thematique, t.numero desc) v
  cross join lateral (
    select p.carnets, p.publie_le, p.agregats from publication p
     where p.collectif_id = k.id and p.trimestre_id = v.id order by p.numero desc limit 1) p
 order by lower(k.nom), k.id, v.numero
""")


@dataclass(frozen=True, slots=True)
class CollectifVu:
    """One collectif with its closed figures, one publication per thématique, by trimestre."""

    id: UUID
    nom: str
    fictif: bool
    publications: tuple[Publiee, ...]


def get_federation(unit: Unit) -> tuple[CollectifVu, ...]:
    """The collectifs by name, in one query. Axes that too few structures answered are left out. Raises Introuvable."""
    unit.check(Operation.GET_FEDERATION)
    vus: dict[UUID, CollectifVu] = {}
    for ligne in unit.db.execute(_FEDERATION):
        edition = restrict_edition(Edition.from_contenu(ligne.edition), (), ligne.seuil)
        if not edition.agregats:
            continue
        vu = vus.get(ligne.id, CollectifVu(ligne.id, ligne.nom, ligne.fictif, ()))
        publiee = Publiee(edition, ligne.carnets, ligne.publie_le)
        vus[ligne.id] = CollectifVu(vu.id, vu.nom, vu.fictif, (*vu.publications, publiee))
    return tuple(vus.values())
