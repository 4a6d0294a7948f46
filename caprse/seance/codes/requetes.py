"""The statements of the codes of structures: who lacks one, who has which, what a new one takes back."""

from __future__ import annotations

from sqlalchemy import text

# Where structures vote, each member on the day of the rencontre has a code of its own.
LIST_SANS_CODE = text("""
select a.structure_id
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join adhesion a on a.collectif_id = r.collectif_id and daterange(a.du, a.au, '[]') @> r.jour
 where s.collectif_id = :collectif and s.id = :seance
   and exists (select from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id
                  and e.contenu ->> 'mode' = 'structure')
   and not exists (select from code_structure c where c.collectif_id = s.collectif_id and c.seance_id = s.id
                      and c.structure_id = a.structure_id)
""")

# Row-level security keeps it to the direction, and a rehearsal to the animation.
LIST_CODES_STRUCTURE = text("""
select c.code from code_structure c where c.structure_id = :structure order by c.cree_le, c.code
""")

# Who came in with the old code has no structure any more, and what they gave in the round that runs goes with it.
FREE_APPAREILS = text("""
with liberes as (
  update participant set structure_id = null
   where collectif_id = :collectif and seance_id = :seance and structure_id = :structure
  returning id)
delete from vote v using tour t
 where t.collectif_id = v.collectif_id and t.id = v.tour_id and t.seance_id = :seance and t.mode = 'structure'
   and t.etat in ('ouvert', 'ferme') and v.collectif_id = :collectif and v.structure_id = :structure
""")
