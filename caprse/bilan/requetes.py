"""The statement of the whole journey of a structure."""

from __future__ import annotations

from sqlalchemy import text

# All on one page, so all in one statement. Closed trimestres come with the figure that was frozen, as it was then.
# What was said at the start is left out while the arrivée is still being answered.
JOURNEY = text("""
select s.id as structure_id, s.collectif_id, s.nom as structure, s.types, s.effectif, k.nom as collectif, k.fictif,
       s.positionne_le, s.arrivee_le, b.etat as bilan, b.referentiel_id as referentiel_bilan, b.fin as fin_bilan,
       (select json_agg(json_build_object(
          'numero', t.numero, 'thematique', t.thematique, 'referentiel_id', t.referentiel_id, 'etat', t.etat,
          'repris', t.repris_le is not null,
          'arrete', (select json_build_object('total', a.figures -> 'total', 'niveaux', a.figures -> 'niveaux',
                                              'referentiel', a.figures #>> '{referentiel,id}',
                                              'tient', jsonb_array_length(a.figures #> '{etat,tenues}') > 0)
                       from arrete a where t.etat = 'clos' and a.collectif_id = c.collectif_id and a.carnet_id = c.id
                      order by a.numero desc limit 1)) order by t.numero)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres,
       (select json_agg(json_build_array(t.numero, t.referentiel_id, t.thematique, r.critere, r.niveau,
                                         r.non_concerne))
          from carnet c
          join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
          join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as donnees,
       (select json_agg(json_build_object('quoi', x.quoi, 'pilote', x.pilote, 'echeance', x.echeance, 'etat', x.etat,
                                          'criteres', x.criteres,
                                          'ce_qui_change', x.ce_qui_change, 'faite_le', x.faite_le)
                        order by x.faite_le nulls last, x.cree_le, x.id)
          from action x where x.collectif_id = s.collectif_id and x.structure_id = s.id) as actions,
       (select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', null)) from positionnement p
         where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'depart'
           and (b.etat is null or b.etat = 'clos' or s.arrivee_le is not null)) as departs,
       (select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', null)) from positionnement p
         where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'arrivee') as arrivees
  from structure s
  join collectif k on k.id = s.collectif_id
  left join lateral (
    select t.etat, t.referentiel_id, t.fin
      from trimestre t
      join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id and c.structure_id = s.id
     where t.collectif_id = s.collectif_id and t.thematique = '' and t.etat <> 'prepare') b on true
 where s.id = :structure
""")
