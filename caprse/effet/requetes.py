"""The statement of the effect of actions: what was answered, what of it counts, and when actions were born."""

from __future__ import annotations

from sqlalchemy import text

# Only what was transmitted in a closed trimestre counts; by the rest one knows what had been asked before.
EFFET = text("""
select k.seuil_anonymat as seuil, k.seuil_mouvement as k,
       (select jsonb_agg(g.structures) from (
          select jsonb_agg(h.structure_id) as structures from habilitation h
           where h.collectif_id = k.id and h.structure_id is not null
           group by h.compte_id having count(*) > 1) g) as groupes,
       (select json_agg(json_build_array(t.numero, t.referentiel_id) order by t.numero) from trimestre t
         where t.collectif_id = k.id and t.etat = 'clos') as clos,
       (select json_agg(json_build_array(c.structure_id, t.numero, t.referentiel_id, t.thematique, r.critere, r.niveau,
                                         r.non_concerne, t.etat = 'clos' and c.etat in ('transmis', 'relu'),
                                         r.modifie_le))
          from trimestre t
          join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id
          join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id
         where t.collectif_id = k.id and (r.niveau is not null or r.non_concerne)) as niveaux,
       (select json_agg(json_build_array(a.structure_id, a.criteres, a.cree_le)) from action a
         where a.collectif_id = k.id) as actions
  from collectif k
 where k.id = :collectif
""")
