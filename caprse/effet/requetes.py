"""The statement of the effect of actions: what was published of it last."""

from __future__ import annotations

from sqlalchemy import text

EFFET = text("""
select p.agregats, t.numero
  from publication_chemin p
  join trimestre t on t.collectif_id = p.collectif_id and t.id = p.trimestre_id
 where p.collectif_id = :collectif and p.sorte = 'effet' and t.etat = 'clos'
 order by t.numero desc, p.numero desc
 limit 1
""")
