"""The statements of the positionnement: read whole, one answer saved."""

from __future__ import annotations

from sqlalchemy import text

# The référentiel is that of the answers already given, else that of the collectif's first trimestre.
GET_POSITIONNEMENT = text("""
select s.id as structure_id, s.collectif_id, s.nom as structure, k.fictif, s.positionne_le as termine_le,
       coalesce((select p.referentiel_id from positionnement p
                  where p.collectif_id = s.collectif_id and p.structure_id = s.id limit 1),
                (select t.referentiel_id from trimestre t where t.collectif_id = s.collectif_id
                  order by t.numero limit 1)) as referentiel_id,
       (select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', a.nom))
          from positionnement p left join compte a on a.id = p.modifie_par
         where p.collectif_id = s.collectif_id and p.structure_id = s.id) as positions
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")

# Whether it may still change, and whether nobody changed it meanwhile, is checked where it is written.
SAVE_POSITION = text("""
insert into positionnement as p (collectif_id, structure_id, enjeu, referentiel_id, niveau, non_concerne, version,
                                 modifie_le, modifie_par)
select s.collectif_id, s.id, :enjeu, :referentiel, :niveau, :non_concerne, 1, :now, :compte
  from structure s
 where s.collectif_id = :collectif and s.id = :structure and s.positionne_le is null
   for share of s
    on conflict (collectif_id, structure_id, enjeu) do update
   set niveau = excluded.niveau, non_concerne = excluded.non_concerne, version = p.version + 1,
       modifie_le = excluded.modifie_le, modifie_par = excluded.modifie_par
 where p.version = :version
returning p.version
""")
