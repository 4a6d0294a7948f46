"""The statement of the notices."""

from __future__ import annotations

from sqlalchemy import text

# The unread ones first, however old; then the latest. Row-level security keeps to one's own. What asks to come to a
# meeting knows which one, and what was answered since.
LIST_NOUVELLES = text("""
select n.cle, n.genre, n.titre, n.detail, n.chemin, n.cree_le, n.lue_le,
       count(*) filter (where n.lue_le is null) over () as non_lues,
       r.id as rencontre_id, r.collectif_id, r.jour, r.heure, r.duree_minutes, r.type, r.lien,
       case v.reponse when 'vient' then 'viendra' when 'absent' then 'excusee' else v.reponse end as dite
  from nouvelle n
  left join convocation v on n.genre = 'convocation' and v.compte_id = n.compte_id
        and n.chemin = 'rencontre?rencontre=' || v.rencontre_id
  left join rencontre r on r.collectif_id = v.collectif_id and r.id = v.rencontre_id and r.annulee_le is null
 where n.compte_id = :compte and n.cree_le <= :now
 order by n.lue_le is not null, n.cree_le desc, n.cle
 limit :montrees
""")

# What waits in the menu: the notices, and the discussions of one's structures where somebody else wrote since.
COUNT_ATTENTES = text("""
select (select count(*) from nouvelle n
         where n.compte_id = :compte and n.lue_le is null and n.cree_le <= :now) as nouvelles,
       (select count(*) from fil f
          left join lecture_fil l on l.collectif_id = f.collectif_id and l.fil_id = f.id and l.compte_id = :compte
         where f.structure_id = any (cast(:structures as uuid[]))
           and exists (select from message m where m.collectif_id = f.collectif_id and m.fil_id = f.id
                          and m.auteur <> :compte and (l.lu_le is null or m.ecrit_le > l.lu_le))) as discussions
""")
