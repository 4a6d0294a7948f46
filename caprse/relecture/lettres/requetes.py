"""The statements of the letters."""

from __future__ import annotations

from sqlalchemy import text

# The member structures, with what became of their carnet of the open trimestre and who would read a letter there; then
# the latest letters, each once, with how many were written to and how many of these mails have left.
ECRAN = text("""
select k.nom, k.fictif,
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
