"""The statements of the members: listed with their adhésion, accounts and carnet; given their carnets."""

from __future__ import annotations

from sqlalchemy import text

LIST_STRUCTURES = text("""
select s.id, s.nom, s.types, s.departement, s.commune, s.effectif, s.a_verifier, s.montre_son_nom, s.version,
       a.du, a.au,
       coalesce(h.comptes, 0) as comptes,
       :voit_carnets and t.id is not null and c.id is null and a.du is not null
       and daterange(a.du, a.au, '[]') @> cast(:jour as date) as sans_carnet,
       c.id is not null and not exists (select from reponse r where r.collectif_id = c.collectif_id
                                           and r.carnet_id = c.id) as carnet_vide
  from structure s
  left join (select distinct on (structure_id) structure_id, du, au from adhesion
              where collectif_id = :collectif order by structure_id, du desc) a on a.structure_id = s.id
  left join (select structure_id, count(*) as comptes from habilitation
              where collectif_id = :collectif group by structure_id) h on h.structure_id = s.id
  left join trimestre t on t.collectif_id = :collectif and t.etat = 'ouvert'
  left join carnet c on c.collectif_id = :collectif and c.trimestre_id = t.id and c.structure_id = s.id
 where s.collectif_id = :collectif
 order by sort_key(s.nom) collate "C", s.departement, s.commune
""")

# As many as the structures that are members that day and lack one, in one statement.
GIVE_CARNETS = text("""
insert into carnet (collectif_id, trimestre_id, structure_id)
select a.collectif_id, :trimestre, a.structure_id from adhesion a
 where a.collectif_id = :collectif and daterange(a.du, a.au, '[]') @> cast(:jour as date)
   and (cast(:structure as uuid) is null or a.structure_id = :structure)
on conflict (collectif_id, trimestre_id, structure_id) do nothing
returning id
""")

# What it does is told where it is written: the rows of a structure lie in tables of every room.
MERGE_STRUCTURES = text("select fusionner_structures(:collectif, :gardee, :double, :proche, :essai)")
