"""The statement of the journal."""

from __future__ import annotations

from sqlalchemy import text

# ``filtrees`` is read twice: for the lines of the page, and to count how many there are, up to a ceiling. Lines are
# chosen first, by index; then only these are given their names. What is frozen or published is long and says nothing
# here. Row-level security holds for each table: a name that the person may not read stays empty.
JOURNAL = text("""
with filtrees as not materialized (
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
          or exists (select from structure s where s.collectif_id = j.collectif_id and s.id = j.structure_id
                                               and s.nom ~ :texte))),
choisies as materialized (select * from filtrees order by instant desc, id desc limit :taille offset :debut),
lignes as (
  select j.*, coalesce(j.apres ->> 'trimestre_id', j.avant ->> 'trimestre_id',
                       case j.objet when 'trimestre' then j.cle ->> 'id' end)::uuid as trimestre_id,
         coalesce(j.cle ->> 'carnet_id', case j.objet when 'carnet' then j.cle ->> 'id' end)::uuid as carnet_id,
         coalesce(j.apres ->> 'rencontre_id', j.avant ->> 'rencontre_id',
                  case j.objet when 'rencontre' then j.cle ->> 'id' end)::uuid as rencontre_id,
         coalesce(j.apres ->> 'compte_id', j.avant ->> 'compte_id',
                  case j.objet when 'compte' then j.cle ->> 'id' end)::uuid as personne_id
    from choisies j)
select l.*, c.nom as qui, s.nom as structure, t.numero, r.titre as rencontre, p.nom as personne,
       coalesce(t.referentiel_id, (select d.referentiel_id from trimestre d where d.collectif_id = l.collectif_id
                                    order by d.numero desc limit 1)) as referentiel_id,
       (select count(*) from (select from filtrees limit :plafond) f) as total
  from lignes l
  left join compte c on c.id = l.compte_id
  left join structure s on s.collectif_id = l.collectif_id and s.id = l.structure_id
  left join carnet k on k.collectif_id = l.collectif_id and k.id = l.carnet_id
  left join trimestre t on t.collectif_id = l.collectif_id and t.id = coalesce(l.trimestre_id, k.trimestre_id)
  left join rencontre r on r.collectif_id = l.collectif_id and r.id = l.rencontre_id
  left join habilitation h on l.objet = 'habilitation' and h.id = cast(l.cle ->> 'id' as uuid)
  left join compte p on p.id = coalesce(l.personne_id, h.compte_id)
 order by l.instant desc, l.id desc
""")
