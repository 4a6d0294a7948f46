"""The statement of a structure's screens."""

from __future__ import annotations

from sqlalchemy import text

# One statement for the whole screen: a structure's arrêtés, its open carnet, its positionnement, and of the collectif
# nothing but publications: whole ones, since what may be shown of a total depends on its parts. Names come for the
# chosen trimestre, and with consent.
RESULTATS = text("""
with moi as (
  select s.collectif_id, s.id, s.nom, s.types, s.effectif, s.montre_son_nom, s.arrivee_le,
         k.nom as collectif, k.fictif, k.seuil_anonymat as seuil, k.seuil_mouvement as k,
         exists (select from adhesion a where a.collectif_id = s.collectif_id and a.structure_id = s.id
                    and daterange(a.du, a.au, '[]') @> cast(:jour as date)) as adherente
    from structure s join collectif k on k.id = s.collectif_id
   where s.id = :structure),
vus as (
  select t.id, t.collectif_id, t.numero, t.thematique, t.referentiel_id, t.debut, t.fin, t.etat, t.repris_le,
         c.id as carnet_id, c.etat as etat_carnet,
         row_number() over (order by t.numero = :numero desc nulls last, c.id is not null desc,
                                     t.etat = 'ouvert' desc, t.numero desc) = 1 as choisi
    from moi
    join trimestre t on t.collectif_id = moi.collectif_id and t.etat <> 'prepare'
    left join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id and c.structure_id = moi.id)
select moi.*,
       (select jsonb_object_agg(p.enjeu, jsonb_build_array(p.niveau, p.non_concerne, p.referentiel_id))
          from positionnement p
         where p.collectif_id = moi.collectif_id and p.structure_id = moi.id and p.moment = 'depart'
           -- In the bilan one answers before one looks back.
           and (moi.arrivee_le is not null or not exists (
                 select from vus v where v.thematique = '' and v.etat = 'ouvert' and v.carnet_id is not null))
       ) as positions,
       (select jsonb_agg(jsonb_build_array(v.numero, v.referentiel_id, v.thematique, r.critere, r.niveau,
                                           r.non_concerne))
          from vus v join reponse r on r.collectif_id = v.collectif_id and r.carnet_id = v.carnet_id) as donnees,
       (select json_agg(json_build_object(
          'id', v.id, 'numero', v.numero, 'thematique', v.thematique, 'referentiel_id', v.referentiel_id,
          'debut', v.debut, 'fin', v.fin, 'etat', v.etat, 'carnet_id', v.carnet_id, 'etat_carnet', v.etat_carnet,
          'choisi', v.choisi, 'repris_le', v.repris_le,
          'arrete', case when v.etat = 'clos' then
                      (select case when v.choisi then a.figures else a.figures - '{reponses,rangs}'::text[] end
                         from arrete a where a.collectif_id = v.collectif_id and a.carnet_id = v.carnet_id
                        order by a.numero desc limit 1) end,
          'reponses', case when v.etat = 'ouvert' then
                        (select jsonb_object_agg(r.critere, jsonb_build_array(r.niveau, r.non_concerne)) from reponse r
                          where r.collectif_id = v.collectif_id and r.carnet_id = v.carnet_id) end,
          'publication', (select json_build_object(
              'publie_le', p.publie_le, 'carnets', p.carnets,
              'edition', p.agregats - 'nommees',
              'nommees', case when v.choisi then
                 (select jsonb_agg(n) from jsonb_array_elements(p.agregats -> 'nommees') n
                    join structure s on s.collectif_id = v.collectif_id and s.id = cast(n ->> 'structure_id' as uuid)
                                    and s.montre_son_nom) end,
              'siens', (select jsonb_agg(jsonb_build_array(pc.empreinte, pc.unite)) from publication_carnet pc
                         where pc.collectif_id = p.collectif_id and pc.publication_id = p.id
                           and pc.structure_id = any (:siennes)))
             from publication p where p.collectif_id = v.collectif_id and p.trimestre_id = v.id
            order by p.numero desc limit 1)) order by v.numero) from vus v) as trimestres,
       (select json_agg(json_build_object('quoi', x.quoi, 'echeance', x.echeance, 'etat', x.etat,
                                          'criteres', x.criteres))
          from action x
         where x.collectif_id = moi.collectif_id and x.structure_id = moi.id
           and x.etat in ('a_faire', 'en_cours')) as actions,
       (select jsonb_agg(to_jsonb(y)) from (
          select distinct on (p.thematique) p.thematique, v.numero, p.structures, p.publie_le, p.agregats,
                 v.etat, v.etat_carnet,
                 (select jsonb_agg(jsonb_build_array(ps.empreinte, ps.unite)) from publication_cycle_structure ps
                   where ps.collectif_id = p.collectif_id and ps.publication_id = p.id
                     and ps.structure_id = any (:siennes)) as siens
            from publication_cycle p
            join vus v on v.collectif_id = p.collectif_id and v.id = p.trimestre_id
           where p.collectif_id = moi.collectif_id
           order by p.thematique, p.publie_le desc, p.numero desc) y) as cycle
  from moi
""")
