"""The statements of a bascule: what there is to convert, and what was converted, written whole."""

from __future__ import annotations

from sqlalchemy import text

from caprse.carnet.requetes import COLONNES, REPRISES

GET_COLLECTIF = text("""
select k.nom, a.id as de,
       exists (select from bascule b where b.collectif_id = k.id and b.de = a.id and b.vers = :vers) as faite,
       coalesce((select json_agg(json_build_object('id', t.id, 'numero', t.numero, 'etat', t.etat,
                                  'thematique', t.thematique, 'referentiel_id', t.referentiel_id) order by t.numero)
                   from trimestre t where t.collectif_id = k.id and t.etat <> 'clos'), '[]') as trimestres
  from collectif k left join referentiel a on a.cle = :cle and a.version = :version
 where k.id = :collectif
""")

# One row per structure that has something to convert, whatever their number.
LIST_CONTENUS = text("""
select s.id as structure_id, s.nom, s.types, c.id as carnet_id,
       (select jsonb_object_agg(r.critere, to_jsonb(r)) from reponse r
         where r.collectif_id = c.collectif_id and r.carnet_id = c.id) as reponses,
       (select jsonb_object_agg(p.enjeu, to_jsonb(p)) from positionnement p
         where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'depart'
           and p.referentiel_id = :de) as positions,
       (select jsonb_object_agg(p.enjeu, to_jsonb(p)) from positionnement p
         where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'arrivee'
           and p.referentiel_id = :de) as arrivees
  from structure s
  left join carnet c on c.collectif_id = s.collectif_id and c.structure_id = s.id and c.trimestre_id = :trimestre
 where s.collectif_id = :collectif
   and (c.id is not null or exists (select from positionnement p where p.collectif_id = s.collectif_id
                                       and p.structure_id = s.id and p.referentiel_id = :de))
 order by sort_key(s.nom) collate "C", s.id
""")

# All the answers of all the structures at once, from JSON; the table itself says the types.
WRITE_REPONSES = text(f"""
insert into reponse as r (collectif_id, carnet_id, critere, structure_id, {COLONNES}, version, modifie_le, modifie_par)
select :collectif, carnet_id, critere, structure_id, {COLONNES}, version, modifie_le, modifie_par
  from jsonb_populate_recordset(null::reponse, :lignes)
    on conflict (collectif_id, carnet_id, critere) do update
   set {REPRISES}, version = excluded.version
 where r.version = excluded.version - 1
returning r.critere
""")  # noqa: S608 - built from the names of our own fields

WRITE_POSITIONS = text("""
insert into positionnement as p (collectif_id, structure_id, moment, enjeu, referentiel_id, niveau, non_concerne,
                                 version, modifie_le, modifie_par)
select :collectif, structure_id, moment, enjeu, :vers, niveau, non_concerne, 1, modifie_le, modifie_par
  from jsonb_populate_recordset(null::positionnement, :lignes)
    on conflict (collectif_id, structure_id, moment, enjeu) do update
   set referentiel_id = excluded.referentiel_id, niveau = excluded.niveau, non_concerne = excluded.non_concerne,
       version = p.version + 1
""")
