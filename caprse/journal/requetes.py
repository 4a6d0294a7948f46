"""The statement of the journal."""

from __future__ import annotations

from sqlalchemy import text

# Lines are chosen first, by index; then only these are given their names. What is frozen or published is long and says
# nothing here. Row-level security holds for each table: a name that the person may not read stays empty.
JOURNAL = text("""
with choisies as materialized (
  select j.id, j.instant, j.compte_id, j.collectif_id, j.structure_id, j.objet, j.operation, j.cle,
         coalesce(j.avant, '{}') - :longs as avant, coalesce(j.apres, '{}') - :longs as apres
    from journal j
   where (cast(:collectif as uuid) is null or j.collectif_id = :collectif)
     and (cast(:structure as uuid) is null or j.structure_id = :structure)
     and (not :generales or j.structure_id is null)
     and (cast(:objets as text[]) is null or j.objet = any (:objets))
     and (cast(:du as timestamptz) is null or j.instant >= :du)
     and (cast(:au as timestamptz) is null or j.instant < :au)
     and (cast(:instant as timestamptz) is null or (j.instant, j.id) <= (:instant, cast(:rang as bigint)))
     and (cast(:personne as text) = ''
          or exists (select from compte c where c.id = j.compte_id and c.nom ~ :personne))
     and (cast(:texte as text) = ''
          or exists (select from jsonb_each_text(coalesce(j.avant, '{}') - :longs) v where v.value ~ :texte)
          or exists (select from jsonb_each_text((coalesce(j.apres, '{}') - :longs) || j.cle) v
                      where v.value ~ :texte)
          or exists (select from compte c where c.id = j.compte_id and c.nom ~ :texte)
          or exists (select from structure s where s.collectif_id = j.collectif_id and s.id = j.structure_id
                                               and s.nom ~ :texte))
   order by j.instant desc, j.id desc limit :taille),
lignes as (
  select j.*, coalesce(j.apres ->> 'trimestre_id', j.avant ->> 'trimestre_id',
                       case j.objet when 'trimestre' then j.cle ->> 'id' end)::uuid as trimestre_id,
         coalesce(j.cle ->> 'carnet_id', case j.objet when 'carnet' then j.cle ->> 'id' end)::uuid as carnet_id,
         coalesce(j.apres ->> 'rencontre_id', j.avant ->> 'rencontre_id', j.cle ->> 'rencontre_id',
                  case j.objet when 'rencontre' then j.cle ->> 'id' when 'decision' then
                    (select e.rencontre_id::text from decision e
                      where e.collectif_id = j.collectif_id and e.id = (j.cle ->> 'id')::uuid) end)::uuid
           as rencontre_id,
         coalesce(j.apres ->> 'compte_id', j.avant ->> 'compte_id',
                  case j.objet when 'compte' then j.cle ->> 'id' end)::uuid as personne_id
    from choisies j),
-- A name is asked for once, however many lines bear it: whether one may read it costs more than reading it.
gens as materialized (
  select c.id, c.nom from compte c
   where c.id = any (array(select compte_id from lignes union select personne_id from lignes))),
lieux as materialized (
  select s.collectif_id, s.id, s.nom from structure s
   where (s.collectif_id, s.id) in (select distinct collectif_id, structure_id from lignes)),
-- A line of the directory that became one with another keeps, in what was done before, the name that it had.
reunies as materialized (
  select d.collectif_id, d.structure_id as id, d.avant ->> 'nom' as nom from journal d
   where d.objet = 'structure' and d.operation = 'DELETE'
     and d.structure_id in (select structure_id from lignes except select id from lieux)),
temps as materialized (
  select k.collectif_id, k.id as carnet_id, k.trimestre_id from carnet k
   where (k.collectif_id, k.id) in (select distinct collectif_id, carnet_id from lignes)),
trimestres as materialized (
  select t.collectif_id, t.id, t.numero, t.referentiel_id from trimestre t
   where (t.collectif_id, t.id) in (select collectif_id, trimestre_id from lignes union
                                    select collectif_id, trimestre_id from temps)),
-- What a line names by its code reads as a title also where it belongs to no trimestre.
derniers as materialized (
  select distinct on (d.collectif_id) d.collectif_id, d.referentiel_id from trimestre d
   where d.collectif_id in (select distinct collectif_id from lignes) order by d.collectif_id, d.numero desc),
-- A séance is named when it is prepared; its later lines, and those of its minutes, only know which one it is.
seances as materialized (
  select distinct on (n.cle ->> 'id') n.cle ->> 'id' as id, n.apres ->> 'titre' as titre from journal n
   where n.objet = 'seance' and n.apres ->> 'titre' is not null
     and n.collectif_id in (select collectif_id from lignes where objet in ('seance', 'compte_rendu'))
   order by n.cle ->> 'id', n.id desc)
select l.*, c.nom as qui, coalesce(s.nom, v.nom) as structure, t.numero,
       coalesce(t.referentiel_id, d.referentiel_id) as referentiel_id, r.titre as rencontre,
       r.jour as rencontre_le, z.titre as seance, b.titre as trace,
       -- Who reads the general lines reads those of every collectif.
       case when :generales then (select k.nom from collectif k where k.id = l.collectif_id) end as collectif,
       coalesce(p.nom, case when l.objet = 'habilitation' and l.personne_id is null
                            then (select n.nom from habilitation h join compte n on n.id = h.compte_id
                                   where h.id = cast(l.cle ->> 'id' as uuid)) end) as personne
  from lignes l
  left join gens c on c.id = l.compte_id
  left join lieux s on s.collectif_id = l.collectif_id and s.id = l.structure_id
  left join reunies v on v.collectif_id = l.collectif_id and v.id = l.structure_id
  left join temps k on k.collectif_id = l.collectif_id and k.carnet_id = l.carnet_id
  left join trimestres t on t.collectif_id = l.collectif_id and t.id = coalesce(l.trimestre_id, k.trimestre_id)
  left join derniers d on d.collectif_id = l.collectif_id
  left join rencontre r on r.collectif_id = l.collectif_id and r.id = l.rencontre_id
  left join trace b on b.collectif_id = l.collectif_id
                   and b.id = case l.objet when 'trace' then l.cle ->> 'id' when 'reponse_trace' then
                                coalesce(l.apres ->> 'trace_id', l.avant ->> 'trace_id') end::uuid
  left join gens p on p.id = l.personne_id
  left join seances z on z.id = case l.objet when 'seance' then l.cle ->> 'id'
                                             when 'compte_rendu' then coalesce(l.apres ->> 'seance_id',
                                                                               l.cle ->> 'seance_id') end
 order by l.instant desc, l.id desc
""")
