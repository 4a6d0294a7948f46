"""The statements of what stands beside the collectif's path: counted at a closing, remembered, written."""

from __future__ import annotations

from sqlalchemy import text

# Of each member, what it transmitted in the trimestres that are closed and in this one (``compte``: anything at all;
# by the rest one knows what had been asked before), its actions, what it said of itself at the start and in the bilan.
# ``faites``: the actions done since the closing before, first closings, which no reopening moves; what was taken over
# from another tool knew none. Once a later trimestre is closed, the cycle has gone on: nothing.
LIST_CHEMINS = text("""
with ici as (
  select t.*, (select max(x.premier) from (
                 select min(a.arrete_le) as premier
                   from arrete a join trimestre u on u.collectif_id = a.collectif_id and u.id = a.trimestre_id
                  where a.collectif_id = t.collectif_id and u.numero < t.numero group by u.id) x) as avant
    from trimestre t
   where t.collectif_id = :collectif and t.id = :trimestre
     and not exists (select from trimestre u where u.collectif_id = t.collectif_id and u.numero > t.numero
                        and u.etat = 'clos'))
select s.id as structure_id, d.donnees, coalesce(d.compte, false) as compte,
       (select jsonb_agg(jsonb_build_array(u.numero, u.referentiel_id) order by u.numero) from trimestre u
         where u.collectif_id = ici.collectif_id and (u.id = ici.id or u.etat = 'clos' and u.numero < ici.numero))
         as clos,
       coalesce((select jsonb_agg(jsonb_build_array(a.criteres, a.cree_le)) from action a
                  where a.collectif_id = s.collectif_id and a.structure_id = s.id), '[]') as nees,
       (select count(*) from action a
         where a.collectif_id = s.collectif_id and a.structure_id = s.id and ici.repris_le is null
           and a.faite_le > coalesce(ici.avant, '-infinity') and a.faite_le <= :now) as faites,
       case when ici.thematique = '' then
         (select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', null)) from positionnement p
           where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'depart') end as departs,
       case when ici.thematique = '' then
         (select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', null)) from positionnement p
           where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'arrivee') end as arrivees
  from ici
  join structure s on s.collectif_id = ici.collectif_id
  left join lateral (
    select jsonb_agg(jsonb_build_array(u.numero, u.referentiel_id, u.thematique, r.critere, r.niveau, r.non_concerne,
                                       x.compte, r.modifie_le)) as donnees,
           bool_or(x.compte) as compte
      from carnet c
      join trimestre u on u.collectif_id = c.collectif_id and u.id = c.trimestre_id
      join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id
     cross join lateral (select c.etat in ('transmis', 'relu') and (u.id = ici.id or u.etat = 'clos') as compte) x
     where c.collectif_id = s.collectif_id and c.structure_id = s.id and u.numero <= ici.numero
       and (r.niveau is not null or r.non_concerne)) d on true
 where exists (select from adhesion a where a.collectif_id = s.collectif_id and a.structure_id = s.id
                  and daterange(a.du, a.au, '[]') @> cast(:jour as date))
 order by s.id
""")

# Every edition that ever came out, whom it counted, and who was known together then.
LIST_CHEMINS_PARUS = text("""
select p.trimestre_id, p.sorte, p.thematique, coalesce(p.agregats #>> '{referentiel,id}', '') as source,
       coalesce(l.empreintes, '{}') as empreintes, coalesce(l.unites, '{}') as unites
  from publication_chemin p
  left join lateral (
    select jsonb_object_agg(s.structure_id, s.empreinte) as empreintes,
           jsonb_object_agg(s.structure_id, s.unite) as unites
      from publication_chemin_structure s
     where s.collectif_id = p.collectif_id and s.publication_id = p.id) l on true
 where p.collectif_id = :collectif and cast(:trimestre as uuid) is not null
 order by p.publie_le, p.numero
""")

# All of them, with everyone that each counts, in one statement.
INSERT_CHEMIN = text("""
with editions as (
  select * from jsonb_to_recordset(:editions) as e (sorte text, thematique text, structures smallint, agregats jsonb,
                                                    lignes jsonb)),
parues as (
  insert into publication_chemin (collectif_id, trimestre_id, sorte, thematique, numero, structures, agregats,
                                  publie_le)
  select :collectif, :trimestre, e.sorte, e.thematique,
         1 + (select count(*) from publication_chemin p where p.collectif_id = :collectif
                 and p.trimestre_id = :trimestre and p.sorte = e.sorte and p.thematique = e.thematique),
         e.structures, e.agregats, :now
    from editions e
  returning id, sorte, thematique)
insert into publication_chemin_structure (collectif_id, publication_id, structure_id, empreinte, unite, publie_le)
select :collectif, parues.id, l.structure_id, l.empreinte, l.unite, :now
  from parues
  join editions e on e.sorte = parues.sorte and e.thematique = parues.thematique
  cross join jsonb_to_recordset(e.lignes) as l (structure_id uuid, empreinte text, unite smallint)
""")
