"""The statements of a control that looks at its carnet from time to time: whether it moved, then what it holds."""

from __future__ import annotations

from sqlalchemy import text

# Versions only grow: a sum that is the same is a carnet that did not move.
GET_MARQUE = text("""
select c.collectif_id, c.structure_id, c.version || '.' || t.etat as etat,
       (select concat_ws('.', count(*), sum(r.version)) from reponse r
         where r.collectif_id = c.collectif_id and r.carnet_id = c.id)
       || '.' || (select concat_ws('.', count(*), max(f.cree_le)) from conflit f
         where f.collectif_id = c.collectif_id and f.carnet_id = c.id) as marque
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")

LIST_ETATS = text("""
select (select jsonb_object_agg(r.critere, to_jsonb(r) || jsonb_build_object('auteur', a.nom))
          from reponse r left join compte a on a.id = r.modifie_par
         where r.collectif_id = c.collectif_id and r.carnet_id = c.id) as reponses,
       (select jsonb_object_agg(x.critere, x.lignes) from (
          select f.critere, jsonb_agg(to_jsonb(f) || jsonb_build_object('auteur', a.nom)) as lignes
            from conflit f left join compte a on a.id = f.compte_id
           where f.collectif_id = c.collectif_id and f.carnet_id = c.id group by f.critere) x) as conflits
  from carnet c
 where c.id = :carnet
""")
