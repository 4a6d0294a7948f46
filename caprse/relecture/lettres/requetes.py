"""The statements of the letters."""

from __future__ import annotations

from sqlalchemy import text

# The member structures, with what became of their carnet of the open trimestre and who would read a letter there; then
# the latest letters, each once, with how many were written to and how many of these mails have left.
ECRAN = text("""
select k.nom, k.fictif,
  (select t.numero from trimestre t where t.collectif_id = k.id and t.etat = 'clos'
    order by t.clos_le desc, t.numero desc limit 1) as trimestre_clos,
  (select jsonb_agg(jsonb_build_object('id', s.id, 'nom', s.nom, 'gens', g.gens, 'etat', c.etat)
                    order by sort_key(s.nom) collate "C", s.id)
     from structure s
     left join lateral (
       select jsonb_agg(p.nom order by sort_key(p.nom) collate "C", p.id) as gens
         from habilitation h join compte p on p.id = h.compte_id and p.actif
        where h.collectif_id = :collectif and h.structure_id = s.id and h.role = any (:roles)) g on true
     left join lateral (
       select c.etat from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
        where c.collectif_id = :collectif and c.structure_id = s.id and t.etat = 'ouvert' limit 1) c on true
    where s.collectif_id = :collectif
      and exists (select from adhesion a where a.collectif_id = :collectif and a.structure_id = s.id
                     and daterange(a.du, a.au, '[]') @> cast(:today as date))) as structures,
  (select jsonb_agg(to_jsonb(l)) from (
     select q.donnees ->> 'envoi' as envoi, min(q.donnees ->> 'objet') as objet, min(q.donnees ->> 'auteur') as auteur,
            min(q.cree_le) as ecrite_le, count(*) as gens, count(q.envoye_le) as parties
       from courriel q where q.collectif_id = :collectif and q.genre = :genre
      group by q.donnees ->> 'envoi' order by min(q.cree_le) desc limit 12) l) as lettres
  from collectif k where k.id = :collectif
""")

# The last closed trimestre: what was published of it, the pratiques shared since the one before it closed, what comes.
FIL = text("""
select t.numero, t.thematique, t.referentiel_id, cast(t.clos_le at time zone 'Europe/Paris' as date) as clos_le,
  k.seuil_anonymat as seuil,
  (select count(*) from carnet c where c.collectif_id = t.collectif_id and c.trimestre_id = t.id) as carnets,
  (select count(*) from carnet c where c.collectif_id = t.collectif_id and c.trimestre_id = t.id
      and c.etat in ('transmis', 'relu')) as transmis,
  (select p.agregats - 'nommees' from publication p where p.collectif_id = t.collectif_id and p.trimestre_id = t.id
    order by p.numero desc limit 1) as edition,
  (select jsonb_agg(to_jsonb(x)) from (
     select p.titre, p.effet, s.nom from pratique p
       join structure s on s.collectif_id = p.collectif_id and s.id = p.structure_id
      where p.collectif_id = t.collectif_id and p.etat in ('collectif', 'federation')
        and p.partagee_le > coalesce((select max(v.clos_le) from trimestre v
                                       where v.collectif_id = t.collectif_id and v.clos_le < t.clos_le), '-infinity')
      order by p.partagee_le desc, p.id limit :pratiques) x) as pratiques,
  (select jsonb_agg(to_jsonb(x)) from (
     select r.titre, r.jour, r.heure, r.lieu from rencontre r
      where r.collectif_id = t.collectif_id and r.jour >= :today and r.annulee_le is null
      order by r.jour, r.heure, r.id limit 3) x) as rencontres,
  (select to_jsonb(o) from trimestre o where o.collectif_id = t.collectif_id and o.etat = 'ouvert' limit 1) as ouvert
  from trimestre t join collectif k on k.id = t.collectif_id
 where t.collectif_id = :collectif and t.etat = 'clos'
 order by t.clos_le desc, t.numero desc limit 1
""")
