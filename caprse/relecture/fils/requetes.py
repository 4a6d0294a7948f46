"""The statements of the threads that read several tables, or write one from others."""

from __future__ import annotations

from sqlalchemy import text

# All threads of a carnet, how far the person has read them, and the names they need; one statement.
FILS = text("""
select c.id, c.collectif_id, c.structure_id,
       (select jsonb_agg(jsonb_build_object(
          'id', f.id, 'critere', f.critere, 'resolu_le', f.resolu_le, 'resolu_par', f.resolu_par, 'lu_le', l.lu_le,
          'messages', (select jsonb_agg(jsonb_build_object('id', m.id, 'auteur', m.auteur, 'texte', m.texte,
                                                           'mentions', m.mentions, 'ecrit_le', m.ecrit_le)
                                        order by m.ecrit_le, m.id)
                         from message m where m.collectif_id = f.collectif_id and m.fil_id = f.id)))
          from fil f
          left join lecture_fil l on l.collectif_id = f.collectif_id and l.fil_id = f.id and l.compte_id = :compte
         where f.collectif_id = c.collectif_id and f.carnet_id = c.id) as fils,
       (select jsonb_agg(to_jsonb(g) order by sort_key(g.nom) collate "C", g.id)
          from interlocuteurs(c.collectif_id, c.structure_id) g) as gens
  from carnet c
 where c.id = :carnet
""")

# The discussions that a person may read, those with something new first, each with its last unread message, else its
# last one, and who wrote it; one statement.
LIST_DISCUSSIONS = text("""
select f.carnet_id, f.critere, f.resolu_le is not null as resolu, s.nom as structure, t.numero, t.thematique,
       t.referentiel_id, m.nombre, m.non_lus, m.dernier, m.montre ->> 'texte' as texte,
       (m.montre ->> 'auteur')::uuid = :compte as mien,
       (select g.nom from interlocuteurs(f.collectif_id, f.structure_id) g
         where g.id = (m.montre ->> 'auteur')::uuid) as auteur
  from fil f
  join carnet c on c.collectif_id = f.collectif_id and c.id = f.carnet_id
  join structure s on s.collectif_id = f.collectif_id and s.id = f.structure_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  left join lecture_fil l on l.collectif_id = f.collectif_id and l.fil_id = f.id and l.compte_id = :compte
  join lateral (
    select count(*) as nombre, max(m.ecrit_le) as dernier,
           count(*) filter (where m.auteur <> :compte and (l.lu_le is null or m.ecrit_le > l.lu_le)) as non_lus,
           (array_agg(jsonb_build_object('texte', m.texte, 'auteur', m.auteur)
                      order by m.auteur <> :compte and (l.lu_le is null or m.ecrit_le > l.lu_le) desc,
                               m.ecrit_le desc, m.id))[1] as montre
      from message m where m.collectif_id = f.collectif_id and m.fil_id = f.id) m on m.nombre > 0
 where f.structure_id = any (cast(:structures as uuid[])) or f.collectif_id = any (cast(:collectifs as uuid[]))
 order by m.non_lus > 0 desc, f.resolu_le is not null, m.dernier desc, f.id
 limit :nombre
""")

# The carnets of now, to begin a discussion about one.
LIST_CORRESPONDANTS = text("""
select c.id, s.nom
  from carnet c
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where (c.collectif_id = any (cast(:collectifs as uuid[])) or c.structure_id = any (cast(:structures as uuid[])))
   and t.etat = 'ouvert'
 order by sort_key(s.nom) collate "C", c.id
""")

CARNET_DISCUTE = text("""
select s.nom, t.numero, t.thematique, t.referentiel_id
  from carnet c
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")

PLACE = text("""
select c.collectif_id, c.structure_id, t.referentiel_id, t.thematique,
       exists (select from fil f where f.collectif_id = c.collectif_id and f.carnet_id = c.id
                  and f.critere is not distinct from cast(:critere as varchar)) as ouvert,
       (select jsonb_agg(g.id) from interlocuteurs(c.collectif_id, c.structure_id) g where g.role <> '') as gens
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")

# Never back in time, never further than what is there.
MARK_LU = text("""
insert into lecture_fil as l (collectif_id, fil_id, compte_id, structure_id, lu_le)
select f.collectif_id, f.id, :compte, f.structure_id, max(m.ecrit_le)
  from fil f join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id
 where f.collectif_id = :collectif and f.id = :fil and m.ecrit_le <= :jusqu_a
 group by f.collectif_id, f.id
    on conflict (collectif_id, fil_id, compte_id) do update set lu_le = greatest(l.lu_le, excluded.lu_le)
""")

LOCK_FIL = text("""
select f.collectif_id, f.structure_id, f.carnet_id, f.resolu_le,
       (select count(*) from message m where m.collectif_id = f.collectif_id and m.fil_id = f.id) as messages
  from fil f where f.id = :fil
   for update of f
""")
