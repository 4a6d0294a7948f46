"""The statements of a phone in the room: join, see, enter the code of a structure, vote."""

from __future__ import annotations

from sqlalchemy import text

FIND_SEANCE = text("""
select s.collectif_id, s.id, s.verrouillee,
       (select count(*) from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id
           and p.retire_le is null) as appareils,
       exists (select from participant p where p.empreinte = :ancienne and p.collectif_id = s.collectif_id
                  and p.seance_id = s.id and p.retire_le is null) as deja,
       exists (select from participant p where p.empreinte = :nouvelle and p.collectif_id = s.collectif_id
                  and p.seance_id = s.id) as renvoi
  from seance s
 where s.code = :code and s.etat = 'en_cours'
""")

# The room is full: one that never voted gives its place up, drawn by lot, so that a flood makes room for people.
MAKE_PLACE = text("""
delete from participant where collectif_id = :collectif and id = (
  select p.id from participant p
   where p.collectif_id = :collectif and p.seance_id = :seance and p.retire_le is null
     and not exists (select from vote v where v.collectif_id = p.collectif_id and v.participant_id = p.id)
   order by random() limit 1)
returning id
""")

# One statement gives the whole page. What was not revealed is not in it: votes are read for this device alone,
# but for how many there are once closed, which the wall says.
# ``contenu``: of a question that the wall shows and nobody was asked yet.
GET_SALLE = text("""
select s.titre, s.etat, s.ecran, s.repetition, c.genre as genre_etape,
       k.nom as collectif, k.fictif, p.structure_id, x.nom as structure,
       p.retire_le is not null as retire,
       t.id as tour, t.numero, t.genre, t.mode, t.question, t.options, t.etat as etat_tour, t.resultat,
       t.niveau_convenu, v.valeur, k.seuil_anonymat as seuil,
       case when t.etat = 'ferme' then (select count(*) from vote w where w.collectif_id = t.collectif_id
                                           and w.tour_id = t.id) end as votes,
       case when t.resultat is not null then (select count(*) from participant q
          where q.collectif_id = s.collectif_id and q.seance_id = s.id and q.retire_le is null) end as appareils,
       case when t.resultat is not null and t.genre = 'mots' then (
         select jsonb_agg(jsonb_build_array(g.texte, g.n) order by g.n desc, g.texte)
           from (select m.texte, m.nombre + coalesce((
                          select sum(u.nombre) from mot u where u.collectif_id = m.collectif_id
                             and u.tour_id = m.tour_id and u.groupe = m.cle), 0) as n
                   from mot m
                  where m.collectif_id = t.collectif_id and m.tour_id = t.id and m.groupe is null and m.etat = 'montre'
                  order by 2 desc, 1 limit :mots_max) g) end as mots,
       a.titre as titre_etape, a.contenu, n.referentiel_id,
       exists (select from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id
                  and e.contenu ->> 'mode' = 'structure') as par_structure,
       p.structure_id is not null
       and exists (select from vote o where o.collectif_id = p.collectif_id and o.participant_id = p.id
                      and o.structure_id is not null) as structure_fixe,
       (select jsonb_build_array(y.jour, y.heure) from rencontre y
          join rencontre z on z.collectif_id = y.collectif_id and z.id = s.rencontre_id
         where c.genre = 'cloture' and y.collectif_id = s.collectif_id and y.annulee_le is null and y.jour > z.jour
         order by y.jour, y.heure nulls last, y.id limit 1) as prochaine
  from participant p
  join seance s on s.collectif_id = p.collectif_id and s.id = p.seance_id
  join collectif k on k.id = s.collectif_id
  left join structure x on x.collectif_id = p.collectif_id and x.id = p.structure_id
  left join etape c on c.collectif_id = s.collectif_id and c.seance_id = s.id and c.id = s.etape_id
  left join lateral (select t.* from tour t
                      where t.collectif_id = s.collectif_id and t.seance_id = s.id
                        and (t.etat = 'ouvert' or t.etape_id = s.etape_id)
                      order by t.etat = 'ouvert' desc, t.numero desc limit 1) t on s.etat = 'en_cours'
  left join vote v on v.collectif_id = p.collectif_id and v.tour_id = t.id and v.participant_id = p.id
  left join etape a on a.collectif_id = c.collectif_id and a.id = c.id and a.genre = 'vote' and t.id is null
        and s.etat = 'en_cours' and s.ecran = 'montre'
  left join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id and a.id is not null
  left join trimestre n on n.collectif_id = r.collectif_id and n.id = r.trimestre_id
 where p.empreinte = :empreinte
""")

FIND_STRUCTURE = text("""
select c.structure_id
  from participant p
  join code_structure c on c.collectif_id = p.collectif_id and c.seance_id = p.seance_id
  join seance s on s.collectif_id = p.collectif_id and s.id = p.seance_id
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
 where p.empreinte = :empreinte and c.code = :code
   and exists (select from adhesion a where a.collectif_id = c.collectif_id and a.structure_id = c.structure_id
                  and daterange(a.du, a.au, '[]') @> r.jour)
""")

# Once a vote was given for a structure it stays with it: the structure of a device no longer moves. The code is looked
# at once more: it may have been taken back meanwhile.
ENTER_STRUCTURE = text("""
update participant p set structure_id = c.structure_id
  from seance s
  join code_structure c on c.collectif_id = s.collectif_id and c.seance_id = s.id
 where p.empreinte = :empreinte and p.retire_le is null and s.collectif_id = p.collectif_id and s.id = p.seance_id
   and s.etat = 'en_cours' and c.code = :code
   and (p.structure_id is null
        or not exists (select from vote v where v.collectif_id = p.collectif_id and v.participant_id = p.id
                          and v.structure_id is not null))
returning p.id
""")

# The secret, the session, the tour and the write in one statement. The base's trigger looks at the tour once more,
# after any closing under way: nothing is taken after it. The advisory lock is a queue: row locks that are shared have
# none, and a closing could wait for ever behind a room that insists.
SAVE_VOTE = text("""
insert into vote as v (collectif_id, tour_id, participant_id, valeur, vote_le, structure_id)
select p.collectif_id, t.id, p.id, :valeur, :now, case when t.mode = 'structure' then p.structure_id end
  from participant p
  join seance s on s.collectif_id = p.collectif_id and s.id = p.seance_id
  join tour t on t.collectif_id = s.collectif_id and t.seance_id = s.id
 where p.empreinte = :empreinte and t.id = :tour and s.etat = 'en_cours' and t.etat = 'ouvert'
   and p.retire_le is null and (t.mode = 'salle' or p.structure_id is not null)
   and pg_advisory_xact_lock_shared(hashtextextended(cast(t.id as text), 0)) is not null
    on conflict (collectif_id, tour_id, participant_id) do update
   set valeur = excluded.valeur, vote_le = excluded.vote_le, changements = v.changements + 1,
       structure_id = excluded.structure_id
returning v.changements
""")

EXPLAIN_REFUS = text("""
select s.etat, t.etat as etat_tour, t.mode, p.structure_id is not null as a_une_structure,
       p.retire_le is not null as retire
  from participant p
  join seance s on s.collectif_id = p.collectif_id and s.id = p.seance_id
  join tour t on t.collectif_id = s.collectif_id and t.seance_id = s.id and t.id = :tour
 where p.empreinte = :empreinte
""")
