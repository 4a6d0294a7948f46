"""The statement of the fédération's screen."""

from __future__ import annotations

from sqlalchemy import text

# Every collectif, with the last closed trimestre of each thématique (the bilan has none) and what was published of it,
# if anything. Names of structures never leave their collectif. ``siens``: what it counted of the reader's own
# structures.
LIST_COLLECTIFS = text("""
select k.id, k.nom, k.fictif, k.seuil_anonymat as seuil, v.thematique, v.numero, p.carnets, p.publie_le,
       p.agregats - 'nommees' as edition,
       (select jsonb_agg(jsonb_build_array(pc.empreinte, pc.unite)) from publication_carnet pc
         where pc.collectif_id = k.id and pc.publication_id = p.id and pc.structure_id = any (:siennes)) as siens
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
