"""What the fédération reads: the closed figures of each collectif, side by side, and nothing about any structure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.restitution.publication.edition import Edition, Publiee
from caprse.restitution.publication.visibilite import restrict_edition

# Every collectif, with the last closed trimestre of each thématique and what was published of it, if anything. Names
# of structures never leave their collectif.
_FEDERATION = text("""
select k.id, k.nom, k.fictif, k.seuil_anonymat as seuil, v.thematique, p.carnets, p.publie_le,
       p.agregats - 'nommees' as edition
  from collectif k
  left join lateral (
    select distinct on (t.thematique) t.id, t.numero, t.thematique, e.publie from trimestre t
     cross join lateral (select exists (select from publication p where p.collectif_id = t.collectif_id
                                           and p.trimestre_id = t.id) as publie) e
     where t.collectif_id = k.id and t.etat = 'clos'
     order by t.thematique, e.publie desc, t.numero desc) v on true
  left join lateral (
    select p.carnets, p.publie_le, p.agregats from publication p
     where p.collectif_id = k.id and p.trimestre_id = v.id order by p.numero desc limit 1) p on true
 order by lower(k.nom), k.id, v.numero
""")


@dataclass(frozen=True, slots=True)
class CollectifVu:
    """One collectif with its closed figures, one publication per thématique, by trimestre.

    ``traitees`` are the thématiques of its closed trimestres, whether or not their figures may be shown.
    """

    id: UUID
    nom: str
    fictif: bool
    publications: tuple[Publiee, ...] = ()
    traitees: frozenset[str] = frozenset()


def list_collectifs_vus(unit: Unit) -> tuple[CollectifVu, ...]:
    """All collectifs by name, in one query, each under its own threshold. Raises Introuvable.

    Each figure is one collectif's own publication: nothing is added up over collectifs, so nothing can be subtracted.
    """
    unit.check(Operation.GET_FEDERATION)
    vus: dict[UUID, CollectifVu] = {}
    for ligne in unit.db.execute(_FEDERATION):
        vu = vus.get(ligne.id, CollectifVu(ligne.id, ligne.nom, ligne.fictif))
        if ligne.thematique is not None:
            vu = replace(vu, traitees=vu.traitees | {ligne.thematique})
        if ligne.edition is not None:
            edition = restrict_edition(Edition.from_contenu(ligne.edition), (), ligne.seuil)
            if edition.agregats:
                vu = replace(vu, publications=(*vu.publications, Publiee(edition, ligne.carnets, ligne.publie_le)))
        vus[ligne.id] = vu
    return tuple(vus.values())


def get_federation(unit: Unit) -> tuple[CollectifVu, ...]:
    """The collectifs that have figures to show. Raises Introuvable."""
    return tuple(vu for vu in list_collectifs_vus(unit) if vu.publications)
