"""The statements of the votes: a question with its session, the votes to count, what was agreed for a carnet."""

from __future__ import annotations

from sqlalchemy import text

GET_ETAPE = text("""
select e.genre, e.titre, e.contenu, n.referentiel_id,
       (select jsonb_agg(jsonb_build_array(t.id, t.etape_id, t.numero, t.etat)) from tour t
         where t.collectif_id = s.collectif_id and t.seance_id = s.id) as tours
  from etape e
  join seance s on s.collectif_id = e.collectif_id and s.id = e.seance_id
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre n on n.collectif_id = r.collectif_id and n.id = r.trimestre_id
 where e.id = :etape
""")

# The question among those of its session: what may come next depends on them all.
GET_TOUR = text("""
select x.genre, x.mode, x.critere, x.options, k.seuil_anonymat as seuil, k.seuil_mouvement as mouvement,
       (select jsonb_agg(jsonb_build_array(t.id, t.etape_id, t.numero, t.etat)) from tour t
         where t.collectif_id = x.collectif_id and t.seance_id = x.seance_id) as tours
  from tour x join collectif k on k.id = x.collectif_id
 where x.id = :tour
""")

# Votes under way end, those that come meanwhile wait in line behind: they find the tour closed. No table is read.
PASS_VOTES = text("select pg_advisory_xact_lock(hashtextextended(:tour, 0))")

LIST_VOTES = text("""
select v.participant_id, v.structure_id, v.valeur from vote v where v.collectif_id = :collectif and v.tour_id = :tour
""")

# The rounds of this session that asked the very same and whose result was shown, whatever step they belong to.
LIST_VOTES_MONTRES = text("""
select t.id as tour_id, v.participant_id, v.structure_id, v.valeur
  from tour x
  join tour t on t.collectif_id = x.collectif_id and t.seance_id = x.seance_id and t.id <> x.id
             and (t.genre, t.mode, t.question, t.options) = (x.genre, x.mode, x.question, x.options)
             and t.critere is not distinct from x.critere and (t.resultat ->> 'montre')::boolean
  left join vote v on v.collectif_id = t.collectif_id and v.tour_id = t.id
 where x.collectif_id = :collectif and x.id = :tour
""")

# The structures that one account directs, where they are several: to that account they are one.
LIST_DIRIGEES = text("""
select array_agg(distinct h.structure_id) as structures
  from habilitation h
 where h.collectif_id = :collectif and h.structure_id = any (:structures)
 group by h.compte_id
having count(distinct h.structure_id) > 1
""")

# Row-level security shows a session to members once it is over: until then what was agreed may still be corrected.
_PROPOSITION = """
select p.tour_id, p.structure_id, p.collectif_id, p.critere, p.niveau, p.etat, p.choisis, p.votants,
       s.titre as seance, r.jour,
       t.referentiel_id, t.thematique, t.etat as etat_trimestre, c.id as carnet_id, c.etat as etat_carnet,
       to_jsonb(q) as reponse
  from proposition p
  join tour o on o.collectif_id = p.collectif_id and o.id = p.tour_id
  join seance s on s.collectif_id = o.collectif_id and s.id = o.seance_id and s.etat = 'terminee'
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join carnet c on c.collectif_id = p.collectif_id and c.trimestre_id = t.id and c.structure_id = p.structure_id
  left join reponse q on q.collectif_id = c.collectif_id and q.carnet_id = c.id and q.critere = p.critere
"""

# Once its trimestre is closed a proposition cannot become an answer any more; where the carnet says the same already,
# there is nothing to ask: neither is shown.
LIST_PROPOSITIONS = text(f"""{_PROPOSITION}
 where p.structure_id = :structure and p.etat = 'proposee' and t.etat = 'ouvert'
   and (q.niveau is distinct from p.niveau or q.non_concerne)
 order by r.jour, p.proposee_le, p.critere, p.tour_id
""")

GET_PROPOSITION = text(f"{_PROPOSITION} where p.tour_id = :tour and p.structure_id = :structure")
