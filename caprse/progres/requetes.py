"""The statements of the plan d'action that read several tables."""

from __future__ import annotations

from sqlalchemy import text

# One statement gives the whole screen.
PLAN = text("""
select s.id, s.collectif_id, s.nom, k.nom as collectif, k.fictif,
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)
                        order by t.numero desc)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres,
       (select json_object_agg(d.critere, d.niveau)
          from (select distinct on (r.critere) r.critere, r.niveau
                  from reponse r
                  join carnet c on c.collectif_id = r.collectif_id and c.id = r.carnet_id
                  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
                 where r.collectif_id = s.collectif_id and r.structure_id = s.id
                   and (r.niveau is not null or r.non_concerne)
                 order by r.critere, t.numero desc) d
         where d.niveau is not null) as niveaux,
       (select json_agg(to_jsonb(a) || jsonb_build_object('auteur', p.nom))
          from action a left join compte p on p.id = a.modifie_par
         where a.collectif_id = s.collectif_id and a.structure_id = s.id) as actions
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")

PLACE = text("""
select s.collectif_id,
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)
                        order by t.numero desc)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres
  from structure s where s.id = :structure
""")

# Every action of a collectif, with the name of its structure.
PLANS = text("""
select k.nom as collectif, k.fictif,
       (select json_agg(json_build_object('structure_id', s.id, 'structure', s.nom, 'quoi', a.quoi,
          'pilote', a.pilote, 'echeance', a.echeance, 'etat', a.etat) order by fold(s.nom) collate "C", s.id)
          from action a join structure s on s.collectif_id = a.collectif_id and s.id = a.structure_id
         where a.collectif_id = k.id) as actions,
       (select json_agg(s.nom order by fold(s.nom) collate "C") from structure s where s.collectif_id = k.id) as noms
  from collectif k where k.id = :collectif
""")
