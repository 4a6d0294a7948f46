"""The statements of closing: what is missing before it, and the arrêtés that it writes."""

from __future__ import annotations

from sqlalchemy import text

LIST_MANQUES = text("""
select t.collectif_id, t.thematique, t.referentiel_id, t.rouvert_le,
       (select json_agg(json_build_object(
          'structure', s.nom, 'etat', c.etat, 'demande', c.reouverture_demandee_le is not null,
          'repondus', (select json_agg(r.critere) from reponse r
                        where r.collectif_id = c.collectif_id and r.carnet_id = c.id
                          and (r.niveau is not null or r.non_concerne)))
            order by sort_key(s.nom) collate "C", s.id)
          from carnet c join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
         where c.collectif_id = t.collectif_id and c.trimestre_id = t.id) as carnets
  from trimestre t where t.id = :trimestre
""")

COUNT_TRANSMIS = text("""
select count(*) as carnets, count(*) filter (where etat in ('transmis', 'relu')) as transmis,
       count(*) filter (where etat = 'relu') as relus
  from carnet where collectif_id = :collectif and trimestre_id = :trimestre
""")

# Compares each carnet with its last arrêté, in JSON, where both are: no expression says it more clearly.
# The name of the structure, its starting point and where it stood over the whole cycle do not belong to the trimestre:
# they make no new arrêté. What was looked at again in it does.
INSERT_ARRETES = text("""
insert into arrete (collectif_id, trimestre_id, carnet_id, structure_id, numero, transmis, figures, arrete_le)
select :collectif, :trimestre, l.carnet_id, l.structure_id, coalesce(d.numero, 0) + 1, l.transmis, l.figures, :now
  from jsonb_to_recordset(:lignes) as l (carnet_id uuid, structure_id uuid, transmis boolean, figures jsonb)
  left join lateral (select numero, transmis, figures from arrete a
                      where a.collectif_id = :collectif and a.carnet_id = l.carnet_id
                      order by a.numero desc limit 1) d on true
 where d.numero is null or d.transmis <> l.transmis
    or d.figures - '{structure,depart,etat}'::text[] <> l.figures - '{structure,depart,etat}'::text[]
returning numero
""")
