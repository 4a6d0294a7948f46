"""The agenda of a meeting, proposed from what is open and from what was flagged while re-reading."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import propose_points
from caprse.collectif.rencontres.service import get_rencontre
from caprse.referentiel.service import get_referentiel

# No structure is named in an agenda that everybody reads, nor counted: a flag of one structure alone would be told.
_A_PROPOSER = text("""
select array(select distinct l.critere from relecture l
               join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
              where l.collectif_id = r.collectif_id and c.trimestre_id = r.trimestre_id and l.etat = 'a_discuter')
         as a_discuter,
       array(select d.quoi from decision d
               join rencontre a on a.collectif_id = d.collectif_id and a.id = d.rencontre_id
              where d.collectif_id = r.collectif_id and d.structure_id is null and d.etat = 'a_suivre'
                and a.jour < r.jour
              order by d.echeance nulls last, d.cree_le, d.id) as decisions,
       t.referentiel_id, t.thematique
  from rencontre r join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
 where r.collectif_id = :collectif and r.id = :rencontre
""")


def propose_ordre_du_jour(unit: Unit, rencontre_id: UUID) -> str:
    """Lines for an agenda: decisions still open, then the critères flagged « à discuter en séance ». One per line.

    For the animation. Raises Introuvable.
    """
    rencontre, _ = get_rencontre(unit, rencontre_id)
    ligne = unit.db.execute(_A_PROPOSER, {"collectif": rencontre.collectif_id, "rencontre": rencontre_id}).one()
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    criteres = [c for t in referentiel.capsule(ligne.thematique) for c in t.criteres]
    return propose_points(criteres, ligne.a_discuter, ligne.decisions)
