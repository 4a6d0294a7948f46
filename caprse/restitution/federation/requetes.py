"""The statement of the fédération's screen."""

from __future__ import annotations

from sqlalchemy import text

# Every collectif, with the last closed trimestre of each thématique (the bilan has none) and what was published of it,
# if anything. Names of structures never leave their collectif. ``siens``: what it counted of the reader's own
# structures. ``population``: of its transversal block, where the figure of the cycle that came out at that closing
# says the same of it: the edition then counts those whom that figure counts.
LIST_COLLECTIFS = text("""
select k.id, k.nom, k.fictif, k.seuil_anonymat as seuil, v.thematique, v.numero, p.carnets, p.publie_le,
       p.agregats - 'nommees' as edition,
       (select jsonb_agg(jsonb_build_array(pc.empreinte, pc.unite)) from publication_carnet pc
         where pc.collectif_id = k.id and pc.publication_id = p.id and pc.structure_id = any (:siennes)) as siens,
       (select y.population::text from (
          select c.population, c.agregats -> 'agregat' as dit from publication_cycle c
           where c.collectif_id = k.id and c.trimestre_id = v.id and c.thematique = p.agregats ->> 'transversal'
           order by c.numero desc limit 1) y
          join lateral jsonb_array_elements(p.agregats -> 'agregats') a
            on a -> 'code' = y.dit -> 'code' and a -> 'n' = y.dit -> 'n' and a -> 'quartiles' = y.dit -> 'quartiles'
           and a -> 'repartition' = y.dit -> 'repartition') as population
  from collectif k
  left join lateral (
    select distinct on (t.thematique) t.id, t.numero, t.thematique, e.publie from trimestre t
     cross join lateral (select exists (select from publication p where p.collectif_id = t.collectif_id
                                           and p.trimestre_id = t.id) as publie) e
     where t.collectif_id = k.id and t.etat = 'clos' and t.thematique <> ''
     order by t.thematique, e.publie desc, t.numero desc) v on true
  left join lateral (
    select p.id, p.carnets, p.publie_le, p.agregats from publication p
     where p.collectif_id = k.id and p.trimestre_id = v.id order by p.numero desc limit 1) p on true
 order by sort_key(k.nom) collate "C", k.id, v.numero
""")
