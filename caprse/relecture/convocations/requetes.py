"""The statements of the convocations."""

from __future__ import annotations

from sqlalchemy import text

GET_RENCONTRE = text("""
select r.id, r.collectif_id, r.titre, r.type, r.jour, r.heure, r.duree_minutes, r.lieu, r.lien, r.ordre_du_jour,
       r.annulee_le is not null as annulee, t.numero, t.thematique, t.referentiel_id, k.nom as collectif
  from rencontre r
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = r.collectif_id
 where r.id = :rencontre
""")

# Who was asked, with what they answered and for which structures of the collectif. Row-level security gives all of
# them to the animation, and their own to anyone else.
LIST_CONVIES = text("""
select v.compte_id, p.nom, v.reponse, v.envoyee_le, v.envois,
       (select string_agg(s.nom, ', ' order by sort_key(s.nom) collate "C") from habilitation h
          join structure s on s.collectif_id = h.collectif_id and s.id = h.structure_id
         where h.compte_id = v.compte_id and h.collectif_id = v.collectif_id) as structures
  from convocation v join compte p on p.id = v.compte_id
 where v.collectif_id = :collectif and v.rencontre_id = :rencontre
 order by sort_key(p.nom) collate "C", p.id
""")

# One who answered is left alone. Of two at the same instant, the second finds what the first wrote.
SAVE_CONVOCATION = text("""
insert into convocation as v (collectif_id, rencontre_id, compte_id, message, envoyee_le)
select :collectif, :rencontre, c, :message, :now from unnest(cast(:comptes as uuid[])) as c
    on conflict (collectif_id, rencontre_id, compte_id) do update
   set message = excluded.message, envoyee_le = excluded.envoyee_le, envois = v.envois + 1
 where v.reponse is null and v.envoyee_le <= cast(:avant as timestamptz)
returning v.compte_id, v.envois
""")

# Of an account that is closed, or left the collectif, the link no longer answers.
FIND_CONVOCATION = text("""
select v.collectif_id, v.rencontre_id, v.compte_id, v.reponse, p.nom
  from convocation v join compte p on p.id = v.compte_id and p.actif
 where v.empreintes @> array[cast(:empreinte as text)]
   and exists (select from habilitation h where h.compte_id = v.compte_id and h.collectif_id = v.collectif_id)
""")

# What the people of each structure of this person answered, those who were not asked left out.
LIST_REPONSES_STRUCTURES = text("""
select h.structure_id, array_agg(v.reponse) as reponses
  from habilitation h
  join convocation v on v.collectif_id = h.collectif_id and v.compte_id = h.compte_id and v.rencontre_id = :rencontre
 where h.collectif_id = :collectif
   and h.structure_id in (select m.structure_id from habilitation m
                           where m.collectif_id = :collectif and m.compte_id = :compte and m.structure_id is not null
                             and m.role in ('direction', 'contribution'))
 group by h.structure_id
""")

# Nobody says yes any more, and not all say no: it is open again.
CLEAR_PRESENCE = text("""
delete from presence p
 where p.collectif_id = :collectif and p.rencontre_id = :rencontre and p.structure_id = :structure
   and p.etat in ('viendra', 'peut_etre', 'excusee')
""")

# What was seen at the meeting is never changed by what was said before.
SAVE_PRESENCE = text("""
insert into presence as p (collectif_id, rencontre_id, structure_id, etat, personnes, modifie_le, modifie_par)
values (:collectif, :rencontre, :structure, :etat, :personnes, :now, :compte)
    on conflict (collectif_id, rencontre_id, structure_id) do update
   set etat = excluded.etat, personnes = excluded.personnes, modifie_le = excluded.modifie_le,
       modifie_par = excluded.modifie_par
 where p.etat not in ('presente', 'absente')
""")
