"""The statement that holds a carnet while its state changes, with what its rules need."""

from __future__ import annotations

from sqlalchemy import text

# The row is locked: an answer being saved at the same moment is either before the transition, or refused.
LOCK_CARNET = text("""
select c.id, c.collectif_id, c.structure_id, c.etat, c.version, t.etat as etat_trimestre,
       t.referentiel_id, t.thematique,
       (select array_agg(r.critere) from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
           and (r.niveau is not null or r.non_concerne)) as repondus,
       (select array_agg(distinct f.critere) from conflit f
         where f.collectif_id = c.collectif_id and f.carnet_id = c.id) as partages
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
   for update of c
""")
