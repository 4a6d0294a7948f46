"""The statement of the calendar: a collectif with its trimestres and their meetings."""

from __future__ import annotations

from sqlalchemy import text

GET_CALENDRIER = text("""
select c.nom, c.debut, c.mois, c.fictif,
       coalesce((select jsonb_agg(to_jsonb(t) || jsonb_build_object('rencontres', coalesce((
                          select jsonb_agg(to_jsonb(r) order by r.jour, r.heure nulls first, r.id) from rencontre r
                           where r.collectif_id = t.collectif_id and r.trimestre_id = t.id
                             and r.annulee_le is null), '[]')) order by t.numero)
                   from trimestre t where t.collectif_id = c.id), '[]') as trimestres
  from collectif c where c.id = :collectif
""")
