"""The statement of the other readings of a structure's answers."""

from __future__ import annotations

from sqlalchemy import text

# ``donnees``: as the states of a structure are read (``Brute``). ``traces``: the critères that have one, told with the
# answer or tied to it, under the code of the version of their trimestre.
RENVOIS = text("""
with moi as (
  select s.collectif_id, s.id, s.nom, k.nom as collectif, k.fictif
    from structure s join collectif k on k.id = s.collectif_id
   where s.id = :structure),
vus as (
  select t.collectif_id, t.numero, t.thematique, t.referentiel_id, c.id as carnet_id
    from moi
    join trimestre t on t.collectif_id = moi.collectif_id and t.etat <> 'prepare'
    left join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id and c.structure_id = moi.id)
select moi.*,
       (select json_build_array(v.numero, v.referentiel_id) from vus v order by v.numero desc limit 1) as dernier,
       (select jsonb_agg(jsonb_build_array(v.numero, v.referentiel_id, v.thematique, r.critere, r.niveau,
                                           r.non_concerne))
          from vus v join reponse r on r.collectif_id = v.collectif_id and r.carnet_id = v.carnet_id) as donnees,
       (select jsonb_agg(distinct jsonb_build_array(v.referentiel_id, r.critere))
          from vus v join reponse r on r.collectif_id = v.collectif_id and r.carnet_id = v.carnet_id
         where r.trace_titre <> '' or r.trace_lien <> '' or exists (
               select from reponse_trace l
                where l.collectif_id = r.collectif_id and l.carnet_id = r.carnet_id
                  and l.critere = r.critere)) as traces
  from moi
""")
