"""The statements of the reminders that read several tables."""

from __future__ import annotations

from sqlalchemy import text

from caprse.collectif.rencontres.requetes import PAS_FINIE

# One document: the trimestre, and a line per person with a role that this kind speaks to. The people of a structure
# are read once per structure, their last reminder once for all.
_DESTINATAIRES = f"""
with ici as (
  select t.* from trimestre t
   where t.collectif_id = :collectif
     and (t.id = cast(:trimestre as uuid) or (cast(:trimestre as uuid) is null and t.etat = :etat_trimestre))
   order by t.numero desc limit 1),
deja as materialized (
  select distinct on (q.compte_id, q.donnees ->> 'carnet') q.compte_id, q.donnees ->> 'carnet' as carnet,
         q.envoye_le, q.donnees ->> 'jour' as jour
    from courriel q
   where q.collectif_id = :collectif and q.genre = :genre and q.annule_le is null
   order by q.compte_id, q.donnees ->> 'carnet', q.donnees ->> 'jour' desc, q.cree_le desc),
carnets as (
  select c.id, c.structure_id, c.etat, s.nom,
         exists (select from adhesion a where a.collectif_id = c.collectif_id and a.structure_id = c.structure_id
                    and (a.au is null or a.au >= :today)) as adherente,
         (select jsonb_agg(r.critere) from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
             and (r.niveau is not null or r.non_concerne)) as repondus
    from ici
    join carnet c on c.collectif_id = :collectif and c.trimestre_id = ici.id
    join structure s on s.collectif_id = :collectif and s.id = c.structure_id
   where cast(:structure as uuid) is null or c.structure_id = :structure)
select jsonb_build_object(
  'trimestre', to_jsonb(ici), 'collectif', k.nom,
  'prochain', (select min(n.debut) from trimestre n
                where n.collectif_id = k.id and n.etat = 'prepare' and n.numero > ici.numero),
  'rencontre', (select jsonb_build_array(r.jour, r.heure, r.titre) from rencontre r
                 where r.collectif_id = k.id and {PAS_FINIE} and r.annulee_le is null
                 order by r.jour, r.heure limit 1),
  'lignes', (select jsonb_agg(to_jsonb(l) order by sort_key(l.structure) collate "C", l.structure_id,
                                                sort_key(l.nom) collate "C", l.compte_id)
     from (
     select c.id as carnet_id, c.structure_id, c.nom as structure, c.etat, c.adherente, c.repondus,
            p.id as compte_id, p.nom, p.courriel, h.role, d.envoye_le, d.jour,
            exists (select from desinscription x where x.compte_id = p.id and x.genre = :genre) as desinscrit
       from carnets c
       join habilitation h on h.collectif_id = :collectif and h.structure_id = c.structure_id
                          and h.role = any (:roles) and (cast(:compte as uuid) is null or h.compte_id = :compte)
       join compte p on p.id = h.compte_id and p.actif
       left join deja d on d.compte_id = p.id and d.carnet = c.id::text) l))
  from ici join collectif k on k.id = :collectif
"""  # noqa: S608 - only this module's own text
DESTINATAIRES = text(_DESTINATAIRES)

# What waits first, then the latest; one statement with the people, whatever the number of structures.
_RAPPELS = """
select jsonb_agg(to_jsonb(l)) from (
  select q.id, q.genre, coalesce(p.nom, q.destinataire) as nom, coalesce(s.nom, '') as structure, q.envoyer_apres,
         q.envoye_le, q.annule_le, q.motif, q.erreur, q.essais
    from courriel q
    left join compte p on p.id = q.compte_id
    left join structure s on s.collectif_id = q.collectif_id and s.id = q.structure_id
   where q.collectif_id = :collectif and q.genre <> ''
   order by (q.envoye_le is null and q.annule_le is null) desc,
            case when q.envoye_le is null and q.annule_le is null then q.envoyer_apres end,
            coalesce(q.envoye_le, q.annule_le, q.envoyer_apres) desc, q.id
   limit :montres) l
"""
ECRAN = text(f"select ({_DESTINATAIRES}) as document, ({_RAPPELS}) as rappels")

# People who can still be told; whether they said no to the mail, and whether one about this thread waits already.
LIST_CITES = text("""
select p.id, p.courriel, c.id as carnet_id, c.structure_id, f.critere, s.nom as structure, t.referentiel_id,
       exists (select from desinscription x where x.compte_id = p.id and x.genre = :genre) as desinscrit,
       exists (select from courriel q where q.collectif_id = :collectif and q.compte_id = p.id and q.genre = :genre
                  and q.envoye_le is null and q.annule_le is null and q.essais = 0
                  and q.donnees ->> 'fil' = cast(f.id as text)) as attend,
       exists (select from habilitation h where h.compte_id = p.id and h.collectif_id = f.collectif_id
                  and h.role = 'animation') as anime
  from compte p
  join fil f on f.collectif_id = :collectif and f.id = cast(:fil as uuid)
  join carnet c on c.collectif_id = f.collectif_id and c.id = f.carnet_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  join structure s on s.collectif_id = f.collectif_id and s.id = f.structure_id
 where p.id = any (:comptes) and p.actif
""")

MENTION = text("""
select c.id as carnet_id, c.structure_id, f.critere, s.nom as structure, t.referentiel_id, p.nom, p.courriel, p.actif,
       exists (select from desinscription x where x.compte_id = p.id and x.genre = :genre) as desinscrit,
       exists (select from habilitation h where h.compte_id = p.id and h.collectif_id = f.collectif_id
                  and h.structure_id = f.structure_id) as membre,
       exists (select from habilitation h where h.compte_id = p.id and h.collectif_id = f.collectif_id
                  and h.role = 'animation') as anime,
       (select jsonb_agg(jsonb_build_array(a.nom, m.ecrit_le, m.texte) order by m.ecrit_le, m.id)
          from message m join compte a on a.id = m.auteur
          left join lecture_fil l on l.collectif_id = m.collectif_id and l.fil_id = m.fil_id and l.compte_id = p.id
         where m.collectif_id = f.collectif_id and m.fil_id = f.id and p.id = any (m.mentions) and m.auteur <> p.id
           and (l.lu_le is null or m.ecrit_le > l.lu_le)) as citations
  from fil f
  join carnet c on c.collectif_id = f.collectif_id and c.id = f.carnet_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  join structure s on s.collectif_id = f.collectif_id and s.id = f.structure_id
  join compte p on p.id = :compte
 where f.collectif_id = :collectif and f.id = :fil
""")

# Each person once, with the member structures for which; the animation has none.
LIST_GENS = text("""
select p.id, p.nom, p.courriel, p.demo,
       jsonb_agg(jsonb_build_array(s.id, s.nom) order by sort_key(s.nom) collate "C", s.id)
         filter (where s.id is not null) as structures,
       exists (select from desinscription x where x.compte_id = p.id and x.genre = :genre) as desinscrit
  from habilitation h
  join compte p on p.id = h.compte_id and p.actif
  left join structure s on s.collectif_id = h.collectif_id and s.id = h.structure_id
 where h.collectif_id = :collectif and h.role = any (:roles)
   and (cast(:structures as uuid[]) is null or h.structure_id = any (cast(:structures as uuid[])))
   and (cast(:compte as uuid) is null or p.id = :compte)
   and (h.structure_id is null or exists (
         select from adhesion a where a.collectif_id = h.collectif_id and a.structure_id = h.structure_id
            and daterange(a.du, a.au, '[]') @> cast(:today as date)))
 group by p.id, p.nom, p.courriel, p.demo
 order by sort_key(p.nom) collate "C", p.id
""")
