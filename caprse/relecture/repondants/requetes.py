"""The statement of those who took part in a carnet: how many wrote in it, which groups gave their avis."""

from __future__ import annotations

from sqlalchemy import text

# Only the direction reads what was counted; a contribution has the first half.
GET_REPONDANTS = text("""
select c.collectif_id, c.structure_id, c.etat, x.saisies, x.direction,
       (select jsonb_agg(jsonb_build_array(p.nom, p.nombre) order by p.ordre, p.nom) from (
          select g.nom, min(g.ordre) as ordre,
                 max(cast(d.contenu -> 'participants' ->> cast(g.id as text) as integer)) as nombre
            from consultation k
            join depouillement d on d.collectif_id = k.collectif_id and d.consultation_id = k.id
            join consultation_groupe g on g.collectif_id = k.collectif_id and g.consultation_id = k.id
           where k.collectif_id = c.collectif_id and k.carnet_id = c.id
           group by g.nom) p
         where p.nombre > 0) as groupes
  from carnet c
  cross join lateral (
    select count(*) as saisies, coalesce(bool_or(i.role = 'direction'), false) as direction
      from (select distinct j.compte_id from journal j
             where j.structure_id = c.structure_id and j.objet = 'reponse' and j.compte_id is not null
               and j.cle ->> 'carnet_id' = cast(c.id as text)) a
      left join interlocuteurs(c.collectif_id, c.structure_id) i on i.id = a.compte_id) x
 where c.id = :carnet
""")
