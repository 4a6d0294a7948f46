"""The statements of this room: a key taken up, those of a place, and what the answers read beside the long export."""

from __future__ import annotations

from sqlalchemy import text

# Found and counted in one statement, in place: the row is the only one that a key ever has.
TAKE_CLE = text("""
update cle_lecture set lue_le = :now, minute = :minute,
       demandes = case when minute = :minute then demandes + 1 else 1 end
 where empreinte = :empreinte and revoquee_le is null and expire_le > :now
returning id, collectif_id, structure_id, nom, portees, cree_par, expire_le, demandes
""")

# Whatever a fault of ours would ask, nothing is written.
ONLY_READ = text("set transaction read only")

# The keys of a structure, or of a collectif; ``tenue``: whoever made it still has the role that it acts for.
CLES = text("""
select coalesce(s.nom, k.nom) as lieu, k.fictif,
       (select jsonb_agg(to_jsonb(y) order by y.cree_le desc, y.id) from (
          select c.id, c.nom, c.portees, c.cree_le, c.expire_le, c.revoquee_le, c.lue_le, p.nom as par,
                 exists (select from habilitation h
                          where h.compte_id = c.cree_par and h.collectif_id = c.collectif_id
                            and (h.role = 'animation' and c.structure_id is null
                                 or h.role = 'direction' and h.structure_id = c.structure_id)) as tenue
            from cle_lecture c
            left join compte p on p.id = c.cree_par
           where c.collectif_id = k.id and c.structure_id is not distinct from cast(:structure as uuid)) y) as cles
  from collectif k
  left join structure s on s.collectif_id = k.id and s.id = :structure
 where k.id = :collectif
""")

LIEU = text("""
select k.nom as collectif, s.nom as structure
  from collectif k left join structure s on s.collectif_id = k.id and s.id = :structure
 where k.id = :collectif
""")

# What came out last of each trimestre that opened, never anything newer. Names of structures never leave the workbook.
# ``siens``: what it counted of the structures of whoever made the key.
EDITIONS = text("""
select k.nom as collectif, k.fictif, k.seuil_anonymat as seuil, t.numero, t.debut, t.fin, t.etat, t.thematique,
       p.numero as edition, p.carnets, p.publie_le, p.agregats - 'nommees' as contenu,
       (select v.cle from referentiel v where v.id = cast(p.agregats #>> '{referentiel,id}' as uuid)) as referentiel,
       (select jsonb_agg(jsonb_build_array(pc.empreinte, pc.unite)) from publication_carnet pc
         where pc.collectif_id = k.id and pc.publication_id = p.id and pc.structure_id = any (:siennes)) as siens,
       (select c.etat from carnet c where c.collectif_id = k.id and c.trimestre_id = t.id
           and c.structure_id = cast(:structure as uuid)) as carnet_etat,
       exists (select from adhesion a where a.collectif_id = k.id and a.structure_id = cast(:structure as uuid)
                  and daterange(a.du, a.au, '[]') @> cast(:jour as date)) as adherente
  from trimestre t
  join collectif k on k.id = t.collectif_id
  left join lateral (select * from publication p where p.collectif_id = t.collectif_id and p.trimestre_id = t.id
                      order by p.numero desc limit 1) p on true
 where t.collectif_id = :collectif and t.etat <> 'prepare' and t.numero > :apres
 order by t.numero
 limit :combien
""")

# The versions that the trimestres of the collectif ask.
VERSIONS = text("""
select distinct t.referentiel_id from trimestre t
 where t.collectif_id = :collectif and t.referentiel_id > cast(:apres as uuid)
 order by t.referentiel_id
 limit :combien
""")

# Without the link of a video meeting, nor the agenda: we do not know who reads the table that a program fills.
RENCONTRES = text("""
select k.nom as collectif, k.fictif, t.numero as trimestre, r.id, r.type, r.titre, r.jour, r.heure, r.duree_minutes,
       r.lieu, r.annulee_le is not null as annulee, r.modifie_le
  from rencontre r
  join collectif k on k.id = r.collectif_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
 where r.collectif_id = :collectif and (r.jour, r.id) > (cast(:jour as date), cast(:apres as uuid))
 order by r.jour, r.id
 limit :combien
""")
