"""The statement of the animation's screen."""

from __future__ import annotations

from sqlalchemy import text

# One statement for the screen, however many structures there are: one page of them. Figures come from the arrêté of a
# closed trimestre, in the order of the names that it froze; while it is open, from the answers of transmitted carnets
# only: what is being written is not read. Names come in the order of the index, which has the base's own collation.
SUIVI = text("""
with ici as (
  select t.* from trimestre t where t.collectif_id = :collectif and t.etat <> 'prepare'
   order by t.numero = :numero desc nulls last, t.etat = 'ouvert' desc, t.numero desc limit 1),
montres as (
  select v.nom, v.transmis, v.figures, c.*
    from ici
    cross join lateral (
      select carnet_id, nom, transmis, figures - '{reponses,rangs,depart}'::text[] as figures from (
        select a.carnet_id, a.figures ->> 'structure' as nom, a.transmis, a.figures from arrete a
         where ici.etat = 'clos' and a.collectif_id = :collectif and a.trimestre_id = ici.id
           and not exists (select from arrete b where b.collectif_id = a.collectif_id and b.carnet_id = a.carnet_id
                              and b.numero > a.numero)
         order by sort_key(a.figures ->> 'structure'), a.carnet_id limit :taille offset :debut) arretes
      union all
      select * from (
        select c.id, s.nom, null::boolean, null::jsonb from carnet c
          join structure s on s.collectif_id = :collectif and s.id = c.structure_id
         where ici.etat = 'ouvert' and c.collectif_id = :collectif and c.trimestre_id = ici.id
         order by sort_key(s.nom), c.id limit :taille offset :debut) ouverts) v
    join carnet c on c.collectif_id = :collectif and c.id = v.carnet_id)
select k.nom as collectif, k.fictif, k.seuil_anonymat as seuil, ici.id as trimestre_id, ici.etat,
       (select jsonb_agg(to_jsonb(t) order by t.numero) from trimestre t
         where t.collectif_id = k.id and t.etat <> 'prepare') as trimestres,
       (select jsonb_object_agg(e.etat, e.nombre) from (
          select c.etat, count(*) as nombre from carnet c
           where c.collectif_id = k.id and c.trimestre_id = ici.id group by c.etat) e) as etats,
       (select json_agg(json_build_object(
          'id', m.id, 'structure_id', m.structure_id, 'nom', m.nom, 'etat', m.etat,
          'arrete_transmis', m.transmis, 'enjeux', m.figures -> 'enjeux', 'transversal', m.figures -> 'transversal',
          'reponses', case when ici.etat = 'ouvert' and m.etat in ('transmis', 'relu') then
             (select jsonb_object_agg(r.critere, jsonb_build_array(r.niveau, r.non_concerne)) from reponse r
               where r.collectif_id = m.collectif_id and r.carnet_id = m.id) end) order by sort_key(m.nom), m.id)
          from montres m) as lignes,
       (select jsonb_build_object('publie_le', p.publie_le, 'carnets', p.carnets, 'edition', p.agregats - 'nommees')
          from publication p where p.collectif_id = k.id and p.trimestre_id = ici.id
         order by p.numero desc limit 1) as publication
  from collectif k left join ici on true
 where k.id = :collectif
""")

# What was published last of each trimestre, without the names: for the picture of all of them.
EDITIONS = text("""
select k.seuil_anonymat as seuil,
       (select jsonb_agg(jsonb_build_object(
          'numero', t.numero, 'etat', t.etat, 'thematique', t.thematique, 'referentiel_id', t.referentiel_id,
          'edition', (select p.agregats - 'nommees' from publication p
                       where p.collectif_id = t.collectif_id and p.trimestre_id = t.id
                       order by p.numero desc limit 1)) order by t.numero)
          from trimestre t where t.collectif_id = k.id and t.etat <> 'prepare') as trimestres
  from collectif k
 where k.id = :collectif
""")

# What was published last of each thématique over the cycle.
CYCLE = text("""
select k.nom as collectif, k.fictif, k.seuil_anonymat as seuil,
       (select t.referentiel_id from trimestre t where t.collectif_id = k.id and t.etat <> 'prepare'
         order by t.numero desc limit 1) as referentiel_id,
       exists (select from trimestre t where t.collectif_id = k.id and t.etat = 'clos' and t.thematique = '')
         as bilan_clos,
       (select jsonb_agg(to_jsonb(y)) from (
          select distinct on (p.thematique) p.thematique, t.numero, p.structures, p.publie_le, p.agregats
            from publication_cycle p
            join trimestre t on t.collectif_id = p.collectif_id and t.id = p.trimestre_id
           where p.collectif_id = k.id
           order by p.thematique, p.publie_le desc, p.numero desc) y) as cycle
  from collectif k
 where k.id = :collectif
""")
