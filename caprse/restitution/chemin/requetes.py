"""The statement of the path of a structure."""

from __future__ import annotations

from sqlalchemy import text

# One statement for the whole path: every trimestre of the calendar, the states that arrêtés keep, the answers from
# which that of the open trimestre follows (with when and why, which no arrêté says), the positionnement, and what was
# done. One structure, so a few hundred rows at most. In the bilan one answers before one looks back: the départ is
# left out until the arrivée is given.
CHEMIN = text("""
with moi as (
  select s.collectif_id, s.id, s.nom, s.arrivee_le, k.nom as collectif, k.fictif
    from structure s join collectif k on k.id = s.collectif_id
   where s.id = :structure),
vus as (
  select t.id, t.collectif_id, t.numero, t.thematique, t.referentiel_id, t.debut, t.fin, t.etat, c.id as carnet_id
    from moi
    join trimestre t on t.collectif_id = moi.collectif_id
    left join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id and c.structure_id = moi.id)
select moi.*,
       (select json_agg(json_build_object(
          'numero', v.numero, 'referentiel_id', v.referentiel_id, 'debut', v.debut, 'fin', v.fin, 'etat', v.etat,
          'carnet_id', v.carnet_id,
          'arrete', case when v.etat = 'clos' then
                      (select json_build_object('etat', a.figures -> 'etat', 'niveaux', a.figures -> 'niveaux',
                                                'referentiel', a.figures #>> '{referentiel,id}')
                         from arrete a where a.collectif_id = v.collectif_id and a.carnet_id = v.carnet_id
                        order by a.numero desc limit 1) end) order by v.numero) from vus v) as trimestres,
       (select jsonb_agg(jsonb_build_array(v.numero, v.referentiel_id, v.thematique, r.critere, r.niveau,
                                           r.non_concerne, r.modifie_le, r.commentaire))
          from vus v join reponse r on r.collectif_id = v.collectif_id and r.carnet_id = v.carnet_id) as donnees,
       (select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', null))
          from positionnement p
         where p.collectif_id = moi.collectif_id and p.structure_id = moi.id and p.moment = 'depart'
           and (arrive.dite or not arrive.attendue)) as departs,
       (select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', null))
          from positionnement p
         where p.collectif_id = moi.collectif_id and p.structure_id = moi.id and p.moment = 'arrivee'
           and arrive.dite) as arrivees,
       (select json_agg(json_build_array(a.quoi, a.faite_le, a.criteres, a.ce_qui_change) order by a.faite_le, a.id)
          from action a
         where a.collectif_id = moi.collectif_id and a.structure_id = moi.id and a.faite_le is not null) as actions
  from moi
  cross join lateral (
    select moi.arrivee_le is not null or coalesce(bool_or(v.etat = 'clos'), false) as dite,
           coalesce(bool_or(v.etat = 'ouvert'), false) as attendue
      from vus v where v.thematique = '' and v.carnet_id is not null) arrive
""")
