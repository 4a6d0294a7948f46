"""The statements of the demonstration that are no expression on one table."""

from __future__ import annotations

from sqlalchemy import text

# Settings of the transaction. The planner knows nothing of these tables before the end: left to itself, it would read
# them whole, and plan again, for each row that a trigger looks up.
SET_PLANNER = text("set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan")

# A lock of its own, on no row: two commands at once would both find the base empty.
LOCK_DEMO = text("select pg_advisory_xact_lock(hashtext('caprse.demo'))")

# The carnets of the open trimestre, each with the version of what it answered.
LIST_CARNETS = text("""
select c.id, c.structure_id, c.etat = 'transmis' as transmis,
       (select coalesce(jsonb_agg(jsonb_build_array(r.critere, r.version) order by r.critere), '[]')
          from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id) as reponses
  from carnet c
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.collectif_id = :collectif and t.etat = 'ouvert' and c.structure_id = any (:suivies)
""")
