"""The statements of a wall: opened by its code, and asked all day whether anything changed."""

from __future__ import annotations

from sqlalchemy import text

# The console that gave the code hears of it: what it says of the screens holds no more.
OPEN_MUR = text("""
with ouvert as (
  update mur m set code = null, empreinte = :empreinte, ouvert_le = :now, expire_le = :fin
    from seance s
   where m.code = :code and m.empreinte is null and m.ferme_le is null and m.expire_le > :now
     and s.collectif_id = m.collectif_id and s.id = m.seance_id and s.etat <> 'terminee'
  returning m.seance_id)
select pg_notify('caprse', seance_id::text) from ouvert
""")

# One short statement answers « has anything changed? »: what a wall asks all day. Decisions, what is published, names
# given or taken back can change without the session knowing: they count too.
GET_MUR = text("""
select m.seance_id,
       s.revision || '-' || coalesce(s.etape_id::text, '') || '-'
       || (select count(*) from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id
              and p.retire_le is null) || '-'
       || (select count(*) from tour t join vote v on v.collectif_id = t.collectif_id and v.tour_id = t.id
            where t.collectif_id = s.collectif_id and t.seance_id = s.id and t.etape_id = s.etape_id) || '-'
       || (select count(*) || '.' || coalesce(sum(d.version), 0) from rencontre r
             join decision d on d.collectif_id = r.collectif_id and d.rencontre_id = r.id
            where r.collectif_id = s.collectif_id and r.id = s.rencontre_id) || '-'
       || (select count(*) from structure x where x.collectif_id = s.collectif_id and x.montre_son_nom) as marque
  from mur m join seance s on s.collectif_id = m.collectif_id and s.id = m.seance_id
 where m.empreinte = :empreinte and m.ferme_le is null and m.expire_le > :now and s.etat <> 'terminee'
""")
