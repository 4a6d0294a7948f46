"""The statements of the positionnement: read whole, one answer saved, the versions that it went through."""

from __future__ import annotations

from sqlalchemy import text

# The départ follows the référentiel of the answers already given, else of the collectif's first trimestre; the arrivée
# that of the bilan. What was said at the start comes beside the arrivée, once that one is over. Without a moment, that
# of today: the arrivée once the structure has its carnet of the bilan.
GET_POSITIONNEMENT = text("""
select s.id as structure_id, s.collectif_id, s.nom as structure, k.fictif, m.moment, b.etat as bilan, b.carnet_id,
       case when m.moment = 'depart' then s.positionne_le else coalesce(s.arrivee_le, b.clos_le) end as termine_le,
       case when m.moment = 'depart'
            then coalesce((select p.referentiel_id from positionnement p
                            where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'depart'
                            limit 1),
                          (select t.referentiel_id from trimestre t where t.collectif_id = s.collectif_id
                            order by t.numero limit 1))
            else b.referentiel_id end as referentiel_id,
       (select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', a.nom))
          from positionnement p left join compte a on a.id = p.modifie_par
         where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = m.moment) as positions,
       d.positions as departs, d.referentiel_id as referentiel_depart
  from structure s
  join collectif k on k.id = s.collectif_id
  left join lateral (
    select t.etat, t.clos_le, t.referentiel_id, c.id as carnet_id
      from trimestre t
      join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id and c.structure_id = s.id
     where t.collectif_id = s.collectif_id and t.thematique = '' and t.etat <> 'prepare') b on true
  left join lateral (
    select jsonb_object_agg(p.enjeu, to_jsonb(p) || jsonb_build_object('auteur', a.nom)) as positions,
           min(cast(p.referentiel_id as text)) as referentiel_id
      from positionnement p left join compte a on a.id = p.modifie_par
     where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'depart'
       and (s.arrivee_le is not null or b.etat = 'clos')) d on true
  cross join lateral (
    select coalesce(cast(:moment as text), case when b.carnet_id is null then 'depart' else 'arrivee' end) as moment) m
 where s.id = :structure
""")

# Whether it may still change, and whether nobody changed it meanwhile, is checked where it is written.
SAVE_POSITION = text("""
insert into positionnement as p (collectif_id, structure_id, moment, enjeu, referentiel_id, niveau, non_concerne,
                                 version, modifie_le, modifie_par)
select s.collectif_id, s.id, cast(:moment as varchar), :enjeu, :referentiel, :niveau, :non_concerne, 1, :now, :compte
  from structure s
  left join lateral (
    select t.etat from trimestre t
      join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id and c.structure_id = s.id
     where t.collectif_id = s.collectif_id and t.thematique = '' and t.etat <> 'prepare') b on true
 where s.collectif_id = :collectif and s.id = :structure
   and case when cast(:moment as varchar) = 'depart' then s.positionne_le is null and b.etat is null
            else s.arrivee_le is null and b.etat = 'ouvert' end
   for share of s
    on conflict (collectif_id, structure_id, moment, enjeu) do update
   set niveau = excluded.niveau, non_concerne = excluded.non_concerne, version = p.version + 1,
       modifie_le = excluded.modifie_le, modifie_par = excluded.modifie_par
 where p.version = :version
returning p.version
""")

# What the collectif followed after each change of version: which question each answer was really given to.
LIST_PASSAGES = text("""
select b.de, b.vers, b.faite_le from bascule b where b.collectif_id = :collectif order by b.faite_le, b.id
""")

EST_EN_BILAN = text("""
select exists (select from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
                where c.structure_id = any (:structures) and t.thematique = '' and t.etat <> 'prepare')
""")
