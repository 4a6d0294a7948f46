"""The statements that import a directory: many structures at once, as JSON."""

from __future__ import annotations

from sqlalchemy import text

# Sorted, so that two imports at once take the same keys in the same order and neither waits on the other in a circle.
# The index alone would let through the like of a structure that it leaves out as a double.
ADD_STRUCTURES = text("""
insert into structure (collectif_id, nom, types, departement, commune, effectif, a_verifier)
select :collectif, l.nom, l.types, l.departement, l.commune, l.effectif, l.a_verifier
  from jsonb_to_recordset(:lignes) as l (nom text, types text[], departement text, commune text, effectif int,
                                         a_verifier text[])
 where not exists (
   select from structure s where s.collectif_id = :collectif and fold_nom(s.nom) = fold_nom(l.nom)
      and s.departement = l.departement and fold_commune(s.commune) = fold_commune(l.commune))
 order by fold_nom(l.nom) collate "C", l.departement, fold_commune(l.commune) collate "C"
on conflict (collectif_id, fold_nom(nom), departement, fold_commune(commune)) where not doublon do nothing
returning id
""")

# The structure of each line, where the collectif has it: same name and same place.
COMPARE_STRUCTURES = text("""
select distinct on (l.rang) l.rang, l.types as annuaire, s.id, s.types, s.nom, s.commune, s.a_verifier
  from jsonb_to_recordset(:lignes) as l (rang int, nom text, types text[], departement text, commune text)
  join structure s on s.collectif_id = :collectif and fold_nom(s.nom) = fold_nom(l.nom)
                  and s.departement = l.departement and fold_commune(s.commune) = fold_commune(l.commune)
 order by l.rang, s.doublon, s.cree_le, s.id
""")

# Other structures with the name of a line in its département: in another town, or where one of both has no place.
FIND_PROCHES = text("""
select l.rang, s.nom, s.commune, s.departement
  from jsonb_to_recordset(:lignes) as l (rang int, nom text, departement text, commune text)
  join structure s on s.collectif_id = :collectif and fold_nom(s.nom) = fold_nom(l.nom)
                  and (s.departement = l.departement or s.departement = '' or l.departement = '')
                  and (s.departement, fold_commune(s.commune)) <> (l.departement, fold_commune(l.commune))
 order by l.rang, sort_key(s.commune) collate "C", s.id
""")

# The structures, but for one, of this name in this département, or whose place is not known well enough to tell.
LIST_HOMONYMES = text("""
select s.nom, s.commune, s.departement,
       fold_commune(s.commune) in ('', fold_commune(:commune)) or :commune = '' as meme_lieu
  from structure s
 where s.collectif_id = :collectif and fold_nom(s.nom) = fold_nom(:nom) and s.id is distinct from cast(:sauf as uuid)
   and (s.departement = :departement or s.departement = '' or :departement = '')
 order by meme_lieu desc, sort_key(s.commune) collate "C", s.id
""")
