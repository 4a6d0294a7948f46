"""The statements of the path of a structure, and of the collectif's."""

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
  select t.id, t.collectif_id, t.numero, t.thematique, t.referentiel_id, t.debut, t.fin, t.etat, c.id as carnet_id,
         t.repris_le is not null as repris
    from moi
    join trimestre t on t.collectif_id = moi.collectif_id
    left join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id and c.structure_id = moi.id)
select moi.*,
       (select json_agg(json_build_object(
          'numero', v.numero, 'referentiel_id', v.referentiel_id, 'debut', v.debut, 'fin', v.fin, 'etat', v.etat,
          'repris', v.repris, 'carnet_id', v.carnet_id,
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
         where a.collectif_id = moi.collectif_id and a.structure_id = moi.id and a.faite_le is not null) as actions,
       (select json_agg(json_build_array(v.jour, v.note, b.structures, b.noms) order by v.jour, v.id)
          from binome b
          join binome_visite v on v.collectif_id = b.collectif_id and v.binome_id = b.id and v.jour <= :jour
         where b.collectif_id = moi.collectif_id and b.structures @> array[moi.id]) as visites
  from moi
  cross join lateral (
    select moi.arrivee_le is not null or coalesce(bool_or(v.etat = 'clos'), false) as dite,
           coalesce(bool_or(v.etat = 'ouvert'), false) as attendue
      from vus v where v.thematique = '' and v.carnet_id is not null) arrive
""")

# The whole calendar of a collectif, and what was published last of each thématique at each closing. Nothing is
# computed here: a figure is read as it came out. ``structure``: who looks, None for the animation and for a wall.
CHEMIN_COLLECTIF = text("""
select k.id as collectif_id, k.nom as collectif, k.fictif, k.seuil_anonymat as seuil,
       exists (select from adhesion a where a.collectif_id = k.id and a.structure_id = cast(:structure as uuid)
                  and daterange(a.du, a.au, '[]') @> cast(:jour as date)) as adherente,
       (select json_agg(json_build_object(
          'numero', t.numero, 'thematique', t.thematique, 'referentiel_id', t.referentiel_id, 'debut', t.debut,
          'fin', t.fin, 'etat', t.etat, 'repris', t.repris_le is not null) order by t.numero)
          from trimestre t where t.collectif_id = k.id) as trimestres,
       (select jsonb_agg(to_jsonb(y)) from (
          select distinct on (t.numero, p.thematique) p.thematique, t.numero, p.structures, p.publie_le, p.population,
                 p.agregats,
                 (select c.etat from carnet c where c.collectif_id = k.id and c.trimestre_id = t.id
                     and c.structure_id = cast(:structure as uuid)) as etat_carnet,
                 (select jsonb_agg(jsonb_build_array(ps.empreinte, ps.unite)) from publication_cycle_structure ps
                   where ps.collectif_id = p.collectif_id and ps.publication_id = p.id
                     and ps.structure_id = any (cast(:siennes as uuid[]))) as siens
            from publication_cycle p
            join trimestre t on t.collectif_id = p.collectif_id and t.id = p.trimestre_id
           where p.collectif_id = k.id and t.etat = 'clos' and t.numero <= :jusqu_a
           order by t.numero, p.thematique, p.numero desc) y) as cycle,
       (select jsonb_agg(to_jsonb(y)) from (
          select distinct on (t.numero, p.sorte, p.thematique) p.sorte, t.numero, p.agregats,
                 (select c.etat from carnet c where c.collectif_id = k.id and c.trimestre_id = t.id
                     and c.structure_id = cast(:structure as uuid)) as etat_carnet,
                 (select jsonb_agg(jsonb_build_array(ps.empreinte, ps.unite)) from publication_chemin_structure ps
                   where ps.collectif_id = p.collectif_id and ps.publication_id = p.id
                     and ps.structure_id = any (cast(:siennes as uuid[]))) as siens
            from publication_chemin p
            join trimestre t on t.collectif_id = p.collectif_id and t.id = p.trimestre_id
           where p.collectif_id = k.id and t.etat = 'clos' and t.numero <= :jusqu_a and p.sorte <> 'effet'
           order by t.numero, p.sorte, p.thematique, p.numero desc) y) as autour
  from collectif k
 where k.id = coalesce(cast(:collectif as uuid),
                       (select s.collectif_id from structure s where s.id = cast(:structure as uuid)))
""")
