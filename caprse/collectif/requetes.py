"""The statements that import a directory: many structures at once, as JSON."""

from __future__ import annotations

from sqlalchemy import text

# Sorted, so that two imports at once take the same keys in the same order and neither waits on the other in a circle.
ADD_STRUCTURES = text("""
insert into structure (collectif_id, nom, types, departement, commune, a_verifier)
select :collectif, l.nom, l.types, l.departement, l.commune, l.a_verifier
  from jsonb_to_recordset(:lignes) as l (nom text, types text[], departement text, commune text, a_verifier text[])
 order by lower(l.nom), l.departement, lower(l.commune)
on conflict (collectif_id, lower(nom), departement, lower(commune)) do nothing
returning id
""")

COMPARE_STRUCTURES = text("""
select l.rang, l.types as annuaire, s.types, s.nom, s.commune, s.a_verifier
  from jsonb_to_recordset(:lignes) as l (rang int, nom text, types text[], departement text, commune text)
  join structure s on s.collectif_id = :collectif and lower(s.nom) = lower(l.nom) and s.departement = l.departement
                  and lower(s.commune) = lower(l.commune)
 order by l.rang
""")
