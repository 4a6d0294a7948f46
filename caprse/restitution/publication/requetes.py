"""The statements of this room: carnets read whole, publications counted, read again and written."""

from __future__ import annotations

from sqlalchemy import text

# Sub-selects per carnet: each is one short range of a primary key, whatever the size of the table.
LIST_CARNETS = text("""
select c.id, c.structure_id, s.nom, s.types, s.effectif, s.montre_son_nom, c.etat, c.transmis_le,
       a.structure_id is not null as adherente, t.numero,
       case when :tous then
         (select jsonb_agg(jsonb_build_array(t2.numero, t2.referentiel_id, t2.thematique, r.critere, r.niveau,
                                             r.non_concerne))
            from carnet c2
            join trimestre t2 on t2.collectif_id = c2.collectif_id and t2.id = c2.trimestre_id
            join reponse r on r.collectif_id = c2.collectif_id and r.carnet_id = c2.id
           where c2.collectif_id = c.collectif_id and c2.structure_id = c.structure_id and t2.numero <= t.numero) end
         as donnees,
       case when :tous or c.etat in ('transmis', 'relu') then
         (select jsonb_object_agg(r.critere, jsonb_build_array(r.niveau, r.non_concerne)) from reponse r
           where r.collectif_id = c.collectif_id and r.carnet_id = c.id) end as reponses,
       case when :tous then
         (select jsonb_object_agg(p.enjeu, jsonb_build_array(p.niveau, p.non_concerne, p.referentiel_id))
            from positionnement p
           where p.collectif_id = c.collectif_id and p.structure_id = c.structure_id
             and p.moment = 'depart') end as positions
  from carnet c
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  left join (select distinct structure_id from adhesion
              where collectif_id = :collectif and daterange(du, au, '[]') @> cast(:jour as date)) a
         on a.structure_id = c.structure_id
 where c.collectif_id = :collectif and c.trimestre_id = :trimestre
 order by c.id
""")

# A carnet is written again only once it was sent back, so what changed since a publication was transmitted after it.
COUNT_MOUVEMENTS = text("""
select t.collectif_id, t.etat, t.debut, t.fin, t.thematique, t.referentiel_id, k.seuil_anonymat as seuil,
       k.seuil_mouvement as k, p.id is not null as publie, m.membres, m.candidats, m.bouges
  from trimestre t
  join collectif k on k.id = t.collectif_id
  left join lateral (select id, publie_le from publication where collectif_id = t.collectif_id and trimestre_id = t.id
                      order by numero desc limit 1) p on true
  cross join lateral (
    select count(*) filter (where e.adherente) as membres,
           count(*) filter (where e.candidat) as candidats,
           count(*) filter (where e.candidat and (e.publie is null or e.transmis_le >= p.publie_le)
                               or not e.candidat and e.publie is not null) as bouges
      from (select a.structure_id is not null as adherente, c.transmis_le, pc.carnet_id as publie,
                   a.structure_id is not null and c.etat in ('transmis', 'relu') as candidat
              from carnet c
              left join (select distinct structure_id from adhesion where collectif_id = t.collectif_id
                            and daterange(du, au, '[]') @> greatest(t.debut, least(t.fin, cast(:jour as date)))) a
                     on a.structure_id = c.structure_id
              left join publication_carnet pc on pc.collectif_id = c.collectif_id and pc.publication_id = p.id
                                             and pc.carnet_id = c.id
             where c.collectif_id = t.collectif_id and c.trimestre_id = t.id) e) m
 where t.id = :trimestre
""")

# A lock of its own, on no row: the next publication is not there yet. Of the whole collectif: what is published of one
# trimestre is compared with what was of the cycle, which another one may be closing.
LOCK_PUBLICATION = text("""
select pg_advisory_xact_lock(hashtextextended('caprse.publication.' || collectif_id, 0))
  from trimestre where id = cast(:trimestre as uuid)
""")

# ``groupes``: structures that one account knows together, whatever its role and whether or not it is still active.
GET_CADRE = text("""
select t.etat, t.numero as rang, k.seuil_anonymat as seuil, k.seuil_mouvement as k,
       exists (select from publication_cycle pc
                 join trimestre u on u.collectif_id = pc.collectif_id and u.id = pc.trimestre_id
                where pc.collectif_id = t.collectif_id and u.numero >= t.numero) as cycle,
       (select jsonb_agg(g.structures) from (
          select jsonb_agg(h.structure_id) as structures from habilitation h
           where h.collectif_id = t.collectif_id and h.structure_id is not null
           group by h.compte_id having count(*) > 1) g) as groupes,
       (select jsonb_agg(jsonb_build_object('de', b.de, 'vers', b.vers, 'correspondance', b.correspondance)
                         order by b.faite_le, b.id)
          from bascule b where b.collectif_id = t.collectif_id) as bascules
  from trimestre t
  join collectif k on k.id = t.collectif_id
 where t.collectif_id = :collectif and t.id = :trimestre
""")

LIST_PARUES = text("""
select p.numero, p.publie_le, p.agregats -> 'nommees' as nommees, p.agregats #>> '{referentiel,id}' as source,
       (select jsonb_agg(a -> 'code') from jsonb_array_elements(p.agregats -> 'agregats') a
         where a -> 'quartiles' <> 'null') as montres,
       c.empreintes, c.unites
  from publication p
  cross join lateral (
    select jsonb_object_agg(pc.structure_id, pc.empreinte) as empreintes,
           jsonb_object_agg(pc.structure_id, pc.unite) as unites
      from publication_carnet pc where pc.collectif_id = p.collectif_id and pc.publication_id = p.id) c
 where p.collectif_id = :collectif and p.trimestre_id = :trimestre
 order by p.numero
""")

# A publication and all its carnets, in one statement.
INSERT_PUBLICATION = text("""
with parue as (
  insert into publication (collectif_id, trimestre_id, numero, carnets, agregats, publie_le)
  values (:collectif, :trimestre, :numero, :carnets, :agregats, :now)
  returning id)
insert into publication_carnet (collectif_id, publication_id, carnet_id, structure_id, empreinte, unite, publie_le)
select :collectif, parue.id, l.carnet_id, l.structure_id, l.empreinte, l.unite, :now
  from parue
  cross join jsonb_to_recordset(:lignes) as l (carnet_id uuid, structure_id uuid, empreinte text, unite smallint)
""")

# The answers that hold, of the members: those of carnets that were transmitted, of closed trimestres and of this one.
# Once a later trimestre is closed, the cycle has gone on: nothing.
LIST_ETATS = text("""
select s.id as structure_id,
       (select jsonb_agg(jsonb_build_array(u.numero, u.referentiel_id, u.thematique, r.critere, r.niveau,
                                           r.non_concerne))
          from carnet c
          join trimestre u on u.collectif_id = c.collectif_id and u.id = c.trimestre_id
          join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id and c.etat in ('transmis', 'relu')
           and (u.id = t.id or u.etat = 'clos' and u.numero < t.numero)) as donnees
  from trimestre t
  join structure s on s.collectif_id = t.collectif_id
 where t.collectif_id = :collectif and t.id = :trimestre
   and exists (select from adhesion a where a.collectif_id = s.collectif_id and a.structure_id = s.id
                  and daterange(a.du, a.au, '[]') @> cast(:jour as date))
   and not exists (select from trimestre u where u.collectif_id = t.collectif_id and u.numero > t.numero
                      and u.etat = 'clos')
 order by s.id
""")

# Every figure that was ever shown, of a trimestre or of the cycle, in the order in which they came out.
LIST_DITES = text("""
with parues as (
  select false as cycle, p.id, p.trimestre_id, null as thematique, p.publie_le, p.agregats,
         cast(null as uuid) as population
    from publication p where p.collectif_id = :collectif
  union all
  select true, p.id, p.trimestre_id, p.thematique, p.publie_le, p.agregats, p.population
    from publication_cycle p where p.collectif_id = :collectif),
comptees as (
  select l.publication_id, jsonb_object_agg(l.structure_id, l.empreinte) as empreintes,
         jsonb_object_agg(l.structure_id, l.unite) as unites,
         jsonb_object_agg(l.structure_id, l.questions) as questions
    from (select publication_id, structure_id, empreinte, unite, null as questions from publication_carnet
           where collectif_id = :collectif
          union all
          select publication_id, structure_id, empreinte, unite, questions from publication_cycle_structure
           where collectif_id = :collectif) l
   group by l.publication_id)
select p.cycle, t.id as trimestre_id, t.numero, coalesce(p.thematique, t.thematique) as thematique, p.publie_le,
       p.agregats -> 'nommees' as nommees, p.agregats #>> '{referentiel,id}' as source,
       (select jsonb_agg(a -> 'code') from jsonb_array_elements(p.agregats -> 'agregats') a
         where a -> 'quartiles' <> 'null') as montres,
       c.empreintes, c.unites, p.population, c.questions
  from parues p
  join trimestre t on t.collectif_id = :collectif and t.id = p.trimestre_id
  left join comptees c on c.publication_id = p.id
 order by p.publie_le, t.numero, p.cycle
""")

# The figures of several thématiques, with all the states that each counts, in one statement.
INSERT_CYCLE = text("""
with axes as (
  select * from jsonb_to_recordset(:axes) as a (thematique text, structures smallint, population uuid, agregats jsonb,
                                                  lignes jsonb)),
parues as (
  insert into publication_cycle (collectif_id, trimestre_id, thematique, numero, structures, population, agregats,
                                 publie_le)
  select :collectif, :trimestre, a.thematique,
         1 + (select count(*) from publication_cycle p where p.collectif_id = :collectif
                 and p.trimestre_id = :trimestre and p.thematique = a.thematique),
         a.structures, a.population, a.agregats, :now
    from axes a
  returning id, thematique)
insert into publication_cycle_structure (collectif_id, publication_id, structure_id, empreinte, questions, unite,
                                         publie_le)
select :collectif, parues.id, l.structure_id, l.empreinte, l.questions, l.unite, :now
  from parues
  join axes a on a.thematique = parues.thematique
  cross join jsonb_to_recordset(a.lignes) as l (structure_id uuid, empreinte text, questions text[],
                                                unite smallint)
""")
