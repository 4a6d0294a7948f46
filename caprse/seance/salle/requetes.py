"""The statements of a phone in the room: join, see, choose a structure, vote."""

from __future__ import annotations

from sqlalchemy import text

FIND_SEANCE = text("""
select s.collectif_id, s.id, e.instant as bloque,
       (select count(*) from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id) as appareils,
       exists (select from participant p where p.empreinte = :ancienne and p.collectif_id = s.collectif_id
                  and p.seance_id = s.id) as deja
  from (select 1) u
  left join seance s on s.code = :code and s.etat = 'en_cours'
  left join lateral (select instant from tentative where cle = :cle and instant > :depuis
                      order by instant desc offset :maximum - 1 limit 1) e on true
""")

# One statement gives the whole page. What was not revealed is not in it: votes are read for this device alone.
GET_SALLE = text("""
select s.titre, s.etat, s.repetition, k.nom as collectif, k.fictif, p.structure_id, x.nom as structure,
       t.id as tour, t.numero, t.genre, t.mode, t.question, t.options, t.etat as etat_tour, t.resultat,
       t.niveau_convenu, v.valeur,
       exists (select from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id
                  and e.contenu ->> 'mode' = 'structure') as par_structure,
       p.structure_id is not null
       and exists (select from vote o join tour u on u.collectif_id = o.collectif_id and u.id = o.tour_id
                where o.collectif_id = p.collectif_id and o.participant_id = p.id and u.seance_id = p.seance_id
                  and u.mode = 'structure') as structure_fixe,
       case when :structures or (t.etat = 'ouvert' and t.mode = 'structure' and p.structure_id is null) then
            (select jsonb_agg(jsonb_build_array(m.id, m.nom) order by fold(m.nom) collate "C", m.id)
               from rencontre r
               join adhesion a on a.collectif_id = r.collectif_id and daterange(a.du, a.au, '[]') @> r.jour
               join structure m on m.collectif_id = a.collectif_id and m.id = a.structure_id
              where r.collectif_id = s.collectif_id and r.id = s.rencontre_id) end as structures
  from participant p
  join seance s on s.collectif_id = p.collectif_id and s.id = p.seance_id
  join collectif k on k.id = s.collectif_id
  left join structure x on x.collectif_id = p.collectif_id and x.id = p.structure_id
  left join lateral (select t.* from tour t
                      where t.collectif_id = s.collectif_id and t.seance_id = s.id
                        and (t.etat = 'ouvert' or t.etape_id = s.etape_id)
                      order by t.etat = 'ouvert' desc, t.numero desc limit 1) t on s.etat = 'en_cours'
  left join vote v on v.collectif_id = p.collectif_id and v.tour_id = t.id and v.participant_id = p.id
 where p.empreinte = :empreinte
""")

# Once a vote was given for a structure it stays with it: the structure of a device no longer moves.
CHOOSE_STRUCTURE = text("""
update participant p set structure_id = a.structure_id
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join adhesion a on a.collectif_id = r.collectif_id and daterange(a.du, a.au, '[]') @> r.jour
 where p.empreinte = :empreinte and s.collectif_id = p.collectif_id and s.id = p.seance_id and s.etat = 'en_cours'
   and a.structure_id = :structure
   and not exists (select from vote v join tour t on t.collectif_id = v.collectif_id and t.id = v.tour_id
                    where v.collectif_id = p.collectif_id and v.participant_id = p.id and t.mode = 'structure')
returning p.id
""")

# The secret, the session, the tour and the write in one statement. The base's trigger looks at the tour once more,
# after any closing under way: nothing is taken after it. The advisory lock is a queue: row locks that are shared have
# none, and a closing could wait for ever behind a room that insists.
SAVE_VOTE = text("""
insert into vote as v (collectif_id, tour_id, participant_id, valeur, vote_le)
select p.collectif_id, t.id, p.id, :valeur, :now
  from participant p
  join seance s on s.collectif_id = p.collectif_id and s.id = p.seance_id
  join tour t on t.collectif_id = s.collectif_id and t.seance_id = s.id
 where p.empreinte = :empreinte and t.id = :tour and s.etat = 'en_cours' and t.etat = 'ouvert'
   and (t.mode = 'salle' or p.structure_id is not null)
   and pg_advisory_xact_lock_shared(hashtextextended(cast(t.id as text), 0)) is not null
    on conflict (collectif_id, tour_id, participant_id) do update
   set valeur = excluded.valeur, vote_le = excluded.vote_le, changements = v.changements + 1
returning v.changements
""")

EXPLAIN_REFUS = text("""
select s.etat, t.etat as etat_tour, t.mode, p.structure_id is not null as a_une_structure
  from participant p
  join seance s on s.collectif_id = p.collectif_id and s.id = p.seance_id
  join tour t on t.collectif_id = s.collectif_id and t.seance_id = s.id and t.id = :tour
 where p.empreinte = :empreinte
""")
